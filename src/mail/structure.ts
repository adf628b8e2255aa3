/**
 * mail/ — letters as bytes: RFC 5322 messages, MIME (RFC 2045, RFC 2046, RFC 2047, RFC 2231) and what IMAP shows of
 * them. Everything here is pure: bytes and text in, values out, no input or output.
 *
 * This file is the structure scanner: one pass over a message gives the tree of its parts with offsets into the
 * bytes. It copies no body, decodes nothing and never fails: whatever is not MIME is text, whatever is missing has
 * the standard's default.
 *
 * Where programs are known to disagree, the usual reading is the standard's, or the first of what is repeated. A
 * message that can be read another way says so and brings that reading along, for those who must know all that
 * somebody may come to see: the last of repeated content fields and parameters counts, only exact lines are
 * boundaries, parts go on after a closing boundary, and uuencoded files are taken out of texts.
 *
 * Invariants (fuzzed in test/fuzz/mail.test.ts):
 * - 0 ≤ headerStart ≤ headerEnd = bodyStart ≤ bodyEnd ≤ length; a part lies inside its parent's body, after the
 *   part before it;
 * - time is linear in the size, however deep the nesting: all open boundaries are looked for at once;
 * - nothing is deeper or more numerous than the limits; what is beyond them stays inside an opaque part.
 *
 * Deliberately absent: transfer decoding and charsets during the scan (`transfer.ts`, `charset.ts` do it for the
 * parts somebody asks for), and any repair of the bytes.
 */
import type { Limits } from '../base/limits.ts'
import { type Delimiter, OpenBoundaries } from './boundaries.ts'
import { asBuffer, countLines } from './bytes.ts'
import { type Envelope, envelopeOf } from './envelope.ts'
import { fieldValue, type HeaderField, scanHeader } from './header.ts'
import { type Parameter, parameter, parseParameterized } from './structured.ts'
import { type UuencodedFile, uuencodedFiles } from './uuencode.ts'

export interface Disposition {
  /** Lower case: `attachment`, `inline`. */
  readonly type: string
  readonly params: readonly Parameter[]
}

/**
 * An entity of a message, or the message itself (the root, and `message` of a message/rfc822 part). Offsets count
 * from the start of the scanned bytes; texts are byte strings as they stand in the header, without comments.
 */
export interface Part {
  readonly headerStart: number
  /** After the empty line; equals `bodyStart`. */
  readonly headerEnd: number
  readonly bodyStart: number
  readonly bodyEnd: number
  /** Line feeds in the body; counted for text and message/rfc822 only, else 0. */
  readonly lines: number
  /** Lower case. */
  readonly type: string
  /** Lower case. */
  readonly subtype: string
  /** Names in lower case; RFC 2231 continuations joined. */
  readonly params: readonly Parameter[]
  /** Content-Transfer-Encoding in lower case, `7bit` by default. */
  readonly encoding: string
  readonly id: string
  readonly description: string
  readonly md5: string
  readonly disposition: Disposition | null
  readonly language: readonly string[]
  readonly location: string
  /** Parts of a multipart, in order; in another reading the uuencoded files of a text, too. */
  readonly children: readonly Part[]
  /** The message inside a message/rfc822 part. */
  readonly message: Part | null
  /** Set on the root and on `message`, null on other parts. */
  readonly envelope: Envelope | null
  /** On the root of a message that programs disagree about: how the others read it. Is stored nowhere. */
  readonly otherReading?: Part
}

export type ScanLimits = Pick<
  Limits,
  'mimeDepth' | 'mimeParts' | 'headerFields' | 'headerAddresses' | 'headerFieldBytes'
>

/** The part tree of a message. Linear time, never throws. */
export function scanMessage(form: Uint8Array, limits: ScanLimits): Part {
  const usual = new Scanner(asBuffer(form), limits, 'usual')
  const root = usual.message(0, 0)
  if (!usual.doubtful) return root
  return { ...root, otherReading: new Scanner(asBuffer(form), limits, 'other').message(0, 0) }
}

type ContentFields = Pick<
  Part,
  | 'type'
  | 'subtype'
  | 'params'
  | 'encoding'
  | 'id'
  | 'description'
  | 'md5'
  | 'disposition'
  | 'language'
  | 'location'
>

type Reading = 'usual' | 'other'

class Scanner {
  readonly #bytes: Buffer
  readonly #limits: ScanLimits
  readonly #reading: Reading
  readonly #boundaries: OpenBoundaries
  /** The other reading would be another. */
  doubtful = false
  /** The delimiter that ended the entity read last; undefined when the bytes ended it. */
  #delimiter: Delimiter | undefined
  #parts = 0

  constructor(bytes: Buffer, limits: ScanLimits, reading: Reading) {
    this.#bytes = bytes
    this.#limits = limits
    this.#reading = reading
    this.#boundaries = new OpenBoundaries(reading === 'other')
  }

  message(start: number, depth: number): Part {
    return this.#entity(start, depth, 'text/plain', true)
  }

  /** Reads one entity up to the delimiter or the end of the bytes that ends it. */
  #entity(start: number, depth: number, defaultType: string, isMessage: boolean): Part {
    const bytes = this.#bytes
    this.#parts++
    this.#delimiter = undefined
    const header = scanHeader(bytes, start, bytes.length, this.#limits.headerFields, lineStart => {
      this.#delimiter = this.#boundaries.at(bytes, lineStart, start, bytes.length)
      return this.#delimiter !== undefined
    })
    const content = this.#settled(contentFields(this.#contentValues(header.fields), defaultType))
    const envelope = isMessage ? envelopeOf(bytes, header.fields, this.#limits) : null
    const cut = this.#delimiter as Delimiter | undefined
    if (cut !== undefined) {
      // The header was cut short: the line end before the delimiter belongs to the delimiter.
      const end = cut.contentEnd
      this.doubtful ||= !cut.exact
      return entity(start, end, end, 0, content, envelope, [], null)
    }
    return this.#body(start, header.end, depth, content, envelope)
  }

  #body(
    start: number,
    bodyStart: number,
    depth: number,
    content: ContentFields,
    envelope: Envelope | null,
  ): Part {
    let children: readonly Part[] = []
    let message: Part | null = null
    const nests = depth < this.#limits.mimeDepth && this.#parts < this.#limits.mimeParts
    const boundary = parameter(content.params, 'boundary') ?? ''
    if (nests && content.type === 'multipart' && boundary !== '') {
      children = this.#children(bodyStart, depth, boundary, content.subtype)
    } else if (nests && isPlainMessage(content)) {
      message = this.message(bodyStart, depth + 1)
    } else {
      this.#delimiter = this.#boundaries.next(this.#bytes, bodyStart, this.#bytes.length)
    }
    this.doubtful ||= this.#delimiter?.exact === false
    const bodyEnd = this.#delimiter?.contentEnd ?? this.#bytes.length
    if (content.type === 'text') children = this.#uuencoded(bodyStart, bodyEnd)
    const lines = hasLines(content) ? countLines(this.#bytes, bodyStart, bodyEnd) : 0
    return entity(start, bodyStart, bodyEnd, lines, content, envelope, children, message)
  }

  /** The parts of a multipart. Leaves `#delimiter` at what ends the multipart itself. */
  #children(start: number, depth: number, boundary: string, subtype: string): readonly Part[] {
    const end = this.#bytes.length
    const level = this.#boundaries.depth
    const defaultType = subtype === 'digest' ? 'message/rfc822' : 'text/plain'
    const children: Part[] = []
    this.#boundaries.push(boundary)
    this.#delimiter = this.#boundaries.next(this.#bytes, start, end)
    while (this.#delimiter?.level === level && this.#parts < this.#limits.mimeParts) {
      const { closing, lineEnd, exact } = this.#delimiter
      this.doubtful ||= !exact
      if (!closing) children.push(this.#entity(lineEnd, depth + 1, defaultType, false))
      else if (this.#reading === 'usual') break
      else this.#delimiter = this.#boundaries.next(this.#bytes, lineEnd, end)
    }
    // Still at an own delimiter: the epilogue follows, or parts beyond the limit, up to a delimiter further out.
    if (this.#delimiter?.level === level) {
      const { lineEnd } = this.#delimiter
      this.doubtful ||= this.#boundaries.next(this.#bytes, lineEnd, end)?.level === level
      this.#boundaries.pop()
      this.#delimiter = this.#boundaries.next(this.#bytes, lineEnd, end)
    } else this.#boundaries.pop()
    return children
  }

  /** The files in a text, which the usual reading leaves there. */
  #uuencoded(start: number, end: number): readonly Part[] {
    const files: Part[] = []
    for (const file of uuencodedFiles(this.#bytes, start, end)) {
      this.doubtful = true
      if (this.#reading === 'usual' || this.#parts >= this.#limits.mimeParts) break
      this.#parts++
      files.push(uuencodedPart(file))
    }
    return files
  }

  /** Values of the fields that say what an entity is. A field that comes twice says two things. */
  #contentValues(fields: readonly HeaderField[]): ReadonlyMap<string, string> {
    const values = new Map<string, string>()
    for (const field of fields) {
      if (!contentFieldNames.has(field.name)) continue
      const repeated = values.has(field.name)
      this.doubtful ||= repeated
      if (!repeated || this.#reading === 'other')
        values.set(field.name, fieldValue(this.#bytes, field, this.#limits.headerFieldBytes))
    }
    return values
  }

  #settled(content: ContentFields): ContentFields {
    const { disposition } = content
    return {
      ...content,
      params: this.#single(content.params),
      disposition: disposition && { ...disposition, params: this.#single(disposition.params) },
    }
  }

  /** A parameter that comes twice says two things. */
  #single(params: readonly Parameter[]): readonly Parameter[] {
    if (params.length < 2) return params
    const last = new Map(params)
    if (last.size === params.length) return params
    this.doubtful = true
    return this.#reading === 'other' ? [...last] : params
  }
}

function entity(
  headerStart: number,
  bodyStart: number,
  bodyEnd: number,
  lines: number,
  content: ContentFields,
  envelope: Envelope | null,
  children: readonly Part[],
  message: Part | null,
): Part {
  return {
    headerStart,
    headerEnd: bodyStart,
    bodyStart,
    bodyEnd,
    lines,
    ...content,
    children,
    message,
    envelope,
  }
}

/** RFC 2046 §5.2.1 forbids encodings other than 7bit, 8bit and binary here; a part that has one is opaque. */
function isPlainMessage(content: ContentFields): boolean {
  const { type, subtype, encoding } = content
  return (
    type === 'message' && subtype === 'rfc822' && encoding !== 'base64' && encoding !== 'quoted-printable'
  )
}

function hasLines(content: ContentFields): boolean {
  return content.type === 'text' || isPlainMessage(content)
}

const contentFieldNames = new Set([
  'content-type',
  'content-transfer-encoding',
  'content-id',
  'content-description',
  'content-md5',
  'content-disposition',
  'content-language',
  'content-location',
])

function uuencodedPart({ name, start, contentStart, contentEnd }: UuencodedFile): Part {
  const content = {
    ...contentFields(new Map([['content-transfer-encoding', 'x-uuencode']]), ''),
    type: 'application',
    subtype: 'octet-stream',
    params: [],
    disposition: { type: 'attachment', params: [['filename', name]] as const },
  }
  return entity(start, contentStart, contentEnd, 0, content, null, [], null)
}

/** RFC 2045 §5.2: the type of an entity that has no (readable) Content-Type. */
const defaultParams: readonly Parameter[] = [['charset', 'us-ascii']]

function contentFields(values: ReadonlyMap<string, string>, defaultType: string): ContentFields {
  const text = (name: string) => values.get(name) ?? ''
  const disposition = values.has('content-disposition')
    ? parseParameterized(text('content-disposition'))
    : null
  return {
    ...mediaType(values.get('content-type'), defaultType),
    encoding: parseParameterized(text('content-transfer-encoding')).value.toLowerCase() || '7bit',
    id: text('content-id'),
    description: text('content-description'),
    md5: text('content-md5'),
    disposition:
      disposition === null || disposition.value === ''
        ? null
        : { type: disposition.value.toLowerCase(), params: disposition.params },
    language: text('content-language')
      .split(/[\s,]+/)
      .filter(tag => tag !== ''),
    location: text('content-location'),
  }
}

function mediaType(
  field: string | undefined,
  defaultType: string,
): Pick<Part, 'type' | 'subtype' | 'params'> {
  const { value, params } = parseParameterized(field ?? '')
  const slash = value.indexOf('/')
  const type = value.slice(0, slash).trim().toLowerCase()
  const subtype = value
    .slice(slash + 1)
    .trim()
    .toLowerCase()
  if (slash > 0 && subtype !== '') return { type, subtype, params }
  if (defaultType === 'message/rfc822' && field === undefined)
    return { type: 'message', subtype: 'rfc822', params: [] }
  return { type: 'text', subtype: 'plain', params: params.length > 0 ? params : defaultParams }
}
