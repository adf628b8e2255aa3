import type { Mailbox } from '../../ports/mailboxes.ts'
import { ToldFailure } from '../backend.ts'
import { bad, command, no, type Outcome, ok } from '../command.ts'
import { inPart, mostMessages, tooMany } from '../message-limit.ts'
import { boundKey } from '../search/bound-key.ts'
import { anyKey, type Key } from '../search/keys.ts'
import { asksSent, matcherOf, needsColumns, siftedTexts } from '../search/match.ts'
import { highestModseq } from '../search/modseq.ts'
import {
  asksModseq,
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
import type { Selected, Session } from '../session.ts'
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
    const selected = session.state === 'selected' ? session.selected.mailbox.id : undefined
    const mailboxes = await mailboxesOf(session.account, from, selected)
    const isAlone = isSelectedAlone(from)
    const refused = isAlone ? undefined : tooLarge(session, mailboxes)
    if (refused !== undefined) return refused
    if (asksModseq(program.key)) session.enableCondstore()
    let code: string | undefined
    if (program.returns.options.has('UPDATE')) {
      session.writer
        .text('* NO [NOUPDATE ')
        .string(session.tag)
        .text('] Only SEARCH and SORT are updated\r\n')
    }
    for (const { id, name } of mailboxes) {
      if (id !== selected) await searchOther(session, name, program)
      else {
        const found = await find(session, true, program, isAlone)
        if ('status' in found) return found
        code = found.code
        const { view } = session.selected
        if (program.returns.options.has('SAVE')) view.save(savedOf(program.returns, view.uids(found.places)))
        tell(session, name, session.selected, program, found)
      }
      await session.writer.ready()
    }
    return inPart(session, ok('ESEARCH completed'), { code })
  },
})

/** Which of several mailboxes was searched in part could not be told: RFC 9738 §3.1 knows of one. */
function tooLarge(session: Session, mailboxes: readonly Mailbox[]): Outcome | undefined {
  const most = mostMessages(session)
  return mailboxes.some(({ messages }) => messages > most) ? tooMany(most) : undefined
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
    tell(session, name, { mailbox, view }, program, { places, scores })
  } catch (error) {
    if (!(error instanceof ToldFailure)) throw error
  }
}

function tell(
  { writer, tag }: Session,
  name: string,
  searched: Pick<Selected, 'mailbox' | 'view'>,
  { returns, key }: WithReturns,
  { places, scores }: { readonly places: Uint32Array; readonly scores?: Scores | undefined },
): void {
  if (places.length === 0) return
  const modseq = asksModseq(key) ? highestModseq(searched, places, returns) : 0
  const results = { ...resultsOf(searched.view.uids(places), places, scores), modseq }
  const { uidValidity } = searched.mailbox
  // RFC 7377 §2.1
  writeResults(writer, tag, true, returns, results, () =>
    writer.text(' MAILBOX ').mailbox(name).text(` UIDVALIDITY ${uidValidity}`),
  )
}
