/**
 * The key that two sides agree on, and the content key wrapped under it: ECDH with an ephemeral key of the sender's
 * (RFC 5753 §3.1), the key derivation of X9.63 (SEC 1 §3.6.1), AES key wrap (RFC 3394).
 */
import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import { octetString, sequence, tagged } from '../der.ts'

export interface KeyWrap {
  readonly cipher: 'id-aes128-wrap' | 'id-aes192-wrap' | 'id-aes256-wrap'
  readonly keyBytes: number
}

const aes = '2.16.840.1.101.3.4.1'

export const keyWraps: ReadonlyMap<string, KeyWrap> = new Map([
  [`${aes}.5`, { cipher: 'id-aes128-wrap', keyBytes: 16 }],
  [`${aes}.25`, { cipher: 'id-aes192-wrap', keyBytes: 24 }],
  [`${aes}.45`, { cipher: 'id-aes256-wrap', keyBytes: 32 }],
])

/**
 * Digests of the derivation, by scheme (RFC 5753 §7.1.4). With and without cofactor are the same on the curves that are
 * used here, whose cofactor is 1.
 */
export const agreementDigests: ReadonlyMap<string, string> = new Map([
  ['1.3.133.16.840.63.0.2', 'sha1'],
  ['1.3.133.16.840.63.0.3', 'sha1'],
  ...['sha224', 'sha256', 'sha384', 'sha512'].flatMap((digest, i): [string, string][] => [
    [`1.3.132.1.11.${i}`, digest],
    [`1.3.132.1.14.${i}`, digest],
  ]),
])

export interface Derivation {
  readonly digest: string
  readonly wrap: KeyWrap
  /** DER of the AlgorithmIdentifier of the wrap, as it stands in the message. */
  readonly wrapAlgorithm: Uint8Array
  /** What the sender mixed in; null without. */
  readonly ukm: Uint8Array | null
}

/** The key that wraps, from the secret that both sides share. */
export function wrappingKey(secret: Buffer, { wrap, ukm, wrapAlgorithm, digest }: Derivation): Buffer {
  // ECC-CMS-SharedInfo (RFC 5753 §7.2).
  const keyBits = Buffer.alloc(4)
  keyBits.writeUInt32BE(wrap.keyBytes * 8)
  const info = sequence(
    wrapAlgorithm,
    ...(ukm === null ? [] : [tagged(0, octetString(ukm))]),
    tagged(2, octetString(keyBits)),
  )
  const blocks: Buffer[] = []
  for (let bytes = 0; bytes < wrap.keyBytes; bytes += blocks.at(-1)?.length ?? 0) {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(blocks.length + 1)
    blocks.push(hash(digest, Buffer.concat([secret, counter, info]), 'buffer'))
  }
  return Buffer.concat(blocks).subarray(0, wrap.keyBytes)
}

/** RFC 3394 §2.2.3.1. */
const initialValue = Buffer.alloc(8, 0xa6)

export function wrapKey({ cipher }: KeyWrap, under: Buffer, key: Buffer): Buffer {
  const wrapping = createCipheriv(cipher, under, initialValue)
  return Buffer.concat([wrapping.update(key), wrapping.final()])
}

/** Throws for what was not wrapped under this key. */
export function unwrapKey({ cipher }: KeyWrap, under: Buffer, wrapped: Buffer): Buffer {
  const unwrapping = createDecipheriv(cipher, under, initialValue)
  return Buffer.concat([unwrapping.update(wrapped), unwrapping.final()])
}
