/**
 * The witness over plain HTTP (C2SP tlog-witness): `POST /add-checkpoint` and nothing else. What comes is signed, and so
 * is what goes; where others must not see who asks whom, a reverse proxy brings TLS. A server of its own, as that of
 * the lists of revoked certificates is: it may stand where the whole Internet reaches it.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Witness } from './witness.ts'

export interface WitnessServer extends AsyncDisposable {
  /** Resolves with the port that was bound. */
  listen(host: string, port: number): Promise<number>
}

export interface WitnessServerParts {
  readonly witness: Witness
  readonly limits: Pick<
    Limits,
    'httpConnections' | 'httpRequestMs' | 'httpIdleMs' | 'httpHeaderBytes' | 'witnessRequestBytes'
  >
  readonly log: Logger
}

async function answer(
  { witness, limits, log }: WitnessServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const end = (status: number, text: string, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(text)
  if (request.url !== '/add-checkpoint') return void end(404, '', { Connection: 'close' })
  if (request.method !== 'POST') return void end(405, '', { Allow: 'POST', Connection: 'close' })
  const body = await readBody(request, limits.witnessRequestBytes)
  if (body === 'too-large') return void end(413, '', { Connection: 'close' })
  if (body === undefined) return void end(400, 'not UTF-8\n')
  const outcome = await witness.addCheckpoint(body)
  if (outcome.ok) return void end(200, outcome.value)
  const { error } = outcome
  if (error.status === 409) {
    log.warn({ size: error.size }, 'a log asked for a cosignature that does not follow the one before')
    return void end(409, `${error.size}\n`, { 'Content-Type': 'text/x.tlog.size' })
  }
  log.warn({ status: error.status }, `no cosignature: ${error.detail}`)
  end(error.status, `${error.detail}\n`)
}

async function readBody(request: IncomingMessage, most: number): Promise<string | 'too-large' | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > most) return 'too-large'
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch {
    return undefined
  }
}

export function createWitnessServer(parts: WitnessServerParts): WitnessServer {
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
        if (!request.aborted) log.error({ err: error }, 'a cosignature could not be given')
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
      server.on('error', error => log.error({ err: error }, 'witness listener failed'))
      return (server.address() as AddressInfo).port
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      // Whoever has no answer by now asks again: the head that it brought may be noted already, and is signed then.
      server.closeAllConnections()
      await closed
    },
  }
}
