/**
 * The store as a verification of all of it reads it: rows as they stand, in pieces of bounded size, each piece one
 * moment of the store. What cannot be (a slice list that is none, a key without its blob) is data here, not an error.
 */
import type { EntryId, FormKind } from './archive.ts'
import type { BlobId } from './blobs.ts'

/** Where a blob's bytes are: as a row, in a segment, in both, or nowhere. */
export interface BlobPlace {
  readonly hot: boolean
  readonly cold: {
    readonly segment: number
    /** First octet in the segment, and octets of all its frames. */
    readonly start: number
    readonly bytes: number
    /** Durable octets of the segment; null when it has no row. */
    readonly segmentBytes: number | null
  } | null
}

export interface StoredForm {
  readonly kind: FormKind
  readonly blob: BlobId
  /** Null when there is no such blob. */
  readonly row: { readonly sizeBytes: number; readonly sha256: Uint8Array | null } | null
  readonly place: BlobPlace
}

/** One who took part, as search finds the entry by; side 0 is the sender's. */
export interface Party {
  readonly address: string
  readonly side: 0 | 1
}

export interface EvidenceEntry {
  readonly id: EntryId
  readonly leafIndex: number
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** In the order of `formKinds`. */
  readonly forms: readonly StoredForm[]
  /** Those that follow from the row; null when the row cannot be read. */
  readonly parties: readonly Party[] | null
  readonly agencies: readonly number[] | null
}

export interface EvidenceBlob {
  readonly id: BlobId
  readonly sizeBytes: number
  /** Of a mailbox object: nothing vouches for its bytes but the seal. */
  readonly hashed: boolean
  readonly place: BlobPlace
}

export interface EvidenceView {
  readonly id: number
  readonly blob: BlobId
  /** Null: no such blob. */
  readonly blobBytes: number | null
  readonly entry: EntryId | null
  readonly entryExists: boolean
  readonly form: string | null
  /** The entry's blob of that form. */
  readonly formBlob: BlobId | null
  readonly sizeBytes: number
  readonly prefixBytes: number
  /** Null when they are no list of slices. */
  readonly slices:
    | readonly {
        readonly from: 'prefix' | 'form'
        readonly start: number
        readonly end: number
      }[]
    | null
}

export interface EvidenceMessage {
  readonly mailbox: number
  readonly uid: number
  readonly mailboxExists: boolean
  readonly sizeBytes: number
  /** Null: no such view. */
  readonly viewBytes: number | null
}

/** Tables whose rows tell of an entry. */
export const derivedTables = [
  'entry_parties',
  'entry_agencies',
  'violations',
  'documents',
  'queue',
  'held',
  'acknowledgements',
] as const
export type DerivedTable = (typeof derivedTables)[number]

/** Where a reading of a table goes on: the values of its key, null at its beginning. */
export type RowKey = readonly (string | number)[] | null

export interface DerivedRow {
  readonly key: NonNullable<RowKey>
  readonly entry: EntryId
  readonly entryExists: boolean
  /** False: what the row needs besides (the form to send, the view to deliver) is not there. */
  readonly whole: boolean
}

export interface EvidenceBounds {
  readonly entries: number
  readonly blobs: number
  readonly blobBytes: number
  readonly views: number
  readonly messages: number
  readonly derived: number
}

/** An act by which the law had entries erased, or a line of the trail that stands in no log. */
export interface EvidenceAct {
  readonly id: number
  readonly leafIndex: number | null
  /** Of an erasure its detail, JSON text; null for every other. */
  readonly erasure: string | null
}

export interface EvidenceReads {
  /** Highest numbers and rough counts, for the progress and as the end of a reading. */
  bounds(): Promise<EvidenceBounds>
  segments(): Promise<readonly { readonly id: number; readonly bytes: number }[]>
  /** Number that the next segment has, if one is begun. */
  nextSegment(): Promise<number>
  /** Every file of the segments' folder. */
  files(): Promise<readonly { readonly name: string; readonly bytes: number }[]>
  /** Erasures and unlogged lines of those after `after`; `last` is the last number looked at, null at the end. */
  acts(after: number): Promise<{ readonly rows: readonly EvidenceAct[]; readonly last: number | null }>
  entries(after: EntryId, limit: number): Promise<readonly EvidenceEntry[]>
  /** Entries above `after` whose erasure is under way, smallest first. */
  condemned(
    after: EntryId,
    limit: number,
  ): Promise<readonly { readonly entry: EntryId; readonly act: number }[]>
  /** How many of these there are for the entry. */
  partiesKept(entry: EntryId, parties: readonly Party[]): Promise<number>
  agenciesKept(entry: EntryId, agencies: readonly number[]): Promise<number>
  blobs(after: BlobId, limit: number): Promise<readonly EvidenceBlob[]>
  /** One, as it is now. */
  blob(id: BlobId): Promise<EvidenceBlob | undefined>
  /** Of the places of one kind those that are no blob's; `last` as in `acts`. */
  placesOfNone(
    kind: 'hot' | 'cold',
    after: BlobId,
    limit: number,
  ): Promise<{ readonly blobs: readonly BlobId[]; readonly last: BlobId | null }>
  views(after: number, limit: number): Promise<readonly EvidenceView[]>
  messages(after: RowKey, limit: number): Promise<readonly EvidenceMessage[]>
  derived(table: DerivedTable, after: RowKey, limit: number): Promise<readonly DerivedRow[]>
}
