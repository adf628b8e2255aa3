/** What the content of an encrypted message is encrypted with (RFC 8551 §2.7, RFC 5084, RFC 3565). */

export interface ContentCipher {
  /** The platform's name of it, and how it is told to people. */
  readonly name: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' | CbcName
  readonly oid: string
  readonly keyBytes: number
  /** Of a CBC cipher's initialization vector; null for GCM, whose nonce comes with its own parameters. */
  readonly ivBytes: number | null
}

type CbcName = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc' | 'des-ede3-cbc'

const aes = '2.16.840.1.101.3.4.1'

/** Read are also those that old programs make; written are the two with a key of 256 bits. */
const all: readonly ContentCipher[] = [
  { name: 'aes-128-cbc', oid: `${aes}.2`, keyBytes: 16, ivBytes: 16 },
  { name: 'aes-192-cbc', oid: `${aes}.22`, keyBytes: 24, ivBytes: 16 },
  { name: 'aes-256-cbc', oid: `${aes}.42`, keyBytes: 32, ivBytes: 16 },
  { name: 'aes-128-gcm', oid: `${aes}.6`, keyBytes: 16, ivBytes: null },
  { name: 'aes-192-gcm', oid: `${aes}.26`, keyBytes: 24, ivBytes: null },
  { name: 'aes-256-gcm', oid: `${aes}.46`, keyBytes: 32, ivBytes: null },
  { name: 'des-ede3-cbc', oid: '1.2.840.113549.3.7', keyBytes: 24, ivBytes: 8 },
]

const byOid = new Map(all.map(cipher => [cipher.oid, cipher]))

export function contentCipher(oid: string): ContentCipher | undefined {
  return byOid.get(oid)
}

/** Octets of a message encrypted or decrypted in one step: ten milliseconds of triple DES, a fraction of one of AES. */
export const cipherStepBytes = 256 * 1024
