/**
 * Structured MIME field values: `value; name=value; …`. RFC 2045 §5.1, RFC 2183 §2, RFC 2231 §3–4.
 *
 * Values are byte strings (see `bytes.ts`). Continuations are put together here, so that everything above sees
 * one parameter; its name keeps the `*` of an encoded value, which `parameterText` decodes.
 */
import { readQuoted } from './address.ts'
import { bytesOf } from './bytes.ts'
import { decodeCharset } from './charset.ts'
import { decodeHeaderText } from './encoded-word.ts'

/** Name in lower case and value, in the order of the field. */
export type Parameter = readonly [name: string, value: string]

export interface ParameterizedValue {
  /** What stands before the first semicolon, comments removed, as written. */
  readonly value: string
  readonly params: readonly Parameter[]
}

/** Parameters of one field beyond which the rest is ignored. */
const maxParameters = 1000

export function parseParameterized(text: string): ParameterizedValue {
  const cursor = { text, position: 0, unended: 0 }
  const value = bareValue(cursor)
  const params: Parameter[] = []
  while (cursor.position < text.length && params.length < maxParameters) {
    const parameter = nextParameter(cursor)
    if (parameter !== undefined) params.push(parameter)
  }
  return { value, params: params.some(([name]) => name.includes('*')) ? joinContinuations(params) : params }
}

interface Cursor {
  readonly text: string
  position: number
  /** Comments so far that were none, since they do not end. */
  unended: number
}

/** RFC 2045 §5.1: comments may stand around a parameter's name and before its value. */
function nextParameter(cursor: Cursor): Parameter | undefined {
  const { text } = cursor
  let name = ''
  let at = cursor.position
  while (at < text.length && text[at] !== '=' && text[at] !== ';') {
    const next = text[at] === '(' ? commentEnd(cursor, at) : at
    if (next === at) name += text[at++]
    else at = next
  }
  cursor.position = at + 1
  if (text[at] !== '=') return undefined
  const start = skipSpaceAndComments(cursor, at + 1)
  const quoted = text[start] === '"'
  if (quoted) cursor.position = start
  const value = quoted ? quotedValue(cursor) : bareValue(cursor)
  return name.trim() === '' ? undefined : [name.trim().toLowerCase(), value]
}

function skipSpaceAndComments(cursor: Cursor, start: number): number {
  const { text } = cursor
  let at = start
  for (let next = -1; next !== at; ) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++
    next = at
    if (text[at] === '(') at = commentEnd(cursor, at)
  }
  return at
}

/** Characters of a comment; what is longer is none. */
const maxComment = 200
/** Comments of one field that do not end, beyond which it has none: each was read to its end for nothing. */
const maxUnended = 50

/** After the comment that begins at `start`, nested ones with it; `start` when it does not end. RFC 5322 §3.2.2. */
function commentEnd(cursor: Cursor, start: number): number {
  if (cursor.unended === maxUnended) return start
  const { text } = cursor
  let depth = 0
  for (let at = start; at < text.length && at < start + maxComment; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at + 1
  }
  cursor.unended++
  return start
}

/** Reads up to the next semicolon. Unquoted values with spaces are common in file names and kept whole. */
function bareValue(cursor: Cursor): string {
  const semicolon = cursor.text.indexOf(';', cursor.position)
  const end = semicolon < 0 ? cursor.text.length : semicolon
  const raw = cursor.text.slice(cursor.position, end).trim()
  cursor.position = end + 1
  return raw.endsWith(')') ? withoutComments(raw).trim() : raw
}

/** Reads a quoted string and skips to after the next semicolon. A missing end quote is taken to be at the end. */
function quotedValue(cursor: Cursor): string {
  const { text } = cursor
  const { value, end } = readQuoted(text, cursor.position)
  const semicolon = text.indexOf(';', end)
  cursor.position = semicolon < 0 ? text.length : semicolon + 1
  return value
}

/** Removes `(comments)`, nested ones too, that stand at the start or after white space. */
function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let kept = ''
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (char === '(' && (depth > 0 || at === 0 || isSpace(text.charCodeAt(at - 1)))) depth++
    else if (char === ')' && depth > 0) depth--
    else if (depth === 0) kept += char
  }
  return kept
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

interface Segments {
  readonly index: number
  readonly parts: Map<number, { readonly text: string; readonly encoded: boolean }>
}

/** RFC 2231 §3 and §4.1: `name*0*=…; name*1=…` becomes one `name*` (encoded) or `name`. */
function joinContinuations(params: readonly Parameter[]): readonly Parameter[] {
  const joined: Parameter[] = []
  const bases = new Map<string, Segments>()
  for (const [name, value] of params) {
    const match = /^([^*]+)\*(\d{1,4})(\*?)$/.exec(name)
    if (match === null) {
      joined.push([name, value])
      continue
    }
    const base = match[1] as string
    let segments = bases.get(base)
    if (segments === undefined) {
      segments = { index: joined.length, parts: new Map() }
      bases.set(base, segments)
      joined.push([base, ''])
    }
    const number = Number(match[2])
    if (!segments.parts.has(number)) segments.parts.set(number, { text: value, encoded: match[3] === '*' })
  }
  for (const [base, { index, parts }] of bases) joined[index] = joinSegments(base, parts)
  return joined
}

function joinSegments(base: string, parts: Segments['parts']): Parameter {
  const ordered = [...parts].sort((a, b) => a[0] - b[0]).map(([, part]) => part)
  if (!ordered.some(part => part.encoded)) return [base, ordered.map(part => part.text).join('')]
  // Segments without their own `*` are literal text inside an encoded value; the charset comes first.
  const text = ordered.map(part => (part.encoded ? part.text : percentEncode(part.text))).join('')
  return [`${base}*`, ordered[0]?.encoded === true ? text : `''${text}`]
}

function percentEncode(text: string): string {
  return text.replace(/[^A-Za-z0-9.!#$&+^_`{|}~-]/g, char => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}

/** A parameter as it is, without decoding: for values that are tokens, such as `charset` or `boundary`. */
export function parameter(params: readonly Parameter[], name: string): string | undefined {
  return params.find(([key]) => key === name)?.[1]
}

/**
 * A parameter as text in NFC: RFC 2231 if it is there, else the plain one, in which encoded words (wrong by RFC 2047
 * §5, common in practice) and raw 8-bit text are decoded too.
 */
export function parameterText(params: readonly Parameter[], name: string): string | undefined {
  const extended = parameter(params, `${name}*`)
  if (extended !== undefined) return decodeExtended(extended)
  const plain = parameter(params, name)
  return plain === undefined ? undefined : decodeHeaderText(plain)
}

/** RFC 2231 §4: `charset'language'percent-encoded`. Without the two quotes the whole is taken for UTF-8. */
function decodeExtended(value: string): string {
  const first = value.indexOf("'")
  const second = value.indexOf("'", first + 1)
  const charset = second < 0 ? '' : value.slice(0, first)
  const text = second < 0 ? value : value.slice(second + 1)
  const octets = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return decodeCharset(bytesOf(octets), charset)
}
