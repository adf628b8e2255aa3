/**
 * Protocol behaviour as transcripts. A line of a transcript is
 *
 *     C: text     the client sends the line; several in a row go out in one piece
 *     S: text     the next line of the server; `<*>` stands for anything, `<@name>` for a word that is the same wherever
 *                 the transcript has it, and in C: lines too, `<!name>` for another word than that
 *     S: ...      any lines, up to the one that the next S: line describes
 *     -- name     the session that follows: another connection, made when first named
 *     -- tls      the session starts TLS
 *     -- deflate  the session compresses from here on (RFC 4978)
 *     -- plain    and no longer
 *     @key value  before the first line: `mode imap` instead of implicit TLS, `identity on` for a provider of tokens,
 *                 `uidonly on`, `messagelimit saves`, or a limit
 *     # text      a remark
 *
 * `${name}` is replaced by a letter, or by a value of an account; `${#name}` by the octets it has.
 */
import { connect, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { connect as connectTls } from 'node:tls'
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw } from 'node:zlib'
import type { Limits } from '../../src/base/limits.ts'
import type { Offers } from '../../src/imap/capability/offers.ts'

export interface Transcript {
  readonly mode: 'imap' | 'imaps'
  readonly identity: boolean
  readonly offers: Offers
  readonly limits: Partial<Limits>
  readonly steps: readonly Step[]
}

interface Step {
  readonly kind: 'send' | 'expect' | 'skip' | 'session' | 'tls' | 'deflate' | 'plain'
  readonly text: string
  readonly line: number
}

export function parseTranscript(source: string, values: ReadonlyMap<string, string>): Transcript {
  const steps: Step[] = []
  const settings = new Map<string, string>()
  for (const [index, raw] of source.split('\n').entries()) {
    const line = index + 1
    const text = substitute(raw, values)
    if (text.startsWith('@')) {
      const [key = '', value = ''] = text.slice(1).split(' ')
      settings.set(key, value)
    } else if (text.startsWith('C:')) steps.push({ kind: 'send', text: text.slice(3), line })
    else if (text === 'S: ...') steps.push({ kind: 'skip', text: '', line })
    else if (text.startsWith('S:')) {
      // A letter has several lines.
      for (const part of text.slice(3).split('\r\n')) steps.push({ kind: 'expect', text: part, line })
    } else if (text === '-- tls') steps.push({ kind: 'tls', text: '', line })
    else if (text === '-- deflate') steps.push({ kind: 'deflate', text: '', line })
    else if (text === '-- plain') steps.push({ kind: 'plain', text: '', line })
    else if (text.startsWith('-- ')) steps.push({ kind: 'session', text: text.slice(3), line })
    else if (text.trim() !== '' && !text.startsWith('#')) throw new Error(`line ${line}: ${raw}`)
  }
  const mode = settings.get('mode') === 'imap' ? 'imap' : 'imaps'
  settings.delete('mode')
  const identity = settings.get('identity') === 'on'
  settings.delete('identity')
  const offers: Offers = {
    uidOnly: settings.get('uidonly') === 'on',
    messageLimit: settings.get('messagelimit') === 'saves' ? 'saves' : 'commands',
  }
  settings.delete('uidonly')
  settings.delete('messagelimit')
  return {
    mode,
    identity,
    offers,
    steps,
    limits: Object.fromEntries([...settings].map(([key, value]) => [key, Number(value)])),
  }
}

function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(#?)([\w. -]+)\}/g, (whole, size: string, name: string) => {
    const value = values.get(name)
    if (value === undefined) throw new Error(`${whole} is unknown`)
    return size === '' ? value : String(Buffer.byteLength(value))
  })
}

/** Runs a transcript against a port; rejects at the first line that differs. */
export async function runTranscript({ mode, steps }: Transcript, port: number): Promise<void> {
  const clients = new Map<string, Client>()
  const words = new Map<string, string>()
  let client = await Client.connect(port, mode)
  clients.set('first', client)
  let sending: string[] = []
  const send = () => {
    if (sending.length > 0) client.send(sending.map(line => `${line}\r\n`).join(''))
    sending = []
  }
  try {
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'send') {
        sending.push(step.text.replace(/<@(\w+)>/g, (whole, name: string) => words.get(name) ?? whole))
        continue
      }
      send()
      if (step.kind === 'session') {
        client = clients.get(step.text) ?? (await Client.connect(port, mode))
        clients.set(step.text, client)
      } else if (step.kind === 'tls') await client.startTls()
      else if (step.kind === 'deflate') client.deflate()
      else if (step.kind === 'plain') client.plain()
      else if (step.kind === 'expect') await client.expect(step, steps[index - 1]?.kind === 'skip', words)
    }
    send()
    for (const each of clients.values()) each.expectNothing()
  } finally {
    for (const each of clients.values()) each.destroy()
  }
}

class Client {
  #socket: Socket
  /** Where its lines come from: the socket, or what unpacks them. */
  #source: Readable
  #packer: DeflateRaw | undefined
  #lines: string[] = []
  #rest = ''
  #wake: () => void = () => {}
  #ended = false

  static async connect(port: number, mode: 'imap' | 'imaps'): Promise<Client> {
    const socket =
      mode === 'imaps'
        ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
        : connect({ port, host: '127.0.0.1' })
    await new Promise<void>((resolve, reject) => {
      socket.once(mode === 'imaps' ? 'secureConnect' : 'connect', () => resolve())
      socket.once('error', reject)
    })
    return new Client(socket)
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#source = socket
    this.#listen(socket)
  }

  send(text: string): void {
    ;(this.#packer ?? this.#socket).write(text)
  }

  deflate(): void {
    this.#socket.removeAllListeners('data')
    this.#packer = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH })
    this.#packer.pipe(this.#socket, { end: false })
    const unpacker = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH })
    unpacker.on('error', () => this.#socket.destroy())
    this.#socket.pipe(unpacker)
    this.#read(unpacker)
    // What came last is unpacked after the connection has ended.
    this.#socket.once('close', () => unpacker.end())
    this.#endWith(unpacker)
  }

  plain(): void {
    this.#packer = undefined
    this.#socket.unpipe()
    this.#read(this.#socket)
    this.#endWith(this.#socket)
    this.#socket.resume()
  }

  async startTls(): Promise<void> {
    this.#socket.removeAllListeners('data')
    const socket = connectTls({ socket: this.#socket, rejectUnauthorized: false })
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', () => resolve())
      socket.once('error', reject)
    })
    this.#socket = socket
    this.#listen(socket)
  }

  async expect(step: Step, skipping: boolean, words: Map<string, string>): Promise<void> {
    const pattern = patternOf(step.text, words)
    for (;;) {
      const line = await this.#line(step.line)
      if (line === undefined)
        throw new Error(`line ${step.line}: expected ${step.text}, the connection ended`)
      const match = pattern.exec(line)
      if (match !== null) {
        for (const [name, word] of Object.entries(match.groups ?? {})) words.set(name, word)
        return
      }
      if (!skipping)
        throw new Error(`line ${step.line}: expected\n  ${step.text}\nbut the server said\n  ${line}`)
    }
  }

  expectNothing(): void {
    if (this.#lines.length > 0) throw new Error(`the server also said ${this.#lines.join('\n')}`)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  async #line(at: number): Promise<string | undefined> {
    const deadline = Date.now() + 5000
    while (this.#lines.length === 0) {
      if (this.#ended) return undefined
      if (Date.now() > deadline) throw new Error(`line ${at}: the server says nothing`)
      await new Promise<void>(resolve => {
        this.#wake = resolve
        setTimeout(resolve, 1000).unref()
      })
    }
    return this.#lines.shift()
  }

  #read(source: Readable): void {
    const decoder = new StringDecoder('utf8')
    source.on('data', (chunk: Buffer) => {
      const lines = (this.#rest + decoder.write(chunk)).split('\r\n')
      this.#rest = lines.pop() ?? ''
      this.#lines.push(...lines)
      this.#wake()
    })
  }

  #endWith(source: Readable): void {
    this.#source = source
    source.once('close', () => {
      if (this.#source === source) this.#ended = true
      this.#wake()
    })
  }

  #listen(socket: Socket): void {
    this.#read(socket)
    socket.on('error', () => {})
    this.#endWith(socket)
  }
}

/** Takes the words that are not known yet as groups of their names. */
function patternOf(text: string, words: ReadonlyMap<string, string>): RegExp {
  const parts = text.split(/(<\*>|<[@!]\w+>)/).map((part, i) => {
    if (i % 2 === 0) return RegExp.escape(part)
    if (part === '<*>') return '.*'
    const name = part.slice(2, -1)
    const word = words.get(name)
    if (part.startsWith('<!')) return `(?!${RegExp.escape(word ?? '')}\\b)[\\w-]+`
    return word === undefined ? `(?<${name}>[\\w-]+)` : RegExp.escape(word)
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}
