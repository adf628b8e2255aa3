/** SEARCH by MODSEQ, and the MODSEQ of what was found. RFC 7162 §3.1.5, §3.1.6; RFC 4731 §3.2. */
import type { Selected } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { modSequence } from '../wire/mod-sequence.ts'
import type { Key } from './keys.ts'
import { pageOf } from './partial.ts'
import type { Returns } from './returns.ts'

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
  return { kind: 'modseq', modseq: modSequence(cursor) }
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
 * The highest MODSEQ of what is returned: of all that was found with ALL and COUNT, else of the first, the last and the
 * page that are (RFC 4731 §3.2, RFC 9394 §3.1). 0 when nothing is. `places` are in the order of the answer.
 */
export function highestModseq(
  { mailbox, view }: Pick<Selected, 'mailbox' | 'view'>,
  places: Uint32Array,
  returns: Returns | undefined,
): number {
  const { modseqs } = mailbox.messages
  let highest = 0
  for (const part of returns === undefined ? [places] : returned(places, returns)) {
    for (const place of part) {
      const row = view.row(place)
      if (row >= 0) highest = Math.max(highest, modseqs[row]!)
    }
  }
  return highest
}

function returned(places: Uint32Array, { options, partial }: Returns): readonly Uint32Array[] {
  if (options.has('ALL') || options.has('COUNT')) return [places]
  const parts: Uint32Array[] = []
  if (options.has('MIN')) parts.push(places.subarray(0, 1))
  if (options.has('MAX')) parts.push(places.subarray(-1))
  if (partial !== undefined) parts.push(pageOf(places, partial))
  return parts
}
