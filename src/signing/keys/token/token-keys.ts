/** Keys on tokens as signing keys: named by their URI, used by the helper process, never seen. */
import { createPublicKey, hash, type KeyObject, X509Certificate } from 'node:crypto'
import { KeyFailure, type PrivateKey } from '../../../ports/keys.ts'
import { childrenOf, oid, readAll, sequence } from '../../der.ts'
import type { HelperValue, ListedKey, SignatureScheme } from './protocol.ts'
import { TokenProcess, type TokenProcessOptions, type TokenState } from './token-process.ts'
import { formatTokenUri, parseTokenUri } from './uri.ts'

export interface TokenKeys extends AsyncDisposable {
  /** Undefined when the token has none; rejects with KeyFailure when the token cannot be asked. */
  get(uri: string): Promise<PrivateKey | undefined>
  /** Every key that the tokens have. */
  list(): Promise<readonly ListedKey[]>
  status(): TokenState
}

const schemes = new Map<string | undefined, SignatureScheme>([
  ['rsa', 'rsa'],
  ['rsa-pss', 'rsa-pss'],
  ['ec', 'ec'],
  ['ed25519', 'ed25519'],
])

export function openTokenKeys(options: TokenProcessOptions): TokenKeys {
  const helper = new TokenProcess(options)
  return {
    async get(text) {
      const uri = parseTokenUri(text)
      if (!uri.ok) throw new KeyFailure('no-key', `not the URI of a key: ${uri.error}`)
      const key = uri.value
      const told = await helper.call({ op: 'open', key }).catch(nothing)
      if (told === undefined) return undefined
      const publicKey = publicKeyOf(told, key.pss)
      const scheme = schemes.get(publicKey.asymmetricKeyType)
      if (scheme === undefined)
        throw new KeyFailure('refused', `a key of the kind ${publicKey.asymmetricKeyType} signs nothing here`)
      return {
        name: formatTokenUri(key),
        publicKey,
        async sign(octets) {
          const data = scheme === 'ed25519' ? Buffer.from(octets) : hash('sha256', octets, 'buffer')
          const value = await helper.call({ op: 'sign', key, scheme, data: data.toString('base64') })
          return Buffer.from(value.signature ?? '', 'base64')
        },
        decrypt: opensNothing,
        agree: opensNothing,
      }
    },
    list: async () => (await helper.call({ op: 'list' })).keys ?? [],
    status: () => helper.status,
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  }
}

async function opensNothing(): Promise<never> {
  throw new KeyFailure('refused', 'nothing is decrypted with keys on tokens')
}

function nothing(error: unknown): undefined {
  if (!(error instanceof KeyFailure) || error.reason !== 'no-key') throw error
}

function publicKeyOf({ publicKey, certificate }: HelperValue, pss: boolean): KeyObject {
  const octets = Buffer.from(publicKey ?? certificate ?? '', 'base64')
  try {
    const key =
      certificate === undefined
        ? createPublicKey({ key: octets, format: 'der', type: 'spki' })
        : new X509Certificate(octets).publicKey
    return pss ? boundToPss(key) : key
  } catch {
    throw new KeyFailure('refused', 'the public half of the key, as the token tells it, is none')
  }
}

/** The same numbers under id-RSASSA-PSS (RFC 4055 §1.2). */
function boundToPss(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') return key
  const bits = childrenOf(readAll(key.export({ type: 'spki', format: 'der' }))?.[0])?.[1]
  const spki = sequence(sequence(oid('1.2.840.113549.1.1.10')), bits?.whole ?? Buffer.alloc(0))
  return createPublicKey({ key: spki, format: 'der', type: 'spki' })
}
