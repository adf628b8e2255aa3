/**
 * Header blocks: where each field stands, and its value unfolded. RFC 5322 §2.2, RFC 5322 §4.5.
 *
 * Tolerant of anything. A header ends at the first empty line (CRLF or a bare LF) or where its bytes end; a line
 * that is no field (no colon, white space in the name, a first line that begins with white space) is kept in its
 * place under the empty name, so that the fields together are always exactly the header's octets.
 */
import { asBuffer, COLON, CR, HTAB, HYPHEN, LF, SPACE } from './bytes.ts'

export interface HeaderField {
  /** Lower case; empty for a line that is no field and for a field without a name. */
  readonly name: string
  /** Offset of the first octet. */
  readonly start: number
  /** Offset after the colon; equals `start` for a line that is no field. */
  readonly valueStart: number
  /** Offset after the line end of the last (folded) line; `[valueStart, end)` is the raw value. */
  readonly end: number
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[]
  /** Offset after the empty line, or where the header was cut short. */
  readonly end: number
}

/** The fields of a header block that begins at `start`. */
export function headerFields(
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
): readonly HeaderField[] {
  return scanHeader(asBuffer(bytes), start, end, Number.POSITIVE_INFINITY).fields
}

/**
 * Reads a header block: at most `maxFields` fields are listed, the block's end is right in any case. `stopsAt` is
 * asked at each line that begins with two hyphens whether it is a boundary that ends the header early.
 */
export function scanHeader(
  bytes: Buffer,
  start: number,
  end: number,
  maxFields: number,
  stopsAt?: (lineStart: number) => boolean,
): HeaderBlock {
  const fields: { name: string; start: number; valueStart: number; end: number }[] = []
  let position = start
  while (position < end) {
    const first = bytes[position]
    if (first === LF) return { fields, end: position + 1 }
    if (first === CR && position + 1 < end && bytes[position + 1] === LF) return { fields, end: position + 2 }
    if (first === HYPHEN && bytes[position + 1] === HYPHEN && stopsAt?.(position)) break
    const newline = bytes.indexOf(LF, position)
    const next = newline < 0 || newline >= end ? end : newline + 1
    const last = fields.at(-1)
    if ((first === SPACE || first === HTAB) && last !== undefined) {
      // Past the limit the last listed field must not grow over fields that are not listed.
      if (last.end === position) last.end = next
    } else if (fields.length < maxFields) {
      fields.push(fieldAt(bytes, position, next))
    }
    position = next
  }
  return { fields, end: position }
}

function fieldAt(bytes: Buffer, start: number, end: number) {
  let nameEnd = start
  while (nameEnd < end && isNameOctet(bytes[nameEnd] as number)) nameEnd++
  let colon = nameEnd
  // RFC 5322 §4.5: white space may stand between the name and the colon.
  while (colon < end && (bytes[colon] === SPACE || bytes[colon] === HTAB)) colon++
  if (colon >= end || bytes[colon] !== COLON) return { name: '', start, valueStart: start, end }
  return { name: bytes.toString('latin1', start, nameEnd).toLowerCase(), start, valueStart: colon + 1, end }
}

function isNameOctet(octet: number): boolean {
  return octet > SPACE && octet !== COLON
}

/** A field's value as a byte string: unfolded (RFC 5322 §2.2.3), without white space around it. */
export function fieldValue(
  bytes: Uint8Array,
  field: HeaderField,
  maxBytes: number = Number.POSITIVE_INFINITY,
): string {
  const end = Math.min(field.end, field.valueStart + maxBytes)
  return unfold(asBuffer(bytes).toString('latin1', field.valueStart, end))
}

/** Takes line ends out of a value and the white space from around it. */
export function unfold(value: string): string {
  const trimmed = value.trim()
  return trimmed.includes('\n') ? trimmed.replaceAll('\r\n', '').replaceAll('\n', '') : trimmed
}
