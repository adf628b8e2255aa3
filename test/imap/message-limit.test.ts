/** A client that goes on below where each command stopped gets what one without a limit gets (RFC 9738 §3.1). */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { MemoryStore } from './memory-store.ts'
import { Talk } from './talk.ts'

const [{ address, password }] = accounts
const letter = letters.get('short')!
const count = 30

/** INBOX with gaps between UIDs and flags that lie scattered. */
async function fill(store: MemoryStore): Promise<void> {
  await using running = await startImap(store)
  using talk = await Talk.logIn(running.port, address, password)
  for (let i = 0; i < count; i++) await talk.append(letter)
  await talk.run('SELECT INBOX')
  await talk.run('UID STORE 3,4,11,12,13,29 +FLAGS.SILENT (\\Deleted)')
  await talk.run('EXPUNGE')
  await talk.run('UID STORE 1,2,8:10,15,20:24,30 +FLAGS.SILENT (\\Flagged)')
  await talk.run('UID STORE 5:9,22:30 +FLAGS.SILENT (\\Seen)')
}

/** The numbers of an answer, and the UID at which the command stopped. */
type Answer = readonly [numbers: readonly number[], stoppedAt: number | undefined]

function answerOf(text: string, pattern: RegExp): Answer {
  const stopped = /\[MESSAGELIMIT \d+ (\d+)\]/.exec(text)?.[1]
  const numbers = [...text.matchAll(pattern)].flatMap(([, found = '']) =>
    found.split(' ').filter(Boolean).map(Number),
  )
  return [numbers, stopped === undefined ? undefined : Number(stopped)]
}

/** Asks until nothing is left, each time below where the last command stopped. */
async function whole(ask: (below: number) => Promise<Answer>, limit: number): Promise<number[]> {
  const all: number[] = []
  for (let below: number | undefined = 1000; below !== undefined; ) {
    const [numbers, stoppedAt] = await ask(below)
    expect(numbers.length).toBeLessThanOrEqual(limit)
    if (stoppedAt !== undefined) {
      // From the highest down.
      expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
      expect(stoppedAt).toBeLessThan(below)
    }
    all.push(...numbers)
    below = stoppedAt === 1 ? undefined : stoppedAt
  }
  return all.sort((a, b) => a - b)
}

const keys = fc.constantFrom(
  'ALL',
  'FLAGGED',
  'UNSEEN UNFLAGGED',
  'UID 5:25 SEEN',
  'NOT UID 8:21',
  'OR UID 1:9 FLAGGED',
  '(UIDAFTER 7 SEEN) UID 1:28',
  'UID 1:9,20:* (UNSEEN OR FLAGGED UID 2)',
)

it('searches and fetches, piece by piece', { timeout: 60_000 }, async () => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await fill(store)
  await using unlimited = await startImap(store)
  using asker = await Talk.logIn(unlimited.port, address, password)
  await asker.run('EXAMINE INBOX')
  for (const limit of [1, 2, 7, 23, 24, 25]) {
    await using running = await startImap(store, { limits: { imapCommandMessages: limit } })
    using talk = await Talk.logIn(running.port, address, password)
    await talk.run('EXAMINE INBOX')
    await fc.assert(
      fc.asyncProperty(keys, async key => {
        const [expected] = answerOf(await asker.run(`UID SEARCH ${key}`), /^\* SEARCH([ \d]*)/gm)
        const found = await whole(
          async below =>
            answerOf(await talk.run(`UID SEARCH UIDBEFORE ${below} ${key}`), /^\* SEARCH([ \d]*)/gm),
          limit,
        )
        expect(found).toEqual(expected)
      }),
      { numRuns: 8 },
    )
    const [all] = answerOf(await asker.run('UID FETCH 1:* UID'), /^\* \d+ FETCH \(UID (\d+)\)/gm)
    const fetched = await whole(
      async below =>
        answerOf(await talk.run(`UID FETCH 1:${below - 1} UID`), /^\* \d+ FETCH \(UID (\d+)\)/gm),
      limit,
    )
    expect(fetched).toEqual(all)
  }
})

it('changes, moves and removes, piece by piece', async () => {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  await fill(store)
  await using running = await startImap(store, { limits: { imapCommandMessages: 7 } })
  using talk = await Talk.logIn(running.port, address, password)
  const repeat = async (command: (below: number) => string): Promise<number> => {
    let times = 1
    for (let below = 1000; ; times++) {
      const stopped = /\[MESSAGELIMIT 7 (\d+)\]/.exec(await talk.run(command(below)))?.[1]
      if (stopped === undefined) return times
      below = Number(stopped)
    }
  }
  await talk.run('SELECT INBOX')
  // 24 messages, seven at a time.
  expect(await repeat(below => `UID STORE 1:${below - 1} +FLAGS.SILENT (\\Draft)`)).toBe(4)
  expect(await talk.run('STATUS INBOX (MESSAGES)')).toContain('(MESSAGES 24)')
  expect(await repeat(() => 'UID MOVE 1:* Trash')).toBe(4)
  expect(await talk.run('STATUS INBOX (MESSAGES)')).toContain('(MESSAGES 0)')
  await talk.run('SELECT Trash')
  expect(await repeat(below => `UID STORE 1:${below - 1} +FLAGS.SILENT (\\Deleted)`)).toBe(4)
  expect(await talk.run('STATUS Trash (DELETED)')).toContain('(DELETED 24)')
  expect(await repeat(() => 'UID EXPUNGE 1:*')).toBe(4)
  expect(await talk.run('STATUS Trash (MESSAGES)')).toContain('(MESSAGES 0)')
})
