import { describe, expect, it, vi } from 'vitest'
import type { View } from '../view/view.ts'
import { ColumnMemory, Columns } from './known-columns.ts'

const view = { uid: (place: number) => place + 1 } as View

function filled(columns: Columns, places: readonly number[]): (number | 'missing')[] {
  const numbers = new Float64Array(places.length)
  const missing = new Uint8Array(places.length)
  columns.column('DATE').fill(view, Uint32Array.from(places), numbers, missing)
  return Array.from(numbers, (number, i) => (missing[i] === 1 ? 'missing' : number))
}

function add(columns: Columns, rows: readonly (readonly [uid: number, number: number])[]): void {
  columns.column('DATE').add(
    Uint32Array.from(rows, ([uid]) => uid),
    Float64Array.from(rows, ([, number]) => number),
  )
}

function withRows(count: number): Columns {
  const columns = new Columns()
  add(
    columns,
    Array.from({ length: count }, (_, i) => [i + 1, i] as const),
  )
  return columns
}

describe('columns', () => {
  it('are found by UID, in any order, and take more in any order', () => {
    const columns = new Columns()
    expect(filled(columns, [0])).toEqual(['missing'])
    add(columns, [
      [9, 90],
      [2, 20],
    ])
    add(columns, [
      [4, 40],
      [10, 100],
    ])
    expect(filled(columns, [1, 2, 3, 8, 9, 10])).toEqual([20, 'missing', 40, 90, 100, 'missing'])
    expect(filled(columns, [9, 3, 0, 8, 1])).toEqual([100, 40, 'missing', 90, 20])
  })

  it('hold a letter once, though two sessions read it', () => {
    const columns = withRows(3)
    const { bytes } = columns
    add(columns, [
      [2, 1],
      [3, 2],
    ])
    expect(columns.bytes).toBe(bytes)
    expect(filled(columns, [0, 1, 2])).toEqual([0, 1, 2])
  })

  it('count what texts and lists take', () => {
    const columns = new Columns()
    const { bytes } = columns
    columns.texts('SUBJECT').number('Công văn '.repeat(1000))
    expect(columns.bytes).toBeGreaterThan(bytes + 18_000)
    const before = columns.bytes
    columns.ancestors.add(Array(1000).fill(1))
    expect(columns.bytes).toBeGreaterThan(before + 8000)
  })
})

describe('the memory of all mailboxes', () => {
  it('lets go what was not used for longest, and what is too large by itself', () => {
    const { bytes } = withRows(100)
    const memory = new ColumnMemory(2 * bytes)
    const [first, second, third] = [memory.add(), memory.add(), memory.add()]
    const isKept = (known: typeof first) => filled(known.open(), [99])[0] === 99
    first.keep(withRows(100))
    second.keep(withRows(100))
    first.keep(first.open())
    third.keep(withRows(100))
    expect([first, second, third].map(isKept)).toEqual([true, false, true])
    expect(memory.bytes).toBe(2 * bytes)
    second.keep(withRows(300))
    expect(isKept(second)).toBe(false)
    expect(memory.bytes).toBe(0)
  })

  it('counts what came to a mailbox, and nothing of one that was forgotten', () => {
    const memory = new ColumnMemory(1e6)
    const known = memory.add()
    const columns = withRows(1)
    known.keep(columns)
    add(columns, [[2, 2]])
    known.keep(columns)
    expect(memory.bytes).toBe(columns.bytes)
    known.forget()
    expect(memory.bytes).toBe(0)
    // Read anew by another session, before one that began earlier was done.
    const anew = withRows(5)
    known.keep(anew)
    known.keep(columns)
    expect(known.open()).toBe(anew)
    expect(memory.bytes).toBe(anew.bytes)
  })

  it('forgets some minutes after it read, however much it is used', () => {
    vi.useFakeTimers()
    try {
      const memory = new ColumnMemory(1e6)
      const known = memory.add()
      const columns = withRows(1)
      known.keep(columns)
      for (let minute = 0; minute < 4; minute++) {
        vi.advanceTimersByTime(60_000)
        known.keep(known.open())
      }
      expect(known.open()).toBe(columns)
      vi.advanceTimersByTime(60_000)
      expect(filled(known.open(), [0])).toEqual(['missing'])
      expect(memory.bytes).toBe(0)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
