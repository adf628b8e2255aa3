import { compareKeys } from '../../base/casemap.ts'
import { steadySort } from '../sort/steady-sort.ts'

type Pause = () => Promise<void>

/** What one text takes beside its characters, in octets, about. */
const overheadBytes = 120
/** Texts that are put among others between two looks at the clock. */
const mergeSteps = 1024

/**
 * Texts that are compared, each once, as numbers: letters hold the number of theirs, and the ranks tell the order of
 * i;unicode-casemap. A few more texts are put among those that are in order; none is taken out.
 */
export class RankedTexts {
  readonly #numbers = new Map<string, number>([['', 0]])
  readonly #texts: string[] = ['']
  #characters = 0
  /** Only characters beyond the first plane stand elsewhere in UTF-16 than in UTF-8. */
  #isBeyondFirstPlane = false
  /** Numbers of texts by their order; what came later is missing. */
  #order: Uint32Array = new Uint32Array(0)
  #ranks: Uint32Array = new Uint32Array(0)

  /** Memory that is taken, in octets, about. */
  get bytes(): number {
    return overheadBytes * this.#texts.length + 2 * this.#characters
  }

  get count(): number {
    return this.#texts.length
  }

  text(number: number): string {
    return this.#texts[number]!
  }

  /** The same for equal texts; 0 is the empty one. */
  number(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#texts.push(text) - 1
    this.#numbers.set(text, number)
    this.#characters += text.length
    this.#isBeyondFirstPlane ||= /[\ud800-\udfff]/.test(text)
    return number
  }

  /** By number, of every text that there was when it was asked for: a higher one stands later. */
  async ranks(pause: Pause): Promise<Uint32Array> {
    const count = this.#texts.length
    while (this.#order.length < count) {
      const known = this.#order
      const order = await this.#merged(known, count, pause)
      // Another session may have done the same meanwhile.
      if (this.#order !== known) continue
      this.#order = order
      this.#ranks = new Uint32Array(count)
      for (let rank = 0; rank < count; rank++) this.#ranks[order[rank]!] = rank
    }
    return this.#ranks
  }

  async #merged(known: Uint32Array, count: number, pause: Pause): Promise<Uint32Array> {
    const texts = this.#texts
    const compare = this.#isBeyondFirstPlane
      ? (a: number, b: number) => compareKeys(texts[a]!, texts[b]!)
      : (a: number, b: number) => (texts[a]! < texts[b]! ? -1 : 1)
    const first = known.length
    const added = await steadySort(count - first, (a, b) => compare(first + a, first + b), pause)
    const order = new Uint32Array(count)
    let taken = 0
    for (let i = 0; i < added.length; i++) {
      const number = first + added[i]!
      let low = taken
      let high = first
      while (low < high) {
        const middle = (low + high) >>> 1
        if (compare(known[middle]!, number) < 0) low = middle + 1
        else high = middle
      }
      order.set(known.subarray(taken, low), taken + i)
      order[low + i] = number
      taken = low
      if (i % mergeSteps === mergeSteps - 1) await pause()
    }
    order.set(known.subarray(taken), taken + added.length)
    return order
  }
}
