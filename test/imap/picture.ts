/**
 * What a client knows of its mailbox from the answers alone: sequence number → UID, flags, MODSEQ. An answer that
 * contradicts it throws Contradiction. Of UIDONLY (RFC 9586) there are no numbers: messages that have no name yet stand
 * behind all others.
 */
import { itemsOf, type SharedPicture } from './shared-picture.ts'

export type Kind = 'plain' | 'condstore' | 'qresync' | 'uidonly' | 'uidonly-qresync'

export class Contradiction extends Error {}

export interface Known {
  uid: number | undefined
  /** Without \Recent. */
  flags: Set<string> | undefined
  modseq: number | undefined
  recent?: boolean
}

/** A command as far as its answers depend on it. */
export interface Sent {
  readonly tag: string
  readonly line: string
  /** FETCH, STORE, SEARCH without UID, and UID SEARCH with sequence numbers: nothing may be renumbered. */
  readonly keepsNumbers: boolean
  /** The highest sequence number that it names; 0 without any. */
  readonly highest: number
  readonly store?: StoreSent
}

export interface StoreSent {
  readonly mode: '+' | '-' | ''
  readonly flags: readonly string[]
  readonly byUid: boolean
  readonly first: number
  readonly last: number
}

export class Picture {
  messages: Known[] = []
  /** RFC 7162 §6: what the client would come back with. */
  highestModseq = 0
  readonly condstore: boolean
  readonly qresync: boolean
  readonly uidOnly: boolean
  readonly #shared: SharedPicture | undefined
  /** Of the last FLAGS, in lower case; undefined before the first. */
  #keywords: ReadonlySet<string> | undefined
  #recent = 0
  /** What is \Recent here is so in no other session (RFC 3501 §6.3.2). */
  #claims = true
  /** Flags that may be changed; `\\*` for any keyword. */
  #permanent = new Set<string>()
  #targets: Known[] = []
  #told = new Set<Known>()
  #length = 0
  #modseqs: number[] = []
  #code: number | undefined

  constructor(kind: Kind, shared?: SharedPicture) {
    this.#shared = shared
    this.qresync = kind === 'qresync' || kind === 'uidonly-qresync'
    this.condstore = kind === 'condstore' || this.qresync
    this.uidOnly = kind === 'uidonly' || kind === 'uidonly-qresync'
  }

  /** UIDs of messages that are not named yet, as a set that names no others. */
  get unknownUids(): string {
    const ranges: string[] = []
    let next = 1
    for (const { uid } of this.messages) {
      if (uid === undefined) continue
      if (uid > next) ranges.push(`${next}:${uid - 1}`)
      next = uid + 1
    }
    return [...ranges, `${next}:4294967295`].join(',')
  }

  /** The server turns to this command: what it names is meant as things stand. */
  begin({ store }: Sent): void {
    this.#length = this.messages.length
    this.#told = new Set()
    this.#modseqs = []
    this.#code = undefined
    this.#targets =
      store === undefined
        ? []
        : this.messages.filter(({ uid }, i) => {
            const number = store.byUid ? uid : i + 1
            return number !== undefined && number >= store.first && number <= store.last
          })
  }

  untagged(line: string, during: Sent | undefined): void {
    const [, number = '', kind = ''] = /^\* (\d+) (EXISTS|EXPUNGE|RECENT|FETCH|UIDFETCH)/.exec(line) ?? []
    if (kind === 'EXISTS') this.#exists(Number(number))
    else if (kind === 'RECENT') this.#recents(Number(number))
    else if (kind === 'EXPUNGE') this.#expunge(Number(number), during)
    else if (kind === 'FETCH') this.#fetch(this.#numbered(Number(number)), line, during)
    else if (kind === 'UIDFETCH') this.#fetch(this.#byUid(Number(number)), line, during)
    else if (line.startsWith('* VANISHED')) this.#vanished(line, during)
    else if (line.startsWith('* SEARCH')) this.#search(line, during)
    else if (line.startsWith('* FLAGS')) this.#keywords = new Set(line.slice(9, -1).toLowerCase().split(' '))
    const code = /^\* OK \[HIGHESTMODSEQ (\d+)\]/.exec(line)?.[1]
    if (code !== undefined) this.#code = Number(code)
    const permanent = /^\* OK \[PERMANENTFLAGS \(([^)]*)\)\]/.exec(line)?.[1]
    if (permanent === undefined) return
    this.#permanent = new Set(permanent.split(' '))
    this.#mayBeSet([...this.#permanent].filter(flag => flag !== '\\*'))
  }

  /** The tagged answer, with what the command did in silence. */
  end(line: string, sent: Sent): void {
    const [, status] = line.split(' ')
    const isBeyond = sent.highest > this.#length
    if (status === 'BAD' && !isBeyond) throw new Contradiction('refused though every number exists')
    if (status !== 'BAD' && isBeyond) throw new Contradiction('a number beyond EXISTS was taken')
    const code = /\[HIGHESTMODSEQ (\d+)\]/.exec(line)?.[1]
    if (code !== undefined) this.#code = Number(code)
    if (line.includes('[READ-')) this.#claims = line.includes('[READ-WRITE]')
    const isRefused = status === 'BAD' || line.includes('[NOPERM]')
    if (!isRefused && sent.store !== undefined) this.#stored(sent.store, line)
    // RFC 7162 §6: a code is taken even when it is lower.
    if (this.condstore) this.highestModseq = this.#code ?? Math.max(this.highestModseq, ...this.#modseqs)
  }

  #stored({ mode, flags, byUid }: StoreSent, line: string): void {
    const failed = numbersOf(/\[MODIFIED ([\d:,]+)\]/.exec(line)?.[1] ?? '')
    for (const message of this.#targets) {
      const number = byUid ? message.uid : this.messages.indexOf(message) + 1
      if (this.#told.has(message) || message.flags === undefined || failed.has(number ?? 0)) continue
      // RFC 4314 §4: the others stay as they are.
      const changed = flags.filter(flag => this.#mayChange(flag))
      if (mode === '') message.flags = new Set([...message.flags].filter(flag => !this.#mayChange(flag)))
      for (const flag of changed) message.flags[mode === '-' ? 'delete' : 'add'](flag)
    }
    // Which of these were meant the client cannot know.
    if (byUid) for (const message of this.messages) if (message.uid === undefined) message.flags = undefined
  }

  #mayChange(flag: string): boolean {
    return this.#permanent.has(flag) || (!flag.startsWith('\\') && this.#permanent.has('\\*'))
  }

  #exists(number: number): void {
    if (number < this.messages.length) throw new Contradiction('EXISTS fell')
    while (this.messages.length < number)
      this.messages.push({ uid: undefined, flags: undefined, modseq: undefined })
  }

  #mustExist(number: number, what: string): void {
    if (number > this.messages.length) throw new Contradiction(`${what} of a message beyond EXISTS`)
  }

  #recents(number: number): void {
    this.#mustExist(number, 'RECENT')
    this.#recent = number
  }

  /** When everything is known: RECENT counts what is \Recent. */
  checkRecent(): void {
    // Of what came out of a cache it is not known.
    if (this.messages.some(message => message.recent === undefined)) return
    const recent = this.messages.filter(message => message.recent).length
    if (recent !== this.#recent) throw new Contradiction(`RECENT is ${this.#recent}, ${recent} messages are`)
  }

  /** RFC 3501 §7.2.6: a flag is one of those that FLAGS listed. */
  #mayBeSet(flags: readonly string[]): void {
    const unknown = flags.find(
      flag => flag !== '' && flag !== '\\Recent' && this.#keywords?.has(flag.toLowerCase()) === false,
    )
    if (unknown !== undefined) throw new Contradiction(`${unknown} is not in FLAGS`)
  }

  #mayRenumber(during: Sent | undefined): void {
    if (during === undefined) throw new Contradiction('renumbered without a command')
    if (during.keepsNumbers) throw new Contradiction(`renumbered during ${during.line}`)
  }

  #expunge(number: number, during: Sent | undefined): void {
    this.#mayRenumber(during)
    if (this.qresync || this.uidOnly) throw new Contradiction('EXPUNGE where VANISHED was to come')
    if (number === 0) throw new Contradiction('EXPUNGE 0')
    this.#mustExist(number, 'EXPUNGE')
    this.messages.splice(number - 1, 1)
  }

  #vanished(line: string, during: Sent | undefined): void {
    if (!this.qresync && !this.uidOnly) throw new Contradiction('VANISHED before ENABLE QRESYNC')
    const isEarlier = line.startsWith('* VANISHED (EARLIER) ')
    const uids = numbersOf(/ ([\d:,]+)$/.exec(line)?.[1] ?? '')
    if (uids.size === 0) throw new Contradiction('VANISHED of nothing')
    if (!isEarlier) this.#mayRenumber(during)
    for (const uid of uids) {
      const at = this.messages.findIndex(message => message.uid === uid)
      if (isEarlier && at >= 0) throw new Contradiction(`VANISHED (EARLIER) of ${uid}, which is shown`)
      if (!isEarlier) this.messages.splice(at >= 0 ? at : this.#unknownAt(uid), 1)
    }
  }

  /** Where a message stands whose UID was never told: those between two known ones look alike. */
  #unknownAt(uid: number): number {
    const after = this.uidOnly
      ? -1
      : this.messages.findIndex(message => message.uid !== undefined && message.uid > uid)
    const at = (after < 0 ? this.messages.length : after) - 1
    if (at < 0 || this.messages[at]?.uid !== undefined)
      throw new Contradiction(`VANISHED of ${uid}, which is not shown`)
    return at
  }

  #numbered(number: number): Known {
    if (this.uidOnly) throw new Contradiction('FETCH after ENABLE UIDONLY')
    if (number === 0) throw new Contradiction('FETCH 0')
    this.#mustExist(number, 'FETCH')
    return this.messages[number - 1]!
  }

  #byUid(uid: number): Known {
    if (!this.uidOnly) throw new Contradiction('UIDFETCH before ENABLE UIDONLY')
    const known = this.messages.find(message => message.uid === uid)
    if (known !== undefined) return known
    const message = this.messages.find(each => each.uid === undefined)
    if (message === undefined) throw new Contradiction(`UIDFETCH of ${uid}, which is beyond EXISTS`)
    message.uid = uid
    const place = (each: Known) => each.uid ?? Number.POSITIVE_INFINITY
    this.messages.sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
    return message
  }

  #fetch(message: Known, line: string, during: Sent | undefined): void {
    const uid = /[( ]UID (\d+)/.exec(line)?.[1]
    const flags = /[( ]FLAGS \(([^)]*)\)/.exec(line)?.[1]
    const modseq = /[( ]MODSEQ \((\d+)\)/.exec(line)?.[1]
    const isAsked = during !== undefined && / FETCH /.test(` ${during.line} `)
    const isUnnamed = uid === undefined && !this.uidOnly
    if (this.condstore && !isAsked && (isUnnamed || modseq === undefined))
      throw new Contradiction('a FETCH that was not asked for has no UID or no MODSEQ')
    if (uid !== undefined) this.#name(message, this.messages.indexOf(message) + 1, Number(uid))
    if (modseq !== undefined) {
      const next = Number(modseq)
      if ((message.modseq ?? 0) > next) throw new Contradiction('MODSEQ fell')
      message.modseq = next
      this.#modseqs.push(next)
    }
    const contradiction =
      message.uid === undefined
        ? undefined
        : this.#shared?.told(message.uid, itemsOf(line), this.#claims ? this : undefined)
    if (contradiction !== undefined) throw new Contradiction(contradiction)
    if (flags !== undefined) {
      this.#mayBeSet(flags.split(' '))
      message.recent = flags.split(' ').includes('\\Recent')
      message.flags = new Set(flags.split(' ').filter(flag => flag !== '' && flag !== '\\Recent'))
      this.#told.add(message)
    }
  }

  #name(message: Known, number: number, uid: number): void {
    if (message.uid !== undefined && message.uid !== uid)
      throw new Contradiction(`message ${number} was ${message.uid} and is ${uid}`)
    message.uid = uid
    const known = this.messages.map(each => each.uid).filter(each => each !== undefined)
    if (known.some((each, i) => i > 0 && each <= known[i - 1]!)) throw new Contradiction('UIDs do not ascend')
  }

  #search(line: string, during: Sent | undefined): void {
    const numbers = [...(/^\* SEARCH([ \d]*)/.exec(line)?.[1] ?? '').matchAll(/\d+/g)].map(Number)
    const uids = new Set(this.messages.map(({ uid }) => uid))
    const larger = Number(/ LARGER (\d+) /.exec(during?.line ?? '')?.[1] ?? -1)
    for (const number of numbers) {
      if (!during?.line.startsWith('UID')) this.#mustExist(number, 'SEARCH')
      else if (!uids.has(number) && !uids.has(undefined))
        throw new Contradiction(`SEARCH found ${number}, which is not shown`)
      const uid = during?.line.startsWith('UID') ? number : this.messages[number - 1]?.uid
      const size = uid === undefined ? undefined : this.#shared?.sizeOf(uid)
      if (size !== undefined && size <= larger)
        throw new Contradiction(`SEARCH found ${number}, which has ${size} octets`)
    }
  }
}

/** `1:3,7` */
export function numbersOf(set: string): Set<number> {
  const numbers = new Set<number>()
  for (const range of set.split(',').filter(each => each !== '')) {
    const [first = 0, last = first] = range.split(':').map(Number)
    for (let number = first; number <= last; number++) numbers.add(number)
  }
  return numbers
}
