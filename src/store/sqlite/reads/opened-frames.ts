/**
 * Frames that were opened for a small piece of them: whoever reads a large letter piece by piece asks for the next piece
 * of the same frame. A few are kept until nobody has asked for them for some seconds, or something was erased, and
 * overwritten before they are let go.
 *
 * Whoever asks has read the blob's row no longer ago than one read of a segment takes: what is erased has none, and what
 * was written anew has another key.
 */
import type { BlobId } from '../../../ports/blobs.ts'
import { frameBytes } from '../frames.ts'

const restMs = 5000

interface Opened {
  readonly wrappedKey: Buffer
  readonly plain: Buffer
  usedAtMs: number
}

export class OpenedFrames implements Disposable {
  readonly #most: number
  /** By blob and place; the one that was used last is the last. */
  readonly #frames = new Map<string, Opened>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /** At most `maxBytes` are kept. */
  constructor(maxBytes: number) {
    this.#most = Math.floor(maxBytes / frameBytes)
  }

  /** To be copied from at once. */
  get(blob: BlobId, index: number, wrappedKey: Buffer): Buffer | undefined {
    if (this.#frames.size === 0) return undefined
    const name = nameOf(blob, index)
    const opened = this.#frames.get(name)
    if (opened === undefined || !opened.wrappedKey.equals(wrappedKey)) return undefined
    opened.usedAtMs = performance.now()
    this.#frames.delete(name)
    this.#frames.set(name, opened)
    return opened.plain
  }

  /** Takes a frame for its own. */
  keep(blob: BlobId, index: number, wrappedKey: Buffer, plain: Buffer): void {
    if (this.#isClosed) {
      plain.fill(0)
      return
    }
    const name = nameOf(blob, index)
    this.#drop(name)
    for (const oldest of this.#frames.keys()) {
      if (this.#frames.size < this.#most) break
      this.#drop(oldest)
    }
    this.#frames.set(name, { wrappedKey, plain, usedAtMs: performance.now() })
    this.#timer ??= setTimeout(() => this.#dropRested(), restMs).unref()
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const name of this.#frames.keys()) this.#drop(name)
  }

  /** What is kept from then on is overwritten at once. */
  [Symbol.dispose](): void {
    this.#isClosed = true
    this.clear()
  }

  #dropRested(): void {
    this.#timer = undefined
    const now = performance.now()
    let oldestMs = now
    for (const [name, { usedAtMs }] of this.#frames) {
      if (now - usedAtMs >= restMs) this.#drop(name)
      else oldestMs = Math.min(oldestMs, usedAtMs)
    }
    if (this.#frames.size > 0)
      this.#timer = setTimeout(() => this.#dropRested(), oldestMs + restMs - now).unref()
  }

  #drop(name: string): void {
    this.#frames.get(name)?.plain.fill(0)
    this.#frames.delete(name)
  }
}

function nameOf(blob: BlobId, index: number): string {
  return `${blob} ${index}`
}
