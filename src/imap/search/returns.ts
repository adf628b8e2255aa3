/** What SEARCH, SORT and ESEARCH are asked to return, and how it is written. RFC 4731 §3.1, RFC 5267 §3.1. */
import type { OptionalCapability } from '../../ports/imap-capabilities.ts'
import { fetchItems, type Item } from '../fetch/items.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { formatSet } from '../wire/sequence-set.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { type PartialRange, pageOf, partialRange } from './partial.ts'

export interface Returns {
  /** Names of the options, in capitals. */
  readonly options: ReadonlySet<string>
  readonly partial: PartialRange | undefined
  /** Of each new message that UPDATE adds (RFC 5465 §7). */
  readonly fetch?: readonly Item[]
}

interface Parsed {
  partial: PartialRange | undefined
  fetch?: readonly Item[]
}

const bare = () => undefined

type ParseOption = (cursor: Cursor, parsed: Parsed) => void

/** By name: what takes the argument of an option. */
const optionParsers: ReadonlyMap<string, ParseOption> = new Map<string, ParseOption>([
  ['MIN', bare],
  ['MAX', bare],
  ['ALL', bare],
  ['COUNT', bare],
  // RFC 5182 §2.1
  ['SAVE', bare],
  // RFC 6203 §4
  ['RELEVANCY', bare],
  // RFC 5267 §4.2: a hint that the search will come again; nothing is kept ready for it.
  ['CONTEXT', bare],
  ['UPDATE', update],
  [
    'PARTIAL',
    (cursor, parsed) => {
      cursor.space()
      parsed.partial = partialRange(cursor)
    },
  ],
])

/** RFC 5267 §4.3 with RFC 5465 §8: `modifier-update = "UPDATE" [SP "(" fetch-att *(SP fetch-att) ")"]` */
function update(cursor: Cursor, parsed: Parsed): void {
  if (!cursor.seesAhead(' (')) return
  cursor.needs('NOTIFY')
  cursor.space()
  parsed.fetch = fetchItems(cursor)
}

/**
 * RFC 4466 §2.6:
 *
 *     search-return-opts = SP "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
 *
 * Begins after `RETURN`. An empty list asks for ALL.
 */
export function returnOptions(cursor: Cursor, of: 'SEARCH' | 'SORT'): Returns {
  cursor.space()
  const needed = new Map<string, OptionalCapability>([
    ['SAVE', 'SEARCHRES'],
    ['PARTIAL', 'PARTIAL'],
    ['RELEVANCY', 'SEARCH=FUZZY'],
    ['CONTEXT', `CONTEXT=${of}`],
    ['UPDATE', `CONTEXT=${of}`],
  ])
  const parsed: Parsed = { partial: undefined }
  const options = new Set<string>()
  cursor.list(() => {
    const name = cursor.keyword()
    const parse = optionParsers.get(name)
    if (parse === undefined) throw new ParseError('Unknown result of SEARCH')
    const capability = needed.get(name)
    if (capability !== undefined) cursor.needs(capability)
    // RFC 9394 §3.1: one PARTIAL or ALL in a command.
    if (name === 'PARTIAL' && options.has(name)) throw new ParseError('PARTIAL is there twice')
    parse(cursor, parsed)
    options.add(name)
  })
  if (options.has('ALL') && options.has('PARTIAL')) throw new ParseError('PARTIAL excludes ALL')
  if (options.size === 0) options.add('ALL')
  return { options, ...parsed }
}

/** Numbers (sequence numbers or UIDs) in the order of the answer, and the score of each, where there are scores. */
export interface Results {
  readonly numbers: Uint32Array
  readonly scores?: Uint8Array
  /** The highest of them, where MODSEQ was searched by; 0 is not told (RFC 7162 §3.1.6). */
  readonly modseq?: number
}

/** Correlators beside the tag, ready for the wire: of a mailbox (RFC 7377 §2.1). */
export type WriteCorrelators = (writer: ResponseWriter) => void

/**
 * RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing was found. Of SORT, MIN and MAX are the first and the last
 * in its order, and ALL is in it (RFC 5267 §3.1). Nothing is answered to SAVE alone (RFC 5182 §2.1).
 */
export function writeResults(
  writer: ResponseWriter,
  tag: string,
  byUid: boolean,
  { options, partial }: Returns,
  { numbers, scores, modseq = 0 }: Results,
  correlators?: WriteCorrelators,
): void {
  if (options.has('SAVE') && options.size === 1) return
  writer.text('* ESEARCH (TAG ').string(tag)
  correlators?.(writer)
  writer.text(byUid ? ') UID' : ')')
  if (numbers.length > 0) {
    if (options.has('MIN')) writer.text(' MIN ').number(numbers[0]!)
    if (options.has('MAX')) writer.text(' MAX ').number(numbers.at(-1)!)
    if (options.has('ALL')) writer.text(` ALL ${formatSet(numbers)}`)
  }
  if (options.has('COUNT')) writer.text(' COUNT ').number(numbers.length)
  if (partial !== undefined) {
    const page = pageOf(numbers, partial)
    writer.text(` PARTIAL (${partial.text} ${page.length === 0 ? 'NIL' : formatSet(page)})`)
  }
  if (options.has('RELEVANCY') && scores !== undefined) {
    const shown = partial === undefined ? scores : pageOf(scores, partial)
    writer.text(` RELEVANCY (${shown.join(' ')})`)
  }
  if (modseq > 0) writer.text(' MODSEQ ').number(modseq)
  writer.text('\r\n')
}

/** What SAVE keeps of the results (UIDs): RFC 5182 §2.4, RFC 9394 §3.2. */
export function savedOf({ options, partial }: Returns, uids: Uint32Array): Uint32Array {
  const asksSome = options.has('MIN') || options.has('MAX') || partial !== undefined
  if (!asksSome || options.has('ALL') || options.has('COUNT')) return uids.toSorted()
  const kept = new Set(partial === undefined ? [] : pageOf(uids, partial))
  if (uids.length > 0 && options.has('MIN')) kept.add(uids[0]!)
  if (uids.length > 0 && options.has('MAX')) kept.add(uids.at(-1)!)
  return Uint32Array.from(kept).sort()
}
