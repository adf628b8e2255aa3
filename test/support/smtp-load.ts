/**
 * A load generator over raw sockets: so many connections, each one letter after another without pipelining, as most
 * programs send. Measures what the server under test does, so it does as little as it can itself.
 */
import { connect, type Socket } from 'node:net'

export interface SmtpLoad {
  readonly host: string
  readonly port: number
  readonly connections: number
  /** Letters in all, shared out among the connections. */
  readonly letters: number
  /** The message before dot-stuffing; CRLF lines, none beginning with a dot. */
  readonly letter: Uint8Array | ((index: number) => Uint8Array)
  readonly mailFrom: string | ((index: number) => string)
  readonly rcptTo: string | ((index: number) => string)
}

export interface SmtpLoadResult {
  readonly letters: number
  /** Letters that got another reply than 2yz, with that reply. */
  readonly refused: readonly { readonly index: number; readonly reply: string }[]
  readonly seconds: number
  readonly lettersPerSecond: number
}

const endOfData = Buffer.from('\r\n.\r\n')

export async function smtpLoad(load: SmtpLoad): Promise<SmtpLoadResult> {
  const refused: { index: number; reply: string }[] = []
  let next = 0
  const dialogues = await Promise.all(
    Array.from({ length: load.connections }, () => Dialogue.open(load.host, load.port)),
  )
  const began = process.hrtime.bigint()
  await Promise.all(
    dialogues.map(async dialogue => {
      while (next < load.letters) {
        const index = next++
        const reply = await dialogue.send(
          pick(load.mailFrom, index),
          pick(load.rcptTo, index),
          pick(load.letter, index),
        )
        if (!reply.startsWith('2')) refused.push({ index, reply })
      }
    }),
  )
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  for (const dialogue of dialogues) dialogue.end()
  return { letters: load.letters, refused, seconds, lettersPerSecond: load.letters / seconds }
}

function pick<T extends string | Uint8Array>(value: T | ((index: number) => T), index: number): T {
  return typeof value === 'function' ? value(index) : value
}

class Dialogue {
  readonly #socket: Socket
  #text = ''
  #waiting: { resolve(reply: string): void; reject(cause: Error): void } | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#take(text))
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
    socket.on('error', cause => this.#waiting?.reject(cause))
  }

  static async open(host: string, port: number): Promise<Dialogue> {
    const dialogue = new Dialogue(connect({ host, port }))
    await dialogue.#reply()
    await dialogue.#command('EHLO bench.example.vn\r\n')
    return dialogue
  }

  /** The reply to the message, or the first that refused a step of it. */
  async send(mailFrom: string, rcptTo: string, letter: Uint8Array): Promise<string> {
    for (const command of [`MAIL FROM:<${mailFrom}>\r\n`, `RCPT TO:<${rcptTo}>\r\n`, 'DATA\r\n']) {
      const reply = await this.#command(command)
      if (reply.startsWith('2') || reply.startsWith('3')) continue
      await this.#command('RSET\r\n')
      return reply
    }
    this.#socket.cork()
    this.#socket.write(letter)
    this.#socket.write(endsWithCrlf(letter) ? endOfData.subarray(2) : endOfData)
    this.#socket.uncork()
    return this.#reply()
  }

  end(): void {
    this.#socket.end('QUIT\r\n')
    this.#socket.resume()
  }

  #command(line: string): Promise<string> {
    this.#socket.write(line)
    return this.#reply()
  }

  #reply(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  #take(text: string): void {
    this.#text += text
    if (!this.#text.endsWith('\r\n')) return
    const before = this.#text.lastIndexOf('\r\n', this.#text.length - 3)
    const lastLine = before < 0 ? 0 : before + 2
    if (this.#text[lastLine + 3] === '-') return
    const reply = this.#text
    this.#text = ''
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(reply)
  }
}

function endsWithCrlf(letter: Uint8Array): boolean {
  return letter.at(-2) === 13 && letter.at(-1) === 10
}
