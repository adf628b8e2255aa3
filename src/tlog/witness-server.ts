/**
 * The witness over plain HTTP (C2SP tlog-witness): `POST /add-checkpoint` and nothing else. What comes is signed, and so
 * is what goes; where others must not see who asks whom, a reverse proxy brings TLS.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { createPlainServer, type PlainServer } from '../base/plain-http.ts'
import type { Witness } from './witness.ts'

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

/** Whoever has no answer when it ends asks again: a head that it brought may be noted already, and is signed then. */
export function createWitnessServer(parts: WitnessServerParts): PlainServer {
  const answers = (request: IncomingMessage, response: ServerResponse) => answer(parts, request, response)
  return createPlainServer({ name: 'witness', ...parts, answer: answers })
}
