/**
 * imap/append/ — makes whole messages of what APPEND and REPLACE were given: literals, binary ones (RFC 3516) with NUL
 * encoded, those with headers in UTF-8 (RFC 6855), and parts of other messages by their URLs (RFC 4469, RFC 5092,
 * RFC 5550).
 *
 * Invariants: all of the messages of one command are stored, or none; what they hold in memory is taken from what all
 * sessions share before it is read, and given back; a URL reads what the session itself may read.
 *
 * Deliberately absent: URLAUTH (RFC 4467), and messages of other servers.
 */
import { isAscii } from 'node:buffer'
import { fail, ok, type Result } from '../../base/result.ts'
import { asBuffer } from '../../mail/bytes.ts'
import { headerFields, scanHeader } from '../../mail/header.ts'
import { withoutNul } from '../../mail/without-nul.ts'
import type { AppendedMessage } from '../backend.ts'
import { no, type Outcome } from '../command.ts'
import type { Session } from '../session.ts'
import type { AppendMessage } from './message.ts'
import { UrlReader } from './url-reader.ts'

/** Runs `use` with the messages; their memory is given back behind it. */
export async function withMessages(
  session: Session,
  messages: readonly AppendMessage[],
  use: (messages: readonly AppendedMessage[]) => Promise<Outcome>,
): Promise<Outcome> {
  using assembler = new Assembler(session)
  const made: AppendedMessage[] = []
  for (const message of messages) {
    const bytes = await assembler.bytesOf(message)
    if (!bytes.ok) return bytes.error
    const { flags, internalDateMs } = message
    made.push({ bytes: bytes.value, flags: flags.bits, keywords: flags.keywords, internalDateMs })
  }
  return await use(made)
}

const tooBig = no('The message is too large', 'TOOBIG')
const noMemory = no('The server is busy, try again later', 'UNAVAILABLE')

class Assembler implements Disposable {
  readonly #session: Session
  readonly #urls: UrlReader
  #takenBytes = 0

  constructor(session: Session) {
    this.#session = session
    this.#urls = new UrlReader(session)
  }

  async bytesOf(message: AppendMessage): Promise<Result<Uint8Array, Outcome>> {
    const joined = await this.#join(message)
    if (!joined.ok) return joined
    if (joined.value.length === 0) return fail(no('An empty message is not stored', 'CANNOT'))
    const { limits, modes } = this.#session
    // RFC 6855 §4 would refuse every one; but old letters hold raw octets of any charset, and whoever moves them from
    // elsewhere must not lose them.
    const isSaidSo = message.pieces.some(piece => piece.kind === 'octets' && piece.isUtf8)
    if (isSaidSo && !modes.utf8Accept && hasRawField(joined.value))
      return fail(no('The header holds 8-bit characters: enable UTF8=ACCEPT', 'CANNOT'))
    // Whoever sends NUL in a plain literal, against RFC 3501 §9, gets back what was sent.
    const isBinary = message.pieces.some(piece => piece.kind === 'octets' && piece.isBinary)
    if (!isBinary || !joined.value.includes(0)) return joined
    // A third more by base64.
    if (!this.#take(joined.value.length * 2)) return fail(noMemory)
    const encoded = withoutNul(joined.value, limits)
    if (encoded === undefined) return fail(no('NUL stands where it cannot be encoded', 'UNKNOWN-CTE'))
    return encoded.length > limits.messageBytes ? fail(tooBig) : ok(encoded)
  }

  [Symbol.dispose](): void {
    this.#urls[Symbol.dispose]()
    this.#session.budget.give(this.#takenBytes)
    this.#takenBytes = 0
  }

  async #join({ pieces }: AppendMessage): Promise<Result<Uint8Array, Outcome>> {
    const [first] = pieces
    if (pieces.length === 1 && first?.kind === 'octets') return ok(first.bytes)
    const joined: Uint8Array[] = []
    let size = 0
    for (const piece of pieces) {
      if (piece.kind === 'octets') {
        joined.push(piece.bytes)
        size += piece.bytes.length
      } else {
        const found = await this.#urls.find(piece.url)
        if (found === undefined) return fail(badUrl(piece.url))
        size += found.sizeBytes
        if (size > this.#session.limits.messageBytes) return fail(tooBig)
        if (!this.#take(found.sizeBytes)) return fail(noMemory)
        joined.push(await found.read())
      }
      if (size > this.#session.limits.messageBytes) return fail(tooBig)
    }
    if (!this.#take(size)) return fail(noMemory)
    return ok(Buffer.concat(joined, size))
  }

  #take(bytes: number): boolean {
    if (!this.#session.budget.take(bytes)) return false
    this.#takenBytes += bytes
    return true
  }
}

/** RFC 4469 §4.1: the first URL that failed; as `url-resp-text`, which has neither `]` nor a line end. */
function badUrl(url: string): Outcome {
  const text = url.toWellFormed().replace(/[\]"\\]|[^\x20-\x7e]/gu, encodeURIComponent)
  return no('A part of the message cannot be read', `BADURL "${text}"`)
}

/** A field of the message's header has 8-bit octets; a line there that is no field does not count. */
function hasRawField(message: Uint8Array): boolean {
  const { end } = scanHeader(asBuffer(message), 0, message.length, 0)
  if (isAscii(message.subarray(0, end))) return false
  return headerFields(message, 0, end).some(
    field => field.name !== '' && !isAscii(message.subarray(field.start, field.end)),
  )
}
