import { createHash, type KeyObject } from 'node:crypto'

/** The name of a key that follows from its public half: what comes back for a request finds its key by it. */
export function keyNameOf(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return `certificate-${createHash('sha256').update(spki).digest('hex').slice(0, 32)}`
}
