import { expect, it } from 'vitest'
import type { Searched } from '../search/scan.ts'
import { inBatches } from './letter-values.ts'

it('hands out what is stored by position, where messages left, views are gone and copies share theirs', async () => {
  // Copies of one message share its view: 7 stands twice, in no order of ids. The second message has left.
  const views = [9, 0, 7, 4, 7, 2]
  const searched = {
    view: { row: (place: number) => (place === 1 ? -1 : place) },
    mailbox: { messages: { views: Float64Array.from(views) } },
  } as unknown as Searched
  const taken: [number, number][] = []
  await inBatches(
    searched,
    Uint32Array.of(0, 1, 2, 3, 4, 5),
    async () => {},
    async ids => ids.filter(id => id !== 4).map(id => ({ id })),
    (position, { id }) => void taken.push([position, id]),
  )
  expect(taken).toEqual([
    [0, 9],
    [2, 7],
    [4, 7],
    [5, 2],
  ])
})
