/**
 * SMTP as a server: `mx`, `submission` and `submissions`.
 *
 * RFC 5321 (SMTP), RFC 6409 (submission), RFC 8314 §3.3 (implicit TLS), RFC 3207 (STARTTLS), RFC 4954 (AUTH),
 * RFC 1870 (SIZE), RFC 2920 (PIPELINING), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8), RFC 2034 and RFC 3463
 * (enhanced codes), RFC 3461 (DSN parameters), RFC 9422 (LIMITS).
 *
 *     socket → framer → line → command table (commands.ts) → reply
 *                     → data → data-reader.ts → backend.message → the one reply of DATA
 *
 * smtp-server holds the sockets: accepting, implicit TLS, the STARTTLS upgrade with its injection traps, the life of
 * a connection. The dialogue on top is ours, since the library's has one enhanced code per reply code, replies of
 * one line, bare LF as a line's end and no bound on time, recipients or log-ins.
 *
 * Invariants: a message's bytes are the wire's after dot-unstuffing; every reply has one writer (`Session.#write`);
 * nothing read has no limit; a session that ends gives back all the memory it took.
 *
 * Deliberately absent: relaying decisions and mailboxes (the backend's), reverse lookups, XCLIENT, the PROXY
 * protocol, CHUNKING, REQUIRETLS.
 */
import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import type { Budget } from '../base/budget.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Turns } from '../base/turns.ts'
import type { Clock } from '../ports/clock.ts'
import type { Authenticator } from '../ports/credentials.ts'
import type { Peer, SmtpBackend } from './backend.ts'
import { formatReply, replies } from './replies.ts'
import { Session, type SessionContext } from './session.ts'

export interface SmtpServerOptions {
  readonly backend: SmtpBackend
  readonly channel: Peer['channel']
  /** The name in the greeting. */
  readonly hostname: string
  readonly limits: Limits
  /** The bytes of messages in memory, shared by every listener of the process. */
  readonly memory: Budget
  /** Letters so large that they are read a few at a time, shared likewise. */
  readonly largeLetters: Turns
  /** PEM texts. */
  readonly tls: { readonly key: string; readonly cert: string }
  /** Who may log in; submission needs it, `mx` must not have it. */
  readonly authenticator?: Authenticator
  /** Announce DSN and take its parameters (RFC 3461). */
  readonly dsn?: boolean
  readonly log: Logger
  readonly clock: Clock
}

export interface SmtpListener extends AsyncDisposable {
  /** Resolves with the port, which the system chooses when 0 is asked for. */
  listen(host: string, port: number): Promise<number>
  /** Sessions are told 421; those that make a reply finish it. Done within two seconds. */
  close(): Promise<void>
}

/** How long the sessions of a closing server may take. */
const closeMs = 1500

export function createSmtpServer(options: SmtpServerOptions): SmtpListener {
  const { channel, authenticator, tls } = options
  if (tls.key === '' || tls.cert === '')
    throw new Error(`${channel}: a private key and a certificate are needed`)
  if ((channel === 'mx') !== (authenticator === undefined)) {
    throw new Error(`${channel}: an authenticator belongs to submission, and only there`)
  }
  const listener = new Listener({ ...options, authenticator, dsn: options.dsn ?? false }, tls)
  return {
    listen: (host, port) => listener.start(host, port),
    close: () => listener.stop(),
    [Symbol.asyncDispose]: () => listener.stop(),
  }
}

class Listener extends SMTPServer {
  readonly #context: SessionContext
  readonly #sessions = new Set<Session>()
  readonly #socketsOf = new Map<string, number>()
  /** What to do once when a socket is gone. */
  readonly #departures = new WeakMap<Socket, () => void>()
  #sockets = 0
  #stopped: Promise<void> | undefined

  constructor(context: SessionContext, tls: SmtpServerOptions['tls']) {
    super({
      name: context.hostname,
      secure: context.channel === 'submissions',
      key: tls.key,
      cert: tls.cert,
      minVersion: 'TLSv1.2',
      socketTimeout: context.limits.smtpIdleMs,
      maxCommandLength: context.limits.smtpLineBytes,
      maxClients: context.limits.smtpConnections,
      disableReverseLookup: true,
      logger: false,
    })
    this.#context = context
    this.on('error', error =>
      context.log.debug({ err: error, channel: context.channel }, 'connection failed'),
    )
  }

  start(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.listen(port, host, () => {
        this.server.off('error', reject)
        const address = this.server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : port)
      })
    })
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  override connect(socket: Socket, options?: SMTPConnectionOptions | null): void {
    const session = new Session(this, socket, options ?? {}, this.#context, gone => {
      this.#sessions.delete(gone)
      // STARTTLS takes every listener off the socket below it, ours included.
      this.#departures.get(socket)?.()
    })
    this.#sessions.add(session)
    this.connections.add(session)
    session.on('error', error => this._onError(error))
    session.init()
  }

  /** Counts a socket from the moment it is accepted, so that unfinished TLS handshakes count as well. */
  override _acceptSocket(socket: Socket, handshake: boolean): (() => void) | false {
    const { limits, log } = this.#context
    const address = socket.remoteAddress ?? ''
    const fromAddress = (this.#socketsOf.get(address) ?? 0) + 1
    const full = this.#sockets >= limits.smtpConnections
    if (full || fromAddress > limits.smtpConnectionsPerAddress) {
      const refusal = full ? replies.tooManyConnections : replies.tooManyFromAddress
      log.info({ client: address, reason: refusal.reason }, 'refused')
      refuse(socket, handshake ? '' : formatReply(refusal))
      return false
    }
    this.#sockets++
    this.#socketsOf.set(address, fromAddress)
    let present = true
    const depart = () => {
      if (present) this.#left(address)
      present = false
    }
    this.#departures.set(socket, depart)
    socket.once('close', depart)
    const release = super._acceptSocket(socket, handshake)
    if (release === false || !handshake) return release
    const deadline = setTimeout(() => this._pendingSockets.get(socket)?.destroy(), limits.smtpCommandMs)
    return () => {
      clearTimeout(deadline)
      release()
    }
  }

  #left(address: string): void {
    this.#sockets--
    const others = (this.#socketsOf.get(address) ?? 1) - 1
    if (others > 0) this.#socketsOf.set(address, others)
    else this.#socketsOf.delete(address)
  }

  async #stop(): Promise<void> {
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()))
    for (const socket of this._pendingSockets.values()) socket.destroy()
    for (const session of this.#sessions) session.leave()
    const deadline = setTimeout(() => {
      for (const session of this.#sessions) session.destroy()
    }, closeMs)
    await closed
    clearTimeout(deadline)
  }
}

function refuse(socket: Socket, farewell: string): void {
  socket.on('error', () => socket.destroy())
  if (farewell === '') socket.destroy()
  else socket.end(farewell, () => socket.destroy())
}
