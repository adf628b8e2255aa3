/**
 * Content-* fields as they go under a signature: seven bits, and no white space at a line's end. Raw 8-bit file names
 * become RFC 2231 parameters, any other raw text encoded words (RFC 2047), in UTF-8 whatever they were.
 */
import { isAscii } from 'node:buffer'
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset, guessCharset } from '../../mail/charset.ts'
import { encodeHeaderText } from '../../mail/encoded-word.ts'
import { fieldValue, type HeaderField } from '../../mail/header.ts'
import { parseParameterized } from '../../mail/structured.ts'

const withParameters = new Set(['content-type', 'content-disposition'])

/** The complete field with its line end. */
export function sevenBitField(bytes: Uint8Array, field: HeaderField): Buffer {
  const raw = asBuffer(bytes).subarray(field.start, field.end)
  const text = isAscii(raw) ? raw.toString('latin1') : encodedField(bytes, field, raw)
  return Buffer.from(withoutTrailingSpace(text), 'latin1')
}

/** A continuation line of nothing but white space goes whole: as an empty line it would end the header. */
function withoutTrailingSpace(field: string): string {
  return field.replace(/(?:\r?\n[\t ]+(?=\r?\n))+/g, '').replace(/[\t ]+(?=\r?\n|$)/g, '')
}

function encodedField(bytes: Uint8Array, field: HeaderField, raw: Buffer): string {
  const charset = guessCharset(raw)
  const decoded = (text: string) => decodeCharset(Buffer.from(text, 'latin1'), charset)
  const name = raw.toString('latin1', 0, field.valueStart - field.start)
  const text = fieldValue(bytes, field)
  if (!withParameters.has(field.name)) return `${name} ${encodeHeaderText(decoded(text))}\r\n`
  const { value, params } = parseParameterized(text)
  const written = params.flatMap(([key, octets]) => parameterLines(key, octets, decoded))
  return `${name} ${[encodeHeaderText(decoded(value)), ...written].join(';\r\n\t')}\r\n`
}

function parameterLines(key: string, octets: string, decoded: (text: string) => string): readonly string[] {
  const name = key.replace(/[^\x21-\x7e]/g, '_')
  // A boundary is what stands between the parts, octet by octet.
  if (/[^\0-\x7f]/.test(octets) && key !== 'boundary')
    return continued(name.replace(/\*$/, ''), decoded(octets))
  const bare = /^[\w.+-]+$/.test(octets) || name.endsWith('*')
  return [`${name}=${bare ? octets : quoted(octets)}`]
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** Encoded characters of one line. */
const segmentChars = 60

/** RFC 2231 §3 and RFC 2231 §4. */
function continued(key: string, text: string): readonly string[] {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /['()*!~]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const segments = encoded.match(new RegExp(`(?:%..|[^%]){1,${segmentChars / 3}}`, 'g')) ?? ['']
  if (segments.length === 1) return [`${key}*=utf-8''${segments[0]}`]
  return segments.map((segment, index) => `${key}*${index}*=${index === 0 ? "utf-8''" : ''}${segment}`)
}
