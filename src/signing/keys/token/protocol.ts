/**
 * What the helper process and its client say to each other: JSON in frames, each after its length in four octets, the
 * first octet highest. Requests go to the helper's standard input; answers come on a pipe of their own, since a module
 * may write to standard output what it likes.
 */
import type { TokenKeyUri } from './uri.ts'

export type SignatureScheme = 'rsa' | 'rsa-pss' | 'ec' | 'ed25519'

export interface TokenSettings {
  /** The PKCS #11 module of the tokens' maker. */
  readonly module: string
  readonly pinFile: string | null
  /** Only the token of this label is touched; null for every one that the module has. */
  readonly label: string | null
}

export type HelperCall =
  /** The first one; the PIN is read by the helper itself. */
  | ({ readonly op: 'start' } & TokenSettings)
  | { readonly op: 'open'; readonly key: TokenKeyUri }
  /** `data`: base64 of what the scheme signs: a SHA-256, for Ed25519 the octets themselves. */
  | {
      readonly op: 'sign'
      readonly key: TokenKeyUri
      readonly scheme: SignatureScheme
      readonly data: string
    }
  | { readonly op: 'list' }

export type HelperRequest = HelperCall & { readonly id: number }

export interface ListedKey {
  readonly uri: string
  readonly kind: string
}

/** `gone` ends the helper; so does `pin`. */
export type HelperFailure = 'gone' | 'pin' | 'no-key' | 'refused'

export type HelperAnswer =
  | { readonly id: number; readonly ok: true; readonly value: HelperValue }
  | { readonly id: number; readonly ok: false; readonly reason: HelperFailure; readonly detail: string }

/** `open`: a SubjectPublicKeyInfo, or a certificate of the key; `sign`: the signature as PKCS #11 has it. All base64. */
export interface HelperValue {
  readonly publicKey?: string
  readonly certificate?: string
  readonly signature?: string
  readonly keys?: readonly ListedKey[]
}

/** The descriptor that answers come on. */
export const answersFd = 3

const longestFrame = 1024 * 1024

export function frame(value: HelperRequest | HelperAnswer): Buffer {
  const body = Buffer.from(JSON.stringify(value))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([head, body])
}

/** Gathers octets into frames. Throws for a frame that is too long, or no JSON. */
export class FrameReader {
  #bytes = Buffer.alloc(0)

  /** The values that are whole now. */
  push(bytes: Buffer): readonly unknown[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    const values: unknown[] = []
    let at = 0
    while (this.#bytes.length >= at + 4) {
      const length = this.#bytes.readUInt32BE(at)
      if (length > longestFrame) throw new RangeError('a frame that is too long')
      if (this.#bytes.length < at + 4 + length) break
      values.push(JSON.parse(this.#bytes.toString('utf8', at + 4, at + 4 + length)))
      at += 4 + length
    }
    this.#bytes = this.#bytes.subarray(at)
    return values
  }
}
