/**
 * Writes responses as bytes into large chunks. What does not fit goes out at once; the rest waits for `flush`, so
 * that the answers of pipelined commands share a packet. Whoever writes much awaits `ready` between pieces.
 */
import { encodeName } from './mailbox-name.ts'

/** Where the bytes go. */
export interface ByteSink {
  /** Takes a chunk for good: it must not be changed afterwards. */
  write(chunk: Uint8Array): void
  /** Whether so much waits that the writer should pause. */
  readonly full: boolean
  /** Resolves when there is room again; rejects when the connection is gone. */
  drained(): Promise<void>
}

/** A literal was announced and cannot be sent whole: the connection cannot go on. */
export class LiteralError extends Error {}

const firstChunkBytes = 2048
const chunkBytes = 64 * 1024
/** Larger pieces go out by reference instead of being copied. */
const copiedBytes = 64 * 1024
/** Longest text written in quotes; anything longer becomes a literal. */
const quotedChars = 1000

export class ResponseWriter {
  /** Mailbox names go out in UTF-8 and not in modified UTF-7, and quoted strings hold it (RFC 6855 §3, RFC 9051 §5.1). */
  utf8Names = false
  readonly #sink: ByteSink
  #chunk: Buffer | null = null
  #at = 0

  constructor(sink: ByteSink) {
    this.#sink = sink
  }

  /** ASCII text as it is. */
  text(text: string): this {
    const chunk = this.#room(text.length)
    let at = this.#at
    for (let i = 0; i < text.length; i++) chunk[at++] = text.charCodeAt(i)
    this.#at = at
    return this
  }

  /** A number in decimal digits, 0 to 2^53. */
  number(value: number): this {
    if (value > 0xffffffff) return this.text(String(value))
    const chunk = this.#room(10)
    let digits = 1
    for (let bound = 10; value >= bound; bound *= 10) digits++
    let rest = value
    for (let at = this.#at + digits - 1; at >= this.#at; at--) {
      const tenth = Math.floor(rest / 10)
      chunk[at] = 0x30 + rest - tenth * 10
      rest = tenth
    }
    this.#at += digits
    return this
  }

  /** Octets ready for the wire. */
  bytes(bytes: Uint8Array): this {
    if (bytes.length > copiedBytes) {
      this.flush()
      this.#sink.write(bytes)
      return this
    }
    const chunk = this.#room(bytes.length)
    if (bytes.length > 64) chunk.set(bytes, this.#at)
    else for (let i = 0, at = this.#at; i < bytes.length; i++) chunk[at++] = bytes[i]!
    this.#at += bytes.length
    return this
  }

  /** `string = quoted / literal`: quoted whenever it can be. */
  string(text: string): this {
    if (text.length <= quotedChars && /^[\x20-\x7e]*$/.test(text)) {
      return this.text(`"${text.replace(/["\\]/g, '\\$&')}"`)
    }
    if (this.utf8Names && text.length <= quotedChars && !/[\0\r\n]/.test(text) && text.isWellFormed()) {
      return this.bytes(Buffer.from(`"${text.replace(/["\\]/g, '\\$&')}"`))
    }
    return this.literal(Buffer.from(text, 'utf8'))
  }

  literal(bytes: Uint8Array): this {
    return this.text(`{${bytes.length}}\r\n`).bytes(bytes)
  }

  /** A literal of `size` octets that is never held whole. Whatever `chunks` throws comes as the cause of a LiteralError. */
  async streamed(size: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.text(`{${size}}\r\n`)
    let left = size
    for await (const chunk of announced(chunks)) {
      left -= chunk.length
      if (left < 0) break
      this.bytes(chunk)
      await this.ready()
    }
    if (left !== 0) throw new LiteralError(`a literal of ${size} octets ended ${left} octets early`)
  }

  mailbox(name: string): this {
    return this.string(this.utf8Names ? name : encodeName(name))
  }

  /** Whether it is time to await `ready`. */
  get full(): boolean {
    return this.#sink.full
  }

  /** Pauses while the client reads slower than we write. */
  async ready(): Promise<void> {
    if (this.#sink.full) await this.#sink.drained()
  }

  flush(): void {
    if (this.#chunk === null || this.#at === 0) return
    const chunk = this.#chunk.subarray(0, this.#at)
    this.#chunk = null
    this.#at = 0
    this.#sink.write(chunk)
  }

  /** A chunk with room for `size` octets from `#at` on. */
  #room(size: number): Buffer {
    const chunk = this.#chunk
    if (chunk !== null && this.#at + size <= chunk.length) return chunk
    if (chunk === null) this.#chunk = Buffer.allocUnsafe(Math.max(size, firstChunkBytes))
    else if (this.#at <= firstChunkBytes) {
      // An answer that begins with few octets goes out with what follows: a letter is one write, and not three.
      this.#chunk = Buffer.allocUnsafe(this.#at + size + firstChunkBytes)
      chunk.copy(this.#chunk, 0, 0, this.#at)
    } else {
      this.flush()
      this.#chunk = Buffer.allocUnsafe(Math.max(size, chunkBytes))
    }
    return this.#chunk
  }
}

/** The chunks of a literal that was announced: no answer can follow a failure, since the client would take it for octets. */
async function* announced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    throw new LiteralError('a literal could not be read to its end', { cause: error })
  }
}
