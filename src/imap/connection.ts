/** One socket, in clear or under TLS, as a source and a sink of bytes with patience for a slow peer. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { ByteSource } from './wire/frame.ts'
import type { ByteSink } from './wire/writer.ts'

/** Output that may wait in memory for a client before the writer pauses. */
const waitingBytes = 256 * 1024
/** Time for a closing client to take the last words. */
const farewellMs = 1000

/** The peer went away, or did not take its output in time. */
export class Disconnected extends Error {}

export class Connection implements ByteSource, ByteSink {
  readonly address: string
  readonly #stallMs: number
  #socket: Socket
  #ended = false
  #wake: (() => void) | undefined
  #onSilence: () => void = () => {}

  constructor(socket: Socket, stallMs: number) {
    this.address = socket.remoteAddress ?? ''
    this.#stallMs = stallMs
    this.#socket = socket
    this.#listen(socket)
  }

  get secure(): boolean {
    return this.#socket instanceof TLSSocket
  }

  /** Protocol and cipher, empty in clear. */
  get tls(): string {
    const socket = this.#socket
    return socket instanceof TLSSocket ? `${socket.getProtocol()} ${socket.getCipher()?.name}` : ''
  }

  get closed(): boolean {
    return this.#socket.destroyed
  }

  read(): Uint8Array | null {
    return this.#socket.read() as Uint8Array | null
  }

  async ready(): Promise<boolean> {
    if (this.#socket.readableLength > 0) return true
    if (this.#ended) return false
    await new Promise<void>(resolve => {
      this.#wake = resolve
    })
    return !this.#ended || this.#socket.readableLength > 0
  }

  write(chunk: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(chunk)
  }

  get full(): boolean {
    return this.#socket.writableLength > waitingBytes || this.#socket.destroyed
  }

  async drained(): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) throw new Disconnected('the client is gone')
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), this.#stallMs)
    const gone = () => stop.abort()
    socket.once('close', gone)
    try {
      if (socket.writableNeedDrain) await once(socket, 'drain', { signal: stop.signal })
    } catch {
      socket.destroy()
      throw new Disconnected('the client does not take its output')
    } finally {
      clearTimeout(timer)
      socket.off('close', gone)
    }
  }

  /** Calls `onSilence` after `ms` without a byte in either direction. */
  patience(ms: number, onSilence: () => void): void {
    this.#onSilence = onSilence
    this.#socket.setTimeout(ms)
  }

  /** Shakes hands as the server; false when that failed or took longer than `ms`, and the connection is gone. */
  async secureWith(context: SecureContext, ms: number): Promise<boolean> {
    const plain = this.#socket
    plain.setTimeout(0)
    plain.removeAllListeners('readable')
    plain.removeAllListeners('timeout')
    const socket = new TLSSocket(plain, { isServer: true, secureContext: context })
    this.#socket = socket
    const shaken = new Promise<boolean>(resolve => {
      socket.once('secure', () => resolve(true))
      socket.once('close', () => resolve(false))
      plain.once('close', () => resolve(false))
    })
    this.#listen(socket)
    const late = setTimeout(() => this.destroy(), ms)
    try {
      return await shaken
    } finally {
      clearTimeout(late)
    }
  }

  /** Sends what waits and closes. */
  end(): void {
    const socket = this.#socket
    if (socket.writableEnded || socket.destroyed) return
    socket.end()
    setTimeout(() => socket.destroy(), farewellMs).unref()
    this.#finish()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#finish()
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true)
    socket.on('readable', () => this.#wake?.())
    socket.on('end', () => this.#finish())
    socket.on('close', () => this.#finish())
    // A reset is an end like any other; 'close' follows.
    socket.on('error', () => {})
    socket.on('timeout', () => this.#onSilence())
  }

  #finish(): void {
    this.#ended = true
    this.#wake?.()
  }
}
