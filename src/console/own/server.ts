/**
 * The page of one's own: an official changes the password, turns the second factor on, issues and revokes the
 * passwords of devices. HTTPS, plain HTML that works on a telephone without scripts, Vietnamese first.
 *
 * `server.ts` holds the sockets, `routes.ts` what may be asked, `sessions.ts` who is there, `pages.ts` and
 * `layout.ts` the HTML; what a change means is `directory/own-account.ts` and `directory/second-factor.ts`.
 *
 * Invariants: no form counts without its session's token; nothing that was not asked for by a form changes anything;
 * a new token at every step up; no secret in a log, a URL or a cache; a session ends with the password it began with.
 *
 * Deliberately absent: scripts, mail itself, the pages of auditors and leaders, unlocking a locked box.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type OwnPageParts, ownPageRoutes } from './routes.ts'

export interface OwnPageOptions extends OwnPageParts {
  /** PEM texts. */
  readonly tls: { readonly key: string; readonly cert: string }
}

export interface OwnPageServer extends AsyncDisposable {
  /** Resolves with the port that was bound. */
  listen(host: string, port: number): Promise<number>
}

/** How often the time of requests is looked at. */
const checkMs = 2000
const headerFields = 100
const requestsPerConnection = 1000
/** Time for requests in hand when the server closes. */
const graceMs = 1500

export function createOwnPage(options: OwnPageOptions): OwnPageServer {
  return new Listener(options)
}

class Listener implements OwnPageServer {
  readonly #options: OwnPageOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #socketsOf = new Map<string, number>()

  constructor(options: OwnPageOptions) {
    const { limits, tls } = options
    this.#options = options
    const { fetch } = ownPageRoutes(options)
    this.#server = createServer(
      {
        ...tls,
        minVersion: 'TLSv1.2',
        ALPNProtocols: ['http/1.1'],
        handshakeTimeout: limits.httpRequestMs,
        headersTimeout: limits.httpRequestMs,
        requestTimeout: limits.httpRequestMs,
        connectionsCheckingInterval: checkMs,
        keepAliveTimeout: limits.httpIdleMs,
        maxHeaderSize: limits.httpHeaderBytes,
      },
      getRequestListener(fetch, { overrideGlobalObjects: false }),
    )
    this.#server.maxConnections = limits.httpConnections
    this.#server.maxHeadersCount = headerFields
    this.#server.maxRequestsPerSocket = requestsPerConnection
    this.#server.setTimeout(limits.httpIdleMs)
    this.#server.on('connection', socket => this.#accept(socket))
  }

  async listen(host: string, port: number): Promise<number> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    // Accepting can fail later, for want of file descriptors: that must not end the program.
    this.#server.on('error', error => this.#options.log.error({ err: error }, 'http listener failed'))
    return (this.#server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, graceMs)
    await closed
    clearTimeout(cut)
  }

  /** Counts from the moment a socket is accepted, so that unfinished handshakes count as well. */
  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const count = (this.#socketsOf.get(address) ?? 0) + 1
    if (count > this.#options.limits.httpConnectionsPerAddress) {
      this.#options.log.info({ client: address }, 'http connection refused')
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    this.#socketsOf.set(address, count)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      const left = (this.#socketsOf.get(address) ?? 1) - 1
      if (left > 0) this.#socketsOf.set(address, left)
      else this.#socketsOf.delete(address)
    })
  }
}
