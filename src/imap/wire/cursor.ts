/**
 * The primitives of the grammar of RFC 3501 §9, read from one framed command. Each method takes exactly what its
 * ABNF says and throws ParseError otherwise; the session turns that into one BAD.
 */
import { isUtf8 } from 'node:buffer'
import { defaultLimits, type Limits } from '../../base/limits.ts'
import type { OptionalCapability } from '../../ports/imap-capabilities.ts'
import type { Command } from './frame.ts'
import { type Modes, plainModes } from './modes.ts'

/** The client broke the grammar. The message is told to the client, with a response code if there is one. */
export class ParseError extends Error {
  readonly code: string | undefined
  constructor(text: string, code?: string) {
    super(text)
    this.code = code
  }
}

const ctl = 1
const special = 2
const wildcard = 4
const bracket = 8
const eightBit = 16

const classes = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code < 0x20 || code === 0x7f) return ctl
  if (code >= 0x80) return eightBit
  const char = String.fromCharCode(code)
  if ('(){ "\\'.includes(char)) return special
  if ('%*'.includes(char)) return wildcard
  return char === ']' ? bracket : 0
})

/** How far `match` looks. */
const matchBytes = 512

const utf8 = (bytes: Buffer) => bytes.toString('utf8')

const SP = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACE = 0x7b
const TILDE = 0x7e

/** What the parsers count. */
export type ParseLimits = Pick<Limits, 'imapSetElements' | 'imapSearchDepth' | 'imapListPatterns'>

export class Cursor {
  readonly modes: Modes
  readonly limits: ParseLimits
  readonly #line: Buffer
  readonly #literals: readonly Buffer[]
  #at = 0
  #literal = 0
  #decode: (bytes: Buffer) => string = utf8

  constructor(command: Command, modes: Modes = plainModes, limits: ParseLimits = defaultLimits) {
    this.modes = modes
    this.limits = limits
    this.#line = withoutSpacesBehind(command.line)
    this.#literals = command.literals
  }

  /** The syntax that follows belongs to an extension: refused where the account does not have it. */
  needs(capability: OptionalCapability): void {
    if (this.modes.without.has(capability))
      throw new ParseError(`${capability} is turned off for this account`)
  }

  /** From here on strings are in another charset than UTF-8 (RFC 3501 §6.4.4). */
  decodeWith(decode: (bytes: Buffer) => string): void {
    this.#decode = decode
  }

  /** Ends the command: nothing may follow. */
  end(): void {
    if (this.#at < this.#line.length) throw new ParseError('Unexpected text after the command')
  }

  get atEnd(): boolean {
    return this.#at >= this.#line.length
  }

  /** How many octets of the line are taken. */
  get position(): number {
    return this.#at
  }

  /** The rest of the command from a position where no literal is behind, as text, with literals in place of marks. */
  textFrom(position: number): string {
    let literal = 0
    return this.#line
      .toString('utf8', position)
      .replace(/\{\d+\+?\}\r\n/g, () => `"${this.#literals[literal++]?.toString('utf8') ?? ''}"`)
  }

  /** Whether the next octet is `char`. */
  sees(char: string): boolean {
    return this.#line[this.#at] === char.charCodeAt(0)
  }

  /** Whether exactly this text, in ASCII, is next. */
  seesAhead(text: string): boolean {
    return this.#line.toString('latin1', this.#at, this.#at + text.length) === text
  }

  /** Takes `char` if it is next; more spaces than the grammar has are passed over, as most servers do. */
  takes(char: string): boolean {
    if (!this.sees(char)) return false
    this.#at++
    if (char === ' ' || char === '(') this.#spaces()
    return true
  }

  /** Whether a sequence set begins here. */
  seesNumber(): boolean {
    const next = this.#line[this.#at] ?? 0
    return next === 0x2a || (next >= 0x30 && next <= 0x39)
  }

  /** Takes `word` in any case, if the text up to the next space or the end is exactly that. */
  takesWord(word: string): boolean {
    const end = this.#at + word.length
    if (this.#line.toString('latin1', this.#at, end).toUpperCase() !== word) return false
    if (end < this.#line.length && this.#line[end] !== SP) return false
    this.#at = end
    return true
  }

  expect(char: string): void {
    if (!this.takes(char)) throw new ParseError(char === ' ' ? 'A space is missing' : `"${char}" is missing`)
  }

  space(): void {
    this.expect(' ')
  }

  /** `tag = 1*<any ASTRING-CHAR except "+">` */
  tag(): string {
    const tag = this.#while(code => (classes[code]! & ~bracket) === 0 && code !== 0x2b)
    if (tag === '') throw new ParseError('The tag is missing')
    return tag
  }

  /** `atom = 1*ATOM-CHAR` */
  atom(): string {
    const atom = this.#while(code => classes[code] === 0)
    if (atom === '') throw new ParseError('A word is missing')
    return atom
  }

  /** An atom in capitals, for names that ignore case. */
  keyword(): string {
    return this.atom().toUpperCase()
  }

  /** `number = 1*DIGIT`, 32 bits without sign. */
  number(): number {
    const digits = this.#while(code => code >= 0x30 && code <= 0x39)
    const value = Number(digits)
    if (digits === '' || digits.length > 10 || value > 0xffffffff) throw new ParseError('A number is missing')
    return value
  }

  /** RFC 9051 §9: `number64 = 1*DIGIT`, 63 bits. Beyond 2^53 it is rounded: nothing here is as large. */
  number64(): number {
    const digits = this.#while(code => code >= 0x30 && code <= 0x39)
    if (digits === '' || digits.length > 20 || BigInt(digits) >= 2n ** 63n)
      throw new ParseError('A number is missing')
    return Number(digits)
  }

  /** `nz-number = digit-nz *DIGIT` */
  positive(): number {
    const value = this.number()
    if (value === 0) throw new ParseError('Zero is not allowed here')
    return value
  }

  /** `astring = 1*ASTRING-CHAR / string`; octets above 127 are taken as UTF-8. */
  astring(): string {
    const next = this.#line[this.#at]
    if (next === QUOTE || next === BRACE) return this.string()
    const text = this.#while(code => (classes[code]! & ~(bracket | eightBit)) === 0)
    if (text === '') throw new ParseError('A string is missing')
    return text
  }

  /** `list-mailbox = 1*list-char / string` */
  listMailbox(): string {
    const next = this.#line[this.#at]
    if (next === QUOTE || next === BRACE) return this.string()
    const text = this.#while(code => (classes[code]! & ~(bracket | wildcard | eightBit)) === 0)
    if (text === '') throw new ParseError('A mailbox pattern is missing')
    return text
  }

  /** `string = quoted / literal` */
  string(): string {
    const next = this.#line[this.#at]
    if (next === QUOTE) return this.#quoted()
    if (next === BRACE) return this.#decode(this.literal())
    throw new ParseError('A string is missing')
  }

  /** `nstring = string / nil` */
  nstring(): string | null {
    if (this.sees('"') || this.sees('{')) return this.string()
    if (this.keyword() !== 'NIL') throw new ParseError('A string or NIL is missing')
    return null
  }

  /** The octets of a literal. */
  literal(): Buffer {
    const mark = /^\{\d+\+?\}\r\n/.exec(this.#line.toString('latin1', this.#at, this.#at + 25))
    const literal = this.#literals[this.#literal]
    if (mark === null || literal === undefined) throw new ParseError('A literal is missing')
    this.#at += mark[0].length
    this.#literal++
    return literal
  }

  /** Whether a `literal` or a `literal8` begins here. */
  seesLiteral(): boolean {
    const next = this.#line[this.#at]
    return next === BRACE || (next === TILDE && this.#line[this.#at + 1] === BRACE)
  }

  /** The octets of `literal8 = "~{" number ["+"] "}" CRLF *OCTET`, which may be NUL (RFC 3516 §7). */
  literal8(): Buffer {
    this.expect('~')
    return this.literal()
  }

  /** `"(" [item *(SP item)] ")"` */
  list<T>(item: () => T): T[] {
    this.expect('(')
    const items: T[] = []
    if (this.takes(')')) return items
    do items.push(item())
    while (this.takes(' ') && !this.sees(')'))
    this.expect(')')
    return items
  }

  /** The text up to the next space or the end, whatever it is. */
  word(): string {
    return this.#while(code => code !== SP)
  }

  /** Takes `pattern` (sticky, ASCII) from here. */
  match(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(
      this.#line.toString('latin1', this.#at, Math.min(this.#line.length, this.#at + matchBytes)),
    )
    if (found === null || found.index !== 0) return null
    this.#at += found[0].length
    return found
  }

  #spaces(): void {
    while (this.#line[this.#at] === SP) this.#at++
  }

  #while(holds: (code: number) => boolean): string {
    const start = this.#at
    while (this.#at < this.#line.length && holds(this.#line[this.#at]!)) this.#at++
    return this.#decode(this.#line.subarray(start, this.#at))
  }

  /** `quoted = DQUOTE *QUOTED-CHAR DQUOTE`; octets above 127 are taken as UTF-8. */
  #quoted(): string {
    const start = ++this.#at
    let escaped = false
    for (; this.#at < this.#line.length; this.#at++) {
      const code = this.#line[this.#at]!
      if (code === QUOTE) {
        const bytes = this.#line.subarray(start, this.#at++)
        // RFC 6855 §3.
        if (this.#decode === utf8 && !isUtf8(bytes)) throw new ParseError('A quoted string is not UTF-8')
        const text = this.#decode(bytes)
        return escaped ? text.replace(/\\(.)/gs, '$1') : text
      }
      if (code === BACKSLASH) {
        const next = this.#line[++this.#at]
        if (next !== QUOTE && next !== BACKSLASH) throw new ParseError('Only \\" and \\\\ may be escaped')
        escaped = true
      } else if (code === 0 || code === 0x0d || code === 0x0a) {
        throw new ParseError('A quoted string holds a forbidden octet')
      }
    }
    throw new ParseError('A quoted string is not closed')
  }
}

/** Some clients end commands with a space; it stands for nothing in any of them. */
function withoutSpacesBehind(line: Buffer): Buffer {
  let end = line.length
  while (end > 0 && line[end - 1] === SP) end--
  return line.subarray(0, end)
}
