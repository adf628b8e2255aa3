/**
 * The relaxed forms of a message in which a signature is computed: RFC 6376 §3.4.2 for a header field, RFC 6376
 * §3.4.4 for the body. A line ends with CRLF; any other CR or LF is an octet like the rest, as SMTP carries it.
 */
import { CR, HTAB, LF, SPACE } from '../../mail/bytes.ts'

/** A field in the relaxed form, without its line end. `value` is the byte string after the colon, folded or not. */
export function relaxedField(name: string, value: string): string {
  const unfolded = value.replaceAll('\r\n', '').replace(/[ \t]+/g, ' ')
  const start = unfolded.startsWith(' ') ? 1 : 0
  const end = unfolded.endsWith(' ') ? -1 : undefined
  return `${name}:${unfolded.slice(start, end)}`
}

/** Octets of the body that one piece is made of. */
const stepBytes = 128 * 1024

/**
 * A body in the relaxed form, in pieces: runs of white space are one space, none ends a line, the empty lines at the
 * end are gone, and the last line has its line end. An empty body stays empty. Each piece is a bounded amount of
 * work, whatever the body is made of; it may be empty, and is overwritten by the next one.
 */
export function* relaxedBody(body: Uint8Array): Generator<Uint8Array, void, undefined> {
  const piece = Buffer.allocUnsafe(Math.min(body.length, stepBytes) + '\r\n \r\n'.length)
  const full = piece.length - '\r\n '.length
  /** Written only once something follows: so the empty lines at the end, and white space before them, fall away. */
  let lineEnds = 0
  let space = false
  let empty = true
  let at = 0
  while (at < body.length) {
    const stepEnd = Math.min(body.length, at + stepBytes)
    let length = 0
    for (; at < stepEnd; at++) {
      const octet = body[at] as number
      if (octet === SPACE || octet === HTAB) {
        space = true
      } else if (octet === CR && body[at + 1] === LF) {
        lineEnds++
        space = false
        at++
      } else {
        for (; lineEnds > 0; lineEnds--) {
          if (length >= full) {
            yield piece.subarray(0, length)
            length = 0
          }
          piece[length++] = CR
          piece[length++] = LF
        }
        if (length >= full) {
          yield piece.subarray(0, length)
          length = 0
        }
        if (space) piece[length++] = SPACE
        piece[length++] = octet
        space = false
        empty = false
      }
    }
    yield piece.subarray(0, length)
  }
  if (!empty) yield Buffer.from('\r\n')
}
