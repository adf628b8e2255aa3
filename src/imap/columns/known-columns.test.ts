import { describe, expect, it, vi } from 'vitest'
import type { View } from '../view/view.ts'
import { ColumnMemory, Columns, type KnownColumns } from './known-columns.ts'

const view = { uid: (place: number) => place + 1 } as View

async function filled(columns: Columns, places: readonly number[]): Promise<(number | 'missing')[]> {
  const numbers = new Float64Array(places.length)
  const missing = new Uint8Array(places.length)
  await columns.column('DATE').fill(view, Uint32Array.from(places), numbers, missing, async () => {})
  return Array.from(numbers, (number, i) => (missing[i] === 1 ? 'missing' : number))
}

function add(columns: Columns, rows: readonly (readonly [uid: number, number: number])[]): void {
  columns.column('DATE').add(
    Uint32Array.from(rows, ([uid]) => uid),
    Float64Array.from(rows, ([, number]) => number),
  )
}

function withRows(count: number, columns = new Columns()): Columns {
  add(
    columns,
    Array.from({ length: count }, (_, i) => [i + 1, i] as const),
  )
  return columns
}

/** What a session does that sorts a mailbox of so many letters. */
function read(known: KnownColumns, count: number): Columns {
  const columns = withRows(count, known.open())
  known.keep(columns)
  return columns
}

describe('columns', () => {
  it('are found by UID, in any order, and take more in any order', async () => {
    const columns = new Columns()
    expect(await filled(columns, [0])).toEqual(['missing'])
    add(columns, [
      [9, 90],
      [2, 20],
    ])
    add(columns, [
      [4, 40],
      [10, 100],
    ])
    expect(await filled(columns, [1, 2, 3, 8, 9, 10])).toEqual([20, 'missing', 40, 90, 100, 'missing'])
    expect(await filled(columns, [9, 3, 0, 8, 1])).toEqual([100, 40, 'missing', 90, 20])
  })

  it('hold a letter once, though two sessions read it', async () => {
    const columns = withRows(3)
    const { bytes } = columns
    add(columns, [
      [2, 1],
      [3, 2],
    ])
    expect(columns.bytes).toBe(bytes)
    expect(await filled(columns, [0, 1, 2])).toEqual([0, 1, 2])
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
  it('lets go what was not used for longest; what is too large by itself takes nobody’s room', async () => {
    const { bytes } = withRows(100)
    const memory = new ColumnMemory(2 * bytes)
    const [first, second, third] = [memory.add(), memory.add(), memory.add()]
    const kept = async () =>
      (await Promise.all([first, second, third].map(known => filled(known.open(), [99])))).flat()
    read(first, 100)
    read(second, 100)
    first.keep(first.open())
    read(third, 100)
    expect(await kept()).toEqual([99, 'missing', 99])
    expect(memory.bytes).toBe(2 * bytes)
    read(second, 300)
    expect(await kept()).toEqual([99, 'missing', 99])
    expect(memory.bytes).toBe(2 * bytes)
  })

  it('counts what came to a mailbox, by whichever session, and nothing of one that was forgotten', () => {
    const memory = new ColumnMemory(1e6)
    const known = memory.add()
    const columns = known.open()
    expect(known.open()).toBe(columns)
    read(known, 1)
    add(columns, [[2, 2]])
    known.keep(columns)
    expect(memory.bytes).toBe(columns.bytes)
    known.forget()
    expect(memory.bytes).toBe(0)
    // Whoever read meanwhile puts nothing back.
    known.keep(columns)
    expect(memory.bytes).toBe(0)
    expect(known.open()).not.toBe(columns)
    const anew = read(known, 5)
    known.keep(columns)
    expect(known.open()).toBe(anew)
    expect(memory.bytes).toBe(anew.bytes)
    known.forget()
  })

  it('forgets some minutes after it read, however much it is used', async () => {
    vi.useFakeTimers()
    try {
      const memory = new ColumnMemory(1e6)
      const known = memory.add()
      const columns = read(known, 1)
      for (let minute = 0; minute < 4; minute++) {
        vi.advanceTimersByTime(60_000)
        known.keep(known.open())
      }
      expect(known.open()).toBe(columns)
      vi.advanceTimersByTime(60_000)
      expect(memory.bytes).toBe(0)
      expect(vi.getTimerCount()).toBe(0)
      known.keep(columns)
      expect(await filled(known.open(), [0])).toEqual(['missing'])
    } finally {
      vi.useRealTimers()
    }
  })
})
