/**
 * The control socket: `Control` as HTTP over a Unix socket that only the server's user can open.
 *
 *     GET  /operations/NAME   what it is and who may ask it
 *     POST /operations/NAME   parameters as JSON; the session's token as `Authorization: Bearer`
 *     POST /login, /logout
 *
 * A result is JSON, or `application/octet-stream` when it is bytes; a refusal is its JSON with a status of 4xx or 5xx.
 */
import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as z from 'zod'
import type { Limits } from '../base/limits.ts'
import { type Logger, silentLogger } from '../base/log.ts'
import type { Control } from './control.ts'
import { type Outcome, type RefusalReason, refuse } from './operation.ts'

/** `sun_path` of unix(7), without its final NUL. */
const maxSocketPathBytes = 107
const maxConnections = 64
const requestTimeoutMs = 60_000

const statusOf: Readonly<Record<RefusalReason, number>> = {
  invalid: 400,
  refused: 403,
  'not-found': 404,
  problems: 422,
  failed: 500,
  'try-again': 503,
}

const loginRequest = z.strictObject({ name: z.string(), password: z.string(), code: z.string() })

export async function listenControl(
  control: Control,
  socketPath: string,
  limits: Pick<Limits, 'controlRequestBytes'>,
  log: Logger = silentLogger,
): Promise<AsyncDisposable> {
  if (Buffer.byteLength(socketPath) > maxSocketPathBytes) {
    throw new RangeError(`${socketPath} is too long for a socket; choose a shorter data directory`)
  }
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    answer(control, request, limits.controlRequestBytes)
      .catch((error): Outcome<unknown> => {
        log.error({ err: error, url: request.url }, 'an operation failed inside')
        return refuse('failed', 'the server failed; its log says why')
      })
      .then(outcome => respond(response, outcome))
  })
  server.maxConnections = maxConnections
  await rm(socketPath, { force: true })
  const umask = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socketPath, resolve)
    })
  } finally {
    process.umask(umask)
  }
  await chmod(socketPath, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  control: Control,
  request: IncomingMessage,
  maxBytes: number,
): Promise<Outcome<unknown>> {
  const { pathname } = new URL(request.url ?? '/', 'http://control')
  const name = /^\/operations\/([\w.-]+)$/.exec(pathname)?.[1]
  if (request.method === 'GET' && name !== undefined) return control.describe(name)
  if (request.method !== 'POST') return refuse('invalid', 'unknown request')
  const body = await readJson(request, maxBytes)
  if (!body.ok) return body
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (name !== undefined) return control.call(token, name, body.value)
  if (pathname === '/logout') return control.logOut(token)
  const login = pathname === '/login' ? loginRequest.safeParse(body.value) : undefined
  return login?.success ? control.logIn(login.data) : refuse('invalid', 'unknown request')
}

async function readJson(request: IncomingMessage, maxBytes: number): Promise<Outcome<unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) return refuse('invalid', `the request is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return refuse('invalid', 'the request is not JSON')
  }
}

function respond(response: ServerResponse, outcome: Outcome<unknown>): void {
  if (outcome.ok && outcome.value instanceof Uint8Array) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(outcome.value)
    return
  }
  const status = outcome.ok ? 200 : statusOf[outcome.error.reason]
  const payload = outcome.ok ? (outcome.value ?? null) : outcome.error
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(payload))
}
