/** Blobs: immutable byte strings, each written once under a key of its own. */

export type BlobId = number

/** A half-open byte range `[start, end)`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface BlobReads {
  /** Size in bytes, or undefined when there is no such blob (or it was erased). */
  size(blob: BlobId): Promise<number | undefined>
  /** The bytes of a range (clipped to the blob), the whole blob by default. Rejects with BlobError. */
  bytes(blob: BlobId, range?: ByteRange): Promise<Uint8Array>
  /** The same in chunks of at most one frame (256 KiB), for literals that should not be held whole. */
  stream(blob: BlobId, range?: ByteRange): AsyncIterable<Uint8Array>
}

export type BlobErrorReason = 'missing' | 'damaged' | 'unreadable'

export class BlobError extends Error {
  readonly reason: BlobErrorReason
  readonly blob: BlobId
  constructor(reason: BlobErrorReason, blob: BlobId, cause?: unknown) {
    super(`blob ${blob} is ${reason}`, { cause })
    this.reason = reason
    this.blob = blob
  }
}
