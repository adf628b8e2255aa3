/** A client that sends one command after another, for tests that are no transcripts. */
import { connect, type TLSSocket } from 'node:tls'

export class Talk implements Disposable {
  readonly #socket: TLSSocket
  #text = ''
  #wake: () => void = () => {}
  #count = 0
  #isClosed = false

  static async logIn(port: number, address: string, password: string): Promise<Talk> {
    const talk = new Talk(connect({ port, host: '127.0.0.1', rejectUnauthorized: false }))
    await talk.#until('ready\r\n')
    await talk.run(`LOGIN ${address} "${password}"`)
    return talk
  }

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      this.#text += text
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  /** The tag of the last command. */
  get tag(): string {
    return `t${this.#count}`
  }

  /** Sends a command, with `rest` as it is behind it; everything that is answered up to its tagged line. */
  async run(command: string, rest: Uint8Array = new Uint8Array(0)): Promise<string> {
    this.#count++
    this.#socket.write(Buffer.concat([Buffer.from(`${this.tag} ${command}`), rest, Buffer.from('\r\n')]))
    const text = await this.#until(new RegExp(`^${this.tag} (OK|NO|BAD) .*\r\n`, 'm'))
    if (!text.includes(`${this.tag} OK`)) throw new Error(text)
    return text
  }

  async append(letter: string): Promise<string> {
    return await this.run(`APPEND INBOX {${Buffer.byteLength(letter)}+}\r\n`, Buffer.from(letter))
  }

  async #until(end: string | RegExp): Promise<string> {
    while (typeof end === 'string' ? !this.#text.includes(end) : !end.test(this.#text)) {
      if (this.#isClosed) throw new Error(this.#text)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    const text = this.#text
    this.#text = ''
    return text
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}
