import { expect, it } from 'vitest'
import { silentLogger } from '../base/log.ts'
import { type KeptText, keptBatchBytes } from '../ports/kept-texts.ts'
import { StoreError } from '../ports/store.ts'
import type { MailboxStore } from './backend.ts'
import { MailboxHeaders } from './kept-headers.ts'
import { SearchTexts } from './search-texts.ts'

const textOf = (id: number, bytes: number): KeptText => ({
  id,
  filter: Buffer.alloc(100),
  text: Buffer.alloc(bytes - 100),
})

/** The texts that were given to be kept, and what answers them. */
function storeOf(read: () => Promise<[]>) {
  const given: number[][] = []
  const answers: (() => void)[] = []
  const warnings: string[] = []
  const store = {
    read: { keptTexts: { filters: read, texts: read, slabs: read } },
    write: {
      keepTexts: (_: number, texts: readonly KeptText[]) => {
        given.push(texts.map(({ id }) => id))
        return new Promise<void>(resolve => answers.push(resolve))
      },
    },
  } as unknown as MailboxStore
  const log = { ...silentLogger, warn: (_: object, message: string) => void warnings.push(message) }
  return { texts: new SearchTexts(store, 1, log), given, answers, warnings }
}

it('has no more under way than one job may bring', async () => {
  const { texts, given, answers } = storeOf(async () => [])
  const half = keptBatchBytes / 2
  texts.keep(1, [textOf(1, half), textOf(2, half + 1), textOf(3, half - 100)])
  texts.keep(1, [textOf(4, 101)])
  texts.keep(1, [textOf(5, 100)])
  expect(given).toEqual([[1, 3], [5]])
  answers[0]!()
  await new Promise(setImmediate)
  texts.keep(1, [textOf(6, half), textOf(7, half)])
  expect(given.at(-1)).toEqual([6])
})

it('has nothing when it cannot be read, says so once, and writes nothing there', async () => {
  const { texts, given, warnings } = storeOf(async () => {
    throw new Error('the database is damaged')
  })
  for (let i = 0; i < 3; i++) {
    expect(await texts.filters(1, [1])).toEqual([])
    expect(await texts.texts(1, [1])).toEqual([])
    expect(await texts.slabs(1, 0)).toEqual([])
    texts.keep(1, [textOf(1, 200)])
  }
  expect(given).toEqual([])
  expect(warnings).toEqual(['what is kept for searches cannot be read'])
})

it('has no records of a slab when they cannot be read, and those that there are else', async () => {
  const slab = { firstUid: 1, lastUid: 2, shape: new Uint8Array(0) }
  const records = async (numbers: readonly number[]) => {
    if (numbers.includes(2)) throw new Error('the database is damaged')
    return new Map(numbers.map(number => [number, Uint8Array.of(number)]))
  }
  const slabs = async () => [{ ...slab, records }]
  const { texts, warnings } = storeOf(slabs as unknown as () => Promise<[]>)
  const [read] = await texts.slabs(1, 0)
  expect(await read!.records([1])).toEqual(new Map([[1, Uint8Array.of(1)]]))
  expect(await read!.records([1, 2])).toEqual(new Map())
  expect(warnings).toEqual(['what is kept for searches cannot be read'])
})

it('writes no more, texts or headers, when the disk refused it, and goes on after a failure of another kind', async () => {
  const reasons: StoreError['reason'][] = ['busy', 'io', 'full', 'io']
  let written = 0
  const refuse = async () => {
    throw new StoreError(reasons[written++]!)
  }
  const store = { write: { keepTexts: refuse, keepHeaders: refuse } } as unknown as MailboxStore
  const texts = new SearchTexts(store, 1, silentLogger)
  const headers = new MailboxHeaders(store, 1, silentLogger)
  for (let i = 0; i < 3; i++) {
    texts.keep(1, [textOf(1, 200)])
    await new Promise(setImmediate)
  }
  expect(written).toBe(2)
  for (let i = 0; i < 3; i++) {
    headers.keep(1, [{ id: 1, listed: Buffer.alloc(2), whole: Buffer.alloc(2) }])
    await new Promise(setImmediate)
  }
  expect(written).toBe(4)
})
