/**
 * Framing: cuts the bytes of a connection into commands before anything is parsed. A command is one line, or
 * several joined by literals (RFC 3501 §2.2.1, RFC 7888).
 *
 * A literal is read only after its size was accepted: against the limits, and a message's against the memory all
 * sessions share. A refused synchronizing literal is never sent by the client; a refused non-synchronizing one is
 * skipped, and one too large even to skip ends the connection.
 */
import type { Budget } from '../../base/budget.ts'
import type { Limits } from '../../base/limits.ts'
import { isLiteralMinus } from './literal-size.ts'

/** Where the bytes come from: a socket, in clear or decrypted. */
export interface ByteSource {
  /** The bytes at hand, or null when there are none yet. */
  read(): Uint8Array | null
  /** Resolves when `read` may have more; false at the end of the stream. */
  ready(): Promise<boolean>
}

export type FrameRefusal =
  | 'line-too-long'
  | 'literal-too-big'
  | 'literal-unasked'
  | 'too-many-literals'
  | 'no-memory'

export interface Command {
  readonly kind: 'command'
  /** The text with its literal marks `{n}` CRLF, without the last line end. */
  readonly line: Buffer
  readonly literals: readonly Buffer[]
}

export interface Refused {
  readonly kind: 'refused'
  readonly refusal: FrameRefusal
  /** The text up to the refusal: holds the tag. */
  readonly line: Buffer
  /** What follows cannot be told from a command any more: the connection must end. */
  readonly fatal: boolean
}

export interface FrameOptions {
  readonly source: ByteSource
  readonly limits: Limits
  /** Bytes of messages in memory across every session. */
  readonly budget: Budget
  /** Asks the client for a synchronizing literal: writes `+` and sends what waits. */
  readonly invite: () => unknown
  /** Whether the session may store messages yet; before log-in all literals are small. */
  readonly mayAppend: () => boolean
  /** Told when the reader starts and ends waiting inside a command: silence there is judged more strictly. */
  readonly inside: (waiting: boolean) => void
}

interface LiteralMark {
  readonly size: number
  readonly synchronizing: boolean
}

const empty: Buffer = Buffer.alloc(0)
const LF = 10
const CR = 13
const crlf = Buffer.from('\r\n')

/** Octets skipped after a refusal, in multiples of the limit that was exceeded. */
const skipFactor = 4

export class FrameReader {
  readonly #options: FrameOptions
  #rest = empty
  /** Budget taken for the literals of the command in hand. */
  #taken = 0

  constructor(options: FrameOptions) {
    this.#options = options
  }

  /** True when a further command, or part of one, is at hand: answers may wait to be sent with the next. */
  get pending(): boolean {
    return this.#rest.length > 0
  }

  /** The next command; undefined at the end. The one before it is done with: its memory is given back. */
  async next(): Promise<Command | Refused | undefined> {
    this.release()
    const texts: Buffer[] = []
    const literals: Buffer[] = []
    let lineBytes = 0
    let literalBytes = 0
    let isAppend = false
    for (;;) {
      const text = await this.#line(this.#options.limits.imapLineBytes - lineBytes)
      if (text === undefined) return undefined
      if (text === 'too-long') return this.#refuseLine(texts)
      texts.push(text)
      lineBytes += text.length
      const mark = literalMark(text)
      if (mark === undefined) {
        return { kind: 'command', line: texts.length === 1 ? text : Buffer.concat(texts), literals }
      }
      texts.push(crlf)
      if (literals.length === 0) isAppend = this.#options.mayAppend() && appendLine.test(latin1(text, 256))
      const refusal =
        literals.length < this.#options.limits.imapLiterals
          ? this.#judge(mark, isAppend, literalBytes)
          : 'too-many-literals'
      if (refusal !== undefined) return this.#refuseLiteral(refusal, mark, texts)
      if (mark.synchronizing) await this.#options.invite()
      this.#options.inside(true)
      const literal = await this.#take(mark.size)
      this.#options.inside(false)
      if (literal === undefined) return undefined
      literals.push(literal)
      literalBytes += mark.size
    }
  }

  /** One line of an exchange inside a command (RFC 3501 §7.5), without its line end. */
  async continuation(): Promise<Buffer | 'too-long' | undefined> {
    return await this.#line(this.#options.limits.imapLineBytes)
  }

  /** Gives back the memory of the command in hand. */
  release(): void {
    this.#options.budget.give(this.#taken)
    this.#taken = 0
  }

  #judge(mark: LiteralMark, isAppend: boolean, before: number): FrameRefusal | undefined {
    const { limits, budget } = this.#options
    if (!mark.synchronizing && isLiteralMinus(limits) && mark.size > limits.imapUnaskedLiteralBytes)
      return 'literal-unasked'
    if (!isAppend) return before + mark.size > limits.imapLiteralBytes ? 'literal-too-big' : undefined
    if (mark.size > limits.messageBytes) return 'literal-too-big'
    if (!budget.take(mark.size)) return 'no-memory'
    this.#taken += mark.size
    return undefined
  }

  async #refuseLine(texts: Buffer[]): Promise<Refused> {
    const { limits } = this.#options
    texts.push(this.#rest.subarray(0, 64))
    const skipped = await this.#skipLine(limits.imapLineBytes * skipFactor)
    return { kind: 'refused', refusal: 'line-too-long', line: Buffer.concat(texts), fatal: !skipped }
  }

  async #refuseLiteral(refusal: FrameRefusal, mark: LiteralMark, texts: Buffer[]): Promise<Refused> {
    const line = Buffer.concat(texts)
    if (mark.synchronizing) return { kind: 'refused', refusal, line, fatal: false }
    this.#options.inside(true)
    const skipped =
      mark.size <= this.#options.limits.messageBytes * skipFactor && (await this.#skip(mark.size))
    return { kind: 'refused', refusal, line, fatal: !skipped || !(await this.#skipCommand()) }
  }

  /** Skips what follows a refused literal up to the end of its command, further literals included. */
  async #skipCommand(): Promise<boolean> {
    const { limits } = this.#options
    for (;;) {
      const text = await this.#line(limits.imapLineBytes)
      if (text === undefined || text === 'too-long') return false
      const mark = literalMark(text)
      if (mark === undefined || mark.synchronizing) return true
      if (mark.size > limits.messageBytes * skipFactor || !(await this.#skip(mark.size))) return false
    }
  }

  /** A line without its end. Lines end in CRLF; a bare LF is tolerated. */
  async #line(limit: number): Promise<Buffer | 'too-long' | undefined> {
    let searched = 0
    for (;;) {
      const at = this.#rest.indexOf(LF, searched)
      if (at >= 0) {
        if (at > limit) return 'too-long'
        const end = at > 0 && this.#rest[at - 1] === CR ? at - 1 : at
        const line = this.#rest.subarray(0, end)
        // Nothing is kept of what was taken: a session that waits holds no buffer.
        this.#rest = at + 1 === this.#rest.length ? empty : this.#rest.subarray(at + 1)
        return line
      }
      searched = this.#rest.length
      if (searched > limit) return 'too-long'
      if (!(await this.#more())) return undefined
    }
  }

  async #take(size: number): Promise<Buffer | undefined> {
    if (this.#rest.length >= size) {
      const literal = this.#rest.subarray(0, size)
      this.#rest = this.#rest.subarray(size)
      return literal
    }
    const literal = Buffer.allocUnsafe(size)
    let filled = this.#rest.copy(literal)
    this.#rest = empty
    while (filled < size) {
      const chunk = await this.#pull()
      if (chunk === undefined) return undefined
      const used = Math.min(chunk.length, size - filled)
      literal.set(chunk.subarray(0, used), filled)
      filled += used
      if (used < chunk.length) this.#rest = asBuffer(chunk.subarray(used))
    }
    return literal
  }

  async #skip(size: number): Promise<boolean> {
    let left = size
    while (left > this.#rest.length) {
      left -= this.#rest.length
      this.#rest = empty
      if (!(await this.#more())) return false
    }
    this.#rest = this.#rest.subarray(left)
    return true
  }

  async #skipLine(limit: number): Promise<boolean> {
    let left = limit
    for (;;) {
      const at = this.#rest.indexOf(LF)
      if (at >= 0) {
        this.#rest = this.#rest.subarray(at + 1)
        return at <= left
      }
      left -= this.#rest.length
      this.#rest = empty
      if (left < 0 || !(await this.#more())) return false
    }
  }

  async #more(): Promise<boolean> {
    const chunk = await this.#pull()
    if (chunk === undefined) return false
    this.#rest = this.#rest.length === 0 ? asBuffer(chunk) : Buffer.concat([this.#rest, chunk])
    return true
  }

  async #pull(): Promise<Uint8Array | undefined> {
    const { source } = this.#options
    for (;;) {
      const chunk = source.read()
      if (chunk !== null) return chunk
      if (!(await source.ready())) return undefined
    }
  }
}

/** Commands with messages in them: APPEND, and REPLACE (RFC 8508 §3). */
const appendLine = /^[^ ]+ (?:APPEND|(?:UID )?REPLACE) /i

/**
 * RFC 3501 §9, RFC 7888 §8:
 *
 *     literal  = "{" number ["+"] "}" CRLF *CHAR8
 *     literal8 = "~{" number ["+"] "}" CRLF *OCTET      (RFC 3516 §7)
 */
function literalMark(line: Buffer): LiteralMark | undefined {
  if (line[line.length - 1] !== 0x7d /* } */) return undefined
  // RFC 9051 §9: the number has up to 63 bits; one that is too large is refused, never taken for text.
  const match = /\{(\d{1,20})(\+?)\}$/.exec(line.toString('latin1', Math.max(0, line.length - 23)))
  return match === null ? undefined : { size: Number(match[1]), synchronizing: match[2] === '' }
}

function latin1(bytes: Buffer, length: number): string {
  return bytes.toString('latin1', 0, Math.min(length, bytes.length))
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
