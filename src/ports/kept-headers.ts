/**
 * The headers of letters as FETCH shows them, kept so that a list of a mailbox's letters need not open each. They are derived
 * from views, which never change: what is not there is read from the letter, and all of it may be deleted at any time. It
 * goes with its view, in the same commit.
 */
import type { ViewId } from './mailboxes.ts'

export interface KeptHeader {
  readonly id: ViewId
  /** The fields that programs ask for to list a mailbox (`imap/fetch/kept-header.ts`). */
  readonly listed: Uint8Array
  /** The octets of the view from its first to the end of its empty line, exactly. */
  readonly whole: Uint8Array
}

export function keptHeaderBytes({ listed, whole }: KeptHeader): number {
  return listed.length + whole.length
}

/** `recipe`: which fields count as listed. What was kept by another one is as if it were not there. */
export interface KeptHeaderReads {
  /** Of these views, in any order, those that have one. Ask for as many as may be held: each may be `imapKeptHeaderBytes` long. */
  headers(
    recipe: number,
    ids: readonly ViewId[],
    which: 'listed' | 'whole',
  ): Promise<readonly (readonly [id: ViewId, header: Uint8Array])[]>
}
