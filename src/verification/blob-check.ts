/** A blob opened frame by frame, under its own key, and hashed. */
import { createHash } from 'node:crypto'
import { BlobError, type BlobId } from '../ports/blobs.ts'
import type { BlobPlace } from '../ports/evidence.ts'
import type { Run } from './run.ts'

export type BlobOutcome =
  | { readonly kind: 'read'; readonly sizeBytes: number; readonly sha256: Buffer }
  /** It went while it was being read. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'no-place' }
  | { readonly kind: 'damaged'; readonly detail: string }

/** A blob that moves while it is read is read where it is then. */
const attempts = 5

export async function readBlob({ parts }: Run, blob: BlobId, place: BlobPlace): Promise<BlobOutcome> {
  let known = place
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      if (isNowhere(known)) return { kind: 'no-place' }
      const hash = createHash('sha256')
      let sizeBytes = 0
      for await (const chunk of parts.blobs.stream(blob)) {
        hash.update(chunk)
        sizeBytes += chunk.length
      }
      return { kind: 'read', sizeBytes, sha256: hash.digest() }
    } catch (error) {
      if (!(error instanceof BlobError)) throw error
      const now = await parts.evidence.blob(blob)
      if (now === undefined) return { kind: 'gone' }
      if (samePlace(known, now.place)) return { kind: 'damaged', detail: detailOf(error) }
      known = now.place
    }
  }
  return { kind: 'damaged', detail: 'moves for ever' }
}

export function isNowhere({ hot, cold }: BlobPlace): boolean {
  return !hot && cold === null
}

function samePlace(one: BlobPlace, other: BlobPlace): boolean {
  return (
    one.hot === other.hot &&
    one.cold?.segment === other.cold?.segment &&
    one.cold?.start === other.cold?.start
  )
}

function detailOf({ reason, cause }: BlobError): string {
  const why = cause instanceof Error ? cause.message.split('\n')[0] : ''
  return why === '' ? `is ${reason}` : `is ${reason}: ${why}`
}

/** What is wrong with where a blob says that it is; undefined for nothing. */
export function wrongPlace({ hot, cold }: BlobPlace): string | undefined {
  if (hot && cold !== null) return 'is in two places'
  if (cold === null) return undefined
  if (cold.segmentBytes === null) return `is in segment ${cold.segment}, which is not known`
  if (cold.start < 0 || cold.start + cold.bytes > cold.segmentBytes)
    return `ends beyond segment ${cold.segment}`
  return undefined
}

/** Whether a blob's bytes are read in this run: Knuth's multiplicative hash, with a seed that nobody knows before. */
export function isSampled({ sample, seed }: Run['options'], blob: BlobId): boolean {
  return sample >= 1 || (Math.imul(blob, 2_654_435_761) ^ seed) >>> 0 < sample * 2 ** 32
}
