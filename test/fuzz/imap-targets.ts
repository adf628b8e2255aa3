/**
 * What hostile clients and letters reach of the IMAP server, one target each: what must hold of any input. The corpus
 * is what the transcripts send, and letters of the varied corpus.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { Budget } from '../../src/base/budget.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import type { LiveMessages } from '../../src/imap/backend.ts'
import { findCommand } from '../../src/imap/commands.ts'
import { View } from '../../src/imap/view/view.ts'
import { Cursor, ParseError } from '../../src/imap/wire/cursor.ts'
import { type Command, FrameReader, type Refused } from '../../src/imap/wire/frame.ts'
import { decodeName, encodeName, nameMatcher, nameProblem } from '../../src/imap/wire/mailbox-name.ts'
import { formatSet, type SequenceSet, sequenceSet } from '../../src/imap/wire/sequence-set.ts'
import { renderBody } from '../../src/mail/imap-text.ts'
import { parseParts, storedStructure } from '../../src/mail/stored.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { decodeTransfer } from '../../src/mail/transfer.ts'
import { letters } from '../imap/letters.ts'
import { variedMessages } from '../support/corpus.ts'
import type { Target } from './fuzzer.ts'
import { mailFragments } from './mail-fragments.ts'
import { checkOffsets, countParts, isWireList } from './structure-invariants.ts'

const transcripts = new URL('../transcripts/imap/', import.meta.url)

/** What each transcript's clients send, with letters in their places; other values stand for themselves. */
const sent = readdirSync(transcripts)
  .filter(file => file.endsWith('.txt'))
  .map(file =>
    [...readFileSync(new URL(file, transcripts), 'utf8').matchAll(/^C: ?(.*)$/gm)]
      .map(([, line = '']) =>
        line.replace(/\$\{(#?)([\w. -]+)\}/g, (whole, size: string, name: string) => {
          const letter = letters.get(name)
          if (letter === undefined) return size === '' ? whole : '9'
          return size === '' ? letter : `${Buffer.byteLength(letter)}`
        }),
      )
      .join('\r\n'),
  )

const lines = sent.flatMap(text => text.split('\r\n')).filter(line => /^\w+ [A-Za-z]/.test(line))

function equal(what: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  throw new Error(`${what}: '${a?.slice(0, 300)}' and not '${b?.slice(0, 300)}'`)
}

function holds(what: string, condition: boolean): void {
  if (!condition) throw new Error(what)
}

const frameLimits = { ...defaultLimits, imapLineBytes: 600, imapLiteralBytes: 300, messageBytes: 2000 }
const budgetBytes = 5000

/** The frames of a stream that comes in chunks of one size, at most so many. */
async function frames(
  bytes: Uint8Array,
  chunkBytes: number,
  limits = frameLimits,
  most = Number.POSITIVE_INFINITY,
): Promise<(Command | Refused)[]> {
  let at = 0
  const budget = new Budget(budgetBytes)
  const reader = new FrameReader({
    source: {
      read() {
        if (at >= bytes.length) return null
        at += chunkBytes
        return bytes.subarray(at - chunkBytes, at)
      },
      ready: async () => at < bytes.length,
    },
    limits,
    budget,
    invite: () => {},
    mayAppend: () => true,
    inside: () => {},
  })
  const found: (Command | Refused)[] = []
  for (let frame = await reader.next(); frame !== undefined; frame = await reader.next()) {
    found.push(frame)
    if (found.length === most || (frame.kind === 'refused' && frame.fatal)) break
  }
  reader.release()
  equal('budget that is left', budget.available, budgetBytes)
  return found
}

/** Up to the refusal the same; what is told of a refused command depends on how much of it was at hand. */
function comparable(all: readonly (Command | Refused)[]): unknown[] {
  return all.map(frame =>
    frame.kind === 'command'
      ? [frame.line.toString('latin1'), frame.literals.map(literal => literal.toString('latin1'))]
      : [frame.refusal, frame.fatal],
  )
}

const frame: Target = {
  name: 'frame',
  sources: ['src/imap/wire/frame.ts'],
  seeds: sent.map(text => Buffer.from(`${text}\r\n`)),
  fragments: [
    '\r\n',
    '\n',
    '\r',
    '{5}\r\n',
    '{5+}\r\n',
    '{0+}\r\n',
    '{1999+}\r\n',
    '{4001+}\r\n',
    '{99999999999}',
    '{',
    '}',
    'a APPEND x {9+}\r\n',
    '\0',
    '+',
  ],
  maxBytes: 20_000,
  async run(bytes) {
    const whole = await frames(bytes, Math.max(1, bytes.length))
    return async () => {
      for (const each of whole) {
        if (each.kind === 'refused') continue
        const literalBytes = each.literals.reduce((sum, literal) => sum + literal.length, 0)
        const lineBytes = each.line.length - 2 * each.literals.length
        holds('a line is over its limit', lineBytes <= frameLimits.imapLineBytes)
        holds('literals are over the limit', literalBytes <= budgetBytes)
      }
      const wanted = comparable(whole)
      for (const size of [1, 7, 64]) equal(`chunks of ${size}`, comparable(await frames(bytes, size)), wanted)
    }
  },
}

const command: Target = {
  name: 'command',
  sources: [
    'src/imap/commands.ts',
    'src/imap/command.ts',
    'src/imap/wire/cursor.ts',
    'src/imap/wire/sequence-set.ts',
    'src/imap/wire/date.ts',
    'src/imap/wire/flags.ts',
    'src/imap/wire/mailbox-name.ts',
    'src/imap/fetch/items.ts',
    'src/imap/search/keys.ts',
    ...readdirSync(new URL('../../src/imap/commands/', import.meta.url)).map(
      file => `src/imap/commands/${file}`,
    ),
  ],
  seeds: lines.map(line => Buffer.from(line)),
  fragments: [
    ' ',
    '(',
    ')',
    '"',
    '\\',
    '{3}\r\nabc',
    '{3+}\r\nabc',
    '1:*',
    '*',
    '%',
    ',',
    ':',
    'INBOX',
    'UID ',
    'BODY.PEEK[',
    'HEADER.FIELDS (',
    'HEADER.FIELDS.NOT',
    '.MIME',
    ']',
    '<0.1>',
    'RETURN (',
    'NOT ',
    'OR ',
    'FUZZY ',
    'CHARSET UTF-8 ',
    '\\Seen',
    '\\*',
    'NIL',
    '&AREAaQ-',
    '1-Jan-2026',
    '"01-Jan-2026 00:00:00 +0700"',
    'SUBJECT ',
    'HEADER ',
    '\xc4\x91',
    '\xff',
    '\r',
    '\n',
    '\0',
  ],
  maxBytes: 64 * 1024,
  async run(bytes) {
    const line = Buffer.concat([bytes, Buffer.from('\r\n')])
    const [first] = await frames(line, line.length, defaultLimits, 1)
    if (first?.kind === 'command') parse(first)
    return nothing
  },
}

function nothing(): void {}

function parse(framed: Command): void {
  const cursor = new Cursor(framed)
  try {
    cursor.tag()
    cursor.space()
    const entry = findCommand(cursor)
    const { position } = cursor
    entry?.handler(cursor, entry.flags.byUid === true)
    if (entry !== undefined) holds('a parsed command has an end', cursor.atEnd)
    cursor.textFrom(position)
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    holds('the refusal is no line', !/[^\x20-\x7e]/.test(error.message))
  }
}

const scanLimits = { ...defaultLimits, mimeDepth: 20, mimeParts: 200 }

const structure: Target = {
  name: 'structure',
  sources: [
    'src/mail/structure.ts',
    'src/mail/boundaries.ts',
    'src/mail/structured.ts',
    'src/mail/envelope.ts',
    'src/mail/address.ts',
    'src/mail/header.ts',
    'src/mail/imap-text.ts',
    'src/mail/stored.ts',
    'src/mail/date.ts',
    'src/mail/encoded-word.ts',
    'src/mail/charset.ts',
    'src/mail/uuencode.ts',
  ],
  seeds: [...variedMessages(260, 20261126)].map(({ bytes }) => bytes).filter(bytes => bytes.length < 6000),
  fragments: [
    ...mailFragments,
    'Content-Disposition: attachment',
    'To: ',
    'Date: Mon, 02 Nov 2026 08:15:00 +0700\r\n',
  ],
  maxBytes: 64 * 1024,
  run(bytes) {
    const root = scanMessage(bytes, scanLimits)
    const stored = storedStructure(bytes, root, 0)
    const body = renderBody(root)
    return () => {
      checkOffsets(bytes, root)
      equal('end', root.bodyEnd, bytes.length)
      holds('too many parts', countParts(root) <= scanLimits.mimeParts + 1)
      holds('ENVELOPE is no list', isWireList(stored.envelope))
      holds('BODYSTRUCTURE is no list', isWireList(stored.bodyStructure))
      holds('BODY is no list', isWireList(body))
      const { otherReading: _, ...kept } = root
      equal('parts', parseParts(stored.parts), { ...kept, envelope: null })
    }
  },
}

const uids = Uint32Array.from({ length: 300 }, (_, i) => 10 + i * 7)
const live: LiveMessages = {
  epoch: 1,
  highestModseq: 0,
  count: uids.length,
  uids,
  flags: new Uint32Array(uids.length),
  modseqs: new Float64Array(uids.length),
  views: new Float64Array(uids.length),
  internalDatesMs: new Float64Array(uids.length),
  sizesBytes: new Uint32Array(uids.length),
  keywords: [],
  uidNext: 5000,
  recentUid: 5000,
  claimRecent: () => {},
}

const sequence: Target = {
  name: 'sequence',
  sources: [
    'src/imap/wire/sequence-set.ts',
    'src/imap/wire/cursor.ts',
    'src/imap/view/view.ts',
    'src/base/lower-bound.ts',
  ],
  seeds: ['1', '1:*', '*', '*:4,5,3:1', '2:4,299:310', '10,17:24', '1,1,1', '300'].map(text =>
    Buffer.from(text),
  ),
  fragments: [',', ':', '*', '1', '0', '10', '300', '301', '4294967295', '4294967296', ' '],
  maxBytes: 64 * 1024,
  run(bytes) {
    const set = parsed(bytes, sequenceSet)
    if (set === undefined) return nothing
    const view = new View(live, true)
    const found = [view.resolve(set, true), view.resolve(set, false)]
    const numbers = set.flatMap(({ first }) => (Number.isFinite(first) ? [first] : []))
    const text = formatSet(numbers)
    return () => {
      // What is slow and plain is compared where it does not take long.
      if (set.length > 100) return
      equal('places by UID', asArray(found[0]), named(set, [...uids], true))
      const everyNumber = Array.from(uids, (_, place) => place + 1)
      equal('places', asArray(found[1]), named(set, everyNumber, false))
      if (numbers.length === 0) return
      const again = parsed(Buffer.from(text), sequenceSet) ?? []
      const count = again.reduce((sum, { first, last }) => sum + last - first + 1, 0)
      equal('numbers of a set written anew', count, numbers.length)
    }
  },
}

function parsed<T>(bytes: Uint8Array, parser: (cursor: Cursor) => T): T | undefined {
  const cursor = new Cursor({ kind: 'command', line: Buffer.from(bytes), literals: [] })
  try {
    const value = parser(cursor)
    cursor.end()
    return value
  } catch (error) {
    if (error instanceof ParseError) return undefined
    throw error
  }
}

function asArray(places: Uint32Array | undefined): number[] | undefined {
  return places && [...places]
}

/** The places that a set names, by looking at each number; undefined where one must exist and does not. */
function named(set: SequenceSet, numbers: readonly number[], byUid: boolean): number[] | undefined {
  const largest = numbers.at(-1) ?? 0
  const places = new Set<number>()
  for (const range of set) {
    const ends = [range.first, range.last].map(end => (Number.isFinite(end) ? end : largest))
    const [low, high] = [Math.min(...ends), Math.max(...ends)]
    // What is open to the last message is never refused.
    const isOpen = !Number.isFinite(range.first) || !Number.isFinite(range.last)
    if (!byUid && high > largest && !isOpen) return undefined
    for (const [place, number] of numbers.entries()) if (number >= low && number <= high) places.add(place)
  }
  return [...places].sort((a, b) => a - b)
}

const name: Target = {
  name: 'name',
  sources: ['src/imap/wire/mailbox-name.ts'],
  seeds: [
    'INBOX',
    'inbox/x',
    'C&APQ-ng v&AQM-n',
    'R&D',
    'a&-b',
    '&2D3eBA-',
    '&AGEAYg-',
    'Công văn/đến',
    '%/x*',
    '*&U,BTFw-%',
  ].map(text => Buffer.from(text)),
  fragments: [
    '&',
    '-',
    '&-',
    '/',
    '%',
    '*',
    'AGE',
    'AREAaQ',
    '2D0',
    '3gQ',
    ',',
    '=',
    'inbox',
    '\xc4\x91',
    'e\xcc\x81',
    '\xff',
    '\0',
    ' ',
    '"',
  ],
  maxBytes: 8 * 1024,
  run(bytes) {
    const wire = Buffer.from(bytes).toString('utf8')
    const decoded = decodeName(wire)
    const encoded = encodeName(decoded)
    const isName = nameProblem(decoded, defaultLimits.mailboxNameBytes) === undefined
    const matched = isName && matches('', encoded, decoded)
    // Patterns are as long as a client likes; what they are held against has a limit.
    const subject = decoded.slice(0, defaultLimits.mailboxNameBytes)
    matches('', wire, subject)
    matches(wire, '*', `${subject}/${subject}`)
    return () => {
      equal('NFC', decoded.normalize('NFC'), decoded)
      holds('a name on the wire is not printable ASCII', /^[\x20-\x7e]*$/.test(encoded))
      if (!isName) return
      equal('decoded again', decodeName(encoded), decoded)
      holds('a name does not match itself', matched)
    }
  },
}

/** False, too, for patterns with too many wildcards. */
function matches(reference: string, pattern: string, subject: string): boolean {
  try {
    return nameMatcher(reference, pattern)(subject)
  } catch (error) {
    if (error instanceof ParseError) return false
    throw error
  }
}

const encodings = ['base64', 'quoted-printable', '7bit', 'x-uuencode'] as const

/** Octet by octet and without haste: what the fast one must give. */
function plainBase64(bytes: Uint8Array): Buffer {
  const runs = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^A-Za-z0-9+/=]/g, '')
    .split(/=+/)
  return Buffer.concat(runs.map(run => Buffer.from(run, 'base64')))
}

const transfer: Target = {
  name: 'transfer',
  sources: ['src/mail/transfer.ts', 'src/mail/uuencode.ts'],
  seeds: [
    Buffer.from('Kính gửi Ủy ban').toString('base64'),
    `${Buffer.alloc(300, 'Cao Bằng').toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
    'K=C3=ADnh g=E1=BB=ADi=\r\n \t\r\nx = y =3D=\n',
    'begin 644 a\n#0V%T\n`\nend\n',
  ].map(text => Buffer.from(text)),
  fragments: [
    '=',
    '==',
    '=\r\n',
    '=3D',
    '=3',
    ' ',
    '\t',
    '\r\n',
    '\n',
    '\r',
    'QUJD',
    'QUI=',
    '-',
    '_',
    '+',
    '/',
    '\0',
    '\xff',
    'begin 644 a\n',
    'end\n',
    '`\n',
  ],
  maxBytes: 64 * 1024,
  run(bytes) {
    const wholes = encodings.map(encoding => decodeTransfer(bytes, encoding, bytes.length + 1))
    return () => {
      for (const [i, encoding] of encodings.entries()) {
        const whole = wholes[i]!
        const max = Math.floor(whole.length / 2)
        const half = Buffer.from(decodeTransfer(bytes, encoding, max))
        holds(`${encoding}: not as much as was asked for`, half.length === max)
        holds(`${encoding}: a part is not the beginning of the whole`, half.equals(whole.subarray(0, max)))
      }
      holds('base64', plainBase64(bytes).equals(wholes[0]!))
      const encoded = Buffer.from(Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n'))
      holds('base64 undone', Buffer.from(bytes).equals(decodeTransfer(encoded, 'base64', bytes.length)))
    }
  },
}

export const targets: ReadonlyMap<string, Target> = new Map(
  [frame, command, structure, sequence, name, transfer].map(target => [target.name, target]),
)
