/**
 * imap/connection/ — one socket, in clear, under TLS (RFC 3501 §6.2.1) or compressed (RFC 4978), as a source and a
 * sink of bytes with patience for a slow peer.
 *
 * Invariants: nothing is read faster than it is taken, inflated octets included; a peer that takes nothing of its
 * output for `imapStallMs` is let go; after `end` the last words have a second to go out.
 *
 * Deliberately absent: compression inside TLS, and the address of a client behind a proxy.
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { Limits } from '../../base/limits.ts'
import type { ByteSource } from '../wire/frame.ts'
import type { ByteSink } from '../wire/writer.ts'
import { type DeflateLayer, deflateLayer } from './deflate-layer.ts'

/** Time for a closing client to take the last words. */
const farewellMs = 1000

/** The peer went away, or did not take its output in time. */
export class Disconnected extends Error {}

export type ConnectionLimits = Pick<Limits, 'imapStallMs' | 'imapWaitingBytes'>

export class Connection implements ByteSource, ByteSink {
  readonly address: string
  readonly #limits: ConnectionLimits
  #socket: Socket
  /** Between the session and the socket, once the client compresses. */
  #layer: DeflateLayer | undefined
  #ended = false
  #wake: (() => void) | undefined
  #onSilence: () => void = () => {}

  constructor(socket: Socket, limits: ConnectionLimits) {
    this.address = socket.remoteAddress ?? ''
    this.#limits = limits
    this.#socket = socket
    this.#listen(socket)
  }

  get secure(): boolean {
    return this.#socket instanceof TLSSocket
  }

  /** What a client may bind its log-in to: `tls-exporter` (RFC 9266 §2), which only TLS 1.3 has for certain. */
  get tlsExporter(): Buffer | undefined {
    const socket = this.#socket
    if (!(socket instanceof TLSSocket) || socket.getProtocol() !== 'TLSv1.3') return undefined
    return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
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
    return this.#input.read() as Uint8Array | null
  }

  async ready(): Promise<boolean> {
    if (this.#input.readableLength > 0) return true
    if (this.#ended) return false
    await new Promise<void>(resolve => {
      this.#wake = resolve
    })
    return !this.#ended || this.#input.readableLength > 0
  }

  write(chunk: Uint8Array): void {
    if (this.#output.writable) this.#output.write(chunk)
  }

  get full(): boolean {
    return this.#output.writableLength > this.#limits.imapWaitingBytes || this.#socket.destroyed
  }

  async drained(): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) throw new Disconnected('the client is gone')
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), this.#limits.imapStallMs)
    const gone = () => stop.abort()
    socket.once('close', gone)
    try {
      const output = this.#output
      if (output.writableNeedDrain) await once(output, 'drain', { signal: stop.signal })
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

  /** Whether octets wait that nobody has read. */
  get hasUnread(): boolean {
    return this.#input.readableLength > 0
  }

  get compressed(): boolean {
    return this.#layer !== undefined
  }

  /** From here on all octets in both directions are compressed. */
  compress(): void {
    const socket = this.#socket
    socket.removeAllListeners('readable')
    socket.removeAllListeners('end')
    this.#layer = deflateLayer(socket, () => this.destroy())
    this.#listenForInput(this.#layer.input)
  }

  /** The other way round, once everything written so far is out; false when the client did not take it in time. */
  async uncompress(): Promise<boolean> {
    const layer = this.#layer
    if (layer === undefined) return true
    layer.output.end()
    const late = setTimeout(() => this.destroy(), this.#limits.imapStallMs)
    await once(layer.output, 'close').catch(() => {})
    clearTimeout(late)
    layer[Symbol.dispose]()
    this.#layer = undefined
    this.#listenForInput(this.#socket)
    return !this.#socket.destroyed
  }

  /** Sends what waits and closes. */
  end(): void {
    const socket = this.#socket
    const output = this.#output
    if (output.writableEnded || socket.writableEnded || socket.destroyed) return
    output.end()
    // Through a layer: when it has handed over the rest.
    if (output !== socket) output.once('end', () => socket.end())
    setTimeout(() => socket.destroy(), farewellMs).unref()
    this.#finish()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#finish()
  }

  get #input(): Readable {
    return this.#layer?.input ?? this.#socket
  }

  get #output(): Writable {
    return this.#layer?.output ?? this.#socket
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true)
    this.#listenForInput(socket)
    socket.on('close', () => {
      this.#layer?.[Symbol.dispose]()
      this.#finish()
    })
    // A reset is an end like any other; 'close' follows.
    socket.on('error', () => {})
    socket.on('timeout', () => this.#onSilence())
  }

  #listenForInput(input: Readable): void {
    input.on('readable', () => this.#wake?.())
    input.on('end', () => this.#finish())
  }

  #finish(): void {
    this.#ended = true
    this.#wake?.()
  }
}
