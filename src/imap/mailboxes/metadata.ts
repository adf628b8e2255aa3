/**
 * METADATA (RFC 5464): names of entries, and how entries and values are written.
 *
 * An account's own mailboxes keep /private and /shared entries apart by name alone: a box is its owners', and they share
 * it whole. Of others' mailboxes the /shared entries are theirs, and each user has /private ones of his own.
 * `/shared/admin` of the server and `/private/specialuse` of mailboxes (RFC 6154 §4) are computed behind the backend.
 */
import type { Limits } from '../../base/limits.ts'
import type { Mailbox } from '../../ports/mailboxes.ts'
import type { MetadataEntry } from '../../ports/metadata.ts'
import { no, type Outcome } from '../command.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import type { ResponseWriter } from '../wire/writer.ts'

/** What GETMETADATA and LIST ask for. */
export interface MetadataQuery {
  readonly entries: readonly string[]
  /** Levels below each entry. */
  readonly depth: number
  /** Longer values are left out, in bytes. */
  readonly maxSize: number
}

/** Entries that one command asks for. */
const maxEntries = 100
const maxNameBytes = 1024

/**
 * RFC 5464 §3.1 and §5; names ignore case, so they are one in lower case:
 *
 *     entry = astring
 *             ; slash-separated path to entry
 *             ; MUST NOT contain "*" or "%"
 */
export function entry(cursor: Cursor): string {
  const name = cursor.astring().toLowerCase()
  if (!/^\/(private|shared)(\/[\x20-\x7e]+)?$/.test(name) || /[*%]|\/\/|\/$/.test(name))
    throw new ParseError('No such entry name is allowed')
  if (name.length > maxNameBytes) throw new ParseError('The entry name is too long')
  return name
}

/** `entries = entry / "(" entry *(SP entry) ")"` */
export function entries(cursor: Cursor): readonly string[] {
  const names = cursor.sees('(') ? cursor.list(() => entry(cursor)) : [entry(cursor)]
  if (names.length === 0) throw new ParseError('An entry is missing')
  if (names.length > maxEntries) throw new ParseError('Too many entries')
  return [...new Set(names)]
}

/**
 * RFC 5464 §5:
 *
 *     getmetadata-options = "(" getmetadata-option *(SP getmetadata-option) ")"
 *     maxsize-opt         = "MAXSIZE" SP number
 *     scope-opt           = "DEPTH" SP ("0" / "1" / "infinity")
 */
export function metadataOptions(cursor: Cursor): Omit<MetadataQuery, 'entries'> {
  let depth = 0
  let maxSize = Number.POSITIVE_INFINITY
  const seen = cursor.list(() => {
    const option = cursor.keyword()
    cursor.space()
    if (option === 'MAXSIZE') maxSize = cursor.number()
    else if (option === 'DEPTH') depth = depthOf(cursor.keyword())
    else throw new ParseError('Unknown option')
    return option
  })
  if (seen.length === 0) throw new ParseError('An option is missing')
  if (new Set(seen).size < seen.length) throw new ParseError('An option is given twice')
  return { depth, maxSize }
}

function depthOf(word: string): number {
  if (word === '0' || word === '1') return Number(word)
  if (word === 'INFINITY') return Number.POSITIVE_INFINITY
  throw new ParseError('DEPTH is 0, 1 or infinity')
}

/** Whether an entry's options come next, where its names may: those begin with a slash. */
export function seesOptions(cursor: Cursor): boolean {
  return cursor.sees('(') && !cursor.seesAhead('(/') && !cursor.seesAhead('("/') && !cursor.seesAhead('({')
}

export interface Chosen {
  readonly found: readonly { readonly name: string; readonly value: Uint8Array | null }[]
  /** Octets of the longest value that was left out, 0 for none. */
  readonly longest: number
}

/** What is told of the entries that there are: an entry without a value, and without any below it, is NIL. */
export function choose(all: readonly MetadataEntry[], { entries, depth, maxSize }: MetadataQuery): Chosen {
  const found = new Map<string, Uint8Array | null>()
  let longest = 0
  for (const asked of entries) {
    const matching = all.filter(({ name }) => levelsBelow(name, asked) <= depth)
    if (matching.length === 0) found.set(asked, null)
    for (const { name, value } of matching) {
      if (value.length <= maxSize) found.set(name, value)
      else longest = Math.max(longest, value.length)
    }
  }
  return { found: [...found].map(([name, value]) => ({ name, value })), longest }
}

/** 0 for the entry itself, NaN for one that is not below it at all. */
function levelsBelow(name: string, above: string): number {
  if (name === above) return 0
  if (!name.startsWith(`${above}/`)) return Number.NaN
  return name.slice(above.length + 1).split('/').length
}

/**
 * Writes the answer for a mailbox, or for the server; the longest value that was left out, in octets. Undefined when the
 * user may see none of it (RFC 5464 §3.3).
 */
export async function tellMetadata(
  { account, writer }: Session,
  mailbox: Mailbox | null,
  query: MetadataQuery,
): Promise<number | undefined> {
  const all = account.metadata === undefined ? [] : await account.metadata.of(mailbox)
  if (all === undefined) return undefined
  const { found, longest } = choose(all, query)
  if (found.length === 0) return longest
  writer
    .text('* METADATA ')
    .mailbox(mailbox?.name ?? '')
    .text(' (')
  for (const [i, { name, value }] of found.entries()) {
    writeEntry(i === 0 ? writer : writer.text(' '), name)
    writeValue(writer.text(' '), value)
    await writer.ready()
  }
  writer.text(')\r\n')
  return longest
}

/** RFC 5464 §4.4.2: the names of what others changed, without values. */
export function writeChanged(writer: ResponseWriter, mailbox: string, names: Iterable<string>): void {
  writer.text('* METADATA ').mailbox(mailbox)
  for (const name of names) writeEntry(writer.text(' '), name)
  writer.text('\r\n')
}

function writeEntry(writer: ResponseWriter, name: string): void {
  if (/^[a-z0-9/._@:+=,;~!?&'$#|<>[^_`-]+$/.test(name)) writer.text(name)
  else writer.string(name)
}

/** `value = nstring / literal8`: a literal8 only for what no other string may hold. */
function writeValue(writer: ResponseWriter, value: Uint8Array | null): void {
  if (value === null) writer.text('NIL')
  else if (value.includes(0)) writer.text('~').literal(value)
  else if (value.length <= 1000 && value.every(byte => byte >= 0x20 && byte < 0x7f))
    writer.string(Buffer.from(value).toString('latin1'))
  else writer.literal(value)
}

/** RFC 5464 §4.3 */
export function valueTooLong({ metadataValueBytes }: Limits): Outcome {
  return no('The value is too long', `METADATA MAXSIZE ${metadataValueBytes}`)
}

/** A literal too large for any command was the value of an entry. */
export function refusedLiteral(line: Buffer, limits: Limits): Outcome {
  const isMetadata = /^[^ ]+ SETMETADATA /i.test(line.toString('latin1', 0, 64))
  return isMetadata ? valueTooLong(limits) : no('The literal is too large', 'TOOBIG')
}
