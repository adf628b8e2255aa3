/** The text of a message as SEARCH compares it: decoded, as keys of i;unicode-casemap. */
import { casemap } from '../../base/casemap.ts'
import { decodeCharset } from '../../mail/charset.ts'
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { fieldValue, headerFields } from '../../mail/header.ts'
import { textOfHtml } from '../../mail/html.ts'
import { parseParts } from '../../mail/stored.ts'
import type { Part } from '../../mail/structure.ts'
import { parameter } from '../../mail/structured.ts'
import { decodeTransfer } from '../../mail/transfer.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { StoredView } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import type { Content } from './match.ts'

/** A view up to this size is read at once instead of by part. */
const wholeBytes = 256 * 1024

type Read = (range: ByteRange) => Promise<Uint8Array>

/** Reads the header, the text parts and the headers of messages inside; of a large message nothing else. */
export async function readContent(
  mailbox: Pick<SelectedMailbox, 'read'>,
  view: StoredView,
  partBytes: number,
): Promise<Content> {
  const root = parseParts(view.structure.parts)
  const whole =
    view.sizeBytes <= wholeBytes ? await mailbox.read(view, { start: 0, end: view.sizeBytes }) : undefined
  const read: Read = async ({ start, end }) => {
    const range = { start, end: Math.min(end, start + partBytes) }
    return whole?.subarray(range.start, range.end) ?? (await mailbox.read(view, range))
  }
  const headers = new Map<string, string[]>()
  for (const [name, value] of await readHeader(read, root)) {
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  const texts: string[] = []
  for (const part of searchedParts(root)) {
    if (part.message !== null) {
      const inside = await readHeader(read, part.message)
      texts.push(inside.map(([name, value]) => `${casemap(name)}: ${value}`).join('\n'))
    } else texts.push(await readText(read, part, partBytes))
  }
  return { headers, texts }
}

async function readHeader(read: Read, { headerStart, headerEnd }: Part): Promise<[string, string][]> {
  const bytes = await read({ start: headerStart, end: headerEnd })
  return headerFields(bytes).map(field => [field.name, casemap(decodeHeaderText(fieldValue(bytes, field)))])
}

async function readText(read: Read, part: Part, maxBytes: number): Promise<string> {
  const body = await read({ start: part.bodyStart, end: part.bodyEnd })
  const bytes = decodeTransfer(body, part.encoding, maxBytes)
  const text = decodeCharset(bytes, parameter(part.params, 'charset') ?? '')
  return casemap(part.subtype === 'html' ? textOfHtml(text) : text)
}

/** Text parts in order, every alternative, and message/rfc822 parts before what is inside them. */
function* searchedParts(part: Part): Generator<Part> {
  if (part.message !== null) {
    yield part
    yield* searchedParts(part.message)
  } else if (part.type === 'text') yield part
  for (const child of part.children) yield* searchedParts(child)
}
