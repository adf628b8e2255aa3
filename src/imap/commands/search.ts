import { bad, command, no, ok } from '../command.ts'
import { boundKey } from '../search/bound-key.ts'
import { type Key, searchKeys } from '../search/keys.ts'
import { matcherOf } from '../search/match.ts'
import { asksModseq, highestModseq, someKey } from '../search/modseq.ts'
import { scan } from '../search/scan.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { formatSet } from '../wire/sequence-set.ts'

interface Arguments {
  readonly byUid: boolean
  /** What ESEARCH returns; undefined for the plain answer. */
  readonly returns: ReadonlySet<string> | undefined
  readonly charset: string
  readonly key: Key
}

const charsets = new Set(['UTF-8', 'US-ASCII'])
const plainReturns: ReadonlySet<string> = new Set(['ALL'])
const returnOptions = new Set(['MIN', 'MAX', 'ALL', 'COUNT'])

/**
 * RFC 3501 §6.4.4, with the results of RFC 4731 §3.1:
 *
 *     search = "SEARCH" [SP "RETURN" SP "(" *option ")"] [SP "CHARSET" SP astring] 1*(SP search-key)
 */
export const search = command({
  parse(cursor, byUid): Arguments {
    cursor.space()
    const returns = cursor.takesWord('RETURN') ? results(cursor) : undefined
    let charset = 'UTF-8'
    if (cursor.takesWord('CHARSET')) {
      // RFC 6855 §3.
      if (cursor.modes.utf8Accept) throw new ParseError('No charset is named once UTF8=ACCEPT is enabled')
      cursor.space()
      charset = cursor.astring().toUpperCase()
      cursor.space()
    }
    return { byUid, returns, charset, key: searchKeys(cursor, cursor.limits.imapSearchDepth) }
  },
  check({ selected: { view } }, { charset, key }) {
    if (!charsets.has(charset))
      return no('The charset is not supported', `BADCHARSET (${[...charsets].join(' ')})`)
    return asksModseq(key) && !view.hasModseqs ? bad('The mailbox has no mod-sequences') : undefined
  },
  async run(session, { byUid, returns, key }) {
    const { mailbox, view } = session.selected
    const matcher = matcherOf(await boundKey(key, session.selected), view, mailbox.messages)
    if (matcher === undefined) return bad('There is no such message')
    if (asksModseq(key)) session.enableCondstore()
    const places = await scan(session, matcher)
    const numbers = places.map(place => (byUid ? view.uid(place) : place + 1))
    const modseq = asksModseq(key) ? highestModseq(session.selected, places, returns) : 0
    // RFC 9051 §6.4.4: of IMAP4rev2 every answer is an ESEARCH.
    if (returns === undefined && !session.modes.rev2) writeSearch(session, numbers, modseq)
    else writeExtended(session, numbers, returns ?? plainReturns, byUid, modseq)
    // RFC 7162 §3.2.10.2: numbers in the criteria must keep their meaning in UID SEARCH too.
    const namesNumbers = someKey(key, part => part.kind === 'set' && !part.byUid)
    return { ...ok('SEARCH completed'), ...(namesNumbers && { keepsNumbers: true }) }
  },
})

function results(cursor: Cursor): ReadonlySet<string> {
  cursor.needs('ESEARCH')
  cursor.space()
  const options = cursor.list(() => cursor.keyword())
  cursor.space()
  for (const option of options)
    if (!returnOptions.has(option)) throw new ParseError('Unknown result of SEARCH')
  return new Set(options.length === 0 ? ['ALL'] : options)
}

/** A MODSEQ of 0 is not told. */
function writeSearch(session: Session, numbers: readonly number[], modseq: number): void {
  session.writer.text('* SEARCH')
  for (const number of numbers) session.writer.text(' ').number(number)
  if (modseq > 0) session.writer.text(` (MODSEQ ${modseq})`)
  session.writer.text('\r\n')
}

/** RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing was found. */
function writeExtended(
  session: Session,
  numbers: readonly number[],
  returns: ReadonlySet<string>,
  byUid: boolean,
  modseq: number,
): void {
  const { writer } = session
  writer
    .text('* ESEARCH (TAG ')
    .string(session.tag)
    .text(byUid ? ') UID' : ')')
  if (numbers.length > 0) {
    if (returns.has('MIN')) writer.text(' MIN ').number(numbers[0]!)
    if (returns.has('MAX')) writer.text(' MAX ').number(numbers.at(-1)!)
    if (returns.has('ALL')) writer.text(` ALL ${formatSet(numbers)}`)
  }
  if (returns.has('COUNT')) writer.text(' COUNT ').number(numbers.length)
  if (modseq > 0) writer.text(' MODSEQ ').number(modseq)
  writer.text('\r\n')
}
