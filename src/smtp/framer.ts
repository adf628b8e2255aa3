import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import type { DataReader } from './data-reader.ts'

/** What a framer hands over. Input waits after a line or the end of data until `continue()` is called. */
export interface FrameHandler {
  /** A whole command line, without its CRLF. */
  line(text: string): void
  /** A line that cannot be a command; what came of it is gone. */
  brokenLine(reason: 'too-long' | 'line-end'): void
  /** A line has begun and its end is still to come. */
  partialLine(): void
  /** The end of the data was found. */
  dataEnd(): void
}

const CR = 0x0d
const LF = 0x0a
const nothing = Buffer.alloc(0)

/** Pipelined commands handled before other connections get their turn. */
const linesPerTurn = 100

/**
 * Cuts a connection's octets into command lines and messages. Takes the place of the library's parser, which
 * ends a line at a bare LF, copies every chunk twice and hands a message through a stream of its own.
 */
export class Framer extends SMTPStream {
  readonly #handler: FrameHandler
  readonly #maxLineBytes: number
  #rest: Buffer = nothing
  #begun: Buffer = nothing
  #overlong = false
  #reader: DataReader | undefined
  #waiting = false
  #running = false
  #written: (() => void) | undefined

  constructor(handler: FrameHandler, maxLineBytes: number) {
    super()
    this.#handler = handler
    this.#maxLineBytes = maxLineBytes
  }

  override _write(chunk: Buffer, _encoding: string, written: () => void): void {
    this.#rest = chunk
    this.#written = written
    this.#run()
  }

  /** What follows is the data of a message. */
  readData(reader: DataReader): void {
    this.#reader = reader
  }

  /** The last line or message is dealt with. */
  override continue(): void {
    this.#waiting = false
    this.#run()
  }

  #run(): void {
    if (this.#running) return
    this.#running = true
    let turn = linesPerTurn
    while (this.#rest.length > 0 && !this.#waiting && !this.isClosed && turn-- > 0) this.#step()
    this.#running = false
    if (this.isClosed) this.#rest = nothing
    if (this.#waiting && !this.isClosed) return
    if (this.#rest.length > 0) {
      setImmediate(() => this.#run())
      return
    }
    const written = this.#written
    this.#written = undefined
    written?.()
  }

  #step(): void {
    if (this.#reader === undefined) this.#readLine()
    else this.#feed(this.#reader)
  }

  #feed(reader: DataReader): void {
    const end = reader.feed(this.#rest)
    if (end < 0) {
      this.#rest = nothing
      return
    }
    this.#rest = end === this.#rest.length ? nothing : this.#rest.subarray(end)
    this.#reader = undefined
    this.#waiting = true
    this.#handler.dataEnd()
  }

  #readLine(): void {
    const feed = this.#rest.indexOf(LF)
    if (feed < 0) {
      this.#begin()
      return
    }
    let line = this.#rest.subarray(0, feed + 1)
    this.#rest = this.#rest.subarray(feed + 1)
    if (this.#begun.length > 0) line = Buffer.concat([this.#begun, line])
    const overlong = this.#overlong || line.length > this.#maxLineBytes
    this.#begun = nothing
    this.#overlong = false
    this.#waiting = true
    if (overlong) this.#handler.brokenLine('too-long')
    else if (line[line.length - 2] !== CR) this.#handler.brokenLine('line-end')
    else this.#handler.line(line.toString('utf8', 0, line.length - 2))
  }

  #begin(): void {
    if (this.#begun.length + this.#rest.length >= this.#maxLineBytes) {
      this.#overlong = true
      this.#begun = nothing
    } else {
      this.#begun = Buffer.concat([this.#begun, this.#rest])
    }
    this.#rest = nothing
    this.#handler.partialLine()
  }
}
