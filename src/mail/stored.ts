/**
 * What is stored of a view beside its bytes, so that FETCH and SEARCH need not parse.
 *
 * A view is the header lines that the server added (the prefix) followed by a form. The scanner sees the form alone
 * and every offset is then moved by the prefix's length, so that nothing of the form can become part of the
 * prefix here. A client, however, reads the view as one header: a form whose first line begins with white space
 * would continue the last line of the prefix. Such a prefix ends with `prefixGuard`, a field of its own that the
 * line continues instead.
 */
import type { Address } from './address.ts'
import { HTAB, SPACE } from './bytes.ts'
import { guessCharset } from './charset.ts'
import { parseDate } from './date.ts'
import { decodeHeaderText } from './encoded-word.ts'
import { fieldValue, headerFields } from './header.ts'
import { renderBodyStructure, renderEnvelope } from './imap-text.ts'
import { ancestorsOf } from './message-ids.ts'
import type { Part } from './structure.ts'
import type { Parameter } from './structured.ts'

/** What FETCH and SEARCH need of a message without reading its bytes. Offsets count from the start of the view. */
export interface StoredStructure {
  /** IMAP ENVELOPE, ready for the wire (RFC 3501 §7.4.2). */
  readonly envelope: Uint8Array
  /** IMAP BODYSTRUCTURE, ready for the wire. */
  readonly bodyStructure: Uint8Array
  /** The part tree with offsets, as JSON text for `parseParts`. */
  readonly parts: string
  /** Bytes of the view before the body (header block with its empty line). */
  readonly headerBytes: number
  /** Date header, milliseconds since 1970; null when missing or unreadable. */
  readonly sentAt: number | null
  /** Decoded, NFC, for search and display. */
  readonly messageId: string
  readonly subject: string
  readonly from: string
  readonly to: string
  readonly cc: string
  /** Message IDs that it answers, the oldest first (see `ancestorsOf`); null where it was stored before these were. */
  readonly ancestors: string | null
}

/** The last line of a prefix before a form that needs it (see above). */
export const prefixGuard = 'X-Congvu-First-Line:\r\n'

/** True when the form's first line would continue a header line put before it. */
export function needsPrefixGuard(form: Uint8Array): boolean {
  return form[0] === SPACE || form[0] === HTAB
}

/**
 * The stored structure of a view over `form`. `root` is the form's own scan; `shiftBytes` is what stands before the
 * form's body in the view more than in the form: the prefix's length, less header octets that the view cuts out.
 */
export function storedStructure(form: Uint8Array, root: Part, shiftBytes: number): StoredStructure {
  const fields = root.envelope
  // One guess for the whole header: a short raw 8-bit subject alone says little about its charset.
  const rawCharset = guessCharset(form.subarray(0, root.headerEnd))
  const text = (value: string | undefined) => decodeHeaderText(value ?? '', rawCharset)
  const names = (addresses: readonly Address[] | undefined) => addressText(addresses ?? [], text)
  return {
    envelope: renderEnvelope(root),
    bodyStructure: renderBodyStructure(root),
    parts: JSON.stringify(pack({ ...root, envelope: null }, shiftBytes)),
    headerBytes: shiftBytes + root.headerEnd,
    sentAt: parseDate(fields?.date ?? ''),
    messageId: text(fields?.messageId),
    subject: text(fields?.subject),
    from: names(fields?.from),
    to: names(fields?.to),
    cc: names(fields?.cc),
    ancestors: ancestorsOf(text(referencesOf(form.subarray(0, root.headerEnd))), text(fields?.inReplyTo)),
  }
}

/** The ancestors of a letter whose header this is, for what was stored without them. */
export function ancestorsOfHeader(header: Uint8Array): string {
  const inReplyTo = headerFields(header).find(({ name }) => name === 'in-reply-to')
  const answered = inReplyTo === undefined ? '' : fieldValue(header, inReplyTo)
  return ancestorsOf(decodeHeaderText(referencesOf(header)), decodeHeaderText(answered))
}

/** The first References field, as `envelopeOf` takes the first of what must be single. */
function referencesOf(header: Uint8Array): string {
  const field = headerFields(header).find(({ name }) => name === 'references')
  return field === undefined ? '' : fieldValue(header, field)
}

/** `Name <address>, …` decoded, groups as `Name: …;`. */
function addressText(addresses: readonly Address[], decode: (text: string) => string): string {
  const texts = addresses.map(address => {
    if (address.kind === 'group') return `${decode(address.name)}: ${addressText(address.members, decode)};`
    const { name, local, domain } = address
    const text = decode(domain === '' ? local : `${local}@${domain}`)
    return name === '' ? text : `${decode(name)} <${text}>`
  })
  return texts.join(', ')
}

/** A part as stored: positions instead of names, and what most parts lack at the end, where it can be left out. */
type Packed = readonly [
  headerStart: number,
  bodyStart: number,
  bodyEnd: number,
  lines: number,
  type: string,
  subtype: string,
  encoding: string,
  params: readonly Parameter[],
  children?: readonly Packed[],
  message?: Packed | null,
  more?: Pick<Part, 'id' | 'description' | 'md5' | 'disposition' | 'language' | 'location' | 'envelope'>,
]

function pack(part: Part, shift: number): Packed {
  const { id, description, md5, disposition, language, location, envelope } = part
  const position = [
    // The header of the whole begins where the view begins.
    part.headerStart === 0 ? 0 : part.headerStart + shift,
    part.bodyStart + shift,
    part.bodyEnd + shift,
  ] as const
  const base = [...position, part.lines, part.type, part.subtype, part.encoding, part.params] as const
  const children = part.children.map(child => pack(child, shift))
  const message = part.message === null ? null : pack(part.message, shift)
  const isPlain = !(id || description || md5 || location || disposition || envelope || language.length > 0)
  if (!isPlain) {
    return [...base, children, message, { id, description, md5, disposition, language, location, envelope }]
  }
  if (message !== null) return [...base, children, message]
  return children.length > 0 ? [...base, children] : base
}

/** The part tree of a view, from `StoredStructure.parts`. The root's envelope is not in it. */
export function parseParts(json: string): Part {
  return unpack(JSON.parse(json) as Packed)
}

function unpack(packed: Packed): Part {
  const [headerStart, bodyStart, bodyEnd, lines, type, subtype, encoding, params] = packed
  const [, , , , , , , , children, message, more] = packed
  return {
    headerStart,
    headerEnd: bodyStart,
    bodyStart,
    bodyEnd,
    lines,
    type,
    subtype,
    params,
    encoding,
    ...(more ?? plain),
    children: children?.map(unpack) ?? [],
    message: message ? unpack(message) : null,
  }
}

const plain = {
  id: '',
  description: '',
  md5: '',
  disposition: null,
  language: [],
  location: '',
  envelope: null,
} as const
