/**
 * Which entries the law had erased: those that an act `retention.erase` of the log names, `{"entries":[17,…],…}`. A
 * column of the entry's row may say so as well, and proves nothing.
 */
import { breathe } from '../base/breath.ts'
import type { EntryId } from '../ports/archive.ts'
import type { EvidenceReads } from '../ports/evidence.ts'
import type { ArchiveFindings } from './findings.ts'

/** Entries of one page; 16 KiB. */
const pageEntries = 4096

export class Erasures {
  /** Acts, and entries that they name. */
  acts = 0
  entries = 0
  readonly #evidence: EvidenceReads
  /** By page, the leaf of the act plus one; 0 for an entry that nobody erased. */
  readonly #pages = new Map<number, Uint32Array>()
  #after = 0

  constructor(evidence: EvidenceReads) {
    this.#evidence = evidence
  }

  /** Takes in the acts that came since, and tells what is wrong with them when it is asked to. */
  async refresh(findings?: ArchiveFindings): Promise<void> {
    for (let more = true; more; ) {
      const { rows, last } = await this.#evidence.acts(this.#after)
      for (const { id, leafIndex, erasure } of rows) {
        this.#after = Math.max(this.#after, id)
        if (leafIndex === null || erasure === null) continue
        const named = entriesOf(erasure)
        if (named === undefined) findings?.add('act', `act ${id}`, 'is an erasure that names no entries')
        else for (const entry of named) this.#mark(entry, leafIndex)
        this.acts++
      }
      more = last !== null
      if (last !== null) this.#after = last
      await breathe()
    }
  }

  /** The leaf of the act that had the entry erased. One from before the entry is none. */
  actOf(entry: EntryId, leafIndex: number): number | undefined {
    const marked = this.#pages.get(Math.floor(entry / pageEntries))?.[entry % pageEntries] ?? 0
    return marked > leafIndex + 1 ? marked - 1 : undefined
  }

  #mark(entry: EntryId, act: number): void {
    const number = Math.floor(entry / pageEntries)
    const page = this.#pages.get(number) ?? new Uint32Array(pageEntries)
    this.#pages.set(number, page)
    if (page[entry % pageEntries] === 0) this.entries++
    page[entry % pageEntries] = act + 1
  }
}

function entriesOf(detail: string): readonly EntryId[] | undefined {
  try {
    const parsed: unknown = JSON.parse(detail)
    if (typeof parsed !== 'object' || parsed === null || !('entries' in parsed)) return undefined
    const { entries } = parsed
    return Array.isArray(entries) && entries.every(id => Number.isSafeInteger(id) && id > 0)
      ? (entries as EntryId[])
      : undefined
  } catch {
    return undefined
  }
}
