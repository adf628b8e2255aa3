/** Officials in an office's mailboxes: their rights there (RFC 4314), and what is each one's own. */
import type { BoxId } from './directory.ts'
import type { Mailbox, MailboxId } from './mailboxes.ts'

/** RFC 4314 §2.1, by the letter. */
export const rightBits = {
  l: 1,
  r: 2,
  s: 4,
  w: 8,
  i: 16,
  p: 32,
  k: 64,
  x: 128,
  t: 256,
  e: 512,
  a: 1024,
} as const

export const allRights = 2047

/**
 * Somebody in a mailbox that is not his own. What he has \Seen is told apart from what others have; of other flags he
 * brings or changes those of `mask` alone.
 */
export interface Acting {
  readonly person: BoxId
  /** Flag bits. */
  readonly mask: number
  readonly at: number
}

/** An office's mailbox as one person sees it: `unseen` and `modseq` are that person's. */
export interface SharedMailbox {
  readonly office: BoxId
  /** The office's. */
  readonly address: string
  readonly rights: number
  readonly mailbox: Mailbox
}

export interface ShareEntry {
  /** null: of mailboxes that will be made at the top of the box. */
  readonly mailbox: MailboxId | null
  /** The mailbox's. */
  readonly name: string | null
  readonly person: BoxId
  /** The person's. */
  readonly address: string
  readonly rights: number
  /** RFC 4314 §2: negative rights, which take away from the others. */
  readonly denied: number
}

/** UIDs that a person has seen, or has made unseen; parallel arrays in ascending order. */
export interface SeenRuns {
  readonly first: Uint32Array
  readonly last: Uint32Array
  readonly seen: Uint8Array
  readonly modseqs: Float64Array
}

/** Rights hold in boxes of offices that are in service; a locked one is. */
export interface ShareReads {
  mailboxesFor(person: BoxId): Promise<readonly SharedMailbox[]>
  /** A mailbox in which the person has some right. */
  mailboxFor(person: BoxId, office: string, name: string): Promise<SharedMailbox | undefined>
  /** The same by its number. */
  mailboxById(person: BoxId, mailbox: MailboxId): Promise<SharedMailbox | undefined>
  /** An office in which the person has some right, and those in mailboxes to come. */
  officeFor(
    person: BoxId,
    office: string,
  ): Promise<{ readonly id: BoxId; readonly rights: number } | undefined>
  /** 0 without any. */
  rights(person: BoxId, mailbox: MailboxId): Promise<number>
  /** The MODSEQ of what the person alone has changed of a mailbox; 0 without any. */
  modseq(person: BoxId, mailbox: MailboxId): Promise<number>
  /** Of an office's box, or of all. */
  entries(office: BoxId | null): Promise<readonly (ShareEntry & { readonly office: BoxId })[]>
  /** Whom rights can be given to: an official's box, not removed. */
  person(address: string): Promise<BoxId | undefined>
  /** Runs that begin after a UID, up to `limit`. */
  seenRuns(person: BoxId, mailbox: MailboxId, after: number, limit: number): Promise<SeenRuns>
}

export interface ShareChange {
  readonly office: BoxId
  /** null: all that are there, and those to come. */
  readonly mailbox: MailboxId | null
  readonly person: BoxId
  readonly rights: number
  readonly mode: 'replace' | 'add' | 'remove'
  /** It is the negative rights that change. */
  readonly negative: boolean
}

export type ShareError = { readonly reason: 'not-office' | 'not-found' | 'too-many' }
