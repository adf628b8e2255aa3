/**
 * What a server may say, by the letter of the grammars alone: RFC 3501 §9 with those of the extensions. Every response is
 * read octet by octet, literals included, and one that does not fit is thrown.
 */

export class GrammarError extends Error {}

export interface Response {
  /** `*`, `+`, or a tag. */
  readonly tag: string
  /** `EXISTS`, `FETCH`, `OK`, `SEARCH`, ...; empty for `+`. */
  readonly kind: string
  /** Before EXISTS, RECENT, EXPUNGE, FETCH and UIDFETCH. */
  readonly number: number
  /** Of a status response, with what follows it, without brackets. */
  readonly code: string
  /** Of FETCH. */
  readonly uid: number | undefined
  /** Of FETCH and FLAGS. */
  readonly flags: readonly string[] | undefined
  /** Of SEARCH, SORT and THREAD; and of VANISHED and ESEARCH, the set written out. */
  readonly numbers: readonly number[]
  /** Of STATUS, LIST and LSUB. */
  readonly mailbox: string
  readonly items: ReadonlyMap<string, string>
  readonly text: string
  /** Of ESEARCH: what is added to the results of a search, and taken from them, in order. */
  readonly changes: readonly Change[]
}

export interface Change {
  readonly kind: 'ADDTO' | 'REMOVEFROM'
  readonly position: number
  readonly numbers: readonly number[]
}

type Writable = { -readonly [K in keyof Response]: Response[K] }

/** Reads one response with its literals, without the last CRLF, octets as latin1. */
export function readResponse(text: string): Response {
  return new Reader(text).response()
}

const atomChar = /[^\x00-\x20\x7f-\xff(){%*"\\\]]/
const number32 = /(?:0|[1-9]\d{0,9})/y
const setText = /(?:[1-9]\d{0,9})(?::[1-9]\d{0,9})?(?:,[1-9]\d{0,9}(?::[1-9]\d{0,9})?)*/y
const systemFlags = new Set(['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft', '\\Recent'])
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const dateTime = new RegExp(`"[ \\d]\\d-(?:${months})-\\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}"`, 'y')
const statusItems = new Set([
  ...['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'HIGHESTMODSEQ'],
  ...['MAILBOXID', 'APPENDLIMIT', 'DELETED-STORAGE'],
])

class Reader {
  readonly #text: string
  #at = 0
  readonly #made: Writable = {
    ...{ tag: '', kind: '', number: 0, code: '', uid: undefined, flags: undefined, numbers: [] },
    ...{ mailbox: '', items: new Map(), text: '', changes: [] },
  }

  constructor(text: string) {
    this.#text = text
  }

  response(): Response {
    const made = this.#made
    if (this.#takes('+')) {
      made.tag = '+'
      this.#expect(' ')
      made.text = this.#respText()
    } else if (this.#takes('* ')) {
      made.tag = '*'
      if (/\d/.test(this.#next)) this.#numbered()
      else this.#untagged()
    } else {
      made.tag = this.#match(/[^\x00-\x20\x7f-\xff(){%*"\\+]+/y)
      this.#expect(' ')
      made.kind = this.#match(/OK|NO|BAD/y)
      this.#expect(' ')
      made.text = this.#respText()
    }
    if (this.#at !== this.#text.length) this.#fail('more than the grammar has')
    return made
  }

  get #next(): string {
    return this.#text[this.#at] ?? ''
  }

  #fail(what: string): never {
    throw new GrammarError(`${what} at ${this.#at}: ${JSON.stringify(this.#text.slice(0, 2000))}`)
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #expect(text: string): void {
    if (!this.#takes(text)) this.#fail(`${JSON.stringify(text)} is missing`)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) this.#fail(`${pattern} is missing`)
    this.#at += found.length
    return found
  }

  #number(): number {
    const value = Number(this.#match(number32))
    if (value > 0xffffffff) this.#fail('a number of 32 bits')
    return value
  }

  #positive(): number {
    const value = this.#number()
    if (value === 0) this.#fail('a number above zero')
    return value
  }

  #modseq(): string {
    return this.#match(/[1-9]\d{0,18}/y)
  }

  #atom(): string {
    const start = this.#at
    while (atomChar.test(this.#next)) this.#at++
    if (this.#at === start) this.#fail('an atom')
    return this.#text.slice(start, this.#at)
  }

  #quoted(): string {
    return this.#match(/"(?:[\x01-\x09\x0b\x0c\x0e-\x21\x23-\x5b\x5d-\x7f]|\\["\\])*"/y)
      .slice(1, -1)
      .replace(/\\(.)/g, '$1')
  }

  #literal(): string {
    const size = Number(/\d+/.exec(this.#match(/\{(?:0|[1-9]\d*)\}\r\n/y))![0])
    const octets = this.#text.slice(this.#at, this.#at + size)
    if (octets.length < size) this.#fail('a literal is cut short')
    this.#at += size
    return octets
  }

  #string(): string {
    if (this.#next === '"') return this.#quoted()
    const octets = this.#literal()
    if (octets.includes('\0')) this.#fail('NUL in a literal')
    return octets
  }

  #nstring(): string | null {
    return this.#takes('NIL') ? null : this.#string()
  }

  #astring(): string {
    if (this.#next === '"' || this.#next === '{') return this.#string()
    const start = this.#at
    while (atomChar.test(this.#next) || this.#next === ']') this.#at++
    if (this.#at === start) this.#fail('an astring')
    return this.#text.slice(start, this.#at)
  }

  #list(item: () => void, least = 0): void {
    this.#expect('(')
    let count = 0
    if (!this.#takes(')')) {
      do {
        item()
        count++
      } while (this.#takes(' '))
      this.#expect(')')
    }
    if (count < least) this.#fail(`${least} of a list`)
  }

  #set(): readonly number[] {
    const numbers: number[] = []
    for (const range of this.#match(setText).split(',')) {
      const [first = 0, last = first] = range.split(':').map(Number)
      const [low, high] = first < last ? [first, last] : [last, first]
      for (let number = low; number <= high; number++) numbers.push(number)
    }
    return numbers
  }

  #flag(permanent = false): string {
    if (permanent && this.#takes('\\*')) return '\\*'
    const flag = this.#takes('\\') ? `\\${this.#atom()}` : this.#atom()
    if (flag.startsWith('\\') && !systemFlags.has(flag)) this.#fail(`no flag is ${flag}`)
    return flag
  }

  #flags(permanent = false): readonly string[] {
    const flags: string[] = []
    this.#list(() => flags.push(this.#flag(permanent)))
    if (new Set(flags.map(flag => flag.toLowerCase())).size < flags.length) this.#fail('a flag twice')
    return flags
  }

  /** `resp-text = ["[" resp-text-code "]" SP] text` */
  #respText(): string {
    if (this.#takes('[')) {
      this.#made.code = this.#code()
      this.#expect('] ')
    }
    return this.#match(/[\x01-\x09\x0b\x0c\x0e-\xff]+/y)
  }

  #code(): string {
    const start = this.#at
    const name = this.#atom()
    switch (name) {
      case 'PERMANENTFLAGS':
        this.#expect(' ')
        this.#flags(true)
        break
      case 'UIDNEXT':
      case 'UIDVALIDITY':
      case 'UNSEEN':
        this.#expect(' ')
        this.#positive()
        break
      case 'HIGHESTMODSEQ':
        this.#expect(' ')
        this.#modseq()
        break
      case 'APPENDUID':
        this.#expect(' ')
        this.#positive()
        this.#expect(' ')
        this.#set()
        break
      case 'COPYUID': {
        this.#expect(' ')
        this.#positive()
        this.#expect(' ')
        const from = this.#set()
        this.#expect(' ')
        if (this.#set().length !== from.length) this.#fail('COPYUID has pairs')
        break
      }
      case 'MODIFIED':
        this.#expect(' ')
        this.#made.numbers = this.#set()
        break
      case 'CAPABILITY':
        while (this.#takes(' ')) this.#atom()
        break
      case 'MAILBOXID':
        this.#expect(' (')
        this.#match(/[A-Za-z0-9_-]{1,255}/y)
        this.#expect(')')
        break
      case 'BADCHARSET':
        this.#expect(' ')
        this.#list(() => this.#astring(), 1)
        break
      default:
        if (this.#takes(' ')) this.#match(/[^\]\r\n]+/y)
    }
    return this.#text.slice(start, this.#at)
  }

  #numbered(): void {
    const made = this.#made
    made.number = this.#number()
    this.#expect(' ')
    made.kind = this.#match(/EXISTS|RECENT|EXPUNGE|FETCH|UIDFETCH/y)
    if (made.kind === 'EXISTS' || made.kind === 'RECENT') return
    if (made.number === 0) this.#fail('a number above zero')
    if (made.kind === 'EXPUNGE') return
    this.#expect(' ')
    this.#list(() => this.#messageItem(), 1)
  }

  #untagged(): void {
    const made = this.#made
    made.kind = this.#match(/[A-Z]+/y)
    switch (made.kind) {
      case 'OK':
      case 'NO':
      case 'BAD':
      case 'BYE':
        this.#expect(' ')
        made.text = this.#respText()
        return
      case 'CAPABILITY':
        do this.#expect(' ')
        while (this.#atom() !== '' && this.#next === ' ')
        return
      case 'ENABLED':
        while (this.#takes(' ')) this.#atom()
        return
      case 'FLAGS':
        this.#expect(' ')
        made.flags = this.#flags()
        return
      case 'LIST':
      case 'LSUB':
        this.#listed()
        return
      case 'STATUS':
        this.#status()
        return
      case 'SEARCH':
      case 'SORT':
        this.#search()
        return
      case 'THREAD':
        if (this.#takes(' '))
          do this.#thread()
          while (this.#next === '(')
        return
      case 'ESEARCH':
        this.#esearch()
        return
      case 'VANISHED':
        this.#takes(' (EARLIER)')
        this.#expect(' ')
        made.numbers = this.#set()
        return
      default:
        this.#fail('no such response')
    }
  }

  #listed(): void {
    const attributes: string[] = []
    this.#expect(' ')
    this.#list(() => {
      this.#expect('\\')
      attributes.push(`\\${this.#atom()}`)
    })
    if (new Set(attributes).size < attributes.length) this.#fail('an attribute twice')
    this.#expect(' ')
    if (!this.#takes('NIL')) this.#match(/"(?:[^"\\\r\n]|\\["\\])"/y)
    this.#expect(' ')
    this.#made.mailbox = this.#astring()
    this.#made.flags = attributes
    if (this.#takes(' ')) {
      this.#list(() => {
        this.#astring()
        this.#expect(' ')
        this.#list(() => this.#astring())
      }, 1)
    }
  }

  #status(): void {
    const items = new Map<string, string>()
    this.#expect(' ')
    this.#made.mailbox = this.#astring()
    this.#expect(' ')
    this.#list(() => {
      const name = this.#atom()
      if (!statusItems.has(name)) this.#fail('no such item of STATUS')
      this.#expect(' ')
      items.set(name, this.#match(name === 'MAILBOXID' ? /\([A-Za-z0-9_-]{1,255}\)/y : /\d{1,19}/y))
    })
    this.#made.items = items
  }

  #search(): void {
    const numbers: number[] = []
    while (this.#takes(' ')) {
      if (this.#takes('(MODSEQ ')) {
        this.#modseq()
        this.#expect(')')
        break
      }
      numbers.push(this.#positive())
    }
    this.#made.numbers = numbers
  }

  /** RFC 5256 §5: `thread-list = "(" (thread-members / thread-nested) ")"` */
  #thread(): void {
    this.#expect('(')
    let nested = 0
    if (this.#next !== '(') {
      do this.#made.numbers = [...this.#made.numbers, this.#positive()]
      while (this.#takes(' ') && this.#next !== '(')
    }
    while (this.#next === '(') {
      this.#thread()
      nested++
    }
    if (nested === 1) this.#fail('one branch is none')
    this.#expect(')')
  }

  #esearch(): void {
    this.#expect(' (TAG ')
    this.#made.text = this.#string()
    this.#expect(')')
    const byUid = this.#takes(' UID')
    this.#made.number = byUid ? 1 : 0
    while (this.#takes(' ')) {
      const name = this.#match(/MIN|MAX|ALL|COUNT|PARTIAL|MODSEQ|ADDTO|REMOVEFROM/y)
      this.#expect(' ')
      if (name === 'MIN' || name === 'MAX') this.#positive()
      else if (name === 'COUNT') this.#number()
      else if (name === 'MODSEQ') this.#modseq()
      else if (name === 'ALL') this.#made.numbers = this.#set()
      else if (name === 'PARTIAL') {
        this.#match(/\((-?)[1-9]\d{0,9}:\1[1-9]\d{0,9} /y)
        if (!this.#takes('NIL')) this.#set()
        this.#expect(')')
      } else
        this.#list(() => {
          const position = this.#number()
          this.#expect(' ')
          const change = { kind: name as Change['kind'], position, numbers: this.#set() }
          this.#made.changes = [...this.#made.changes, change]
        }, 1)
    }
  }

  #messageItem(): void {
    const name = this.#match(/[A-Z0-9.]+/y)
    if (name === 'BODY' && this.#next === '[') {
      this.#section()
      return
    }
    if (name === 'BINARY' || name === 'BINARY.SIZE') {
      this.#match(/\[(?:[1-9]\d*(?:\.[1-9]\d*)*)?\]/y)
      if (name === 'BINARY') this.#match(/(?:<\d+>)?/y)
      this.#expect(' ')
      if (name === 'BINARY.SIZE') this.#number()
      else if (this.#takes('~')) this.#literal()
      else this.#nstring()
      return
    }
    this.#expect(' ')
    switch (name) {
      case 'UID':
        this.#made.uid = this.#positive()
        return
      case 'FLAGS':
        this.#made.flags = this.#flags()
        return
      case 'INTERNALDATE':
        this.#match(dateTime)
        return
      case 'SAVEDATE':
        if (!this.#takes('NIL')) this.#match(dateTime)
        return
      case 'RFC822.SIZE':
        this.#number()
        return
      case 'MODSEQ':
        this.#expect('(')
        this.#modseq()
        this.#expect(')')
        return
      case 'EMAILID':
      case 'THREADID':
        if (!this.#takes('NIL')) this.#match(/\([A-Za-z0-9_-]{1,255}\)/y)
        return
      case 'ENVELOPE':
        this.#envelope()
        return
      case 'BODY':
        this.#body(false)
        return
      case 'BODYSTRUCTURE':
        this.#body(true)
        return
      case 'PREVIEW':
      case 'RFC822':
      case 'RFC822.HEADER':
      case 'RFC822.TEXT':
        this.#nstring()
        return
      default:
        this.#fail('no such item of FETCH')
    }
  }

  #section(): void {
    this.#expect('[')
    if (!this.#takes(']')) {
      const part = /[1-9]/.test(this.#next) ? this.#match(/[1-9]\d*(?:\.[1-9]\d*)*/y) : ''
      if (part === '' || this.#takes('.')) {
        const text = this.#match(/HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME/y)
        if (text === 'MIME' && part === '') this.#fail('MIME is of a part')
        if (text.startsWith('HEADER.FIELDS')) {
          this.#expect(' ')
          this.#list(() => this.#astring(), 1)
        }
      }
      this.#expect(']')
    }
    this.#match(/(?:<\d+>)? /y)
    this.#nstring()
  }

  #envelope(): void {
    this.#expect('(')
    this.#nstring()
    this.#expect(' ')
    this.#nstring()
    for (let list = 0; list < 6; list++) {
      this.#expect(' ')
      if (this.#takes('NIL')) continue
      this.#expect('(')
      do this.#address()
      while (this.#next === '(')
      this.#expect(')')
    }
    this.#expect(' ')
    this.#nstring()
    this.#expect(' ')
    this.#nstring()
    this.#expect(')')
  }

  #address(): void {
    this.#expect('(')
    for (let i = 0; i < 4; i++) {
      if (i > 0) this.#expect(' ')
      this.#nstring()
    }
    this.#expect(')')
  }

  #body(extensible: boolean): void {
    this.#expect('(')
    if (this.#next === '(') {
      while (this.#next === '(') this.#body(extensible)
      this.#expect(' ')
      this.#string()
      if (extensible && this.#takes(' ')) {
        this.#parameters()
        this.#extension()
      }
    } else {
      const type = this.#string().toLowerCase()
      this.#expect(' ')
      const subtype = this.#string().toLowerCase()
      this.#expect(' ')
      this.#parameters()
      this.#expect(' ')
      this.#nstring()
      this.#expect(' ')
      this.#nstring()
      this.#expect(' ')
      this.#string()
      this.#expect(' ')
      this.#number()
      if (type === 'message' && (subtype === 'rfc822' || subtype === 'global')) {
        this.#expect(' ')
        this.#envelope()
        this.#expect(' ')
        this.#body(extensible)
        this.#expect(' ')
        this.#number()
      } else if (type === 'text') {
        this.#expect(' ')
        this.#number()
      }
      if (extensible && this.#takes(' ')) {
        this.#nstring()
        this.#extension()
      }
    }
    this.#expect(')')
  }

  #extension(): void {
    this.#expect(' ')
    if (!this.#takes('NIL')) {
      this.#expect('(')
      this.#string()
      this.#expect(' ')
      this.#parameters()
      this.#expect(')')
    }
    this.#expect(' ')
    if (this.#next === '(') this.#list(() => this.#string(), 1)
    else this.#nstring()
    this.#expect(' ')
    this.#nstring()
  }

  #parameters(): void {
    if (this.#takes('NIL')) return
    this.#list(() => {
      this.#string()
      this.#expect(' ')
      this.#string()
    }, 1)
  }
}
