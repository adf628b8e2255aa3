/** Unpacking with a bound on what comes out: a bomb yields its first bytes and the news that there was more. */
import { Gunzip, Inflate } from 'fflate'
import type { Limits } from '../../base/limits.ts'

export type DocumentLimits = Pick<
  Limits,
  | 'documentBytes'
  | 'documentUnpackedBytes'
  | 'documentRatio'
  | 'documentEntries'
  | 'documentDepth'
  | 'documentPages'
  | 'documentTextChars'
>

/** What one letter may still unpack to. Shared by everything inside it, so that nesting gains nothing. */
export class Allowance {
  readonly limits: DocumentLimits
  #bytes: number
  #entries: number

  constructor(limits: DocumentLimits) {
    this.limits = limits
    this.#bytes = limits.documentUnpackedBytes
    this.#entries = limits.documentEntries
  }

  /** Counts one more entry; false when there have been enough. */
  entry(): boolean {
    return this.#entries-- > 0
  }

  /** What `packed` octets may unpack to. */
  roomFor(packed: number): number {
    return Math.min(this.#bytes, freeBytes + packed * this.limits.documentRatio)
  }

  spend(bytes: number): void {
    this.#bytes -= bytes
  }
}

/** Text of one letter packs very well; a ratio says something only above this. */
const freeBytes = 1024 * 1024

export interface Unpacked {
  readonly bytes: Uint8Array
  /** `cut`: the allowance ended first; `damaged`: the packed data did. */
  readonly state: 'whole' | 'cut' | 'damaged'
}

export function inflate(packed: Uint8Array, allowance: Allowance): Unpacked {
  return unpack(packed, new Inflate(), allowance)
}

export function gunzip(packed: Uint8Array, allowance: Allowance): Unpacked {
  return unpack(packed, new Gunzip(), allowance)
}

/** Octets given to the inflater in one step: deflate makes at most 1032 times as many of them. */
const stepBytes = 2048

function unpack(packed: Uint8Array, inflater: Inflate | Gunzip, allowance: Allowance): Unpacked {
  const room = allowance.roomFor(packed.length)
  const chunks: Uint8Array[] = []
  let size = 0
  inflater.ondata = chunk => {
    chunks.push(chunk)
    size += chunk.length
  }
  let state: Unpacked['state'] = packed.length === 0 ? 'damaged' : 'whole'
  try {
    for (let at = 0; at < packed.length && size <= room; at += stepBytes)
      inflater.push(packed.subarray(at, at + stepBytes), at + stepBytes >= packed.length)
  } catch {
    state = 'damaged'
  }
  if (size > room) state = 'cut'
  const bytes = Buffer.concat(chunks).subarray(0, room)
  allowance.spend(bytes.length)
  return { bytes, state }
}
