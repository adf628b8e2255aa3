/** Changes of flags that are told before the database has them. */
import type { FlagMask } from '../base/flag-mask.ts'
import type { BoxId } from './directory.ts'
import type { MailboxId } from './mailboxes.ts'

/**
 * A change worked out by whoever has the mailbox's messages in memory as every notice has left them. By nobody but the
 * box itself, and of keywords that the mailbox knows.
 */
export interface KnownFlagChange extends FlagMask {
  readonly mailbox: MailboxId
  readonly box: BoxId
  /** First and last UID of ranges, in turn, ascending: every message in them changes that is not so yet. */
  readonly runs: Uint32Array
  /** Those that change, ascending, and their flags after it. At least one. */
  readonly uids: Uint32Array
  readonly flags: Uint32Array
}

/**
 * Takes a change and tells everybody at once; its MODSEQ. From then on it survives a crash of the program, and soon
 * after a power cut, too. undefined, with nothing done, when something under way may concern the mailbox: then it has
 * to wait its turn as `setFlags`.
 */
export type TakeFlags = (change: KnownFlagChange) => number | undefined
