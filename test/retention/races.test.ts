/**
 * Holds that are added while letters are being erased, in random interleavings: no letter that a hold matches is ever
 * named by an act that was committed after the hold was, however far behind the index is; and what nothing holds goes.
 */
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRetention } from '../../src/archive/retention/retention.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { EntryId } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { letterBytes, value } from '../conformance/letters.ts'
import { by, now, RetentionPlace } from './place.ts'

const codes = ['sokhcn', 'thucphan', 'thue'] as const

let place: RetentionPlace
beforeAll(async () => {
  place = await RetentionPlace.open({
    retentionWindow: 3,
    erasureActEntries: 2,
    erasureStepEntries: 1,
    holdBatch: 2,
  })
  await place.setClass('chung', '1 year')
})
afterAll(() => place[Symbol.asyncDispose]())

interface Placed {
  readonly id: EntryId
  readonly number: number
  readonly agency: number
}

interface Held {
  readonly name: string
  readonly code: string
  /** Leaves of the log when the hold was surely committed: acts from here on came after it. */
  readonly from: number
}

type Step =
  | { readonly kind: 'hold' | 'letter'; readonly agency: number }
  | { readonly kind: 'follow' | 'rebuild' | 'advance' | 'apply' }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('hold' as const), agency: fc.nat(2) }),
    fc.record({ kind: fc.constant('letter' as const), agency: fc.nat(2) }),
    fc.constant({ kind: 'follow' as const }),
    fc.constant({ kind: 'rebuild' as const }),
    fc.constant({ kind: 'advance' as const }),
    fc.constant({ kind: 'apply' as const }),
  ),
  { minLength: 4, maxLength: 12 },
)

/** Calls of the store and of the index begin a random number of turns late. */
function late<T extends object>(target: T, turns: () => number): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name)
      if (typeof member === 'function')
        return async (...args: unknown[]) => {
          for (let i = turns(); i > 0; i--) await new Promise(setImmediate)
          return member.apply(object, args)
        }
      return typeof member === 'object' && member !== null ? late(member, turns) : member
    },
  })
}

let counter = 1

async function run(
  initial: readonly number[],
  script: readonly Step[],
  delays: readonly number[],
): Promise<void> {
  const { store, index } = place
  let turn = 0
  const turns = () => delays[turn++ % delays.length]!
  const parts = { clock: { now: () => now }, limits: place.limits, log: silentLogger }
  const retention = createRetention({ ...parts, store: late(store, turns), index: late(index, turns) })
  const letters: Placed[] = []
  const holds: Held[] = []
  const put = async (agency: number) => {
    const number = counter++
    letters.push({ id: await place.add({ number, agency }), number, agency })
  }
  const hold = async (agency: number) => {
    const name = `vụ ${counter++}`
    const code = codes[agency]!
    const tree = { kind: 'agency', code } as const
    value(
      await store.write.addHold({
        name,
        query: `agency:${code}`,
        tree,
        reason: 'Thanh tra',
        author: 'thanhtra',
        addedAt: now,
      }),
    )
    holds.push({ name, code, from: await store.read.log.size() })
  }
  for (const agency of initial) await put(agency)
  const first = await store.read.log.size()
  const running: Promise<unknown>[] = []
  for (const step of script) {
    if (step.kind === 'hold') running.push(hold(step.agency))
    else if (step.kind === 'letter') running.push(put(step.agency))
    else if (step.kind === 'follow') await index.follow()
    else if (step.kind === 'rebuild') await index.rebuild()
    else if (step.kind === 'advance') running.push(retention.advanceHolds())
    else running.push(retention.apply(by).then(value))
    for (let i = turns(); i > 0; i--) await new Promise(setImmediate)
  }
  await Promise.all(running)
  await index.follow()
  value(await retention.apply(by))
  await expectKept(store, letters, holds, first)
  for (const { name } of holds) value(await store.write.removeHold(name, 'thanhtra', 'Đã kết luận', now))
  value(await retention.apply(by))
  for (const { id } of letters) expect((await store.read.archive.entry(id))!.erasedAt).not.toBeNull()
}

async function expectKept(
  store: Store,
  letters: readonly Placed[],
  holds: readonly Held[],
  first: number,
): Promise<void> {
  const acts = await actsFrom(store, first)
  for (const { id, number, agency } of letters) {
    const act = acts.find(({ entries }) => entries.includes(id))
    const holding = holds.filter(({ code }) => code === codes[agency])
    for (const { from, name } of holding)
      if (act !== undefined && act.leafIndex >= from) expect.fail(`entry ${id} was erased under ${name}`)
    const entry = (await store.read.archive.entry(id))!
    expect(entry.erasedAt === null).toBe(act === undefined)
    if (act === undefined) {
      expect(holding.length).toBeGreaterThan(0)
      const bytes = await store.read.blobs.bytes(entry.forms[0]!.blob)
      expect(Buffer.from(bytes).equals(letterBytes(number))).toBe(true)
    }
  }
}

/** Acts of erasure from a leaf on. */
async function actsFrom(store: Store, first: number) {
  const acts: { readonly leafIndex: number; readonly entries: readonly EntryId[] }[] = []
  for (let after = 0; ; ) {
    const leaves = await store.read.log.leaves('act', after, 500)
    if (leaves.length === 0) return acts
    for (const { id, index, data } of leaves) {
      after = id
      const act = JSON.parse(Buffer.from(data.subarray(32)).toString()) as {
        readonly operation: string
        readonly detail: string
      }
      if (index < first || act.operation !== 'retention.erase') continue
      const { entries } = JSON.parse(act.detail) as { readonly entries: readonly EntryId[] }
      acts.push({ leafIndex: index, entries })
    }
  }
}

const runs = Number(process.env.RETENTION_RACES ?? 80)

it('erases nothing that a hold committed before has matched', { timeout: 60_000 + runs * 1500 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(2), { minLength: 2, maxLength: 9 }),
      steps,
      fc.array(fc.nat(4), { minLength: 5, maxLength: 17 }),
      run,
    ),
    { numRuns: runs },
  )
})
