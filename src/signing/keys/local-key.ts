/** A private key that is at hand, used by node:crypto: on libuv's pool, but for the decryption with RSA, which blocks. */
import {
  constants,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  privateDecrypt,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto'
import type { PrivateKey, RsaPadding } from '../../ports/keys.ts'

interface Scheme {
  /** Null for one that hashes itself. */
  readonly digest: 'sha256' | null
  readonly options?: Omit<SignKeyObjectInput, 'key'>
}

const schemes = new Map<string | undefined, Scheme>([
  ['rsa', { digest: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } }],
  ['rsa-pss', { digest: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } }],
  ['ec', { digest: 'sha256', options: { dsaEncoding: 'der' } }],
  ['ed25519', { digest: null }],
  ['ml-dsa-44', { digest: null }],
])

export function signWith(key: KeyObject, octets: Uint8Array): Promise<Buffer> {
  const scheme = schemes.get(key.asymmetricKeyType)
  if (scheme === undefined)
    return Promise.reject(new TypeError(`no signature with a key of type ${key.asymmetricKeyType}`))
  const { digest, options } = scheme
  return new Promise((resolve, reject) => {
    sign(digest, octets, { key, ...options }, (error, signature) =>
      error === null ? resolve(signature) : reject(error),
    )
  })
}

/**
 * With PKCS #1 v1.5 a broken padding is not told: the platform then gives octets that follow from the key and the ciphertext
 * ("implicit rejection"), so that nothing can be learnt by asking again and again (RFC 3218 §2.3.2).
 */
function decryptWith(key: KeyObject, octets: Uint8Array, { oaepHash }: RsaPadding): Buffer | undefined {
  try {
    return oaepHash === null
      ? privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, octets)
      : privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, octets)
  } catch {
    return undefined
  }
}

export function sharedSecret(privateKey: KeyObject, publicKey: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    diffieHellman({ privateKey, publicKey }, (error, secret) =>
      error === null ? resolve(secret) : reject(error),
    )
  })
}

export function localKey(name: string, key: KeyObject): PrivateKey {
  return {
    name,
    publicKey: createPublicKey(key),
    sign: octets => signWith(key, octets),
    decrypt: async (octets, padding) => decryptWith(key, octets, padding),
    agree: other => sharedSecret(key, other),
  }
}
