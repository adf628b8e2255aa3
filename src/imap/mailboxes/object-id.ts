/**
 * Object identifiers (RFC 8474 §4, RFC 8474 §5). Numbers of the store, which are never given twice, behind a letter of
 * their own. A view is what EMAILID names: copies share it. There is no THREADID.
 */
import { hash } from 'node:crypto'
import type { Mailbox } from '../../ports/mailboxes.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'

/** `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`; case matters. */
export function objectId(cursor: Cursor): string {
  const id = cursor.match(/^[A-Za-z0-9_-]{1,255}(?![^ )])/)?.[0]
  if (id === undefined) throw new ParseError('An object identifier is missing')
  return id
}

/** An auditor's folder has no number, and is never renamed: its name stands for it. */
export function mailboxObjectId({ id, name }: Pick<Mailbox, 'id' | 'name'>): string {
  return id > 0 ? `F${id}` : `A${hash('sha256', name).slice(0, 32)}`
}

export function emailObjectId(view: number): string {
  return `M${view}`
}
