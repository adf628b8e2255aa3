/** A plain SMTP client that sends octets as they are: what it dot-stuffs, the server has to unstuff. */
import { connect, type Socket } from 'node:net'

/** The server went away: what was sent last has no answer. */
export class ConnectionLost extends Error {}

const endOfData = Buffer.from('.\r\n')
const crlf = Buffer.from('\r\n')
const lineDot = Buffer.from('\r\n.')

/**
 * What DATA makes of a message: it ends with a line end. RFC 5321 §4.1.1.4: the CRLF before the final dot belongs to
 * the message; an empty message has no line at all.
 */
export function asData(message: Uint8Array): Buffer {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  const ended = bytes.length === 0 || bytes.subarray(-2).equals(crlf)
  return ended ? bytes : Buffer.concat([bytes, crlf])
}

/** RFC 5321 §4.5.2: a dot before every dot that begins a line, and the line that ends the data. */
export function dotStuffed(data: Buffer): Buffer {
  const pieces: Buffer[] = data[0] === 0x2e ? [Buffer.from('.')] : []
  let from = 0
  for (let at = data.indexOf(lineDot); at >= 0; at = data.indexOf(lineDot, at + 2)) {
    pieces.push(data.subarray(from, at + 3))
    from = at + 2
  }
  return Buffer.concat([...pieces, data.subarray(from), endOfData])
}

export class SmtpClient implements Disposable {
  readonly #socket: Socket
  #text = ''
  #lost = false
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', chunk => {
      this.#text += chunk.toString('utf8')
      this.#wake()
    })
    const lost = () => {
      this.#lost = true
      this.#wake()
    }
    socket.on('error', lost).on('close', lost)
  }

  /** Connected and greeted; rejects with ConnectionLost. */
  static async open(port: number): Promise<SmtpClient> {
    const client = new SmtpClient(connect({ host: '127.0.0.1', port }))
    await client.#reply()
    await client.command('EHLO mail.doitac.example.vn')
    return client
  }

  /** Sends one message and resolves with the reply that settled it: DATA's own, or the first that refused a step. */
  async send(mailFrom: string, recipients: readonly string[], data: Buffer): Promise<string> {
    const commands = [`MAIL FROM:<${mailFrom}>`, ...recipients.map(address => `RCPT TO:<${address}>`), 'DATA']
    for (const command of commands) {
      const reply = await this.command(command)
      if (reply.startsWith('2') || reply.startsWith('3')) continue
      await this.command('RSET')
      return reply
    }
    return this.stream(dotStuffed(data))
  }

  /** Sends one line and resolves with the reply to it. */
  command(line: string): Promise<string> {
    this.#socket.write(`${line}\r\n`)
    return this.#reply()
  }

  /** Writes octets as they are; the reply that ends them, or comes between, settles it. */
  stream(bytes: Buffer): Promise<string> {
    this.#socket.write(bytes)
    return this.#reply()
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  /** The next reply, all its lines. A reply that came before the connection broke still counts. */
  async #reply(): Promise<string> {
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(this.#text)
      if (match !== null) {
        this.#text = this.#text.slice(match[0].length)
        return match[0]
      }
      if (this.#lost) throw new ConnectionLost('the server closed the connection')
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}
