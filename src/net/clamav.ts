/**
 * ClamAV over its socket: one INSTREAM session a message (clamd(8)). The bytes go in chunks with their length before
 * them, an empty chunk ends them, and one line answers.
 *
 * The daemon's word ends the session, also when it comes early: a message beyond its StreamMaxLength is answered
 * while it is being sent.
 */
import { connect, type Socket } from 'node:net'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Scanner, ScanOutcome } from '../ports/scanner.ts'

export interface ClamavOptions {
  /** `127.0.0.1:3310`, or the path of a socket. */
  readonly address: string
  readonly limits: Pick<Limits, 'scannerMs'>
  readonly log: Logger
}

const chunkBytes = 256 * 1024
/** An answer is one short line. */
const answerBytes = 4096

export function createClamav({ address, limits, log }: ClamavOptions): Scanner {
  return {
    async scan(bytes) {
      try {
        return outcomeOf(await ask(address, bytes, limits.scannerMs))
      } catch (error) {
        log.error({ err: error }, 'the malware scanner does not answer')
        return { kind: 'unavailable' }
      }
    },
  }
}

function outcomeOf(answer: string): ScanOutcome {
  const found = /^stream: (.+) FOUND$/.exec(answer)
  if (found?.[1] !== undefined) return { kind: 'infected', name: found[1].slice(0, 200) }
  if (answer === 'stream: OK') return { kind: 'clean' }
  if (answer.includes('size limit exceeded')) return { kind: 'too-large' }
  throw new Error(`clamd says: ${answer.slice(0, 200)}`)
}

function ask(address: string, bytes: Uint8Array, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(endpointOf(address))
    const timer = setTimeout(() => end(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
    let answer = ''
    const end = (outcome: Error | string) => {
      clearTimeout(timer)
      socket.destroy()
      if (typeof outcome === 'string') resolve(outcome)
      else reject(outcome)
    }
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      answer += text
      const end0 = answer.indexOf('\0')
      if (end0 >= 0) end(answer.slice(0, end0))
      else if (answer.length > answerBytes) end(new Error('an endless answer'))
    })
    socket.on('close', () => end(new Error('the connection was closed')))
    socket.on('error', end)
    socket.on('connect', () => send(socket, bytes))
  })
}

function endpointOf(address: string): { path: string } | { host: string; port: number } {
  const colon = address.lastIndexOf(':')
  if (address.startsWith('/')) return { path: address }
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) }
}

/** Waits for the socket to drain, so that a large message is not queued twice. */
function send(socket: Socket, bytes: Uint8Array): void {
  socket.write('zINSTREAM\0')
  let at = 0
  const more = () => {
    while (!socket.destroyed && at < bytes.length) {
      const chunk = bytes.subarray(at, at + chunkBytes)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(chunk.length)
      at += chunk.length
      socket.write(length)
      if (!socket.write(chunk)) {
        socket.once('drain', more)
        return
      }
    }
    if (!socket.destroyed) socket.write(Buffer.alloc(4))
  }
  more()
}
