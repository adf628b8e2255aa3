/** What a verification of the archive found: the first of it, and how much of each kind. */
import type { LogFinding } from '../tlog/findings.ts'

export type FindingKind =
  | LogFinding['what']
  /** A line of the trail that stands in no log, or an erasure that cannot be read. */
  | 'act'
  | 'segment'
  /** Bytes that are not those that were archived. */
  | 'form'
  /** A key or bytes that are gone, and nobody erased them. */
  | 'missing'
  /** What was to be erased and is still there. */
  | 'unfinished-erasure'
  | 'object'
  | 'blob'
  | 'view'
  | 'message'
  | 'derived'

export interface ArchiveFinding {
  readonly what: FindingKind
  /** `entry 17, form sent`: numbers, never names. */
  readonly place: string
  readonly detail: string
}

export interface SavedFindings {
  readonly count: number
  readonly byKind: Readonly<Record<string, number>>
  readonly first: readonly ArchiveFinding[]
}

/** As many as a person reads, of each kind. */
const keptOfKind = 20

export class ArchiveFindings {
  count = 0
  readonly #byKind = new Map<FindingKind, number>()
  readonly #first: ArchiveFinding[] = []

  constructor(saved?: SavedFindings) {
    if (saved === undefined) return
    this.count = saved.count
    this.#byKind = new Map(Object.entries(saved.byKind) as [FindingKind, number][])
    this.#first = [...saved.first]
  }

  add(what: FindingKind, place: string, detail: string): void {
    this.count++
    const before = this.#byKind.get(what) ?? 0
    this.#byKind.set(what, before + 1)
    if (before < keptOfKind) this.#first.push({ what, place, detail })
  }

  save(): SavedFindings {
    return { count: this.count, byKind: Object.fromEntries(this.#byKind), first: [...this.#first] }
  }
}
