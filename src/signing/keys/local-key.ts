/** Signing with a private key that is at hand, by node:crypto on libuv's pool. */
import { constants, createPublicKey, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import type { SigningKey } from '../../ports/keys.ts'

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

export function localKey(name: string, key: KeyObject): SigningKey {
  return { name, publicKey: createPublicKey(key), sign: octets => signWith(key, octets) }
}
