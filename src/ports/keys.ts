/** Private keys, wherever they are: who signs or decrypts with one never holds it. */
import type { KeyObject } from 'node:crypto'

export const signingKeyKinds = [
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
  'ec-p256',
  'ed25519',
  'ml-dsa-44',
] as const
export type SigningKeyKind = (typeof signingKeyKinds)[number]

export interface SigningKey {
  /** Under which it is found and counted. */
  readonly name: string
  readonly publicKey: KeyObject
  /**
   * The signature over some octets, as the kind of key has it, with SHA-256: RSA by PKCS #1 v1.5, a key that is bound
   * to RSA-PSS by that with a salt of 32 octets, ECDSA as DER; Ed25519 and ML-DSA-44 sign the octets themselves.
   * Rejects when the key is out of reach, with `KeyFailure` where that may pass.
   */
  sign(octets: Uint8Array): Promise<Buffer>
}

export interface RsaPadding {
  /** Digest of OAEP; null for PKCS #1 v1.5. */
  readonly oaepHash: string | null
}

/** A private key that opens what was encrypted to it. Rejects as `SigningKey` does; a token's opens nothing. */
export interface DecryptionKey {
  readonly publicKey: KeyObject
  /**
   * What was encrypted to an RSA key; undefined where the padding tells that it was not to this one. With PKCS #1 v1.5
   * that is not told, octets that follow from key and ciphertext come instead (RFC 3218 §2.3.2).
   */
  decrypt(octets: Uint8Array, padding: RsaPadding): Promise<Buffer | undefined>
  /** The secret that a key on an elliptic curve shares with another. Rejects when the two do not go together. */
  agree(other: KeyObject): Promise<Buffer>
}

export interface PrivateKey extends SigningKey, DecryptionKey {}

/** `pem`: PKCS #8 by AES-256. `pkcs12`: EncryptedPrivateKeyInfo as PKCS #12 wraps a key (RFC 7292 §4.2.2). */
export type KeyExportForm = 'pem' | 'pkcs12'

export interface Keys {
  /** Makes a key, durable when this resolves. Null names it by its public key, as `keyNameOf` does. */
  generate(kind: SigningKeyKind, name: string | null): Promise<PrivateKey>
  /** Takes in a private key from outside, in place of one of the same name. */
  put(name: string, key: KeyObject): Promise<void>
  /** Undefined when there is none; rejects for one that is damaged, or out of reach now. */
  get(name: string): Promise<PrivateKey | undefined>
  /** A key of the server's own under a passphrase; undefined when there is none. Tokens give none away. */
  export(name: string, form: KeyExportForm, passphrase: string): Promise<Buffer | undefined>
  /** Destroys a key of the server's own; one on a token stays there. */
  remove(name: string): Promise<void>
  /** Names of the server's own keys, in order. */
  list(): Promise<readonly string[]>
}

export type KeyFailureReason =
  /** Nobody answers: a token was pulled out, a process ended. */
  | 'gone'
  /** The token refuses the PIN. Nobody tries again before it is changed. */
  | 'pin'
  /** More signatures wait than the limits allow, or one took too long. */
  | 'busy'
  /** The token has no such key, or several. */
  | 'no-key'
  /** The token has the key, and does not sign with it. */
  | 'refused'

/** A key that cannot be used now: a letter that needs it is asked for again. */
export class KeyFailure extends Error {
  readonly reason: KeyFailureReason

  constructor(reason: KeyFailureReason, message: string) {
    super(message)
    this.name = 'KeyFailure'
    this.reason = reason
  }
}

/** What happens to a key beside signatures. `unlock-failed`: a token refused the PIN; `key` names its module. */
export interface KeyEvent {
  readonly event: 'generated' | 'imported' | 'exported' | 'deleted' | 'unlock-failed'
  readonly key: string
  readonly detail?: string
}

/** What a key did in a day of the province's calendar, `yyyy-mm-dd`. */
export interface KeyUse {
  readonly key: string
  readonly day: string
  readonly signatures: number
  readonly decryptions: number
  readonly failures: number
}

export interface KeyUseTotals extends Omit<KeyUse, 'day'> {
  /** When it was used last. */
  readonly lastDay: string
}

export interface KeyUseReads {
  /** One a key that was ever used, by name. */
  totals(): Promise<readonly KeyUseTotals[]>
}

/** What the server knows of its tokens. */
export interface TokenStatus {
  /** The module's file; null where none is configured. */
  readonly module: string | null
  /** `down`: asked again after `until`; `refused`: the PIN is wrong, and is not tried again before its file changes. */
  readonly state: 'none' | 'idle' | 'ready' | 'down' | 'refused'
  readonly detail: string
  readonly until: number | null
}

export interface TokenDesk {
  status(): TokenStatus
  /** Every private key on the tokens; rejects with KeyFailure. */
  list(): Promise<readonly { readonly uri: string; readonly kind: string }[]>
}
