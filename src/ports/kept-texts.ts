/**
 * What SEARCH compares of letters, kept so that it need not read them. It is derived from views, which never change: what is
 * not there is read from the letter, and all of it may be deleted at any time. It goes with its view, in the same commit.
 */
import type { MailboxId, ViewId } from './mailboxes.ts'

export interface KeptText {
  readonly id: ViewId
  /** Tells which texts are not in the letter (`imap/search/grams.ts`). */
  readonly filter: Uint8Array
  /** The texts themselves (`imap/search/kept-content.ts`); null when they are too long to be kept. */
  readonly text: Uint8Array | null
}

/** Of every view up to `keptTo`, what can be is kept. `recipe`: how texts and headers are made, together. */
export interface KeptProgress {
  readonly recipe: number
  readonly keptTo: ViewId
}

/** Whoever keeps texts ends a job at so many octets: letters wait for the commit that it is in. */
export const keptBatchBytes = 512 * 1024

/** Whoever clears slabs away takes so many rows at a time, of about as many octets. */
export const sweptRows = 1024

export function keptBytes({ filter, text }: KeptText): number {
  return filter.length + (text?.length ?? 0)
}

/** `recipe` is how the texts were made: what was kept by another one is as if it were not there. */
export interface KeptTextReads {
  /** Of these views, in any order, those that have one. Ask for at most some thousands at a time. */
  filters(
    recipe: number,
    ids: readonly ViewId[],
  ): Promise<readonly (readonly [id: ViewId, filter: Uint8Array])[]>
  texts(recipe: number, ids: readonly ViewId[]): Promise<readonly (readonly [id: ViewId, text: Uint8Array])[]>
  /**
   * The next slabs of a mailbox that have letters after `uid`, in the order of their UIDs: some of them, none at the end.
   * Absent: none are kept.
   */
  slabs?(recipe: number, mailbox: MailboxId, uid: number): Promise<readonly KeptSlab[]>
}

/** Filters of letters of a mailbox together (`imap/search/slabs.ts`). No two have a letter in common. */
export interface KeptSlab {
  readonly firstUid: number
  readonly lastUid: number
  readonly shape: Uint8Array
  /** By number; those are missing that are gone, or were changed on the disk. */
  records(numbers: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>>
}

export type SlabId = number

/** A slab as it is written, sealed. */
export interface NewSlab {
  readonly mailbox: MailboxId
  readonly recipe: number
  readonly firstUid: number
  readonly lastUid: number
  /** Of which letters it holds filters. */
  readonly views: readonly ViewId[]
  readonly shape: Uint8Array
  readonly keys: Uint8Array
  readonly records: readonly Uint8Array[]
}
