/**
 * A small server over plain HTTP, for what is signed itself: bounded in connections, time and headers. It may stand where
 * the whole Internet reaches it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Limits } from './limits.ts'
import type { Logger } from './log.ts'

export interface PlainServer extends AsyncDisposable {
  /** Resolves with the port that was bound. */
  listen(host: string, port: number): Promise<number>
}

export interface PlainServerParts {
  /** For the log: `crl`. */
  readonly name: string
  readonly limits: Pick<Limits, 'httpConnections' | 'httpRequestMs' | 'httpIdleMs' | 'httpHeaderBytes'>
  readonly log: Logger
  /** Ends the response. When it rejects, the answer is 503. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

export function createPlainServer({ name, limits, log, answer }: PlainServerParts): PlainServer {
  const server: Server = createServer(
    {
      headersTimeout: limits.httpRequestMs,
      requestTimeout: limits.httpRequestMs,
      keepAliveTimeout: limits.httpIdleMs,
      maxHeaderSize: limits.httpHeaderBytes,
    },
    (request, response) => {
      answer(request, response).catch(error => {
        if (!request.destroyed) log.error({ err: error }, `${name}: a request could not be answered`)
        if (!response.headersSent) response.writeHead(503)
        response.end()
      })
    },
  )
  server.maxConnections = limits.httpConnections
  server.setTimeout(limits.httpIdleMs)
  return {
    async listen(host, port) {
      server.listen(port, host)
      await once(server, 'listening')
      server.on('error', error => log.error({ err: error }, `${name} listener failed`))
      return (server.address() as AddressInfo).port
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      // Answers are small: who has not got one by now will ask again.
      server.closeAllConnections()
      await closed
    },
  }
}

/** Only GET and HEAD; true when that was the answer. */
export function refusesToTake(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false
  response.writeHead(405, { Allow: 'GET, HEAD', Connection: 'close' }).end()
  return true
}

/** The whole answer to a GET, its head alone to a HEAD. */
export function give(
  request: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, { ...headers, 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}
