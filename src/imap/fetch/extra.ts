/**
 * Items of FETCH that extensions add: a line in the table for each, in a file of its own. A row item needs the live
 * arrays, and what it asks the mailbox for beforehand; a content item needs a message's parts, and reads its bytes.
 */
import type { Part } from '../../mail/structure.ts'
import type { ViewSource } from '../../ports/mailboxes.ts'
import type { LiveMessages, SelectedMailbox } from '../backend.ts'
import { needing } from '../capability/optional.ts'
import type { Cursor } from '../wire/cursor.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { binary, binarySize } from './binary.ts'
import { emailId, threadId } from './object-ids.ts'
import { preview } from './preview.ts'
import { saveDate } from './save-date.ts'

/** The live arrays, or what they were when an answer was begun. */
export type Rows = Pick<
  LiveMessages,
  'uids' | 'flags' | 'modseqs' | 'views' | 'internalDatesMs' | 'sizesBytes'
>

export type WriteRow = (writer: ResponseWriter, rows: Rows, row: number) => void

export interface RowItem {
  readonly kind: 'row'
  /** Asks for what the live arrays lack of these messages, ascending; the result writes the item of one of them. */
  bind(mailbox: SelectedMailbox, uids: Uint32Array): Promise<WriteRow>
}

/** Writes an item with its name, at once. */
export type WriteNow = (writer: ResponseWriter) => undefined

/** The same, or while it is read. */
export type Write = (writer: ResponseWriter) => undefined | Promise<void>

/** How an item is written; where it is read while it is sent, `begin` reads the first of it `ahead`, or nothing yet. */
export type Answer = WriteNow | { begin(ahead: boolean): Promise<Write> }

export interface ContentItem {
  readonly kind: 'content'
  /** Sets \Seen, as BODY[] does. */
  readonly marksSeen: boolean
  /** Shows what the message says. */
  readonly readsBody: boolean
  /** Rejects with UnknownEncoding for what cannot be decoded. */
  load(mailbox: SelectedMailbox, view: ViewSource, root: Part): Promise<Answer>
}

export type ExtraItem = RowItem | ContentItem

/** By name in capitals; each takes what follows the name. */
export const extraItems: ReadonlyMap<string, (cursor: Cursor) => ExtraItem> = new Map<
  string,
  (cursor: Cursor) => ExtraItem
>([
  ['BINARY', needing('BINARY', cursor => binary(cursor, true))],
  ['BINARY.PEEK', needing('BINARY', cursor => binary(cursor, false))],
  ['BINARY.SIZE', needing('BINARY', binarySize)],
  ['EMAILID', needing('OBJECTID', () => emailId)],
  ['THREADID', needing('OBJECTID', () => threadId)],
  ['SAVEDATE', needing('SAVEDATE', () => saveDate)],
  ['PREVIEW', needing('PREVIEW', preview)],
])
