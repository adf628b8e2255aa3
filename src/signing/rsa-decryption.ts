/**
 * Decryption with a private RSA key, on a thread of its own: the platform does it in one blocking call, and with
 * a large key, or many letters at once, that would keep the main thread. The thread begins with the first call.
 *
 * With PKCS #1 v1.5 padding a broken padding is not told: the platform then gives octets that follow from the key and
 * the ciphertext ("implicit rejection"), so that nothing can be learnt by asking again and again (RFC 3218).
 */
import type { KeyObject } from 'node:crypto'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface RsaPadding {
  /** Digest of OAEP; null for PKCS #1 v1.5. */
  readonly oaepHash: string | null
}

/** Undefined for what was not encrypted to the key, as far as the padding tells. Rejects when the thread has died. */
export type DecryptRsa = (key: KeyObject, octets: Buffer, padding: RsaPadding) => Promise<Buffer | undefined>

export interface RsaWork extends RsaPadding {
  readonly id: number
  readonly key: KeyObject
  readonly octets: Uint8Array
}

export interface RsaResult {
  readonly id: number
  readonly octets: Uint8Array | null
}

export interface RsaDecryption extends AsyncDisposable {
  readonly decrypt: DecryptRsa
}

interface Waiting {
  resolve(octets: Buffer | undefined): void
  reject(error: unknown): void
}

export function createRsaDecryption(): RsaDecryption {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | undefined
  let lastId = 0

  function begin(): Worker {
    const begun = new Worker(new URL(`./rsa-thread${extname(import.meta.url)}`, import.meta.url))
    begun.unref()
    begun.on('message', ({ id, octets }: RsaResult) => {
      waiting.get(id)?.resolve(octets === null ? undefined : Buffer.from(octets))
      waiting.delete(id)
      if (waiting.size === 0) begun.unref()
    })
    const end = (error: Error) => {
      if (thread === begun) thread = undefined
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    begun.on('error', end)
    begun.on('exit', () => end(new Error('the thread that decrypts has ended')))
    return begun
  }

  return {
    decrypt: (key, octets, padding) =>
      new Promise((resolve, reject) => {
        thread ??= begin()
        lastId++
        waiting.set(lastId, { resolve, reject })
        thread.ref()
        // Alone: with them everything would go over that they are a piece of, a large letter.
        thread.postMessage({ id: lastId, key, octets: new Uint8Array(octets), ...padding } satisfies RsaWork)
      }),
    async [Symbol.asyncDispose]() {
      await thread?.terminate()
    },
  }
}
