/**
 * Seals what is kept of letters for searches under keys of its own, which are made of the server's: `store.db` shows none of
 * a letter's body, nor lets anybody try words on it. Nonces are random, and what is authenticated binds each to its view.
 *
 * Texts are sealed with AES-256-GCM. Filters are opened by the ten thousand for one search, when an object of a cipher for
 * each takes longer than all the rest: they are sealed with AES-256-CTR and a tag, and the key stream of many is made at
 * once. The tag is a hash of the key and what it authenticates, the filter's recipe with it: of a hash of which half is told
 * nobody can go on, so that it takes no second one as in HMAC. The length of a filter, a power of two, and of a text can be
 * seen.
 *
 *     text   = nonce (96 bits), what is sealed, tag (128 bits)
 *     filter = nonce (96 bits), what is sealed, SHA-256 of the key, view, recipe (64 bits each) and these (its first 128 bits)
 *
 * The blocks of a filter's stream are encrypted from its nonce and their number (32 bits), from 0.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hash, type KeyObject } from 'node:crypto'
import { subkey } from '../../base/subkey.ts'
import { randomBytes } from './frames.ts'

const nonceBytes = 12
const tagBytes = 16
const blockBytes = 16
const keyBytes = 32
/** The key, the view and the recipe. */
const hashedBefore = keyBytes + 16

/** Sealed or not. */
export type OfView = readonly [view: number, octets: Uint8Array]

export class TextSeal {
  readonly #textKey: KeyObject
  readonly #filterKey: KeyObject
  /** What is hashed for a tag: the key, then what changes. */
  #hashed: Buffer

  /** `texts` and `filters`: what they are, each kind under a key of its own. */
  constructor(masterKey: Uint8Array, texts = 'kept texts', filters = 'text filters') {
    this.#textKey = createSecretKey(subkey(masterKey, texts))
    this.#filterKey = createSecretKey(subkey(masterKey, filters))
    this.#hashed = subkey(masterKey, `tags of ${filters}`)
  }

  seal(view: number, text: Uint8Array): Buffer {
    const nonce = randomBytes(nonceBytes)
    const seal = createCipheriv('aes-256-gcm', this.#textKey, nonce)
    seal.setAAD(associated(view))
    const sealed = seal.update(text)
    seal.final()
    return Buffer.concat([nonce, sealed, seal.getAuthTag()])
  }

  /** Undefined for what was not sealed so. */
  open(view: number, sealed: Uint8Array): Uint8Array | undefined {
    const end = sealed.length - tagBytes
    if (end < nonceBytes) return undefined
    const open = createDecipheriv('aes-256-gcm', this.#textKey, sealed.subarray(0, nonceBytes))
    open.setAAD(associated(view))
    open.setAuthTag(sealed.subarray(end))
    const text = open.update(sealed.subarray(nonceBytes, end))
    try {
      open.final()
      return text
    } catch {
      return undefined
    }
  }

  sealFilter(recipe: number, view: number, filter: Uint8Array): Buffer {
    const nonce = randomBytes(nonceBytes)
    const first = Buffer.concat([nonce, Buffer.alloc(blockBytes - nonceBytes)])
    const sealed = Buffer.concat([
      nonce,
      createCipheriv('aes-256-ctr', this.#filterKey, first).update(filter),
    ])
    return Buffer.concat([sealed, Buffer.from(this.#tagOf(recipe, view, sealed, sealed.length), 'latin1')])
  }

  /** Those that were sealed so. */
  openFilters(recipe: number, rows: readonly OfView[]): OfView[] {
    const whole = rows.filter(([view, sealed]) => {
      const end = sealed.length - tagBytes
      if (end < nonceBytes) return false
      return areSame(sealed, end, this.#tagOf(recipe, view, sealed, end))
    })
    const stream = this.#streamOf(whole)
    let at = 0
    return whole.map(([view, sealed]) => {
      const length = sealed.length - nonceBytes - tagBytes
      const filter = stream.subarray(at, at + length)
      for (let i = 0; i < length; i++) filter[i]! ^= sealed[nonceBytes + i]!
      at += blockBytes * blocksOf(sealed)
      return [view, filter]
    })
  }

  /** Of the first octets, so many; one character for each of its own, since a buffer for each costs more than the hash. */
  #tagOf(recipe: number, view: number, octets: Uint8Array, length: number): string {
    if (this.#hashed.length < hashedBefore + octets.length)
      this.#hashed = Buffer.concat([this.#hashed], 2 * (hashedBefore + octets.length))
    this.#hashed.writeDoubleBE(view, keyBytes)
    this.#hashed.writeDoubleBE(recipe, keyBytes + 8)
    this.#hashed.set(octets, hashedBefore)
    return hash('sha256', this.#hashed.subarray(0, hashedBefore + length), 'latin1').slice(0, tagBytes)
  }

  /** The key streams of all, each from a block of its own. */
  #streamOf(rows: readonly OfView[]): Buffer {
    const blocks = rows.reduce((sum, [, sealed]) => sum + blocksOf(sealed), 0)
    const counters = Buffer.allocUnsafe(blockBytes * blocks)
    const words = new DataView(counters.buffer, counters.byteOffset, counters.length)
    let at = 0
    for (const [, sealed] of rows) {
      const nonce = new DataView(sealed.buffer, sealed.byteOffset, nonceBytes)
      const [first, second, third] = [nonce.getUint32(0), nonce.getUint32(4), nonce.getUint32(8)]
      const end = at + blockBytes * blocksOf(sealed)
      for (let number = 0; at < end; number++, at += blockBytes) {
        words.setUint32(at, first)
        words.setUint32(at + 4, second)
        words.setUint32(at + 8, third)
        words.setUint32(at + 12, number)
      }
    }
    // Counter mode: block by block, for each was counted up by hand.
    return createCipheriv('aes-256-ecb', this.#filterKey, null).update(counters)
  }
}

/**
 * For the headers that are kept for FETCH (packed-header.ts): they hold more than the columns of a view do, which lie in clear,
 * and lay in sealed letters alone. The listed fields are opened by the ten thousand, too, and are sealed as filters are.
 */
export function headerSeal(masterKey: Uint8Array): TextSeal {
  return new TextSeal(masterKey, 'kept headers', 'listed headers')
}

function blocksOf(sealedFilter: Uint8Array): number {
  return Math.ceil((sealedFilter.length - nonceBytes - tagBytes) / blockBytes)
}

function areSame(sealed: Uint8Array, from: number, tag: string): boolean {
  let difference = 0
  for (let i = 0; i < tagBytes; i++) difference |= sealed[from + i]! ^ tag.charCodeAt(i)
  return difference === 0
}

function associated(view: number): Buffer {
  const data = Buffer.allocUnsafe(8)
  data.writeBigUInt64BE(BigInt(view))
  return data
}
