/**
 * imap/select/ — what SELECT and EXAMINE are asked beside the mailbox, and what they answer beyond what it is:
 * CONDSTORE and QRESYNC (RFC 7162), and whether anything can be changed (RFC 3501 §7.1, RFC 4314).
 *
 * Invariants: what a client missed is told before the tagged answer, in numbers of the view that it then has; a client
 * that knows an older UIDVALIDITY is told nothing of what it missed, and asks anew.
 *
 * Deliberately absent: anything kept of a client between its sessions. It says itself what it knows.
 */
import { needing } from '../capability/optional.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { modSequence } from '../wire/mod-sequence.ts'
import { type SequenceSet, sequenceSet } from '../wire/sequence-set.ts'
import type { Resync, Sample } from './resync.ts'

export interface SelectParameters {
  readonly condstore?: true
  readonly qresync?: Resync
}

/** Each takes what follows its name. */
const parameters: ReadonlyMap<string, (cursor: Cursor) => SelectParameters> = new Map<
  string,
  (cursor: Cursor) => SelectParameters
>([
  // RFC 7162 §3.1.8
  ['CONDSTORE', needing('CONDSTORE', () => ({ condstore: true }))],
  // RFC 7162 §3.2.5
  ['QRESYNC', needing('QRESYNC', cursor => ({ qresync: resync(cursor) }))],
])

/**
 * RFC 4466 §2.1:
 *
 *     select-params = SP "(" select-param *(SP select-param) ")"
 *     select-param  = select-param-name [SP select-param-value]
 */
export function selectParameters(cursor: Cursor): SelectParameters {
  let parsed: SelectParameters = {}
  if (!cursor.takes(' ')) return parsed
  const seen = new Set<string>()
  cursor.list(() => {
    const name = cursor.keyword()
    const parse = parameters.get(name)
    if (parse === undefined) throw new ParseError('Unknown parameter of SELECT')
    if (seen.has(name)) throw new ParseError('A parameter is there twice')
    seen.add(name)
    parsed = { ...parsed, ...parse(cursor) }
  })
  if (seen.size === 0) throw new ParseError('A parameter is missing')
  return parsed
}

/**
 * RFC 7162 §7:
 *
 *     select-param   =/ "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"
 *     uidvalidity    = nz-number
 *     known-uids     = sequence-set            ; "*" is not allowed
 *     seq-match-data = "(" known-sequence-set SP known-uid-set ")"
 *
 * Zero is no mod-sequence, but programs say it where they know of none yet.
 */
function resync(cursor: Cursor): Resync {
  cursor.space()
  cursor.expect('(')
  const uidValidity = cursor.positive()
  cursor.space()
  const modseq = modSequence(cursor)
  let knownUids: SequenceSet | undefined
  let known: Sample | undefined
  if (cursor.takes(' ')) {
    if (!cursor.sees('(')) knownUids = closedSet(cursor)
    if (knownUids === undefined || cursor.takes(' ')) {
      // RFC 9586 §3.7
      if (cursor.modes.uidOnly) throw new ParseError('Messages have UIDs alone', 'UIDREQUIRED')
      known = sample(cursor)
    }
  }
  cursor.expect(')')
  return { uidValidity, modseq, knownUids, sample: known }
}

/** Both sets ascend (RFC 7162 §3.2.5.2), and pairs need as many of one as of the other. */
function sample(cursor: Cursor): Sample {
  cursor.expect('(')
  const numbers = closedSet(cursor)
  cursor.space()
  const uids = closedSet(cursor)
  cursor.expect(')')
  if (!ascends(numbers) || !ascends(uids)) throw new ParseError('Known numbers must ascend')
  if (size(numbers) !== size(uids)) throw new ParseError('Known numbers and UIDs must be pairs')
  return { numbers, uids }
}

function closedSet(cursor: Cursor): SequenceSet {
  const set = sequenceSet(cursor)
  if (set.some(({ first, last }) => !Number.isFinite(first) || !Number.isFinite(last)))
    throw new ParseError('* is not allowed here')
  return set
}

function ascends(set: SequenceSet): boolean {
  return set.every(({ first, last }, i) => first <= last && (i === 0 || first > set[i - 1]!.last))
}

function size(set: SequenceSet): number {
  return set.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}
