import type { LogLeaf, LogReads } from '../ports/tlog.ts'
import type { Findings } from './findings.ts'

/** Rows read in one go: some milliseconds of work. */
export const rowsAtATime = 512

/** Entries and acts, each in the order of their numbers, brought into the order of the leaves. */
export class LeavesInOrder {
  readonly #log: LogReads
  readonly #streams: readonly RowStream[]

  constructor(log: LogReads) {
    this.#log = log
    this.#streams = [new RowStream(log, 'entry'), new RowStream(log, 'act')]
  }

  /** The row of a leaf; those that claim an earlier one come too late, and are findings. */
  async at(index: number, findings: Findings): Promise<LogLeaf | undefined> {
    for (const stream of this.#streams) {
      for (
        let leaf = await stream.peek();
        leaf !== undefined && leaf.index <= index;
        leaf = await stream.peek()
      ) {
        stream.take()
        if (leaf.index === index) return leaf
        findings.add(
          'row',
          `${leaf.kind} ${leaf.id}`,
          `says that it is leaf ${leaf.index}, which is another’s`,
        )
      }
    }
    findings.add('leaf', `leaf ${index}`, 'no entry and no act says that it is this leaf')
    return undefined
  }

  /** Rows that are left, of a tree that could be computed up to `reached`; those logged since then are as they should. */
  async end(reached: number, size: number, findings: Findings): Promise<void> {
    for (const stream of this.#streams) {
      for (let leaf = await stream.peek(); leaf !== undefined; leaf = await stream.peek()) {
        stream.take()
        if (leaf.index >= size && leaf.index < (await this.#log.size())) continue
        const detail = `says that it is leaf ${leaf.index}, and the tree ends at ${reached}`
        findings.add('row', `${leaf.kind} ${leaf.id}`, detail)
      }
    }
  }
}

class RowStream {
  readonly #log: LogReads
  readonly #kind: LogLeaf['kind']
  #rows: readonly LogLeaf[] = []
  #next = 0
  #after = 0
  #ended = false

  constructor(log: LogReads, kind: LogLeaf['kind']) {
    this.#log = log
    this.#kind = kind
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
    this.#next++
  }
}
