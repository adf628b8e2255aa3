/** A client that keeps a Picture, over TLS, with its conversation in a log. */
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { Contradiction, type Kind, Picture, type Sent } from './picture.ts'
import type { SharedPicture } from './shared-picture.ts'

export class ModelClient implements Disposable {
  readonly picture: Picture
  readonly #socket: TLSSocket
  readonly #log: string[]
  readonly #name: string
  /** Commands without their tagged answers, in the order they were sent. */
  readonly #open: Sent[] = []
  #rest = ''
  #tags = 0
  #failure: Error | undefined
  #wake: () => void = () => {}
  #idling = false
  #last = ''

  static async connect(
    port: number,
    kind: Kind,
    name: string,
    log: string[],
    shared?: SharedPicture,
  ): Promise<ModelClient> {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    return new ModelClient(socket, new Picture(kind, shared), name, log)
  }

  private constructor(socket: TLSSocket, picture: Picture, name: string, log: string[]) {
    this.#socket = socket
    this.#log = log
    this.#name = name
    this.picture = picture
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#receive(text))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#failure ??= new Error('the connection ended')
      this.#wake()
    })
  }

  /** Sends a command without waiting. */
  send(line: string, about: Partial<Omit<Sent, 'tag' | 'line'>> = {}): void {
    const tag = `${this.#name}${++this.#tags}`
    const sent = { keepsNumbers: false, highest: 0, ...about, tag, line: line.split('\r\n')[0]! }
    this.#log.push(`${this.#name} C: ${tag} ${sent.line}`)
    if (this.#open.length === 0) this.picture.begin(sent)
    this.#open.push(sent)
    this.#socket.write(`${tag} ${line}\r\n`)
  }

  /** Waits until everything is answered; the last tagged answer. Throws what contradicts the picture. */
  async answered(): Promise<string> {
    while (this.#open.length > 0) await this.#wait()
    if (this.#failure !== undefined) throw this.#failure
    return this.#last
  }

  async command(line: string, about: Partial<Omit<Sent, 'tag' | 'line'>> = {}): Promise<string> {
    this.send(line, about)
    return await this.answered()
  }

  /** Sends the beginning of a command, and is gone. */
  async breakOff(text: string): Promise<void> {
    await new Promise<void>(resolve => this.#socket.write(text, () => resolve()))
    this.#socket.destroy()
  }

  /** Listens for a moment. */
  async idle(ms: number): Promise<void> {
    await this.answered()
    this.#idling = false
    this.send('IDLE')
    while (!this.#idling) await this.#wait()
    await new Promise(resolve => setTimeout(resolve, ms))
    this.#log.push(`${this.#name} C: DONE`)
    this.#socket.write('DONE\r\n')
    await this.answered()
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  async #wait(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the server says nothing')), 20_000)
      this.#wake = () => {
        clearTimeout(late)
        resolve()
      }
    })
  }

  #receive(text: string): void {
    this.#rest += text
    for (let line = this.#line(); line !== undefined; line = this.#line()) {
      this.#log.push(`${this.#name} S: ${line}`)
      try {
        this.#take(line)
      } catch (error) {
        this.#failure ??= error instanceof Error ? error : new Contradiction(String(error))
      }
    }
    this.#wake()
  }

  #take(line: string): void {
    const [sent] = this.#open
    if (line.startsWith('* ')) this.picture.untagged(line, sent)
    else if (line.startsWith('+')) this.#idling = true
    else if (sent !== undefined && line.startsWith(`${sent.tag} `)) {
      this.#last = line
      this.picture.end(line, sent)
      this.#open.shift()
      if (this.#open[0] !== undefined) this.picture.begin(this.#open[0])
    } else throw new Contradiction(`an answer to nothing: ${line}`)
  }

  /** The next line with its literals. */
  #line(): string | undefined {
    let at = 0
    for (;;) {
      const end = this.#rest.indexOf('\r\n', at)
      if (end < 0) return undefined
      const literal = /\{(\d+)\}$/.exec(this.#rest.slice(at, end))?.[1]
      at = end + 2
      if (literal === undefined) break
      if (this.#rest.length < at + Number(literal)) return undefined
      at += Number(literal)
    }
    const line = this.#rest.slice(0, at - 2)
    this.#rest = this.#rest.slice(at)
    return line
  }
}
