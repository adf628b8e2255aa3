import { request } from 'node:http'
import { connect } from 'node:net'
import { ok } from '../base/result.ts'
import type { Control, OperationInfo, SessionGrant } from './control.ts'
import { type Outcome, type Refusal, refuse } from './operation.ts'

/** The socket in the data directory. */
export const controlSocketName = 'control.sock'

/** True when a server answers on the socket. */
export function isListening(socketPath: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(socketPath)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** `Control` of the server behind a socket; it is trusted to answer in its own types. */
export function createControlClient(socketPath: string): Control {
  const send = (method: string, path: string, token?: string, body?: unknown) =>
    exchange(socketPath, method, path, token, body)
  return {
    describe: name =>
      send('GET', `/operations/${encodeURIComponent(name)}`) as Promise<Outcome<OperationInfo>>,
    call: (token, name, parameters) =>
      send('POST', `/operations/${encodeURIComponent(name)}`, token, parameters),
    logIn: login => send('POST', '/login', undefined, login) as Promise<Outcome<SessionGrant>>,
    logOut: token => send('POST', '/logout', token, null) as Promise<Outcome<null>>,
  }
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
  token: string | undefined,
  body: unknown,
): Promise<Outcome<unknown>> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  return new Promise(resolve => {
    const lost = () => resolve(refuse('try-again', 'the connection to the server was lost'))
    const call = request({ socketPath, method, path, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', lost)
      response.on('end', () =>
        resolve(readOutcome(response.statusCode, response.headers, Buffer.concat(chunks))),
      )
    })
    call.on('error', lost)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function readOutcome(
  status: number | undefined,
  headers: { readonly 'content-type'?: string | undefined },
  bytes: Buffer,
): Outcome<unknown> {
  if (status === 200 && headers['content-type'] === 'application/octet-stream')
    return ok(new Uint8Array(bytes))
  const payload: unknown = JSON.parse(bytes.toString('utf8'))
  return status === 200 ? ok(payload) : { ok: false, error: payload as Refusal }
}
