/** Private keys that open what was encrypted to them: who decrypts never holds one. */
import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import type { DecryptRsa, RsaPadding } from './rsa-decryption.ts'

export interface DecryptionKey {
  readonly publicKey: KeyObject
  /**
   * What was encrypted to an RSA key; undefined where the padding tells that it was not to this one. With PKCS #1 v1.5 that is
   * not told, other octets come instead (RFC 3218 §2.3.2). Rejects when the key is out of reach.
   */
  decrypt(octets: Buffer, padding: RsaPadding): Promise<Buffer | undefined>
  /** The secret that a key on an elliptic curve shares with another. Rejects when the two do not go together. */
  agree(other: KeyObject): Promise<Buffer>
}

/** A key that is at hand: RSA on a thread of its own, elliptic curves in libuv's pool. */
export function localDecryptionKey(key: KeyObject, decryptRsa: DecryptRsa): DecryptionKey {
  return {
    publicKey: createPublicKey(key),
    decrypt: (octets, padding) => decryptRsa(key, octets, padding),
    agree: other => sharedSecret(key, other),
  }
}

export function sharedSecret(privateKey: KeyObject, publicKey: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    diffieHellman({ privateKey, publicKey }, (error, secret) =>
      error === null ? resolve(secret) : reject(error),
    )
  })
}
