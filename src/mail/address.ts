/**
 * Addresses: the lists of header fields (RFC 5322 §3.4 with its obsolete forms §4.4, read tolerantly) and the one
 * spelling under which the program compares and stores an address (RFC 5321 §4.1.2, RFC 6531 §3.3).
 */
import { domainToASCII } from 'node:url'

export interface MailboxAddress {
  readonly kind: 'mailbox'
  /** Display name without quotes, or the comment that stands in for it; encoded words are left encoded. */
  readonly name: string
  /** Obsolete source route, `@a,@b`; almost always empty. */
  readonly route: string
  /** Local part without quotes. */
  readonly local: string
  /** Empty when the address has none. */
  readonly domain: string
}

export interface GroupAddress {
  readonly kind: 'group'
  readonly name: string
  readonly members: readonly MailboxAddress[]
}

export type Address = MailboxAddress | GroupAddress

/** At most `max` addresses (groups and their members counted) of a list; text that is none is passed over. */
export function parseAddressList(text: string, max: number = Number.POSITIVE_INFINITY): readonly Address[] {
  return text === '' ? [] : new AddressListParser(text, max).parse()
}

/** The mailboxes of a list, those inside groups too. */
export function mailboxesOf(addresses: readonly Address[]): readonly MailboxAddress[] {
  return addresses.flatMap(address => (address.kind === 'group' ? address.members : [address]))
}

interface Word {
  readonly text: string
  readonly quoted: boolean
  /** Nothing stands between this word and the one before. */
  readonly adjacent: boolean
}

type Open = { name: string; members: MailboxAddress[] }

const specials = new Set('()<>",;:')

class AddressListParser {
  readonly #text: string
  readonly #max: number
  #position = 0
  /** Where the word read last begins. */
  #wordStart = 0
  #count = 0
  #words: Word[] = []
  #comment = ''
  #angle: Pick<MailboxAddress, 'route' | 'local' | 'domain'> | undefined
  #group: Open | undefined
  readonly #addresses: Address[] = []

  constructor(text: string, max: number) {
    this.#text = text
    this.#max = max
  }

  parse(): readonly Address[] {
    while (this.#position < this.#text.length && this.#count < this.#max) this.#step()
    if (this.#count < this.#max) this.#endMailbox()
    this.#endGroup()
    return this.#addresses
  }

  #step(): void {
    const char = this.#text[this.#position] as string
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') this.#position++
    else if (char === '"') this.#word(this.#quoted(), true)
    else if (char === '(') this.#comment = this.#readComment() || this.#comment
    else if (char === '<') this.#angle = this.#readAngle()
    else if (char === ':' && this.#group === undefined && this.#angle === undefined) this.#beginGroup()
    else if (!specials.has(char)) this.#word(this.#atom(), false)
    else {
      this.#position++
      if (char === ',' || char === ';') this.#endMailbox()
      if (char === ';') this.#endGroup()
    }
  }

  #word(text: string, quoted: boolean): void {
    const start = this.#wordStart
    const before = start > 0 ? (this.#text[start - 1] as string) : ' '
    this.#words.push({ text, quoted, adjacent: this.#words.length > 0 && !/[\s)]/.test(before) })
  }

  /** An atom in the widest sense: up to a special or white space; a domain literal is taken whole. */
  #atom(): string {
    const start = this.#position
    this.#wordStart = start
    while (this.#position < this.#text.length) {
      const char = this.#text[this.#position] as string
      if (char === '[') this.#position = this.#literalEnd(this.#position)
      else if (specials.has(char) || char === ' ' || char === '\t' || char === '\r' || char === '\n') break
      else this.#position++
    }
    return this.#text.slice(start, this.#position)
  }

  /** After the `]` of a domain literal; a bracket that opens none is an ordinary character. */
  #literalEnd(open: number): number {
    const match = /^\[[A-Za-z0-9:.-]{1,64}\]/.exec(this.#text.slice(open, open + 66))
    return open + (match?.[0].length ?? 1)
  }

  #quoted(): string {
    this.#wordStart = this.#position
    const { value, end } = readQuoted(this.#text, this.#position)
    this.#position = end
    return value
  }

  /** RFC 5322 §3.2.2: comments nest. A missing end is taken to be at the end of the text. */
  #readComment(): string {
    let depth = 0
    let value = ''
    while (this.#position < this.#text.length) {
      const char = this.#text[this.#position++] as string
      if (char === '\\' && this.#position < this.#text.length) value += this.#text[this.#position++]
      else if (char === '(') value += depth++ > 0 ? char : ''
      else if (char !== ')') value += char
      else if (--depth === 0) break
      else value += char
    }
    return value.trim()
  }

  /** `<@a,@b:local@domain>`; without its end it goes up to the next comma. */
  #readAngle(): Pick<MailboxAddress, 'route' | 'local' | 'domain'> {
    let content = ''
    /** The first character of the content that is no white space: to look for it there each time takes too long. */
    let first = ''
    let route = ''
    let depth = 0
    this.#position++
    while (this.#position < this.#text.length) {
      const char = this.#text[this.#position] as string
      if (char === '"' && depth === 0) {
        const { end } = readQuoted(this.#text, this.#position)
        content += this.#text.slice(this.#position, end)
        first ||= char
        this.#position = end
        continue
      }
      if (char === ',' && depth === 0 && first !== '@') break
      this.#position++
      if (char === '>' && depth === 0) break
      if (char === '(') depth++
      else if (char === ')' && depth > 0) depth--
      else if (depth > 0) continue
      else if (char === ':' && route === '' && first === '@') {
        route = content.trim()
        content = ''
        first = ''
      } else {
        content += char
        first ||= char.trim()
      }
    }
    return { route, ...splitAddress(content) }
  }

  #beginGroup(): void {
    this.#position++
    const name = phrase(this.#words)
    this.#clear()
    if (name === '') return
    this.#count++
    this.#group = { name, members: [] }
  }

  #endMailbox(): void {
    const mailbox = this.#mailbox()
    this.#clear()
    if (mailbox === undefined) return
    this.#count++
    if (this.#group === undefined) this.#addresses.push(mailbox)
    else this.#group.members.push(mailbox)
  }

  #endGroup(): void {
    if (this.#group === undefined) return
    this.#addresses.push({ kind: 'group', name: this.#group.name, members: this.#group.members })
    this.#group = undefined
  }

  #clear(): void {
    this.#words = []
    this.#comment = ''
    this.#angle = undefined
  }

  #mailbox(): MailboxAddress | undefined {
    if (this.#angle !== undefined) {
      if (this.#angle.local === '' && this.#angle.domain === '' && this.#words.length === 0) return undefined
      return { kind: 'mailbox', name: phrase(this.#words) || this.#comment, ...this.#angle }
    }
    if (this.#words.length === 0) return undefined
    const { name, address } = bareAddress(this.#words)
    return { kind: 'mailbox', name: name || this.#comment, route: '', ...address }
  }
}

/** The quoted string that opens there; one without an end quote lasts as long as the text. */
export function readQuoted(text: string, open: number): { value: string; end: number } {
  let value = ''
  let from = open + 1
  let at = from
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && at + 1 < text.length) {
      value += text.slice(from, at)
      from = at + 1
      at++
    }
    at++
  }
  return { value: value + text.slice(from, at), end: at + 1 }
}

function phrase(words: readonly Word[]): string {
  return words
    .map(word => (word.adjacent ? word.text : ` ${word.text}`))
    .join('')
    .trim()
}

/** An address without angle brackets: `a@b`, `"a b"@c`, `a @ b`, or a name followed by one of them. */
function bareAddress(words: readonly Word[]) {
  const at = words.findLastIndex(word => !word.quoted && word.text.includes('@'))
  if (at < 0) return { name: '', address: { local: phrase(words), domain: '' } }
  const word = words[at] as Word
  let first = at
  let text = word.text
  if (text.startsWith('@') && at > 0) {
    first = at - 1
    text = `${quoteIfNeeded(words[first] as Word)}${text}`
  }
  if (text.endsWith('@') && at + 1 < words.length) text += (words[at + 1] as Word).text
  return { name: phrase(words.slice(0, first)), address: splitAddress(text) }
}

function quoteIfNeeded(word: Word): string {
  return word.quoted ? `"${word.text.replace(/["\\]/g, '\\$&')}"` : word.text
}

/** Splits at the last `@`, which cannot be inside a quoted local part that is complete. */
function splitAddress(text: string): { local: string; domain: string } {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  const local = (at < 0 ? trimmed : trimmed.slice(0, at)).trim()
  const domain = at < 0 ? '' : trimmed.slice(at + 1).trim()
  return { local: local.startsWith('"') ? readQuoted(local, 0).value : local, domain }
}

/** RFC 5321 §4.5.3.1.1 to RFC 5321 §4.5.3.1.3, in octets of UTF-8; the path's brackets are not counted. */
const localBytes = 64
const domainBytes = 255
const addressBytes = 254

export interface NormalAddress {
  readonly address: string
  readonly local: string
  readonly domain: string
}

/**
 * The spelling under which an address is stored and compared: local part NFC and lower case, domain as lower-case
 * A-label. Undefined when it is no address. Quoted local parts are given unquoted where they need no quotes.
 */
export function normalizeAddress(address: string): NormalAddress | undefined {
  const at = address.lastIndexOf('@')
  if (at <= 0 || address.length > 2 * addressBytes) return undefined
  const local = normalizeLocal(address.slice(0, at))
  const domain = normalizeDomain(address.slice(at + 1))
  if (local === undefined || domain === undefined) return undefined
  const normal = `${local}@${domain}`
  return Buffer.byteLength(normal) > addressBytes ? undefined : { address: normal, local, domain }
}

/** The same spelling, also of what looks like an address and is none. */
export function comparedAddress(text: string): string {
  return normalizeAddress(text)?.address ?? text.normalize('NFC').toLowerCase()
}

function normalizeLocal(raw: string): string | undefined {
  const quoted = /^"((?:[^"\\\p{Cc}]|\\[^\p{Cc}])*)"$/u.exec(raw)
  const bare = (quoted === null ? raw : (quoted[1] as string).replace(/\\(.)/gu, '$1'))
    .normalize('NFC')
    .toLowerCase()
  if (bare === '' || Buffer.byteLength(bare) > localBytes) return undefined
  // RFC 5322 §3.2.3 atext with RFC 6532 §3.2 UTF-8.
  const dotAtom = /^[^\s()<>[\]:;@\\,."\p{Cc}]+(?:\.[^\s()<>[\]:;@\\,."\p{Cc}]+)*$/u
  if (dotAtom.test(bare)) return bare
  return quoted === null ? undefined : `"${bare.replace(/["\\]/g, '\\$&')}"`
}

function normalizeDomain(raw: string): string | undefined {
  // RFC 5321 §4.1.3 address literal.
  if (/^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]+)\]$/i.test(raw)) return raw.toLowerCase()
  const domain = domainToASCII(raw.normalize('NFC').trim()).toLowerCase()
  if (domain.length > domainBytes) return undefined
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
  return new RegExp(`^${label}(?:\\.${label})*$`).test(domain) ? domain : undefined
}
