/** SEARCH by MODSEQ, and the MODSEQ of what was found. RFC 7162 §3.1.5, §3.1.6; RFC 4731 §3.2. */
import type { Selected } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { modSequenceOrZero } from '../wire/mod-sequence.ts'
import type { Key } from './keys.ts'

/**
 * RFC 7162 §7:
 *
 *     search-modsequence = "MODSEQ" [search-modseq-ext] SP mod-sequence-valzer
 *     search-modseq-ext  = SP entry-name SP entry-type-req
 *     entry-name         = DQUOTE "/flags/" attr-flag DQUOTE
 *     entry-type-req     = "priv" / "shared" / "all"
 *
 * A message has one MODSEQ for all its flags, so that the entry is read and ignored.
 */
export function modseqKey(cursor: Cursor): Key {
  cursor.space()
  if (cursor.sees('"')) entry(cursor)
  return { kind: 'modseq', modseq: modSequenceOrZero(cursor) }
}

const entryName = /^\/flags\/(\\?[^\s"(){%*\\\]\x00-\x1f\x7f-\uffff]+)$/
const entryTypes = new Set(['PRIV', 'SHARED', 'ALL'])

function entry(cursor: Cursor): void {
  const flag = entryName.exec(cursor.string())?.[1]
  if (flag === undefined || flag.toLowerCase() === '\\recent') throw new ParseError('Unknown entry')
  cursor.space()
  if (!entryTypes.has(cursor.keyword())) throw new ParseError('Unknown type of entry')
  cursor.space()
}

/**
 * The highest MODSEQ of what is returned: of the first and the last message when only they are (RFC 4731 §3.2), else of
 * all. 0 when nothing was found.
 */
export function highestModseq(
  { mailbox, view }: Selected,
  places: Uint32Array,
  returns: ReadonlySet<string> | undefined,
): number {
  const isOfEnds = returns !== undefined && !returns.has('ALL') && !returns.has('COUNT')
  const ends = [returns?.has('MIN') && places[0], returns?.has('MAX') && places.at(-1)]
  const { modseqs } = mailbox.messages
  let highest = 0
  for (const place of isOfEnds ? ends.filter(end => typeof end === 'number') : places) {
    const row = view.row(place)
    if (row >= 0) highest = Math.max(highest, modseqs[row]!)
  }
  return highest
}
