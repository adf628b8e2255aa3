/** The keys that sign checkpoints, made at first use and found ever after. */
import { KeyFailure, type Keys, type SigningKey, type SigningKeyKind } from '../ports/keys.ts'
import type { CheckpointSigner } from './checkpoint.ts'
import { type SignatureType, signatureTypes, verifierKey } from './note.ts'

/** Both sign every checkpoint. */
export interface CheckpointSigners {
  readonly ed25519: CheckpointSigner
  readonly mlDsa44: CheckpointSigner
}

export interface SignersOptions {
  readonly keys: Keys
  /** What verifiers know the keys by: a log's origin, a witness's name. */
  readonly name: string
  /** `log` or `witness`: what the names of the server's own keys begin with. */
  readonly role: 'log' | 'witness'
  /** Ed25519 key on a token (`pkcs11:`) in place of one of the server's own. */
  readonly token: string | null
  /** Whether these keys signed before: one that is gone then is not replaced in silence. */
  readonly used: () => Promise<boolean>
}

/** Rejects with `KeyFailure` while a key is out of reach. */
export async function openSigners(options: SignersOptions): Promise<CheckpointSigners> {
  const { name, role, token } = options
  const ed25519 = token === null ? await ownKey(options, 'ed25519') : await tokenKey(options.keys, token)
  const mlDsa44 = await ownKey(options, 'ml-dsa-44')
  const signer = (key: SigningKey, type: SignatureType) => ({
    key,
    verifier: verifierKey(name, type, key.publicKey),
  })
  return {
    ed25519: signer(ed25519, role === 'log' ? signatureTypes.ed25519 : signatureTypes.cosignature),
    mlDsa44: signer(mlDsa44, signatureTypes.mlDsa44),
  }
}

async function ownKey({ keys, role, used }: SignersOptions, kind: SigningKeyKind): Promise<SigningKey> {
  const name = `${role}-${kind}`
  const key = await keys.get(name)
  if (key !== undefined) return key
  if (await used())
    throw new KeyFailure(
      'no-key',
      `the key ${name} is gone, and verifiers know it: put it back from a backup`,
    )
  return keys.generate(kind, name)
}

async function tokenKey(keys: Keys, uri: string): Promise<SigningKey> {
  const key = await keys.get(uri)
  if (key === undefined) throw new KeyFailure('no-key', `the token has no key ${uri}`)
  if (key.publicKey.asymmetricKeyType !== 'ed25519')
    throw new KeyFailure('refused', `${uri} is no Ed25519 key, which checkpoints are signed with`)
  return key
}
