/** What SEARCH, SORT, THREAD and ESEARCH have in common: charset, keys and what is asked of the results. */
import { bad, no, type Outcome } from '../command.ts'
import { lookedAt, mostMessages, type Part, partOf, tooMany } from '../message-limit.ts'
import { reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { boundKey } from './bound-key.ts'
import { charset, charsetRefusal } from './charsets.ts'
import { placesByFlags } from './flag-scan.ts'
import { anyKey, countKeys, type Key, searchKeys } from './keys.ts'
import { asksSent, matcherOf, needsColumns, siftedTexts } from './match.ts'
import { highestModseq } from './modseq.ts'
import { type Results, type Returns, returnOptions, savedOf, writeResults } from './returns.ts'
import { type Searched, scan } from './scan.ts'
import { Scores } from './scores.ts'

export interface Program {
  /** Undefined for the plain answer. */
  readonly returns: Returns | undefined
  readonly charset: string
  readonly key: Key
}

/** Takes `RETURN (…)` and the space behind it, where they are. */
export function optionalReturns(cursor: Cursor, of: 'SEARCH' | 'SORT' = 'SEARCH'): Returns | undefined {
  if (!cursor.takesWord('RETURN')) return undefined
  cursor.needs(of === 'SORT' ? 'ESORT' : 'ESEARCH')
  const returns = returnOptions(cursor, of)
  cursor.space()
  return returns
}

/**
 * RFC 4466 §2.6: `search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)`
 */
export function searchProgram(cursor: Cursor, returns: Returns | undefined): Program {
  let name = 'UTF-8'
  if (cursor.takesWord('CHARSET')) {
    if (cursor.modes.utf8Accept) throw new ParseError('No charset is named once UTF8=ACCEPT is enabled')
    cursor.space()
    name = charset(cursor)
    cursor.space()
  }
  return { returns, charset: name, key: searchKeys(cursor, cursor.limits.imapSearchDepth) }
}

/** RFC 5256 §5: `search-criteria = charset 1*(SP search-key)` */
export function searchCriteria(cursor: Cursor, returns?: Returns): Program {
  const name = charset(cursor)
  cursor.space()
  return { returns, charset: name, key: searchKeys(cursor, cursor.limits.imapSearchDepth) }
}

export function checkProgram(session: Session, { returns, charset, key }: Program): Outcome | undefined {
  if (countKeys(key) > session.limits.imapSearchKeys) return no('The search has too many keys', 'LIMIT')
  const sections = returns?.fetch?.filter(({ kind }) => kind === 'section' || kind === 'content').length ?? 0
  if (sections > session.limits.imapFetchSections) return bad('Too many sections')
  // RFC 6203 §4
  if (returns?.options.has('RELEVANCY') && !isFuzzy(key)) return bad('RELEVANCY needs a FUZZY key')
  if (asksModseq(key) && session.state === 'selected' && !session.selected.view.hasModseqs)
    return bad('The mailbox has no mod-sequences')
  // RFC 5267 §4.3
  if (returns?.options.has('UPDATE') && session.telling.contexts?.has(session.tag)) return bad('Tag reuse')
  // A search that fails empties what SAVE would keep (RFC 5182 §2.1), which is done when it runs.
  return returns?.options.has('SAVE') ? undefined : charsetRefusal(charset)
}

export function isFuzzy(key: Key): boolean {
  return anyKey(key, each => 'fuzzy' in each)
}

export function asksModseq(key: Key): boolean {
  return anyKey(key, ({ kind }) => kind === 'modseq')
}

/** `places`, ascending, are what was found; `code` is there when not all was looked at. */
export interface Found extends Part {
  readonly scores: Scores | undefined
}

/**
 * Finds messages of the selected mailbox; a refusal where they cannot be looked for. `inPart`: a part of them may be
 * looked at.
 */
export async function find(
  session: Session,
  byUid: boolean,
  program: Program,
  inPart: boolean,
): Promise<Found | Outcome> {
  const { mailbox, view } = session.selected
  const saves = program.returns?.options.has('SAVE') ?? false
  // What was delivered a moment ago is told, and found. Behind a removal that was not told it can be where no number of
  // the client's loses its meaning.
  await session.telling.all(view.hasUntoldArrivals && byUid && !anyKey(program.key, namesNumbers))
  const scores = isFuzzy(program.key) ? new Scores() : undefined
  const circumstances = { nowMs: session.clock.now(), scores }
  const key = await boundKey(program.key, session.selected)
  const matcher = matcherOf(key, view, mailbox.messages, circumstances)
  if (matcher === undefined) return bad('There is no such message')
  if (saves) view.save()
  const refused = charsetRefusal(program.charset)
  if (refused !== undefined) return refused
  const part = limitedTo(session, key)
  if (part?.code !== undefined && !inPart) return tooMany(mostMessages(session))
  if (asksModseq(program.key)) session.enableCondstore()
  const searched = searchedOf(session)
  const flagged = part === undefined ? placesByFlags(searched, key) : undefined
  if (flagged !== undefined) return { places: flagged, code: undefined, scores }
  const among = part && { among: part.places }
  const places = await reporting(session, undefined, progress =>
    scan(searched, matcher, {
      progress,
      sifted: siftedTexts(key),
      datesFirst: asksSent(key),
      columnsFirst: needsColumns(key),
      ...among,
    }),
  )
  return { places, code: part?.code, scores }
}

/** Where there are more messages than one command works on: those that are looked at. */
function limitedTo(session: Session, key: Key): Part | undefined {
  const { view } = session.selected
  return view.exists > mostMessages(session) ? partOf(session, lookedAt(key, view)) : undefined
}

function namesNumbers(key: Key): boolean {
  return key.kind === 'set' && !key.byUid
}

export function searchedOf({ selected: { mailbox, view }, limits }: Session): Searched {
  return { mailbox, view, limits }
}

/** Answers with ESEARCH, and keeps what SAVE asks for. `places` are in the order of the answer. */
export function tellResults(
  session: Session,
  byUid: boolean,
  { returns, key }: Program,
  places: Uint32Array,
  { scores }: Pick<Found, 'scores'>,
): void {
  if (returns === undefined) return
  const { view } = session.selected
  const uids = view.uids(places)
  if (returns.options.has('SAVE')) view.save(savedOf(returns, uids))
  const numbers = byUid ? uids : places.map(place => place + 1)
  const modseq = asksModseq(key) ? highestModseq(session.selected, places, returns) : 0
  const results = { ...resultsOf(numbers, places, scores), modseq }
  writeResults(session.writer, session.tag, byUid, returns, results)
}

/**
 * The plain answer, in the order of `places`. RFC 7162 §7:
 *
 *     search-data = ("SEARCH" / "SORT") [1*(SP nz-number) [SP "(" "MODSEQ" SP mod-sequence-value ")"]]
 */
export function writePlain(
  { writer, selected }: Session,
  name: 'SEARCH' | 'SORT',
  byUid: boolean,
  key: Key,
  places: Uint32Array,
): void {
  writer.text(`* ${name}`)
  for (const place of places) writer.text(' ').number(byUid ? selected.view.uid(place) : place + 1)
  const modseq = asksModseq(key) ? highestModseq(selected, places, undefined) : 0
  if (modseq > 0) writer.text(` (MODSEQ ${modseq})`)
  writer.text('\r\n')
}

export function resultsOf(numbers: Uint32Array, places: Uint32Array, scores: Scores | undefined): Results {
  return scores === undefined
    ? { numbers }
    : { numbers, scores: Uint8Array.from(places, place => scores.of(place)) }
}

/** Numbers in the criteria must keep their meaning, in UID SEARCH too (RFC 7162 §3.2.10.2). */
export function keepingNumbers(key: Key): { readonly keepsNumbers?: true } {
  return anyKey(key, namesNumbers) ? { keepsNumbers: true } : {}
}
