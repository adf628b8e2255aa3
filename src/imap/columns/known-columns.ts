/**
 * What SORT, THREAD and searches by sent dates compare letters by, held beside a mailbox once it was asked for: whoever
 * sorts a mailbox sorts it again. Letters never change, and are found here by UID; what has left is no more asked for.
 *
 * All is bounded together, and what was read is forgotten some minutes later, used or not, so that nothing of a letter
 * outlives it for long.
 */
import { lowerBound } from '../../base/lower-bound.ts'
import type { View } from '../view/view.ts'
import { RankedTexts } from './ranked-texts.ts'

/**
 * DATE: milliseconds since 1970, NaN without one. ANCESTORS: the number of a list, -1 where the header has to be read. The
 * others: numbers of texts; of SUBJECT doubled, and one more of a reply.
 */
export type ColumnName =
  | 'DATE'
  | 'SUBJECT'
  | 'FROM'
  | 'TO'
  | 'CC'
  | 'DISPLAYFROM'
  | 'DISPLAYTO'
  | 'ID'
  | 'ANCESTORS'

/** Octets of a letter in a column: its UID and its number. */
const rowBytes = 12
const keptMs = 5 * 60_000
/** Letters between two looks at the clock. */
const fillSteps = 4096

type Pause = () => Promise<void>

/** A number for each of some letters. */
class Column {
  /** Ascending. */
  #uids = new Uint32Array(0)
  #numbers = new Float64Array(0)

  get bytes(): number {
    return rowBytes * this.#uids.length
  }

  /** Puts what is known into `into`, and marks what is not; ascending places are found fastest. */
  async fill(
    view: View,
    places: Uint32Array,
    into: Float64Array,
    missing: Uint8Array,
    pause: Pause,
  ): Promise<void> {
    // As they are now: others may add to them in the pauses.
    const uids = this.#uids
    const numbers = this.#numbers
    let at = -1
    for (let i = 0; i < places.length; i++) {
      const uid = view.uid(places[i]!)
      at = uids[at + 1] === uid ? at + 1 : lowerBound(uids, uids.length, uid)
      if (uids[at] === uid) into[i] = numbers[at]!
      else missing[i] = 1
      if (i % fillSteps === fillSteps - 1) await pause()
    }
  }

  /** What is known already stays. */
  add(uids: Uint32Array, numbers: Float64Array): void {
    const isAfter = uids.every((uid, i) => uid > (i === 0 ? (this.#uids.at(-1) ?? 0) : uids[i - 1]!))
    if (isAfter) {
      const start = this.#uids.length
      const all = {
        uids: new Uint32Array(start + uids.length),
        numbers: new Float64Array(start + uids.length),
      }
      all.uids.set(this.#uids)
      all.uids.set(uids, start)
      all.numbers.set(this.#numbers)
      all.numbers.set(numbers, start)
      this.#uids = all.uids
      this.#numbers = all.numbers
      return
    }
    const order = Uint32Array.from(uids.keys())
    if (uids.some((uid, i) => uid < uids[i - 1]!)) order.sort((a, b) => uids[a]! - uids[b]!)
    const count = this.#uids.length + uids.length
    const merged = { uids: new Uint32Array(count), numbers: new Float64Array(count) }
    let at = 0
    let known = 0
    const take = (uid: number, number: number) => {
      if (at > 0 && merged.uids[at - 1] === uid) return
      merged.uids[at] = uid
      merged.numbers[at++] = number
    }
    for (const i of order) {
      const uid = uids[i]!
      for (; known < this.#uids.length && this.#uids[known]! <= uid; known++)
        take(this.#uids[known]!, this.#numbers[known]!)
      take(uid, numbers[i]!)
    }
    for (; known < this.#uids.length; known++) take(this.#uids[known]!, this.#numbers[known]!)
    this.#uids = merged.uids.slice(0, at)
    this.#numbers = merged.numbers.slice(0, at)
  }
}

/** What a list takes beside its members, and each of these, in octets, about. */
const listBytes = 48
const memberBytes = 8

/** Lists of message IDs by their numbers among texts; 0 is the empty one. */
class IdLists {
  readonly #lists: (readonly number[])[] = [[]]
  #members = 0

  get bytes(): number {
    return listBytes * this.#lists.length + memberBytes * this.#members
  }

  add(list: readonly number[]): number {
    if (list.length === 0) return 0
    this.#members += list.length
    return this.#lists.push(list) - 1
  }

  get(number: number): readonly number[] {
    return this.#lists[number] ?? []
  }
}

/** Of one mailbox. */
export class Columns {
  readonly ancestors = new IdLists()
  readonly #columns = new Map<ColumnName, Column>()
  readonly #texts = new Map<ColumnName, RankedTexts>()

  get bytes(): number {
    let { bytes } = this.ancestors
    for (const { bytes: own } of this.#columns.values()) bytes += own
    for (const { bytes: own } of this.#texts.values()) bytes += own
    return bytes
  }

  column(name: ColumnName): Column {
    return made(this.#columns, name, () => new Column())
  }

  texts(name: ColumnName): RankedTexts {
    return made(this.#texts, name, () => new RankedTexts())
  }
}

function made<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

/** Where a mailbox finds its own. */
export interface KnownColumns {
  /** Empty when nothing is known; whoever adds to it adds for all. */
  open(): Columns
  /** Counts what was added to it, unless it was forgotten meanwhile. */
  keep(columns: Columns): void
  forget(): void
}

interface Kept {
  readonly columns: Columns
  readonly timer: NodeJS.Timeout
  bytes: number
}

/** Of all mailboxes. Where it becomes too much, what was not used for longest goes. */
export class ColumnMemory {
  readonly #maxBytes: number
  readonly #kept = new Map<KnownColumns, Kept>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** For one mailbox. */
  add(): KnownColumns {
    const known: KnownColumns = {
      open: () => this.#open(known),
      keep: columns => this.#keep(known, columns),
      forget: () => this.#forget(known),
    }
    return known
  }

  #open(known: KnownColumns): Columns {
    let kept = this.#kept.get(known)
    if (kept === undefined) {
      const timer = setTimeout(() => this.#forget(known), keptMs).unref()
      kept = { columns: new Columns(), timer, bytes: 0 }
      this.#kept.set(known, kept)
    }
    return kept.columns
  }

  #keep(known: KnownColumns, columns: Columns): void {
    const kept = this.#kept.get(known)
    // Forgotten meanwhile: it is not to last longer.
    if (kept?.columns !== columns) return
    this.#bytes += columns.bytes - kept.bytes
    kept.bytes = columns.bytes
    // What is too large by itself takes nobody's room.
    if (kept.bytes > this.#maxBytes) {
      this.#forget(known)
      return
    }
    this.#kept.delete(known)
    this.#kept.set(known, kept)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#forget(oldest)
    }
  }

  #forget(known: KnownColumns): void {
    const kept = this.#kept.get(known)
    if (kept === undefined) return
    clearTimeout(kept.timer)
    this.#bytes -= kept.bytes
    this.#kept.delete(known)
  }
}
