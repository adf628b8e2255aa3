import { ToldFailure } from '../backend.ts'
import { bad, command, no, type Outcome, ok } from '../command.ts'
import { inPart, mostMessages, tooMany } from '../message-limit.ts'
import { boundKey } from '../search/bound-key.ts'
import { anyKey, type Key } from '../search/keys.ts'
import { asksSent, matcherOf, needsColumns, siftedTexts } from '../search/match.ts'
import {
  checkProgram,
  find,
  isFuzzy,
  optionalReturns,
  type Program,
  resultsOf,
  searchProgram,
} from '../search/program.ts'
import { savedOf, writeResults } from '../search/returns.ts'
import { scan } from '../search/scan.ts'
import { Scores } from '../search/scores.ts'
import { mailboxesOf, type Source, sources } from '../search/sources.ts'
import type { Session } from '../session.ts'
import { View } from '../view/view.ts'
import { ParseError } from '../wire/cursor.ts'
import { savedResult } from '../wire/sequence-set.ts'

const selectedAlone: readonly Source[] = [{ kind: 'SELECTED' }]

/**
 * RFC 7377 §2:
 *
 *     esearch = "ESEARCH" [SP esearch-source-opts] [search-return-opts] SP search-program
 *
 * Mailboxes that there are not are passed over, and so are those in which nothing is found.
 */
export const esearch = command({
  parse(cursor) {
    cursor.space()
    let from = selectedAlone
    if (cursor.takesWord('IN')) {
      cursor.space()
      from = sources(cursor)
      cursor.space()
    }
    const returns = optionalReturns(cursor) ?? { options: new Set(['ALL']), partial: undefined }
    const program = { ...searchProgram(cursor, returns), returns }
    if (!isSelectedAlone(from)) {
      if (anyKey(program.key, isOfSelected))
        throw new ParseError('Sequence numbers are of the selected mailbox')
      if (returns.options.has('SAVE')) throw new ParseError('SAVE is of the selected mailbox')
    }
    return { from, program }
  },
  check(session, { from, program }) {
    // Each mailbox that an auditor looks into is opened, and noted, by itself.
    if (session.account.readOnly) return no('One mailbox is searched at a time', 'CANNOT')
    const needsSelected = from.some(({ kind }) => kind === 'SELECTED')
    if (needsSelected && session.state !== 'selected') return bad('Select a mailbox first')
    return checkProgram(session, program)
  },
  async run(session, { from, program }) {
    const selected = session.state === 'selected' ? session.selected.mailbox.name : undefined
    const names = await mailboxesOf(session.account, from, selected)
    const isAlone = isSelectedAlone(from)
    const refused = isAlone ? undefined : await tooLarge(session, names)
    if (refused !== undefined) return refused
    let code: string | undefined
    if (program.returns.options.has('UPDATE')) {
      session.writer
        .text('* NO [NOUPDATE ')
        .string(session.tag)
        .text('] Only SEARCH and SORT are updated\r\n')
    }
    for (const name of names) {
      if (name !== selected) await searchOther(session, name, program)
      else {
        const found = await find(session, true, program, isAlone)
        if ('status' in found) return found
        code = found.code
        const { mailbox, view } = session.selected
        const { places, scores } = found
        const uids = view.uids(places)
        if (program.returns.options.has('SAVE')) view.save(savedOf(program.returns, uids))
        tell(session, name, mailbox.uidValidity, program, places, uids, scores)
      }
      await session.writer.ready()
    }
    return inPart(session, ok('ESEARCH completed'), { code })
  },
})

/** Which of several mailboxes was searched in part could not be told: RFC 9738 §3.1 knows of one. */
async function tooLarge(session: Session, names: readonly string[]): Promise<Outcome | undefined> {
  const most = mostMessages(session)
  const searched = new Set(names)
  const mailboxes = await session.account.list()
  const isOver = mailboxes.some(({ name, messages }) => searched.has(name) && messages > most)
  return isOver ? tooMany(most) : undefined
}

type WithReturns = Program & { readonly returns: NonNullable<Program['returns']> }

function isSelectedAlone(from: readonly Source[]): boolean {
  return from.every(({ kind }) => kind === 'SELECTED')
}

function isOfSelected(key: Key): boolean {
  return key.kind === 'set' && (!key.byUid || key.set === savedResult)
}

/** Opens a mailbox as EXAMINE does for as long as it is searched: what is recent stays so. */
async function searchOther(session: Session, name: string, program: WithReturns): Promise<void> {
  const { account, limits, clock } = session
  try {
    using mailbox = await account.select(name, () => {})
    if (mailbox === undefined) return
    const view = new View(mailbox.messages, true)
    const scores = isFuzzy(program.key) ? new Scores() : undefined
    const key = await boundKey(program.key, { mailbox, view, readOnly: true })
    const matcher = matcherOf(key, view, mailbox.messages, { nowMs: clock.now(), scores })
    if (matcher === undefined) return
    const places = await scan({ mailbox, view, limits }, matcher, {
      sifted: siftedTexts(key),
      datesFirst: asksSent(key),
      columnsFirst: needsColumns(key),
    })
    tell(session, name, mailbox.uidValidity, program, places, view.uids(places), scores)
  } catch (error) {
    if (!(error instanceof ToldFailure)) throw error
  }
}

function tell(
  { writer, tag }: Session,
  name: string,
  uidValidity: number,
  { returns }: WithReturns,
  places: Uint32Array,
  uids: Uint32Array,
  scores: Scores | undefined,
): void {
  if (uids.length === 0) return
  // RFC 7377 §2.1
  writeResults(writer, tag, true, returns, resultsOf(uids, places, scores), () =>
    writer.text(' MAILBOX ').mailbox(name).text(` UIDVALIDITY ${uidValidity}`),
  )
}
