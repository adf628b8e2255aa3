import { previewParts, previewText } from '../../mail/preview.ts'
import type { Part } from '../../mail/structure.ts'
import type { ViewSource } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import type { ContentItem } from './extra.ts'

/** Octets of a part that are read: of a page, styles come before its text. */
const plainBytes = 8 * 1024
const htmlBytes = 128 * 1024
/** Parts that are read until one has text. */
const maxParts = 4

const item: ContentItem = {
  kind: 'content',
  marksSeen: false,
  readsBody: true,
  async load(mailbox, view, root) {
    const text = await firstText(mailbox, view, root)
    return writer => void writer.text('PREVIEW ').string(text)
  },
}

/**
 * RFC 8970 §6; a preview costs one short read, so that LAZY changes nothing:
 *
 *     fetch-att   =/ "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]
 *     preview-mod =  "LAZY"
 */
export function preview(cursor: Cursor): ContentItem {
  if (cursor.match(/^ (?=\()/) === null) return item
  const modifiers = cursor.list(() => cursor.keyword())
  if (modifiers.length === 0 || modifiers.some(modifier => modifier !== 'LAZY'))
    throw new ParseError('Unknown modifier of PREVIEW')
  return item
}

/** Empty where there is none (RFC 8970 §3.2). */
async function firstText(mailbox: SelectedMailbox, view: ViewSource, root: Part): Promise<string> {
  let tried = 0
  for (const part of previewParts(root)) {
    if (++tried > maxParts) break
    const start = part.bodyStart
    const end = Math.min(part.bodyEnd, start + (part.subtype === 'html' ? htmlBytes : plainBytes))
    const text = previewText(await mailbox.read(view, { start, end }), part, end === part.bodyEnd)
    if (text !== '') return text
  }
  return ''
}
