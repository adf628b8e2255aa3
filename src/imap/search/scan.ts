/** Runs a search over a view in passes, each with more data for fewer messages. */
import { breathe } from '../../base/breath.ts'
import type { KeptText } from '../../ports/kept-texts.ts'
import type { StoredView } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import { valuesOf } from '../columns/letter-values.ts'
import type { Progress } from '../progress.ts'
import { hasLeft } from '../view/has-left.ts'
import type { View } from '../view/view.ts'
import { readContent } from './content.ts'
import { gramsOf } from './grams.ts'
import { type KeptLimits, keepsTexts, keptContent, keptText, recipeOf } from './kept-content.ts'
import type { Content, Decision, Facts, Matcher } from './match.ts'
import { siftSlab } from './slabs.ts'

const columnBatch = 1000
const keptBatch = 64
/** Fewer are told by filters of their own. */
const fewPlaces = 64
const contentBatch = 16
/** Longest run without letting other sessions on. */
const sliceMs = 5

/** What is searched. */
export interface Searched {
  readonly mailbox: SelectedMailbox
  readonly view: View
  readonly limits: KeptLimits
}

export interface ScanOptions {
  /** Ascending, where only some places are asked about. */
  readonly among?: Uint32Array
  readonly progress?: Progress
  /** `siftedTexts` of the key. */
  readonly sifted?: ReadonlySet<string>
  /** `asksSent` of the key. */
  readonly datesFirst?: boolean
  /** `needsColumns` of the key. */
  readonly columnsFirst?: boolean
}

/** The places that match, ascending. */
export async function scan(
  searched: Searched,
  matches: Matcher,
  options: ScanOptions = {},
): Promise<Uint32Array> {
  const { among, progress = { done: undefined, goal: undefined } } = options
  const { sifted = new Set(), datesFirst = false, columnsFirst = true } = options
  const found = new Uint8Array(searched.view.exists)
  const pause = pacer()
  const decide = (facts: Facts): Decision => {
    const decision = matches(facts)
    if (decision === true) found[facts.place] = 1
    return decision
  }
  let places: readonly number[] = await scanArrays(searched, decide, pause, among)
  const unfiltered = new Set<number>()
  if (sifted.size > 0) places = await sift(searched, places, sifted, unfiltered, decide, pause)
  if (datesFirst && places.length > 0) places = await scanDates(searched, places, decide, pause)
  const open =
    columnsFirst || searched.mailbox.kept === undefined
      ? await scanColumns(searched, places, decide, pause)
      : places.map(place => ({ place }))
  // The last pass takes long, if any does: of the others nothing is told.
  progress.goal = open.length
  progress.done = 0
  await scanContent(searched, open, unfiltered, decide, pause, progress)
  return ones(found)
}

type Decide = (facts: Facts) => Decision
export type Pause = () => Promise<void>

/** Each pass returns what it could not decide. */
async function scanArrays(
  { view }: Searched,
  decide: Decide,
  pause: Pause,
  among: Uint32Array | undefined,
): Promise<number[]> {
  const open: number[] = []
  const count = among?.length ?? view.exists
  // One for all: most are decided here, and a hundred thousand objects are not made for it.
  const facts = { place: 0, row: 0 }
  for (let i = 0; i < count; i++) {
    facts.place = among === undefined ? i : among[i]!
    facts.row = view.row(facts.place)
    if (facts.row >= 0 && decide(facts) === undefined) open.push(facts.place)
    if (i % 4096 === 4095) await pause()
  }
  return open
}

/** Decides what the moments alone do, at which letters were sent. */
async function scanDates(
  searched: Searched,
  places: readonly number[],
  decide: Decide,
  pause: Pause,
): Promise<number[]> {
  const values = await valuesOf(searched, Uint32Array.from(places), ['DATE'], pause)
  const dates = values.numbers('DATE')
  const open: number[] = []
  const facts = { place: 0, row: 0, sentAt: null as number | null }
  for (let i = 0; i < places.length; i++) {
    facts.place = places[i]!
    facts.row = searched.view.row(facts.place)
    facts.sentAt = Number.isNaN(dates[i]) ? null : dates[i]!
    if (facts.row >= 0 && decide(facts) === undefined) open.push(facts.place)
    if (i % 4096 === 4095) await pause()
  }
  return open
}

/** Puts aside what does not hold the texts that are looked for, as far as that is known; tells of what there is no filter. */
async function sift(
  searched: Searched,
  places: readonly number[],
  texts: ReadonlySet<string>,
  unfiltered: Set<number>,
  decide: Decide,
  pause: Pause,
): Promise<readonly number[]> {
  const { open, unknown } =
    places.length < fewPlaces
      ? { open: [], unknown: places }
      : await scanSlabs(searched, places, texts, decide, pause)
  return [...open, ...(await scanFilters(searched, unknown, unfiltered, decide, pause))]
}

/** What is left, and of what nothing was known. */
async function scanSlabs(
  { mailbox: { kept }, view, limits }: Searched,
  places: readonly number[],
  texts: ReadonlySet<string>,
  decide: Decide,
  pause: Pause,
): Promise<{ readonly open: number[]; readonly unknown: readonly number[] }> {
  if (kept?.slabs === undefined) return { open: [], unknown: places }
  const uids = view.uids(new Uint32Array(places))
  const known = new Uint8Array(places.length)
  const lacking = new Map(Array.from(texts, text => [text, new Uint8Array(places.length)]))
  const sought = Array.from(lacking, ([text, of]) => ({ grams: gramsOf(text), lacking: of }))
  const recipe = recipeOf(limits)
  let after = uids[0]! - 1
  for (;;) {
    const slabs = await kept.slabs(recipe, after)
    for (const slab of slabs) {
      await siftSlab(slab, uids, sought, known)
      await pause()
    }
    const last = slabs.at(-1)
    if (last === undefined || last.lastUid >= uids.at(-1)!) break
    after = last.lastUid
  }
  const open: number[] = []
  const unknown: number[] = []
  let at = 0
  const facts = { place: 0, row: 0, lacks: (text: string) => lacking.get(text)?.[at] === 1 }
  for (; at < places.length; at++) {
    facts.place = places[at]!
    facts.row = view.row(facts.place)
    if (known[at] === 0) unknown.push(facts.place)
    else if (facts.row >= 0 && decide(facts) === undefined) open.push(facts.place)
    if (at % 4096 === 4095) await pause()
  }
  return { open, unknown }
}

async function scanFilters(
  searched: Searched,
  places: readonly number[],
  unfiltered: Set<number>,
  decide: Decide,
  pause: Pause,
): Promise<readonly number[]> {
  const { mailbox, view } = searched
  const { kept } = mailbox
  if (kept === undefined) return places
  const recipe = recipeOf(searched.limits)
  const open: number[] = []
  for (let start = 0; start < places.length; start += columnBatch) {
    const batch = withViews(
      searched,
      places.slice(start, start + columnBatch).map(place => ({ place })),
    )
    const filters = new Map(
      await kept.filters(
        recipe,
        batch.map(({ id }) => id),
      ),
    )
    for (const { place, id } of batch) {
      const filter = filters.get(id)
      const row = view.row(place)
      if (row < 0) continue
      if (filter === undefined) unfiltered.add(place)
      if (filter === undefined || decide({ place, row, filter }) === undefined) open.push(place)
    }
    await pause()
  }
  return open
}

async function scanColumns(
  searched: Searched,
  places: readonly number[],
  decide: Decide,
  pause: Pause,
): Promise<Facts[]> {
  const open: Facts[] = []
  for (let start = 0; start < places.length; start += columnBatch) {
    const batch = places.slice(start, start + columnBatch).map(place => ({ place, row: 0 }))
    for (const known of await withColumns(searched, batch)) if (decide(known) === undefined) open.push(known)
    await pause()
  }
  return open
}

async function scanContent(
  searched: Searched,
  facts: readonly Omit<Facts, 'row'>[],
  unfiltered: ReadonlySet<number>,
  decide: Decide,
  pause: Pause,
  progress: Progress,
): Promise<void> {
  const { mailbox, view } = searched
  const { kept } = mailbox
  const recipe = recipeOf(searched.limits)
  for (let start = 0; start < facts.length; start += keptBatch) {
    const batch = withViews(searched, facts.slice(start, start + keptBatch))
    const ids = batch.map(({ id }) => id)
    const texts = new Map(await kept?.texts(recipe, ids))
    const unread: Facts[] = []
    const unsure: Facts[] = []
    const without: Facts[] = []
    for (const { id, ...known } of batch) {
      const text = texts.get(id)
      const content = text && keptContent(text)
      if (content === undefined) {
        unread.push(known)
        continue
      }
      progress.done = (progress.done ?? 0) + 1
      const row = view.row(known.place)
      if (row >= 0 && unfiltered.has(known.place)) without.push({ ...known, row, content })
      if (row >= 0 && decide({ ...known, row, content }) === undefined)
        unsure.push({ ...known, row, content })
      await pause()
    }
    for (const known of await withColumns(searched, unsure)) decide(known)
    const open = (await withColumns(searched, unread)).filter(known => decide(known) === undefined)
    progress.done = (progress.done ?? 0) + unread.length - open.length
    if (open.length > 0) await readLetters(searched, open, decide, pause, progress)
    await keepFilters(searched, without, pause)
  }
}

/** Of letters whose texts are kept: their filters were lost, or changed on the disk. */
async function keepFilters(searched: Searched, facts: readonly Facts[], pause: Pause): Promise<void> {
  if (facts.length === 0) return
  const made: KeptText[] = []
  for (const { id, columns, content } of withViews(searched, await withColumns(searched, facts))) {
    if (columns !== undefined && content !== undefined)
      made.push(keptText(id, columns, content, searched.limits))
    await pause()
  }
  if (made.length > 0) searched.mailbox.kept?.keep(recipeOf(searched.limits), made)
}

/** Adds the search columns to those that have none. */
async function withColumns(searched: Searched, facts: readonly Facts[]): Promise<readonly Facts[]> {
  const batch = withViews(searched, facts)
  const without = batch.filter(({ columns }) => columns === undefined)
  if (without.length === 0) return batch
  const stored = await searched.mailbox.searchTexts(without.map(({ id }) => id))
  const byId = new Map(stored.map(each => [each.id, each]))
  return batch.flatMap(({ id, ...known }) => {
    const columns = known.columns ?? byId.get(id)
    const row = searched.view.row(known.place)
    return columns === undefined || row < 0 ? [] : [{ ...known, row, columns }]
  })
}

/** Looks into the letters themselves, and keeps what was read of those of which not all is kept. */
async function readLetters(
  searched: Searched,
  facts: readonly Facts[],
  decide: Decide,
  pause: Pause,
  progress: Progress,
): Promise<void> {
  const { mailbox, view, limits } = searched
  const { kept } = mailbox
  const recipe = recipeOf(limits)
  for (let start = 0; start < facts.length; start += contentBatch) {
    const batch = withViews(searched, facts.slice(start, start + contentBatch))
    const ids = batch.map(({ id }) => id)
    const views = await mailbox.views(ids)
    const byId = new Map(views.map(each => [each.id, each]))
    const known = new Map(await kept?.filters(recipe, ids))
    const read: KeptText[] = []
    for (const { id, ...facts } of batch) {
      progress.done = (progress.done ?? 0) + 1
      const stored = byId.get(id)
      const content = stored && (await contentOf(searched, stored))
      const row = view.row(facts.place)
      if (content === undefined || row < 0) continue
      decide({ ...facts, row, content })
      // One with a filter alone is too long, or what was kept of it cannot be read.
      const isKept = known.has(id) && !keepsTexts(content, limits)
      if (kept !== undefined && facts.columns !== undefined && !isKept)
        read.push(keptText(id, facts.columns, content, limits))
      await pause()
    }
    if (read.length > 0) kept?.keep(recipe, read)
  }
}

/** Undefined when the message was removed while it was read. */
async function contentOf({ mailbox, limits }: Searched, stored: StoredView): Promise<Content | undefined> {
  try {
    return await readContent(mailbox, stored, limits.imapSearchPartBytes)
  } catch (error) {
    if (await hasLeft(mailbox, stored.id)) return undefined
    throw error
  }
}

/** Adds the view ids. Whoever waits has to ask for the rows anew: they move, and messages may be gone. */
function withViews(
  { view, mailbox }: Searched,
  facts: readonly Omit<Facts, 'row'>[],
): (Facts & { readonly id: number })[] {
  const present: (Facts & { readonly id: number })[] = []
  for (const each of facts) {
    const row = view.row(each.place)
    if (row >= 0) present.push({ ...each, row, id: mailbox.messages.views[row]! })
  }
  return present
}

/** The places of the ones. */
function ones(marks: Uint8Array): Uint32Array {
  let count = 0
  for (const mark of marks) count += mark
  const places = new Uint32Array(count)
  for (let place = 0, at = 0; at < count; place++) if (marks[place] === 1) places[at++] = place
  return places
}

/** Lets other sessions on, whenever one has run for long enough. */
export function pacer(): Pause {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < sliceMs) return
    await breathe()
    began = performance.now()
  }
}
