/** Exports of the archive that were begun: what each holds was decided then, whatever comes to the archive after. */
import type { EntryId } from './archive.ts'
import type { Scope } from './search.ts'

/** 18 hexadecimal digits or so: whoever does not know it does not guess it. */
export type ExportId = string
export const exportFormats = ['zip', 'mbox'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** An entry's number in the list of an export: unsigned, big-endian. */
export const listedIdBytes = 8

interface ExportFacts {
  readonly id: ExportId
  /** Whose it is. */
  readonly operator: string
  /** Number of the approval that it was begun with. */
  readonly approval: number
  /** As it was typed. */
  readonly query: string
  readonly format: ExportFormat
  /** All that may leave. */
  readonly scope: Scope
  /** How many entries it lists. */
  readonly entries: number
  /** The archive's last entry that the query was asked about. */
  readonly through: EntryId
  readonly at: number
  /** It can be fetched until then. */
  readonly expiresAt: number
}

export interface NewExport extends ExportFacts {
  /** The entries' numbers, ascending, `listedIdBytes` each. */
  readonly list: Uint8Array
}

/** What all proofs of an export are made against, once it has ended. */
export interface ExportSeal {
  /** Leaves of the checkpoint. */
  readonly size: number
  /** The checkpoint with all its signatures and cosignatures. */
  readonly note: string
  /** Token of a time-stamping authority about it, DER; null when none was to be had. */
  readonly token: Uint8Array | null
  /** The log's verifier keys, one a line. */
  readonly keys: string
}

export interface BegunExport extends ExportFacts {
  /** The leaf of the act that began it. */
  readonly begunLeaf: number
  /** The leaf of the act that ended it; null before. */
  readonly endedLeaf: number | null
  readonly seal: ExportSeal | null
}

export interface ExportReads {
  export(id: ExportId): Promise<BegunExport | undefined>
  /** The newest one of the same operator, approval, query and format that can still be fetched. */
  openExport(
    wanted: Pick<ExportFacts, 'operator' | 'approval' | 'query' | 'format'>,
    now: number,
  ): Promise<BegunExport | undefined>
  /** Numbers of the entries at `first` and after it in the list. */
  exportEntries(id: ExportId, first: number, limit: number): Promise<readonly EntryId[]>
}
