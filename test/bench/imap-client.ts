/**
 * An IMAP client that times and counts but does not parse: it recognises the tagged line that ends a command
 * and keeps the chunks before it. Nothing is looked at while a clock runs.
 */
import { connect, type TLSSocket } from 'node:tls'
import type { Account } from './contestant.ts'

const CRLF = Buffer.from('\r\n')
/** A tagged line is shorter than this. */
const tailBytes = 2048
/** A command that takes longer than this has failed: a run ends. */
const commandMs = 180_000

export interface Answer {
  readonly ms: number
  readonly chunks: readonly Buffer[]
}

export class ImapClient implements Disposable {
  readonly #socket: TLSSocket
  #tag = 0
  #chunks: Buffer[] = []
  #tail: Buffer = Buffer.alloc(0)
  #waiting: { test: (tail: Buffer) => boolean; resolve: () => void; reject: (e: Error) => void } | undefined

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#tail =
        chunk.length >= tailBytes
          ? chunk.subarray(-tailBytes)
          : Buffer.concat([this.#tail, chunk]).subarray(-tailBytes)
      if (this.#waiting?.test(this.#tail) === true) this.#settle()?.resolve()
    })
    const broken = (error?: Error) =>
      this.#settle()?.reject(error ?? new Error('the server closed the connection'))
    socket.on('error', broken)
    socket.on('close', () => broken())
  }

  static async logIn(port: number, account: Account): Promise<ImapClient> {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    socket.setNoDelay(true)
    const client = new ImapClient(socket)
    await client.#until(tail => tail.subarray(-2).equals(CRLF))
    await client.command(`LOGIN "${account.address}" "${account.password}"`)
    return client
  }

  /** Runs one command to its tagged OK; anything else throws. */
  async command(text: string | Buffer): Promise<Answer> {
    const tag = `b${++this.#tag}`
    const startedAt = performance.now()
    this.#reset()
    // One write is one TLS record: what a client sends for a short command.
    this.#socket.write(
      Buffer.concat([Buffer.from(`${tag} `), typeof text === 'string' ? Buffer.from(text) : text, CRLF]),
    )
    await this.#until(tail => lastLine(tail).startsWith(`${tag} `))
    const ms = performance.now() - startedAt
    const status = lastLine(this.#tail)
    if (!status.startsWith(`${tag} OK`)) {
      throw new Error(`${text.toString('latin1').slice(0, 60)}: ${status}`)
    }
    return { ms, chunks: this.#chunks }
  }

  /** The number of messages that STATUS tells. */
  async messages(mailbox: string): Promise<number> {
    const answer = await this.command(`STATUS ${mailbox} (MESSAGES)`)
    const count = /MESSAGES (\d+)/.exec(Buffer.concat(answer.chunks).toString('latin1'))?.[1]
    if (count === undefined) throw new Error(`STATUS ${mailbox} gave no MESSAGES`)
    return Number(count)
  }

  /** Whether there is a mailbox of that name. */
  async has(mailbox: string): Promise<boolean> {
    return occurrences(await this.command(`LIST "" ${mailbox}`), '* LIST ') > 0
  }

  /** RFC 2177: resolves when the server has said that it is idling. */
  async idle(): Promise<void> {
    this.#reset()
    this.#socket.write(`b${++this.#tag} IDLE\r\n`)
    await this.#until(tail => lastLine(tail).startsWith('+'))
    this.#reset()
  }

  /** While idling: resolves when the server tells of a new message. */
  async arrival(): Promise<void> {
    await this.#until(tail => tail.includes(' EXISTS\r\n'))
  }

  /** While idling: what was told is behind, and the next `arrival` is another. */
  forget(): void {
    this.#reset()
  }

  async done(): Promise<void> {
    const tag = `b${this.#tag}`
    this.#socket.write('DONE\r\n')
    await this.#until(tail => lastLine(tail).startsWith(`${tag} `))
  }

  [Symbol.dispose](): void {
    this.close()
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }

  #reset(): void {
    this.#chunks = []
    this.#tail = Buffer.alloc(0)
  }

  #settle() {
    const waiting = this.#waiting
    this.#waiting = undefined
    return waiting
  }

  #until(test: (tail: Buffer) => boolean): Promise<void> {
    if (this.#tail.length > 0 && test(this.#tail)) return Promise.resolve()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const late = setTimeout(() => reject(new Error(`no answer in ${commandMs} ms`)), commandMs)
    this.#waiting = { test, resolve, reject }
    return promise.finally(() => clearTimeout(late))
  }
}

/** The last complete line, when the bytes end with one. */
function lastLine(tail: Buffer): string {
  if (tail.length < 2 || tail[tail.length - 1] !== 0x0a) return ''
  const before = tail.lastIndexOf(CRLF, tail.length - 3)
  return tail.toString('latin1', before < 0 ? 0 : before + 2, tail.length - 2)
}

/** How often `text` stands in the answer, chunk borders included. */
export function occurrences(answer: Answer, text: string): number {
  const all = Buffer.concat(answer.chunks)
  let count = 0
  for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length)) count += 1
  return count
}
