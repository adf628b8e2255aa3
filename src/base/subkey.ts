import { hkdfSync } from 'node:crypto'

/** A 32-byte key for one purpose, derived from the server's key (RFC 5869). Different purposes share nothing. */
export function subkey(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), `congvu ${purpose}`, 32))
}
