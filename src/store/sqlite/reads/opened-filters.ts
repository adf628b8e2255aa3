/**
 * Filters that searches have opened lately: whoever searches a mailbox searches it again. When there is no room no more
 * are taken, and all are forgotten after a while without a search, or of searches: letters that are gone go from here, too.
 */
import type { ViewId } from '../../../ports/mailboxes.ts'

type Filters = readonly (readonly [id: ViewId, filter: Uint8Array])[]

const restMs = 5 * 60_000
const mostMs = 15 * 60_000
/** What one of them takes beside its octets, about. */
const overheadBytes = 200

export class OpenedFilters {
  readonly #maxBytes: number
  readonly #filters = new Map<ViewId, Uint8Array>()
  #recipe = 0
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #lastTimer: NodeJS.Timeout | undefined

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Those of `ids` that have one; `open` is asked for what is not here. */
  get(recipe: number, ids: readonly ViewId[], open: (ids: readonly ViewId[]) => Filters): Filters {
    if (recipe !== this.#recipe) this.forget()
    this.#recipe = recipe
    const found: [ViewId, Uint8Array][] = []
    const missing: ViewId[] = []
    for (const id of ids) {
      const filter = this.#filters.get(id)
      if (filter === undefined) missing.push(id)
      else found.push([id, filter])
    }
    if (found.length > 0) this.#rest()
    if (missing.length === 0) return found
    const opened = open(missing)
    for (const [id, filter] of opened) this.#keep(id, filter)
    return found.length === 0 ? opened : [...found, ...opened]
  }

  #keep(id: ViewId, filter: Uint8Array): void {
    const bytes = filter.length + overheadBytes
    if (this.#bytes + bytes > this.#maxBytes) return
    this.#bytes += bytes
    this.#filters.set(id, filter)
    this.#lastTimer ??= setTimeout(() => this.forget(), mostMs).unref()
    this.#rest()
  }

  #rest(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.forget(), restMs).unref()
    else this.#timer.refresh()
  }

  /** All of them: of letters that are gone, too. */
  forget(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#lastTimer)
    this.#timer = undefined
    this.#lastTimer = undefined
    this.#filters.clear()
    this.#bytes = 0
  }
}
