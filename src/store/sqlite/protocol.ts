/** What the main thread and the writer thread say to each other. */
import type { Limits } from '../../base/limits.ts'
import type { Notice, StoreError, StoreWrites } from '../../ports/store.ts'
import type { Faults } from './connection.ts'
import type { JournaledChange } from './flags/flag-journal.ts'

export type WriteName = keyof StoreWrites

/** A write of the port as the writer runs it: at once, inside the batch's transaction. */
export type Jobs = {
  readonly [Name in WriteName]: (
    ...args: Parameters<StoreWrites[Name]>
  ) => Awaited<ReturnType<StoreWrites[Name]>>
}

export type Job = {
  readonly [Name in WriteName]: { readonly name: Name; readonly args: Parameters<StoreWrites[Name]> }
}[WriteName]

export type JobOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: StoreError['reason']; readonly cause: string }

/** A delivery, or what was appended, as numbers; the main thread makes the notice's arrays of it. */
export interface Arrival {
  readonly kind: 'arrival'
  readonly mailbox: number
  readonly box: number
  readonly modseq: number
  readonly uid: number
  readonly flags: number
  readonly view: number
  readonly internalDateMs: number
  readonly sizeBytes: number
  /** As in the notice. */
  readonly keywords?: readonly string[]
}

export type WriterNotice = Notice | Arrival

/** Housekeeping outside of batches (StoreUpkeep). */
export type UpkeepTask =
  | { readonly name: 'truncate-log' }
  | { readonly name: 'compact'; readonly livePercent: number }

export type ToWriter =
  /** Changes of flags that were told already come before the jobs. */
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[]; readonly flags: readonly JournaledChange[] }
  | { readonly kind: 'upkeep'; readonly id: number; readonly task: UpkeepTask }
  | { readonly kind: 'close' }

export type FromWriter =
  /** With the number of the last journaled change, all of which are stored, and the name of the journal that begins. */
  | { readonly kind: 'ready'; readonly flags: number; readonly journal: number }
  | { readonly kind: 'unopened'; readonly message: string }
  /** Outcomes in the order the jobs came, the notices of their commit, and which change of flags it stored last. */
  | {
      readonly kind: 'done'
      readonly flags?: number
      readonly outcomes: readonly JobOutcome[]
      readonly notices: readonly WriterNotice[]
    }
  /** Changes of flags could not be stored now: they are tried again. */
  | { readonly kind: 'flags-failed' }
  /** All up to this one are durable. */
  | { readonly kind: 'flags-synced'; readonly number: number }
  | { readonly kind: 'upkept'; readonly id: number; readonly outcome: JobOutcome }
  | { readonly kind: 'trouble'; readonly level: 'warn' | 'error'; readonly message: string }
  | { readonly kind: 'closed' }

export interface WriterOptions {
  readonly dataDir: string
  readonly masterKey: Uint8Array
  readonly limits: Limits
  readonly faults: Faults
  /** Of `Modseqs`. */
  readonly modseqs: SharedArrayBuffer
  /** What names this start of the machine; undefined where nothing does. */
  readonly boot: string | undefined
}
