/**
 * The relaxed forms of a message in which a signature is computed: RFC 6376 §3.4.2 for a header field, RFC 6376
 * §3.4.4 for the body. A line ends with CRLF; any other CR or LF is an octet like the rest, as SMTP carries it.
 */
import { asBuffer, CR, HTAB, LF, SPACE } from '../../mail/bytes.ts'

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
  const relaxer = new Relaxer(asBuffer(body))
  while (!relaxer.done) yield relaxer.next()
  if (!relaxer.empty) yield Buffer.from('\r\n')
}

class Relaxer {
  empty = true
  readonly #body: Buffer
  readonly #piece: Buffer
  #at = 0
  /** Written only once something follows: so the empty lines at the end, and white space before them, fall away. */
  #lineEnds = 0
  #space = false

  constructor(body: Buffer) {
    this.#body = body
    this.#piece = Buffer.allocUnsafe(Math.min(body.length, stepBytes) + 2)
  }

  get done(): boolean {
    return this.#at === this.#body.length
  }

  next(): Uint8Array {
    const stepEnd = Math.min(this.#body.length, this.#at + stepBytes)
    const piece = this.#asItIs(stepEnd) ?? this.#rewritten(stepEnd)
    this.empty &&= piece.length === 0
    return piece
  }

  /** Most text is in the relaxed form: it is taken as it stands, up to where no white space is left hanging. */
  #asItIs(stepEnd: number): Uint8Array | undefined {
    if (this.#lineEnds > 0 || this.#space) return undefined
    let end = stepEnd
    while (end > this.#at && (this.#body[end - 1] as number) <= SPACE) end--
    if (end === this.#at || /\t| [ \r]/.test(this.#body.toString('latin1', this.#at, end))) return undefined
    const piece = this.#body.subarray(this.#at, end)
    this.#at = end
    return piece
  }

  #rewritten(stepEnd: number): Uint8Array {
    const body = this.#body
    const piece = this.#piece
    const last = piece.length - 2
    let at = this.#at
    let lineEnds = this.#lineEnds
    let space = this.#space
    let length = 0
    while (at < stepEnd && length <= last) {
      const octet = body[at] as number
      if (octet === SPACE || octet === HTAB) {
        space = true
        at++
      } else if (octet === CR && body[at + 1] === LF) {
        lineEnds++
        space = false
        at += 2
      } else if (lineEnds > 0) {
        piece[length++] = CR
        piece[length++] = LF
        lineEnds--
      } else {
        if (space) piece[length++] = SPACE
        piece[length++] = octet
        space = false
        at++
      }
    }
    this.#at = at
    this.#lineEnds = lineEnds
    this.#space = space
    return piece.subarray(0, length)
  }
}
