/**
 * Gives out the lists of revoked certificates, and the authorities' own certificates, over plain HTTP: they are signed
 * themselves, and whoever checks a certificate cannot be asked to check another one first (RFC 5280 §8).
 *
 * A server of its own, beside the page of one's own: it has no secrets, takes no request with a body, and answers two
 * kinds of path, so that it may stand where the whole Internet reaches it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Limits } from '../../base/limits.ts'
import type { Logger } from '../../base/log.ts'
import type { Store } from '../../ports/store.ts'

export interface RevocationServer extends AsyncDisposable {
  /** Resolves with the port that was bound. */
  listen(host: string, port: number): Promise<number>
}

export interface RevocationServerParts {
  readonly store: Store
  readonly limits: Pick<Limits, 'httpConnections' | 'httpRequestMs' | 'httpIdleMs' | 'httpHeaderBytes'>
  readonly log: Logger
}

export function listPath(issuer: number): string {
  return `/crl/${issuer}.crl`
}

const pathPattern = /^\/(crl|ca)\/(\d{1,9})\.(crl|crt)$/

interface Found {
  readonly type: string
  readonly body: Uint8Array
  readonly changed: number
  /** Until when it may be kept; null for as long as one likes. */
  readonly until: number | null
}

async function find({ store }: RevocationServerParts, path: string): Promise<Found | undefined> {
  const [, folder, id, suffix] = pathPattern.exec(path) ?? []
  const { certificates } = store.read
  if (folder === 'crl' && suffix === 'crl') {
    const list = await certificates.revocationList(Number(id))
    return (
      list && {
        type: 'application/pkix-crl',
        body: list.der,
        changed: list.thisUpdate,
        until: list.nextUpdate,
      }
    )
  }
  if (folder !== 'ca' || suffix !== 'crt') return undefined
  const authority = await certificates.certificate(Number(id))
  if (!authority?.kind.startsWith('ca-')) return undefined
  return { type: 'application/pkix-cert', body: authority.der, changed: authority.notBefore, until: null }
}

async function answer(parts: RevocationServerParts, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', Connection: 'close' }).end()
    return
  }
  const found = await find(parts, request.url ?? '')
  if (found === undefined) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'Content-Type': found.type,
    'Content-Length': found.body.length,
    'Last-Modified': new Date(found.changed).toUTCString(),
    // A revocation must be seen soon, whatever the list says of its own end.
    'Cache-Control': 'max-age=3600',
    ...(found.until === null ? {} : { Expires: new Date(found.until).toUTCString() }),
  })
  response.end(request.method === 'HEAD' ? undefined : found.body)
}

export function createRevocationServer(parts: RevocationServerParts): RevocationServer {
  const { limits, log } = parts
  const server: Server = createServer(
    {
      headersTimeout: limits.httpRequestMs,
      requestTimeout: limits.httpRequestMs,
      keepAliveTimeout: limits.httpIdleMs,
      maxHeaderSize: limits.httpHeaderBytes,
    },
    (request, response) => {
      answer(parts, request, response).catch(error => {
        log.error({ err: error }, 'a list of revoked certificates could not be given out')
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
      server.on('error', error => log.error({ err: error }, 'crl listener failed'))
      return (server.address() as AddressInfo).port
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      // Lists are small: who has not got one by now will ask again.
      server.closeAllConnections()
      await closed
    },
  }
}
