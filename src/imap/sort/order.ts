import { pacer, type Searched } from '../search/scan.ts'
import type { Scores } from '../search/scores.ts'
import { comparing } from './columns.ts'
import type { Criterion } from './criteria.ts'
import { steadySort } from './steady-sort.ts'

/**
 * Places in the order of the criteria. Messages that are equal by all of them stay in the mailbox's order, whatever is
 * reversed (RFC 5256 §3).
 */
export async function inOrderOf(
  searched: Searched,
  places: Uint32Array,
  criteria: readonly Criterion[],
  scores?: Scores,
): Promise<Uint32Array> {
  const pause = pacer()
  const compare = await comparing(searched, places, criteria, scores, pause)
  const order = await steadySort(places.length, (a, b) => compare(a, b) || a - b, pause)
  return order.map(position => places[position]!)
}
