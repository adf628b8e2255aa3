/** An IMAP client that gives literals as the server sent them, octet by octet. */
import { connect, type TLSSocket } from 'node:tls'
import type { SampleAccount } from '../../src/development.ts'

export interface Answer {
  /** The untagged lines, each literal in them as `{n}`. */
  readonly lines: readonly string[]
  /** The tagged line without its tag. */
  readonly status: string
  /** Literals and quoted strings of FETCH by the item before them, `BODY[]<0>` and the like. */
  readonly sections: ReadonlyMap<string, Buffer>
}

/** A piece of a FETCH answer that carries octets: the item's name, then a literal or a quoted string. */
const literalEnd = /([^\s()]+) \{(\d+)\}\r\n$/
const quoted = /(BODY\[[^\]]*\](?:<\d+>)?) "([^"]*)"/g

export class ImapClient implements Disposable {
  readonly #socket: TLSSocket
  #buffer: Buffer = Buffer.alloc(0)
  #chunks: Buffer[] = []
  #ended = false
  #wake: () => void = () => {}
  #commands = 0

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#wake()
    })
    const end = () => {
      this.#ended = true
      this.#wake()
    }
    socket.on('error', end).on('close', end)
  }

  static async logIn(imapsPort: number, { address, password }: SampleAccount): Promise<ImapClient> {
    const client = new ImapClient(connect({ host: '127.0.0.1', port: imapsPort, rejectUnauthorized: false }))
    await client.#line()
    await client.command(`LOGIN "${address}" "${password}"`)
    return client
  }

  /** Runs a command to its tagged OK; anything else throws. `literal` follows the text as RFC 7888's `{n+}`. */
  async command(text: string, literal?: Buffer): Promise<Answer> {
    const tag = `c${++this.#commands}`
    this.#socket.write(
      literal === undefined ? `${tag} ${text}\r\n` : `${tag} ${text} {${literal.length}+}\r\n`,
    )
    if (literal !== undefined) this.#socket.write(Buffer.concat([literal, Buffer.from('\r\n')]))
    const lines: string[] = []
    const sections = new Map<string, Buffer>()
    for (;;) {
      const line = await this.#responseLine(sections)
      if (!line.startsWith(`${tag} `)) {
        lines.push(line)
        continue
      }
      const status = line.slice(tag.length + 1)
      if (!status.startsWith('OK')) throw new Error(`${text}: ${status}`)
      return { lines, status, sections }
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  /** One response with its literals, which go to `sections`. */
  async #responseLine(sections: Map<string, Buffer>): Promise<string> {
    let text = ''
    for (;;) {
      const piece = await this.#line()
      text += piece
      for (const [, item = '', value = ''] of piece.matchAll(quoted))
        sections.set(item, Buffer.from(value, 'latin1'))
      const literal = literalEnd.exec(piece)
      if (literal === null) return text.trimEnd()
      sections.set(literal[1] ?? '', await this.#take(Number(literal[2])))
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n')
      if (end >= 0) return (await this.#take(end + 2)).toString('latin1')
      await this.#more()
    }
  }

  async #take(length: number): Promise<Buffer> {
    let waiting = this.#chunks.reduce((sum, chunk) => sum + chunk.length, this.#buffer.length)
    while (waiting < length) {
      const known = this.#chunks.length
      await this.#wait()
      waiting += this.#chunks.slice(known).reduce((sum, chunk) => sum + chunk.length, 0)
    }
    this.#join()
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }

  async #more(): Promise<void> {
    if (this.#chunks.length === 0) await this.#wait()
    this.#join()
  }

  #join(): void {
    if (this.#chunks.length > 0) this.#buffer = Buffer.concat([this.#buffer, ...this.#chunks.splice(0)])
  }

  async #wait(): Promise<void> {
    if (this.#ended) throw new Error('the IMAP server closed the connection')
    await new Promise<void>(resolve => {
      this.#wake = resolve
    })
  }
}
