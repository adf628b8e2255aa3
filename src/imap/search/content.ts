/** The text of a message as SEARCH compares it: decoded, composed, without case. */
import { decodeCharset } from '../../mail/charset.ts'
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { fieldValue, headerFields } from '../../mail/header.ts'
import { textOfHtml } from '../../mail/html.ts'
import { parseParts } from '../../mail/stored.ts'
import type { Part } from '../../mail/structure.ts'
import { parameter } from '../../mail/structured.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import type { StoredView } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import { folded } from './keys.ts'
import type { Content } from './match.ts'

/** Reads the header, the text parts and the headers of messages inside; other parts are never read. */
export async function readContent(
  mailbox: SelectedMailbox,
  view: StoredView,
  partBytes: number,
): Promise<Content> {
  const root = parseParts(view.structure.parts)
  const headers = new Map<string, string[]>()
  for (const [name, value] of await readHeader(mailbox, view, root, partBytes)) {
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  const texts: string[] = []
  for (const part of searchedParts(root)) {
    if (part.message !== null) {
      const inside = await readHeader(mailbox, view, part.message, partBytes)
      texts.push(inside.map(([name, value]) => `${name}: ${value}`).join('\n'))
    } else texts.push(folded(await readText(mailbox, view, part, partBytes)))
  }
  return { headers, texts }
}

async function readHeader(
  mailbox: SelectedMailbox,
  view: StoredView,
  { headerStart, headerEnd }: Part,
  maxBytes: number,
): Promise<[string, string][]> {
  const range = { start: headerStart, end: Math.min(headerEnd, headerStart + maxBytes) }
  const bytes = await mailbox.read(view, range)
  return headerFields(bytes).map(field => [field.name, folded(decodeHeaderText(fieldValue(bytes, field)))])
}

async function readText(
  mailbox: SelectedMailbox,
  view: StoredView,
  part: Part,
  maxBytes: number,
): Promise<string> {
  const range = { start: part.bodyStart, end: Math.min(part.bodyEnd, part.bodyStart + maxBytes) }
  const bytes = decodeTransfer(await mailbox.read(view, range), part.encoding, maxBytes)
  const text = decodeCharset(bytes, parameter(part.params, 'charset') ?? '')
  return part.subtype === 'html' ? textOfHtml(text) : text
}

/** Text parts in order, every alternative, and message/rfc822 parts before what is inside them. */
function* searchedParts(part: Part): Generator<Part> {
  if (part.message !== null) {
    yield part
    yield* searchedParts(part.message)
  } else if (part.type === 'text') yield part
  for (const child of part.children) yield* searchedParts(child)
}
