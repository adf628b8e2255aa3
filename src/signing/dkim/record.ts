/** The record under which a key is published: RFC 6376 §3.6.1, RFC 8463 §4. */
import type { KeyObject } from 'node:crypto'
import type { DkimAlgorithm, DkimKey } from '../../ports/dkim.ts'

const keyTypes: Readonly<Record<DkimAlgorithm, string>> = { 'rsa-sha256': 'rsa', 'ed25519-sha256': 'ed25519' }

/** Name without its final dot, and the whole text: where it is longer than 255 octets a zone file splits it. */
export function keyRecord({
  domain,
  selector,
  algorithm,
  publicKey,
}: Pick<DkimKey, 'domain' | 'selector' | 'algorithm' | 'publicKey'>): {
  readonly name: string
  readonly text: string
} {
  return {
    name: `${selector}._domainkey.${domain}`,
    text: `v=DKIM1; k=${keyTypes[algorithm]}; p=${publicKey}`,
  }
}

/** The `p=` of a public key: an RSA key is its SubjectPublicKeyInfo, an Ed25519 key the 32 octets alone. */
export function publicKeyOf(key: KeyObject): string {
  const info = key.export({ format: 'der', type: 'spki' })
  return (key.asymmetricKeyType === 'ed25519' ? info.subarray(-32) : info).toString('base64')
}
