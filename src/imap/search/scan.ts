/** Runs a search over a session's view in three passes, each with more data for fewer messages. */
import { breathe } from '../../base/breath.ts'
import { type Progress, reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { readContent } from './content.ts'
import type { Decision, Facts, Matcher } from './match.ts'

const columnBatch = 1000
const contentBatch = 16
/** Longest run without letting other sessions on. */
const sliceMs = 5

/** The places that match, ascending. */
export function scan(session: Session, matches: Matcher): Promise<number[]> {
  return reporting(session, undefined, progress => passes(session, matches, progress))
}

async function passes(session: Session, matches: Matcher, progress: Progress): Promise<number[]> {
  const found = new Set<number>()
  const pause = pacer()
  const decide = (facts: Facts): Decision => {
    const decision = matches(facts)
    if (decision === true) found.add(facts.place)
    return decision
  }
  let open = await scanArrays(session, decide, pause)
  open = await scanColumns(session, open, decide, pause)
  // The last pass takes long, if any does: of the others nothing is told.
  progress.goal = open.length
  progress.done = 0
  await scanContent(session, open, decide, pause, progress)
  return [...found].sort((a, b) => a - b)
}

type Decide = (facts: Facts) => Decision
type Pause = () => Promise<void>

/** Each pass returns what it could not decide. */
async function scanArrays(session: Session, decide: Decide, pause: Pause): Promise<Facts[]> {
  const { view } = session.selected
  const open: Facts[] = []
  for (let place = 0; place < view.exists; place++) {
    const row = view.row(place)
    if (row >= 0 && decide({ place, row }) === undefined) open.push({ place, row })
    if (place % 4096 === 4095) await pause()
  }
  return open
}

async function scanColumns(
  session: Session,
  facts: readonly Facts[],
  decide: Decide,
  pause: Pause,
): Promise<Facts[]> {
  const { mailbox } = session.selected
  const open: Facts[] = []
  for (let start = 0; start < facts.length; start += columnBatch) {
    const batch = withViews(session, facts.slice(start, start + columnBatch))
    const stored = await mailbox.searchTexts(batch.map(({ id }) => id))
    const byId = new Map(stored.map(each => [each.id, each]))
    for (const { place, row, id } of batch) {
      const columns = byId.get(id)
      if (columns === undefined) continue
      const known = { place, row, columns }
      if (decide(known) === undefined) open.push(known)
    }
    await pause()
  }
  return open
}

async function scanContent(
  session: Session,
  facts: readonly Facts[],
  decide: Decide,
  pause: Pause,
  progress: Progress,
): Promise<void> {
  const { mailbox } = session.selected
  for (let start = 0; start < facts.length; start += contentBatch) {
    const batch = withViews(session, facts.slice(start, start + contentBatch))
    const views = await mailbox.views(batch.map(({ id }) => id))
    const byId = new Map(views.map(view => [view.id, view]))
    for (const { id, ...known } of batch) {
      progress.done = (progress.done ?? 0) + 1
      const view = byId.get(id)
      if (view === undefined) continue
      decide({ ...known, content: await readContent(mailbox, view, session.limits.imapSearchPartBytes) })
      await pause()
    }
  }
}

/** Adds the view ids; rows may have moved while we waited, and messages may be gone. */
function withViews(session: Session, facts: readonly Facts[]): (Facts & { readonly id: number })[] {
  const { view, mailbox } = session.selected
  const present: (Facts & { readonly id: number })[] = []
  for (const each of facts) {
    const row = view.row(each.place)
    if (row >= 0) present.push({ ...each, row, id: mailbox.messages.views[row]! })
  }
  return present
}

function pacer(): Pause {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < sliceMs) return
    await breathe()
    began = performance.now()
  }
}
