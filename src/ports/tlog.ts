/** The transparency log: a leaf for every entry of the archive and every act on the trail, and who vouched for its tree. */
import type { EntryId } from './archive.ts'

/** A signed head of the tree, as it was published. */
export interface StoredCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  /** Milliseconds. */
  readonly at: number
  /** The note with the log's own signatures. */
  readonly note: string
  /** Signature lines of witnesses, each whole, in the order they came. */
  readonly cosignatures: readonly string[]
  /** Token of a time-stamping authority about its text, DER; null for most. */
  readonly token: Uint8Array | null
}

/** The checkpoint as the log has signed it. */
export type NewCheckpoint = Pick<StoredCheckpoint, 'size' | 'root' | 'at' | 'note'>

/** What a leaf commits to, made anew from the row it belongs to. */
export interface LogLeaf {
  readonly kind: 'entry' | 'act'
  /** Of the entry, or of the act on the trail. */
  readonly id: number
  /** The leaf that the row says it is. */
  readonly index: number
  readonly data: Uint8Array
}

/** The newest head of another log that this witness vouched for. */
export interface WitnessedHead {
  readonly size: number
  readonly root: Uint8Array
  /** The checkpoint as it came. */
  readonly note: string
  readonly at: number
}

/** From where on the log has to tell how the clock went: the tree then, and what the clock said. Milliseconds. */
export interface ClockAnchor {
  readonly size: number
  readonly at: number
}

/** When a token of an authority was asked for by our clock, and when that was by the authority's. */
export interface StampedClock extends ClockAnchor {
  readonly authorityAt: number
}

/** What the log tells of the clock since an anchor. */
export interface ClockMarks {
  /** The latest time of a checkpoint, or of the anchor; null for neither. */
  readonly newest: number | null
  /** When the newest letter came, if its leaf is not older than the anchor. */
  readonly received: number | null
  /** The last way from one checkpoint to the next that is too long. */
  readonly gap: { readonly from: number; readonly to: number } | null
}

export interface LogReads {
  /** Leaves. */
  size(): Promise<number>
  /** Nodes `first` to `first + count - 1` of a level (0 is the leaves), one after another. Rejects when one is missing. */
  nodes(level: number, first: number, count: number): Promise<Uint8Array>
  root(size: number): Promise<Uint8Array>
  /** Siblings of a leaf in the tree of `size` leaves, leaf side first. RFC 6962 §2.1.1. */
  inclusion(index: number, size: number): Promise<readonly Uint8Array[]>
  /** RFC 6962 §2.1.2. */
  consistency(oldSize: number, size: number): Promise<readonly Uint8Array[]>
  /** The leaf of an entry. */
  leafOf(entry: EntryId): Promise<LogLeaf | undefined>
  /** The act on the trail whose leaf it is. */
  actAt(index: number): Promise<LogLeaf | undefined>
  /** Rows with a leaf in the order of their own numbers, which begin after `after`. */
  leaves(kind: LogLeaf['kind'], after: number, limit: number): Promise<readonly LogLeaf[]>
  /** What is stored of each leaf from `first` on: its hash and the nodes that it completed. */
  stored(
    first: number,
    limit: number,
  ): Promise<readonly { readonly index: number; readonly hashes: Uint8Array }[]>
  /** The newest. */
  checkpoint(): Promise<StoredCheckpoint | undefined>
  /** Larger than `after`, smallest first. */
  checkpoints(after: number, limit: number): Promise<readonly StoredCheckpoint[]>
  /** Leaves of the newest checkpoint that a witness cosigned; 0 for none. */
  cosignedSize(witness: string): Promise<number>
  /** Checkpoints with a time stamp, and when it was asked for, newest first. */
  timestamps(limit: number): Promise<readonly { readonly size: number; readonly at: number }[]>
  clockMarks(since: ClockAnchor | null, gapMs: number): Promise<ClockMarks>
  /** The last time that an administrator vouched for the clock. */
  vouchedClock(): Promise<ClockAnchor | null>
  witnessed(origin: string): Promise<WitnessedHead | undefined>
}
