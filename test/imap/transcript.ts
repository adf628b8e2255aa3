/**
 * Protocol behaviour as transcripts. A line of a transcript is
 *
 *     C: text     the client sends the line; several in a row go out in one piece
 *     S: text     the next line of the server; `<*>` stands for anything, `<$name>` for a number: at first any, which has
 *                 that name from then on, in lines of clients too, and later the same
 *     S: ...      any lines, up to the one that the next S: line describes
 *     -- name     the session that follows: another connection, made when first named
 *     -- tls      the session starts TLS
 *     @key value  before the first line: `mode imap` instead of implicit TLS, or a limit
 *     # text      a remark
 *
 * `${name}` is replaced by a letter, or by a value of an account; `${#name}` by the octets it has.
 */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Limits } from '../../src/base/limits.ts'

export interface Transcript {
  readonly mode: 'imap' | 'imaps'
  readonly limits: Partial<Limits>
  readonly steps: readonly Step[]
}

interface Step {
  readonly kind: 'send' | 'expect' | 'skip' | 'session' | 'tls'
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
    else if (text.startsWith('-- ')) steps.push({ kind: 'session', text: text.slice(3), line })
    else if (text.trim() !== '' && !text.startsWith('#')) throw new Error(`line ${line}: ${raw}`)
  }
  const mode = settings.get('mode') === 'imap' ? 'imap' : 'imaps'
  settings.delete('mode')
  return {
    mode,
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
  let client = await Client.connect(port, mode)
  clients.set('first', client)
  let sending: string[] = []
  const numbers = new Map<string, string>()
  const send = () => {
    if (sending.length > 0) client.send(sending.map(line => `${line}\r\n`).join(''))
    sending = []
  }
  try {
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'send') {
        sending.push(step.text.replace(/<\$(\w+)>/g, (whole, name: string) => numbers.get(name) ?? whole))
        continue
      }
      send()
      if (step.kind === 'session') {
        client = clients.get(step.text) ?? (await Client.connect(port, mode))
        clients.set(step.text, client)
      } else if (step.kind === 'tls') await client.startTls()
      else if (step.kind === 'expect') {
        const isAfterSkip = steps[index - 1]?.kind === 'skip'
        await client.expect(step, isAfterSkip, numbers)
      }
    }
    send()
    for (const each of clients.values()) each.expectNothing()
  } finally {
    for (const each of clients.values()) each.destroy()
  }
}

class Client {
  #socket: Socket
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
    this.#listen(socket)
  }

  send(text: string): void {
    this.#socket.write(text)
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

  async expect(step: Step, skipping: boolean, numbers: Map<string, string>): Promise<void> {
    const pattern = patternOf(step.text, numbers)
    for (;;) {
      const line = await this.#line()
      if (line === undefined)
        throw new Error(`line ${step.line}: expected ${step.text}, the connection ended`)
      const found = pattern.exec(line)
      for (const [name, number] of Object.entries(found?.groups ?? {})) numbers.set(name, number)
      if (found !== null) return
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

  async #line(): Promise<string | undefined> {
    const deadline = Date.now() + 5000
    while (this.#lines.length === 0) {
      if (this.#ended) return undefined
      if (Date.now() > deadline) throw new Error('the server says nothing')
      await new Promise<void>(resolve => {
        this.#wake = resolve
        setTimeout(resolve, 1000).unref()
      })
    }
    return this.#lines.shift()
  }

  #listen(socket: Socket): void {
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\r\n')
      this.#rest = lines.pop() ?? ''
      this.#lines.push(...lines)
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }
}

function patternOf(text: string, numbers: ReadonlyMap<string, string>): RegExp {
  const parts = text.split(/(<\*>|<\$\w+>)/).map(part => {
    const name = /^<\$(\w+)>$/.exec(part)?.[1]
    if (name !== undefined) return numbers.get(name) ?? `(?<${name}>\\d+)`
    return part === '<*>' ? '.*' : RegExp.escape(part)
  })
  return new RegExp(`^${parts.join('')}$`)
}
