/**
 * A client of the pipelining fuzz: sends whole batches of commands in random pieces, and holds every response against the
 * grammar and against what it was told before.
 */
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { GrammarError, type Response, readResponse } from './response-grammar.ts'

/** One of the numbers 0 to `below` - 1. */
export type Random = (below: number) => number

export interface Command {
  readonly line: string
  /** Octets of literals behind it, each with what follows; a line that ends in `{n+}` needs one. */
  readonly rest?: readonly string[]
  /** The mailbox that it selects, null where it leaves the one that is selected. */
  readonly selects?: string | null
  /** `DONE` follows when the server goes on. */
  readonly idles?: true
  /** Its results are to be kept current: the same search without that. */
  readonly updates?: string
}

/** A search whose results the server keeps current. */
interface Updated {
  readonly again: string
  /** UIDs, or the messages that were told by number. */
  results: (number | Shown)[]
}

interface Sent extends Command {
  readonly tag: string
}

interface Shown {
  uid: number | undefined
  flags: string | undefined
}

/** What may be refused, by response code, and in which commands: mailboxes come and go, and messages with them. */
const refusals: ReadonlyMap<string, RegExp> = new Map([
  ['NONEXISTENT', /^(?:SELECT|EXAMINE|STATUS|DELETE|(?:UID )?(?:STORE|COPY|MOVE)) /],
  ['TRYCREATE', /^(?:APPEND|(?:UID )?(?:COPY|MOVE)) /],
  ['ALREADYEXISTS', /^CREATE /],
  // After EXAMINE.
  ['CANNOT', /^(?:(?:UID )?(?:STORE|MOVE|EXPUNGE)\b)/],
  ['EXPUNGEISSUED', /^(?:FETCH|STORE|COPY|MOVE) /],
  ['MODIFIED', /^(?:UID )?STORE /],
])

const keepsNumbers = /^(?:FETCH|STORE|SEARCH|SORT|THREAD) /

export class PipelinedClient implements Disposable {
  readonly log: string[] = []
  /** The mailbox that is selected as far as the answers say. */
  mailbox: string | null = null
  messages: Shown[] = []
  failure: Error | undefined
  /** The server said BYE. */
  ended = false
  readonly #updated = new Map<string, Updated>()
  readonly #socket: TLSSocket
  readonly #random: Random
  readonly #name: string
  readonly #open: Sent[] = []
  #rest = ''
  #tags = 0
  #keywords = new Set<string>()
  #found: readonly number[] = []
  #wake: () => void = () => {}

  static async connect(port: number, name: string, random: Random): Promise<PipelinedClient> {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    socket.setNoDelay(true)
    return new PipelinedClient(socket, name, random)
  }

  private constructor(socket: TLSSocket, name: string, random: Random) {
    this.#socket = socket
    this.#name = name
    this.#random = random
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#receive(text))
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#open.length > 0 && !this.ended) this.failure ??= new Error('the connection ended')
      this.ended = true
      this.#wake()
    })
  }

  /** Sends commands without waiting, in pieces; resolves when all are answered, or the server said BYE. */
  async run(commands: readonly Command[]): Promise<void> {
    let text = ''
    for (const command of commands) {
      const tag = `${this.#name}${++this.#tags}`
      this.#open.push({ ...command, tag })
      const lines = [command.line, ...(command.rest ?? [])].join('')
      text += `${tag} ${lines}\r\n`
      this.log.push(`${this.#name} C: ${tag} ${lines.slice(0, 300)}`)
    }
    if (this.#open.length === commands.length) this.#begin()
    await this.#write(Buffer.from(text, 'latin1'))
    while (this.#open.length > 0 && !this.ended && this.failure === undefined) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('the server says nothing')), 20_000)
        this.#wake = () => {
          clearTimeout(late)
          resolve()
        }
      })
    }
    if (this.failure !== undefined) throw new Error(this.log.slice(-60).join('\n'), { cause: this.failure })
  }

  /** What is kept current is what a new search finds. */
  async compareUpdated(): Promise<void> {
    for (const { again, results } of [...this.#updated.values()]) {
      this.#found = []
      await this.run([{ line: again }])
      const known = results.map(each => (typeof each === 'number' ? each : this.messages.indexOf(each) + 1))
      const isSorted = again.includes('SORT')
      if (!isSorted) known.sort((a, b) => a - b)
      if (known.join() !== this.#found.join())
        throw new Error(
          `${again} finds ${this.#found}, and ${known} was told\n${this.log.slice(-400).join('\n')}`,
        )
    }
  }

  [Symbol.dispose](): void {
    this.ended = true
    this.#socket.destroy()
  }

  async #write(bytes: Buffer): Promise<void> {
    // Each octet alone, a few, or all at once.
    const size = [1, 7, 100, bytes.length][this.#random(4)]!
    // Of large letters at most a thousand pieces.
    const most = Math.max(size, bytes.length >> 10)
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + this.#random(most)
      this.#socket.write(bytes.subarray(at, end))
      at = end
      if (most < bytes.length) await new Promise(resolve => setImmediate(resolve))
    }
  }

  #receive(text: string): void {
    this.#rest += text
    try {
      for (let line = this.#line(); line !== undefined; line = this.#line()) {
        this.log.push(`${this.#name} S: ${line.slice(0, 400)}`)
        this.#take(readResponse(line))
      }
    } catch (error) {
      this.failure ??= error as Error
    }
    this.#wake()
  }

  #contradict(what: string): never {
    throw new GrammarError(what)
  }

  /** The next response with its literals. */
  #line(): string | undefined {
    let at = 0
    for (;;) {
      const end = this.#rest.indexOf('\r\n', at)
      if (end < 0) return undefined
      const literal = /\{(\d+)\}$/.exec(this.#rest.slice(Math.max(at, end - 12), end))?.[1]
      at = end + 2
      if (literal === undefined) break
      if (this.#rest.length < at + Number(literal)) return undefined
      at += Number(literal)
    }
    const line = this.#rest.slice(0, at - 2)
    this.#rest = this.#rest.slice(at)
    return line
  }

  #begin(): void {
    if (this.#open[0]?.selects !== undefined && this.mailbox === null) this.#forget()
  }

  #forget(): void {
    this.messages = []
    this.#keywords = new Set()
    this.#updated.clear()
  }

  #take(response: Response): void {
    if (response.tag === '*') this.#untagged(response)
    else if (response.tag !== '+') this.#tagged(response)
    else if (this.#open[0]?.idles !== true) this.#contradict('it was not asked to go on')
    else setTimeout(() => this.#socket.write('DONE\r\n'), this.#random(10))
  }

  #tagged(response: Response): void {
    const { tag, kind } = response
    const sent = this.#open.shift()
    if (sent?.tag !== tag) this.#contradict(`${tag} answers ${sent?.tag ?? 'nothing'}`)
    if (kind !== 'OK') this.#refused(sent, response)
    // Whoever deletes what it has selected leaves it.
    if (kind === 'OK' && sent.line === `DELETE ${this.mailbox}`) this.mailbox = null
    if (sent.selects !== undefined) {
      // A SELECT that fails leaves nothing selected; so does CLOSE.
      if (sent.selects !== null) this.mailbox = kind === 'OK' ? sent.selects : null
      else if (kind === 'OK') this.mailbox = null
      if (this.mailbox === null) this.#forget()
    }
    this.#begin()
  }

  #refused({ line }: Sent, { kind, code, text }: Response): void {
    const isKnown =
      kind === 'NO'
        ? refusals.get(code.split(' ')[0]!)?.test(line)
        : text === 'There is no such message'
          ? highestNumber(line) > this.messages.length
          : text === 'Select a mailbox first' && this.mailbox === null
    if (!isKnown) this.#contradict(`${kind} [${code}] ${text} to ${line.slice(0, 300)}`)
  }

  #untagged(response: Response): void {
    const { kind, number, code } = response
    const [command] = this.#open
    const count = this.messages.length
    switch (kind) {
      case 'BYE':
        if (response.text !== 'The mailbox was deleted' || this.mailbox === null)
          this.#contradict(`BYE ${response.text}`)
        this.ended = true
        return
      case 'OK':
        if (code === 'CLOSED') this.#forget()
        return
      case 'NO':
        if (code.startsWith('NOUPDATE')) this.#updated.delete(command?.tag ?? '')
        return
      case 'FLAGS':
        this.#keywords = new Set(response.flags?.map(flag => flag.toLowerCase()))
        return
      case 'EXISTS':
        if (number < count) this.#contradict(`EXISTS shrinks from ${count} to ${number}`)
        while (this.messages.length < number) this.messages.push({ uid: undefined, flags: undefined })
        return
      case 'RECENT':
        if (number > count) this.#contradict(`RECENT ${number} of ${count}`)
        return
      case 'EXPUNGE':
        if (number > count) this.#contradict(`EXPUNGE ${number} of ${count}`)
        if (command === undefined) this.#contradict('EXPUNGE without a command')
        if (keepsNumbers.test(command.line)) this.#contradict(`EXPUNGE during ${command.line}`)
        for (const [tag, { results }] of this.#updated)
          if (results.includes(this.messages[number - 1]!)) this.#contradict(`EXPUNGE of a result of ${tag}`)
        this.messages.splice(number - 1, 1)
        return
      case 'FETCH':
        this.#fetched(response)
        return
      case 'SEARCH':
      case 'SORT':
      case 'THREAD':
        if (command === undefined || !command.line.includes(kind)) this.#contradict(`${kind} unasked`)
        if (!command.line.startsWith('UID') && response.numbers.some(each => each > count))
          this.#contradict(`${kind} tells what is not there`)
        return
      case 'ESEARCH':
        if (response.changes.length > 0) {
          this.#changed(response)
          return
        }
        if (response.text !== command?.tag) this.#contradict('ESEARCH of another command')
        this.#found = response.numbers
        if (command.updates !== undefined)
          this.#updated.set(command.tag, { again: command.updates, results: this.#results(response) })
        if (command.line.startsWith('UID') !== (response.number === 1)) this.#contradict('UID of ESEARCH')
    }
  }

  /** UIDs, or messages. */
  #results({ number, numbers }: Pick<Response, 'number' | 'numbers'>): (number | Shown)[] {
    if (number === 1) return [...numbers]
    return numbers.map(each => this.messages[each - 1] ?? this.#contradict(`${each} is no message`))
  }

  #changed({ text, number, changes }: Response): void {
    const updated = this.#updated.get(text)
    if (updated === undefined) this.#contradict(`nobody asked for updates of ${text}`)
    for (const { kind, position, numbers } of changes) {
      const { results } = updated
      const told = this.#results({ number, numbers })
      const isSorted = updated.again.includes('SORT')
      if ((position === 0) === isSorted) this.#contradict(`position ${position} of ${updated.again}`)
      if (kind === 'ADDTO') {
        if (told.some(each => results.includes(each))) this.#contradict(`${numbers} is there already`)
        if (position > results.length + 1) this.#contradict(`position ${position} of ${results.length}`)
        results.splice(position === 0 ? results.length : position - 1, 0, ...told)
      } else if (position === 0) {
        if (!told.every(each => results.includes(each))) this.#contradict(`${numbers} is not there`)
        updated.results = results.filter(each => !told.includes(each))
      } else {
        const taken = results.splice(position - 1, told.length)
        if (taken.some((each, i) => each !== told[i])) this.#contradict(`${numbers} is not at ${position}`)
      }
    }
  }

  #fetched({ number, uid, flags }: Response): void {
    const message = this.messages[number - 1]
    if (message === undefined) this.#contradict(`FETCH ${number} of ${this.messages.length}`)
    if (uid !== undefined) {
      if (message.uid !== undefined && message.uid !== uid)
        this.#contradict(`${number} was UID ${message.uid} and is ${uid}`)
      message.uid = uid
      const known = this.messages.flatMap(each => each.uid ?? [])
      if (known.some((each, i) => i > 0 && each <= known[i - 1]!))
        this.#contradict(`UIDs do not ascend: ${known}`)
    }
    if (flags === undefined) return
    const unknown = flags.find(flag => flag !== '\\Recent' && !this.#keywords.has(flag.toLowerCase()))
    if (unknown !== undefined) this.#contradict(`nobody told of the flag ${unknown}`)
    message.flags = [...flags]
      .filter(flag => flag !== '\\Recent')
      .sort()
      .join(' ')
  }
}

/** Of the sequence set of a command, 0 where it has none. */
function highestNumber(line: string): number {
  const [, set = ''] = /^(?:FETCH|STORE|COPY|MOVE) (\S+)/.exec(line) ?? []
  return Math.max(0, ...(set.match(/\d+/g) ?? []).map(Number))
}
