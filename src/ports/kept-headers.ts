/**
 * The headers of letters as FETCH shows them, kept so that a list of a mailbox's letters need not open each. They are derived
 * from views, which never change: what is not there is read from the letter, and all of it may be deleted at any time. It
 * goes with its view, in the same commit.
 */
import type { ViewId } from './mailboxes.ts'

/** `header`: the octets of the view from its first to the end of its empty line, exactly. */
export type KeptHeader = readonly [id: ViewId, header: Uint8Array]

export interface KeptHeaderReads {
  /** Of these views, in any order, those that have one. Ask for some tens at a time: each may be `imapKeptHeaderBytes` long. */
  headers(ids: readonly ViewId[]): Promise<readonly KeptHeader[]>
}
