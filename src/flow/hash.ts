import { hash } from 'node:crypto'

/** SHA-256 in one call: no hash object a letter. */
export function sha256Of(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}
