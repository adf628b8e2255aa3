import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { OpenedFilters } from './opened-filters.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const filterOf = (id: number) => Uint8Array.of(id, id)

function asking(filters: OpenedFilters) {
  const asked: number[][] = []
  const get = (recipe: number, ...ids: number[]) =>
    new Map(
      filters.get(recipe, ids, missing => {
        asked.push([...missing])
        return missing.filter(id => id < 100).map(id => [id, filterOf(id)] as const)
      }),
    )
  return { asked, get }
}

it('opens each once, and those that are not there each time', () => {
  const { asked, get } = asking(new OpenedFilters(10_000))
  expect([...get(1, 5, 6, 100).keys()]).toEqual([5, 6])
  expect(get(1, 6, 7, 100)).toEqual(new Map([5, 6, 7].slice(1).map(id => [id, filterOf(id)])))
  expect(asked).toEqual([
    [5, 6, 100],
    [7, 100],
  ])
})

it('believes none that was made otherwise', () => {
  const { asked, get } = asking(new OpenedFilters(10_000))
  get(1, 5)
  get(2, 5)
  expect(asked).toEqual([[5], [5]])
})

it('takes no more than it has room for, and forgets them after a while without a search', () => {
  const { asked, get } = asking(new OpenedFilters(500))
  get(1, 1, 2, 3)
  get(1, 1, 2, 3)
  expect(asked).toEqual([[1, 2, 3], [3]])
  vi.advanceTimersByTime(4 * 60_000)
  get(1, 1)
  vi.advanceTimersByTime(4 * 60_000)
  get(1, 2)
  expect(asked).toHaveLength(2)
  vi.advanceTimersByTime(6 * 60_000)
  get(1, 1)
  expect(asked).toHaveLength(3)
})

it('keeps none for more than a quarter of an hour, however often it is asked for', () => {
  const { asked, get } = asking(new OpenedFilters(10_000))
  get(1, 1)
  for (let minutes = 4; minutes < 15; minutes += 4) {
    vi.advanceTimersByTime(4 * 60_000)
    get(1, 1, 2)
  }
  expect(asked).toEqual([[1], [2]])
  vi.advanceTimersByTime(4 * 60_000)
  get(1, 1, 2)
  expect(asked).toEqual([[1], [2], [1, 2]])
})
