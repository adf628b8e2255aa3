/** One raw SMTP connection of a test: it sends octets and reads whole replies. */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

const replyTimeoutMs = 5000

export class SmtpDialogue implements AsyncDisposable {
  #socket: Socket
  #text = ''
  #ended = false
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#attach()
  }

  static async open(port: number, tls = false): Promise<SmtpDialogue> {
    const to = { host: '127.0.0.1', port }
    const socket = tls ? connectTls({ ...to, rejectUnauthorized: false }) : connectTcp(to)
    await new Promise<void>((resolve, reject) => {
      socket.once(tls ? 'secureConnect' : 'connect', () => resolve())
      socket.once('error', reject)
    })
    return new SmtpDialogue(socket)
  }

  /** The same connection, once the server has said 220 to STARTTLS. */
  async startTls(): Promise<void> {
    this.#socket.removeAllListeners()
    const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false })
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', () => resolve())
      secure.once('error', reject)
    })
    this.#socket = secure
    this.#attach()
  }

  write(octets: string | Uint8Array): void {
    this.#socket.write(octets)
  }

  /** Sends a line and reads its reply. */
  command(line: string): Promise<string> {
    this.write(`${line}\r\n`)
    return this.reply()
  }

  /** The next reply, all its lines with their CRLFs; '' when the server has closed. */
  async reply(): Promise<string> {
    const deadline = Date.now() + replyTimeoutMs
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(this.#text)
      if (match !== null) {
        this.#text = this.#text.slice(match[0].length)
        return match[0]
      }
      if (this.#ended) return ''
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`no reply; so far: ${JSON.stringify(this.#text)}`)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    while ((await this.reply()) !== '');
  }

  /** Breaks the connection without a word. */
  abort(): void {
    this.#socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
  }

  #attach(): void {
    this.#socket.on('data', chunk => {
      this.#text += chunk.toString('utf8')
      this.#wake()
    })
    const end = () => {
      this.#ended = true
      this.#wake()
    }
    this.#socket.on('end', end)
    this.#socket.on('close', end)
    this.#socket.on('error', end)
  }
}
