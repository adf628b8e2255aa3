/** Nothing is erased by a clock that something speaks against; whoever compared it can say so, and that is on the trail. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ClockDoubtReason } from '../../src/archive/retention/clock-doubt.ts'
import { createRetention, type Retention } from '../../src/archive/retention/retention.ts'
import { parseSpan } from '../../src/base/keep-span.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { fail, ok } from '../../src/base/result.ts'
import { letter, provision, value } from '../conformance/letters.ts'
import { ScanningIndex } from '../support/scanning-index.ts'
import { LogPlace } from '../tlog/place.ts'
import { by, yearMs } from './place.ts'

const minute = 60_000
const day = 24 * 60 * minute

let place: LogPlace
let boxId: number
let retention: Retention
/** What really passed; the clock of the place is what a test makes of it. */
let uptime: number
let number: number

beforeEach(async () => {
  place = await LogPlace.open()
  uptime = 0
  number = 1
  const { boxIds } = await provision(place.store)
  boxId = boxIds[1]!
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  const keep = value(parseSpan('1 year'))
  const change = { kind: 'set-retention', name: 'chung', keep, ...none } as const
  value(await place.store.write.changePolicy(change, 'quantri', place.now))
  // Nine months old: due by a clock that is half a year ahead.
  await receive(place.now - 0.75 * yearMs)
  begin()
  await run(1)
})
afterEach(() => place[Symbol.asyncDispose]())

/** As a process does. */
function begin(): void {
  const { store, clock, log } = place
  retention = createRetention({
    store,
    clock,
    witness: { uptime: () => uptime, stamped: () => log.stamped() },
    limits: defaultLimits,
    index: new ScanningIndex(store),
    log: silentLogger,
  })
}

async function restart(): Promise<void> {
  await place.stop()
  await place.start()
  begin()
}

async function receive(receivedAt: number): Promise<void> {
  const to = [{ boxId }]
  await place.store.write.commitMessage(
    letter({
      number: number++,
      to,
      change: made => ({ ...made, entry: { ...made.entry, receivedAt } }),
    }),
  )
}

/** So many days of a server with something to sign. */
async function run(days: number): Promise<void> {
  for (let passed = 0; passed < days; passed++) {
    place.now += day
    uptime += day
    await place.act(1)
    await place.log.tick()
  }
}

async function doubt(): Promise<ClockDoubtReason | null> {
  const { clock } = await retention.preview()
  const size = await place.store.read.log.size()
  const applied = await retention.apply(by)
  // The trial run warns of what the application refuses for, and a refusal leaves no act.
  expect(applied.ok ? null : applied.error).toEqual(clock)
  if (!applied.ok) expect(await place.store.read.log.size()).toBe(size)
  return clock === null ? null : clock.reason
}

/** From now on an authority stamps; its clock is so much ahead of ours. */
function stamping(aheadMs: () => number): void {
  const timestamp = () => ({
    token: Buffer.from(`${place.now + aheadMs()}`),
    at: 0,
    accuracyMs: null,
    serial: '01',
    policy: '1.2.3',
    authority: 'Thử',
  })
  place.timestamps = {
    stamp: async () => ok(timestamp()),
    verify: token => ok({ ...timestamp(), at: Number(Buffer.from(token).toString()) }),
  }
}

it('erases by a clock that nothing speaks against, across short stops', async () => {
  expect(await doubt()).toBeNull()
  place.now += 7 * day
  await restart()
  await run(2)
  expect(await doubt()).toBeNull()
  await run(120)
  expect(value(await retention.apply(by))).toMatchObject({ entries: 1 })
})

it.each([
  ['before the next checkpoint', 0],
  ['after checkpoints that believe it', 3],
])('a clock that was put ahead while the server ran: %s', async (_, days) => {
  place.now += 0.5 * yearMs
  await run(days)
  expect(await doubt()).toBe('clock-put')
  // Another process knows nothing of it, the log does.
  await restart()
  expect(await doubt()).toBe('clock-gap')
  expect(await place.store.read.retention.condemned(false, 9)).toEqual([])
})

it('a small step while the server runs, and one the other way', async () => {
  place.now += 4 * minute
  expect(await doubt()).toBeNull()
  place.now += 2 * minute
  expect(await doubt()).toBe('clock-put')
  place.now -= 12 * minute
  expect(await doubt()).toBe('clock-behind')
})

it('a clock before the newest letter', async () => {
  await receive(place.now + 10 * minute)
  expect(await doubt()).toBe('clock-behind')
})

it('a server that stood still for a month erases once somebody compared its clock, which is on the trail', async () => {
  place.now += 30 * day
  await restart()
  await run(200)
  expect(await doubt()).toBe('clock-gap')
  const { read } = place.store
  expect(value(await retention.apply(by, true))).toMatchObject({ entries: 1 })
  const acts = await read.audit(2)
  expect(acts.map(({ operation }) => operation)).toEqual(['retention.erase', 'retention.clock'])
  expect(JSON.parse(acts[1]!.detail)).toMatchObject({ reason: 'clock-gap' })
  expect(acts[1]).toMatchObject(by)
  // Once is enough, and only for what lies before.
  await restart()
  await run(2)
  expect(await doubt()).toBeNull()
  place.now += 9 * day
  await restart()
  expect(await doubt()).toBe('clock-gap')
})

it('a clock without doubt is vouched for by nobody', async () => {
  value(await retention.apply(by, true))
  expect(await place.store.read.log.vouchedClock()).toBeNull()
})

it('a clock that was ahead and is right again: the log speaks against it until somebody compared it', async () => {
  place.now += 2 * yearMs
  await restart()
  await run(1)
  place.now -= 2 * yearMs
  await restart()
  expect(await doubt()).toBe('clock-behind')
  expect(value(await retention.apply(by, true))).toMatchObject({ entries: 0 })
  await run(1)
  expect(await doubt()).toBeNull()
})

it('a time stamp settles what was before it', async () => {
  place.now += 30 * day
  stamping(() => minute)
  await restart()
  expect(await doubt()).toBe('clock-gap')
  await run(1)
  expect(await doubt()).toBeNull()
  place.now += 9 * day
  expect(await doubt()).toBe('clock-put')
  await restart()
  expect(await doubt()).toBe('clock-gap')
})

it('a time stamp that tells another time speaks against the clock, until one agrees or somebody vouches', async () => {
  let ahead = -6 * minute
  stamping(() => ahead)
  await restart()
  await run(1)
  expect(await doubt()).toBe('clock-contradicted')
  ahead = 0
  await run(1)
  expect(await doubt()).toBeNull()
  ahead = -yearMs
  await run(1)
  expect(await doubt()).toBe('clock-contradicted')
  value(await retention.apply(by, true))
  expect(await doubt()).toBeNull()
  await run(1)
  expect(await doubt()).toBe('clock-contradicted')
})

it('a time stamp that nobody trusts says nothing', async () => {
  place.now += 30 * day
  stamping(() => 0)
  await restart()
  await run(1)
  expect(await doubt()).toBeNull()
  place.timestamps = {
    ...place.timestamps,
    verify: () => fail({ reason: 'untrusted', permanent: true, detail: '' }),
  }
  await restart()
  expect(await doubt()).toBe('clock-gap')
})
