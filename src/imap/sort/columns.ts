/** What messages are compared by: numbers in columns, in which texts stand by their ranks. */
import type { ColumnName } from '../columns/known-columns.ts'
import { valuesOf } from '../columns/letter-values.ts'
import type { Pause, Searched } from '../search/scan.ts'
import type { Scores } from '../search/scores.ts'
import type { Criterion, SortKey } from './criteria.ts'

/** Compares two of the messages, by their positions among those that the columns are of; 0 where they are equal. */
export type Compare = (a: number, b: number) => number

/** Of the mailbox itself, or of the search. */
type LiveKey = Exclude<SortKey, ColumnName>

/** Reads what `criteria` need of the messages at `places`. */
export async function comparing(
  searched: Searched,
  places: Uint32Array,
  criteria: readonly Criterion[],
  scores: Scores | undefined,
  pause: Pause,
): Promise<Compare> {
  const { view, mailbox } = searched
  const keys = [...new Set(criteria.map(({ key }) => key))]
  const stored = keys.filter(key => !isLive(key))
  const values = await valuesOf(searched, places, stored, pause)
  const columns = new Map<SortKey, Float64Array>()
  for (const key of stored)
    columns.set(key, key === 'DATE' ? values.numbers(key).slice() : await values.ranks(key))
  const live = (key: LiveKey) => {
    const column = new Float64Array(places.length)
    columns.set(key, column)
    return column
  }
  const arrivals = keys.includes('ARRIVAL') ? live('ARRIVAL') : undefined
  const sizes = keys.includes('SIZE') ? live('SIZE') : undefined
  const relevancies = keys.includes('RELEVANCY') ? live('RELEVANCY') : undefined
  const dates = columns.get('DATE')
  for (let i = 0; i < places.length; i++) {
    const row = view.row(places[i]!)
    // RFC 5256 §2.2: where no Date can be read, the internal date stands for it.
    if (dates !== undefined && Number.isNaN(dates[i]))
      dates[i] = row < 0 ? 0 : mailbox.messages.internalDatesMs[row]!
    if (row < 0) continue
    if (arrivals !== undefined) arrivals[i] = mailbox.messages.internalDatesMs[row]!
    if (sizes !== undefined) sizes[i] = mailbox.messages.sizesBytes[row]!
    // The nearest first (RFC 6203 §6).
    if (relevancies !== undefined) relevancies[i] = -(scores?.of(places[i]!) ?? 0)
    if (i % 4096 === 4095) await pause()
  }
  return inTurn(
    criteria.map(({ key, reverse }) => {
      const column = columns.get(key)!
      return reverse
        ? (a: number, b: number) => column[b]! - column[a]!
        : (a: number, b: number) => column[a]! - column[b]!
    }),
  )
}

function isLive(key: SortKey): key is LiveKey {
  return key === 'ARRIVAL' || key === 'SIZE' || key === 'RELEVANCY'
}

/** The first criterion by which two messages differ decides. */
function inTurn(compares: readonly Compare[]): Compare {
  const [only] = compares
  if (compares.length === 1 && only !== undefined) return only
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}
