import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Turns } from './turns.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Takes, and notes when its turn comes. */
function taker(turns: Turns) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const take = (name: string, amount: number, patienceMs = 1000) =>
    void turns.take(amount, patienceMs).then(end => {
      begun.push(name)
      ends.set(name, end)
    })
  const settled = () => vi.advanceTimersByTimeAsync(0)
  return { begun, take, end: (name: string) => ends.get(name)?.(), settled }
}

it('lets in what fits, and others in their order as it ends', async () => {
  const { begun, take, end, settled } = taker(new Turns(10))
  take('a', 6)
  take('b', 4)
  take('c', 5)
  take('d', 1)
  await settled()
  expect(begun).toEqual(['a', 'b'])
  end('b')
  end('b')
  await settled()
  expect(begun).toEqual(['a', 'b'])
  end('a')
  await settled()
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
})

it('gives more than the total its turn alone', async () => {
  const { begun, take, end, settled } = taker(new Turns(10))
  take('a', 1)
  take('big', 25)
  take('b', 1)
  await settled()
  expect(begun).toEqual(['a'])
  end('a')
  await settled()
  expect(begun).toEqual(['a', 'big'])
  end('big')
  await settled()
  expect(begun).toEqual(['a', 'big', 'b'])
})

it('keeps nobody longer than he is patient', async () => {
  const { begun, take, end } = taker(new Turns(10))
  take('a', 10)
  take('b', 10, 500)
  take('c', 10, 700)
  await vi.advanceTimersByTimeAsync(600)
  expect(begun).toEqual(['a', 'b'])
  end('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual(['a', 'b'])
  end('b')
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual(['a', 'b', 'c'])
})
