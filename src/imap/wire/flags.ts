/** Flags: bits inside the program, names on the wire (RFC 3501 §2.3.2). */
import { firstKeywordBit, flagBits } from '../../ports/mailboxes.ts'
import { type Cursor, ParseError } from './cursor.ts'

export interface FlagList {
  /** System flags as bits. */
  readonly bits: number
  readonly keywords: readonly string[]
}

const systemFlags: readonly (readonly [string, number])[] = [
  ['\\Answered', flagBits.answered],
  ['\\Flagged', flagBits.flagged],
  ['\\Deleted', flagBits.deleted],
  ['\\Seen', flagBits.seen],
  ['\\Draft', flagBits.draft],
]
/** \Recent among the flags of one session: it is never stored, and above every keyword's bit. */
export const recentBit = 1 << 31

const bitOf = new Map(systemFlags.map(([name, bit]) => [name.toUpperCase(), bit]))

export const systemFlagNames: readonly string[] = systemFlags.map(([name]) => name)

const keywordBytes = 100

/** `flag-list = "(" [flag *(SP flag)] ")"` */
export function flagList(cursor: Cursor): FlagList {
  return joined(cursor.list(() => flag(cursor)))
}

/** `store-att-flags` takes a list or flags separated by spaces (RFC 3501 §6.4.6). */
export function storedFlags(cursor: Cursor): FlagList {
  if (cursor.sees('(')) return flagList(cursor)
  const flags = [flag(cursor)]
  while (cursor.takes(' ')) flags.push(flag(cursor))
  return joined(flags)
}

/** `flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword`, as a bit or a name. */
function flag(cursor: Cursor): number | string {
  if (!cursor.takes('\\')) return flagKeyword(cursor)
  const name = cursor.keyword()
  const bit = bitOf.get(`\\${name}`)
  if (bit === undefined) throw new ParseError(`The flag \\${name} cannot be set`)
  return bit
}

/** `flag-keyword = atom` */
export function flagKeyword(cursor: Cursor): string {
  const keyword = cursor.atom()
  if (keyword.length > keywordBytes) throw new ParseError('The keyword is too long')
  return keyword
}

function joined(flags: readonly (number | string)[]): FlagList {
  let bits = 0
  const keywords = new Map<string, string>()
  for (const each of flags) {
    if (typeof each === 'number') bits |= each
    else keywords.set(each.toLowerCase(), each)
  }
  return { bits, keywords: [...keywords.values()] }
}

/** Names a set of bits: `\Seen $Forwarded`. */
export function flagNames(bits: number, keywords: readonly string[]): string {
  const names: string[] = []
  for (const [name, bit] of systemFlags) if (bits & bit) names.push(name)
  if (bits & recentBit) names.push('\\Recent')
  for (let i = 0; i < keywords.length; i++) {
    if (bits & (1 << (firstKeywordBit + i))) names.push(keywords[i]!)
  }
  return names.join(' ')
}

/** The bit of a keyword, compared without case; 0 when the mailbox never had it. */
export function keywordBit(keyword: string, keywords: readonly string[]): number {
  const wanted = keyword.toLowerCase()
  const i = keywords.findIndex(each => each.toLowerCase() === wanted)
  return i < 0 ? 0 : 1 << (firstKeywordBit + i)
}
