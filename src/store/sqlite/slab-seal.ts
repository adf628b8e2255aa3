/**
 * Seals filters of many letters (`imap/search/slabs.ts`): each slab under keys of its own, which are random and lie sealed
 * in its row. When they are deleted nothing opens its records any more.
 *
 * Of some thousand records a search opens a dozen. They are sealed with AES-256-CTR, whose blocks are counted from the
 * number of the record, since no key seals twice, and have a tag: a hash of a key and what it authenticates, as that of
 * filters has (`text-seal.ts`).
 *
 *     keys   = nonce (96 bits), what is sealed with AES-256-GCM, tag (128 bits); bound to the mailbox, the recipe and the shape
 *     record = what is sealed, SHA-256 of the key, the number (32 bits) and it (the first 128 bits)
 *     block  = 64 zero bits, number of the record, number of the block in it (32 bits each)
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hash,
  type KeyObject,
} from 'node:crypto'
import { subkey } from '../../base/subkey.ts'
import { randomBytes } from './frames.ts'

const nonceBytes = 12
const tagBytes = 16
const blockBytes = 16
const keyBytes = 32
const numberBytes = 4

/** To what the keys of a slab are bound. */
export interface SlabBinding {
  readonly mailbox: number
  readonly recipe: number
  readonly shape: Uint8Array
}

export type NumberedRecord = readonly [number: number, octets: Uint8Array]

export class SlabSeal {
  readonly #key: KeyObject

  constructor(masterKey: Uint8Array) {
    this.#key = createSecretKey(subkey(masterKey, 'filter slabs'))
  }

  /** Records from number 0 on. */
  seal(binding: SlabBinding, records: readonly Uint8Array[]): { keys: Uint8Array; records: Uint8Array[] } {
    const keys = randomBytes(2 * keyBytes)
    const nonce = randomBytes(nonceBytes)
    const seal = createCipheriv('aes-256-gcm', this.#key, nonce)
    seal.setAAD(associated(binding))
    const sealed = Buffer.concat([nonce, seal.update(keys), seal.final(), seal.getAuthTag()])
    return { keys: sealed, records: new SlabKeys(keys).seal(records) }
  }

  /** Undefined for what was not sealed so. */
  open(binding: SlabBinding, sealed: Uint8Array): SlabKeys | undefined {
    const end = sealed.length - tagBytes
    if (end !== nonceBytes + 2 * keyBytes) return undefined
    const open = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, nonceBytes))
    open.setAAD(associated(binding))
    open.setAuthTag(sealed.subarray(end))
    const keys = open.update(sealed.subarray(nonceBytes, end))
    try {
      open.final()
      return new SlabKeys(keys)
    } catch {
      return undefined
    }
  }
}

export class SlabKeys {
  readonly #cipherKey: Uint8Array
  /** What is hashed for a tag: the key, then what changes. */
  #hashed: Buffer

  /** One for the cipher, one for the tags. */
  constructor(keys: Uint8Array) {
    this.#cipherKey = keys.subarray(0, keyBytes)
    this.#hashed = Buffer.from(keys.subarray(keyBytes))
  }

  seal(records: readonly Uint8Array[]): Uint8Array[] {
    return this.#exclusiveOr([...records.entries()], 0).map(([number, octets]) =>
      Buffer.concat([octets, Buffer.from(this.#tagOf(number, octets), 'latin1')]),
    )
  }

  /** Those that were sealed so. */
  open(records: readonly NumberedRecord[]): NumberedRecord[] {
    const whole = records.filter(([number, sealed]) => {
      const end = sealed.length - tagBytes
      return end >= 0 && isTag(sealed.subarray(end), this.#tagOf(number, sealed.subarray(0, end)))
    })
    return this.#exclusiveOr(whole, tagBytes)
  }

  /** With the key stream; as many octets of each are left out. */
  #exclusiveOr(records: readonly NumberedRecord[], without: number): NumberedRecord[] {
    const blocks = records.reduce((sum, [, octets]) => sum + blocksOf(octets.length - without), 0)
    const counters = new DataView(new ArrayBuffer(blockBytes * blocks))
    let at = 0
    for (const [number, octets] of records)
      for (let block = 0; block < blocksOf(octets.length - without); block++, at += blockBytes) {
        counters.setUint32(at + 8, number)
        counters.setUint32(at + 12, block)
      }
    // Counter mode: block by block, for each was counted up by hand.
    const stream = createCipheriv('aes-256-ecb', this.#cipherKey, null).update(counters)
    at = 0
    return records.map(([number, octets]) => {
      const length = octets.length - without
      const other = stream.subarray(at, at + length)
      for (let i = 0; i < length; i++) other[i]! ^= octets[i]!
      at += blockBytes * blocksOf(length)
      return [number, other]
    })
  }

  #tagOf(number: number, octets: Uint8Array): string {
    const length = keyBytes + numberBytes + octets.length
    if (this.#hashed.length < length) this.#hashed = Buffer.concat([this.#hashed], length)
    this.#hashed.writeUInt32BE(number, keyBytes)
    this.#hashed.set(octets, keyBytes + numberBytes)
    return hash('sha256', this.#hashed.subarray(0, length), 'latin1').slice(0, tagBytes)
  }
}

function blocksOf(length: number): number {
  return Math.ceil(length / blockBytes)
}

function isTag(octets: Uint8Array, tag: string): boolean {
  let difference = 0
  for (let i = 0; i < tagBytes; i++) difference |= octets[i]! ^ tag.charCodeAt(i)
  return difference === 0
}

function associated({ mailbox, recipe, shape }: SlabBinding): Buffer {
  const data = Buffer.alloc(16)
  data.writeDoubleBE(mailbox)
  data.writeDoubleBE(recipe, 8)
  return createHash('sha256').update(data).update(shape).digest()
}
