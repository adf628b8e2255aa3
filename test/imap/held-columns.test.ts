/** SORT, THREAD and SENT* searches answer from what is held beside a mailbox as they do from the store. */
import { describe, expect, it, vi } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { allRights } from '../../src/ports/shares.ts'
import type { Store } from '../../src/ports/store.ts'
import { accounts, startImap } from './fixtures.ts'
import { MemoryStore } from './memory-store.ts'
import { makeSqliteStore } from './stores.ts'
import { Talk } from './talk.ts'

const [hanh, tho, , office] = accounts

const commands = [
  'SORT (DATE) UTF-8 ALL',
  'SORT (SUBJECT) UTF-8 ALL',
  'SORT (REVERSE SUBJECT DATE) UTF-8 ALL',
  'SORT (FROM SUBJECT) UTF-8 ALL',
  'SORT (REVERSE TO CC DISPLAYFROM DISPLAYTO) UTF-8 ALL',
  'SORT (SIZE FROM) UTF-8 ALL',
  'UID SORT (SUBJECT) UTF-8 SUBJECT "a"',
  'THREAD REFERENCES UTF-8 ALL',
  'THREAD ORDEREDSUBJECT UTF-8 ALL',
  'UID THREAD REFS UTF-8 ALL',
  'SEARCH SENTBEFORE 12-Nov-2026',
  'SEARCH SENTON 12-Nov-2026',
  'SEARCH NOT SENTSINCE 12-Nov-2026',
  'UID SEARCH OR SENTSINCE 20-Nov-2026 SUBJECT "bb"',
]

const subjects = [
  'aa',
  'Re: aa',
  'Đề án',
  'đề ÁN',
  'De an',
  '[x] Re: bb',
  'Fwd: bb',
  '\u{1f4dc} cc',
  '\uff5e cc',
  '',
]
const people = ['Hạnh <hanh@caobang.gov.vn>', '"Thọ, Hoàng" <tho@caobang.gov.vn>', 'mai@caobang.gov.vn', '']

function letterOf(number: number): string {
  const pick = <T>(all: readonly T[], by: number) => all[(number * by) % all.length]!
  const day = 1 + ((number * 5) % 25)
  return [
    `Subject: ${pick(subjects, 7)}`,
    `From: ${pick(people, 3)}`,
    `To: ${pick(people, 5)}`,
    `Cc: ${pick(people, 1)}`,
    // At the ends of a day the zone decides it.
    ...(number % 6 === 0 ? [] : [`Date: ${day} Nov 2026 ${number % 2 === 0 ? '23:30' : '00:30'}:00 +0700`]),
    ...(number % 5 === 0 ? [] : [`Message-ID: <${number}@caobang.gov.vn>`]),
    ...(number % 3 === 0 ? [`References: <${number - 1}@caobang.gov.vn> <${number % 4}@x.vn>`] : []),
    '',
    `${'x'.repeat(number % 4)}`,
  ].join('\r\n')
}

async function answersOf(talk: Talk): Promise<readonly string[]> {
  const answers: string[] = []
  for (const command of commands)
    answers.push(
      (await talk.run(command))
        .split('\r\n')
        .filter(line => /^\* [ST][EOH]/.test(line))
        .join('\n'),
    )
  return answers
}

function readsOf(store: MemoryStore) {
  const { mailboxes } = store.read
  const spies = (['sentDates', 'searchTexts', 'threadTexts', 'structures'] as const).map(name =>
    vi.spyOn(mailboxes, name),
  )
  return () => {
    const ids = spies.flatMap(spy => spy.mock.calls.map(([asked]) => asked.length))
    for (const spy of spies) spy.mockClear()
    return ids.reduce((sum, count) => sum + count, 0)
  }
}

function newStore(): MemoryStore {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  return store
}

describe('what letters are sorted by', () => {
  it('gives the same answers held as read, after arrivals and removals by other sessions', async () => {
    const store = newStore()
    await using holding = await startImap(store)
    await using reading = await startImap(store, { limits: { imapColumnBytes: 0 } })
    using held = await Talk.logIn(holding.port, hanh.address, hanh.password)
    using other = await Talk.logIn(holding.port, hanh.address, hanh.password)
    using read = await Talk.logIn(reading.port, hanh.address, hanh.password)
    for (const talk of [held, other, read]) await talk.run('SELECT INBOX')
    let number = 0
    for (let round = 0; round < 8; round++) {
      for (let i = 0; i < 9; i++) await other.append(letterOf(number++))
      if (round % 2 === 1) {
        await other.run(`STORE ${round},${round + 3},${2 * round + 5} +FLAGS.SILENT (\\Deleted)`)
        // Those that are not told yet are gone all the same.
        const untold = [await answersOf(held), await answersOf(read)]
        expect(untold[0]).toEqual(untold[1])
        await other.run('EXPUNGE')
      }
      for (const talk of [held, read]) await talk.run('NOOP')
      const answers = await answersOf(held)
      expect(answers).toEqual(await answersOf(read))
      expect(answers.every(answer => answer.length > 'SEARCH'.length)).toBe(true)
      expect(await answersOf(other)).toEqual(answers)
    }
  })

  it('is read once for all sessions, and of what arrives alone', async () => {
    const store = newStore()
    await using running = await startImap(store)
    using first = await Talk.logIn(running.port, hanh.address, hanh.password)
    using second = await Talk.logIn(running.port, hanh.address, hanh.password)
    for (let number = 1; number <= 20; number++) await first.append(letterOf(number))
    for (const talk of [first, second]) await talk.run('SELECT INBOX')
    const readSince = readsOf(store)
    for (const command of ['SORT (SUBJECT DATE FROM) UTF-8 ALL', 'THREAD REFERENCES UTF-8 ALL'])
      for (const wanted of [true, false, false]) {
        await (wanted ? first : second).run(command)
        expect(readSince() > 0).toBe(wanted)
      }
    await second.run('SEARCH SENTBEFORE 01-Jan-2026')
    expect(readSince()).toBe(0)
    await first.append(letterOf(21))
    await second.run('SORT (SUBJECT) UTF-8 ALL')
    expect(readSince()).toBe(1)
    await first.run('SORT (SUBJECT) UTF-8 ALL')
    expect(readSince()).toBe(0)
  })

  it('is not held beyond its limit', async () => {
    const store = newStore()
    await using running = await startImap(store, { limits: { imapColumnBytes: 500 } })
    using talk = await Talk.logIn(running.port, hanh.address, hanh.password)
    for (let number = 1; number <= 20; number++) await talk.append(letterOf(number))
    await talk.run('SELECT INBOX')
    const readSince = readsOf(store)
    for (let time = 0; time < 2; time++) {
      await talk.run('SORT (SUBJECT) UTF-8 ALL')
      expect(readSince()).toBe(20)
    }
  })

  it('is shared by the officials of an office', async () => {
    await using made = await makeSqliteStore({})
    const store: Store = made.store
    await using running = await startImap(store)
    const mailbox = null
    for (const { id: person } of [hanh, tho]) {
      const change = {
        office: office.id,
        mailbox,
        person,
        rights: allRights,
        mode: 'replace',
        negative: false,
      } as const
      expect(await store.write.changeShare(change)).toMatchObject({ ok: true })
    }
    using clerk = await Talk.logIn(running.port, office.address, office.password)
    for (let number = 1; number <= 12; number++) await clerk.append(letterOf(number))
    await clerk.run('SELECT INBOX')
    const answers = await answersOf(clerk)
    const read = vi.spyOn(store.read.mailboxes, 'threadTexts')
    for (const { address, password } of [hanh, tho]) {
      using talk = await Talk.logIn(running.port, address, password)
      const [, prefix = ''] = /"([^"]*vanthu[^"]*)INBOX"/.exec(await talk.run('LIST "" "*"')) ?? []
      await talk.run(`SELECT "${prefix}INBOX"`)
      expect(await answersOf(talk)).toEqual(answers)
    }
    expect(read).not.toHaveBeenCalled()
  })
})
