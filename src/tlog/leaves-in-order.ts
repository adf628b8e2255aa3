import type { LogLeaf, LogReads } from '../ports/tlog.ts'
import type { AddFinding } from './findings.ts'

/** Rows read in one go: some milliseconds of work. */
export const rowsAtATime = 512

/** The number of the last row of each that has its place. */
export interface SavedLeaves {
  readonly entry: number
  readonly act: number
}

/** Entries and acts, each in the order of their numbers, brought into the order of the leaves. */
export class LeavesInOrder {
  readonly #log: LogReads
  readonly #entries: RowStream
  readonly #acts: RowStream

  constructor(log: LogReads, saved: SavedLeaves = { entry: 0, act: 0 }) {
    this.#log = log
    this.#entries = new RowStream(log, 'entry', saved.entry)
    this.#acts = new RowStream(log, 'act', saved.act)
  }

  get #streams(): readonly RowStream[] {
    return [this.#entries, this.#acts]
  }

  save(): SavedLeaves {
    return { entry: this.#entries.taken, act: this.#acts.taken }
  }

  /** The row of a leaf; those that claim an earlier one come too late, and are findings. */
  async at(index: number, add: AddFinding): Promise<LogLeaf | undefined> {
    for (const stream of this.#streams) {
      for (
        let leaf = await stream.peek();
        leaf !== undefined && leaf.index <= index;
        leaf = await stream.peek()
      ) {
        stream.take()
        if (leaf.index === index) return leaf
        add('row', `${leaf.kind} ${leaf.id}`, `says that it is leaf ${leaf.index}, which is another’s`)
      }
    }
    add('leaf', `leaf ${index}`, 'no entry and no act says that it is this leaf')
    return undefined
  }

  /** Rows that are left, of a tree that could be computed up to `reached`; those logged since then are as they should. */
  async end(reached: number, size: number, add: AddFinding): Promise<void> {
    for (const stream of this.#streams) {
      for (let leaf = await stream.peek(); leaf !== undefined; leaf = await stream.peek()) {
        stream.take()
        if (leaf.index >= size && leaf.index < (await this.#log.size())) continue
        const detail = `says that it is leaf ${leaf.index}, and the tree ends at ${reached}`
        add('row', `${leaf.kind} ${leaf.id}`, detail)
      }
    }
  }
}

class RowStream {
  readonly #log: LogReads
  readonly #kind: LogLeaf['kind']
  #rows: readonly LogLeaf[] = []
  #next = 0
  #after: number
  #ended = false
  /** The number of the last row that was taken. */
  taken: number

  constructor(log: LogReads, kind: LogLeaf['kind'], after: number) {
    this.#log = log
    this.#kind = kind
    this.#after = after
    this.taken = after
  }

  async peek(): Promise<LogLeaf | undefined> {
    if (this.#next === this.#rows.length && !this.#ended) {
      this.#rows = await this.#log.leaves(this.#kind, this.#after, rowsAtATime)
      this.#next = 0
      this.#after = this.#rows.at(-1)?.id ?? this.#after
      this.#ended = this.#rows.length < rowsAtATime
    }
    return this.#rows[this.#next]
  }

  take(): void {
    this.taken = this.#rows[this.#next]?.id ?? this.taken
    this.#next++
  }
}
