/**
 * Seals kept texts with AES-256-GCM under a key of their own, which is made of the server's: `store.db` shows none of a
 * letter's body. The nonce is random, and the associated data binds a text to its view.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { subkey } from '../../base/subkey.ts'
import { randomBytes } from './frames.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export class TextSeal {
  readonly #key: KeyObject

  constructor(masterKey: Uint8Array) {
    this.#key = createSecretKey(subkey(masterKey, 'kept texts'))
  }

  seal(view: number, text: Uint8Array): Buffer {
    const nonce = randomBytes(nonceBytes)
    const seal = createCipheriv(cipher, this.#key, nonce)
    seal.setAAD(associated(view))
    const sealed = seal.update(text)
    seal.final()
    return Buffer.concat([nonce, sealed, seal.getAuthTag()])
  }

  /** Undefined for what was not sealed so. */
  open(view: number, sealed: Uint8Array): Uint8Array | undefined {
    const end = sealed.length - tagBytes
    if (end < nonceBytes) return undefined
    const open = createDecipheriv(cipher, this.#key, sealed.subarray(0, nonceBytes))
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
}

function associated(view: number): Buffer {
  const data = Buffer.allocUnsafe(8)
  data.writeBigUInt64BE(BigInt(view))
  return data
}
