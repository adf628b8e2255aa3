import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagMask } from '../base/flag-mask.ts'
import { type FlagChange, flagBits } from '../ports/mailboxes.ts'
import { planFlags } from './known-flags.ts'
import { Mirror } from './mirror.ts'

const { seen, flagged } = flagBits
const uids = [2, 3, 5, 8, 13]

function mirror(flags: readonly number[] = [0, 0, 0, 0, 0]): Mirror {
  const zeros = new Float64Array(uids.length)
  return new Mirror(
    {
      ...{ id: 1, boxId: 1, name: 'INBOX', role: 'inbox', subscribed: true, uidValidity: 1, uidNext: 14 },
      ...{ recentUid: 1, modseq: 50, messages: 5, unseen: 5, deleted: 0, sizeBytes: 0, keywords: ['$Junk'] },
    },
    {
      uids: Uint32Array.from(uids),
      flags: Uint32Array.from(flags),
      modseqs: Float64Array.from([10, 20, 30, 40, 50]),
      ...{ views: zeros, internalDatesMs: zeros, sizesBytes: new Uint32Array(uids.length) },
    },
  )
}

function plan(flags: readonly number[] | undefined, change: Partial<FlagChange>) {
  const asked = {
    uids: Uint32Array.from(uids),
    mode: 'add',
    flags: flagged,
    keywords: [],
    ...change,
  } as const
  return planFlags(mirror(flags), asked)
}

const list = (array: Uint32Array | undefined) => array && [...array]

describe('a change of flags, planned on the messages in memory', () => {
  it('is one range where no message lies between', () => {
    const planned = plan(undefined, {})
    expect(list(planned?.change?.runs)).toEqual([2, 13])
    expect(list(planned?.change?.uids)).toEqual(uids)
    expect(list(planned?.answer.flags)).toEqual(uids.map(() => flagged))
  })

  it('leaves out UIDs that do not exist, and takes ranges apart at messages that were not asked for', () => {
    const planned = plan(undefined, { uids: Uint32Array.of(1, 2, 4, 5, 8, 14) })
    expect(list(planned?.change?.runs)).toEqual([2, 2, 5, 8])
    expect(list(planned?.answer.uids)).toEqual([2, 5, 8])
  })

  it('answers, but does not change, messages that are so already', () => {
    const planned = plan([0, flagged, seen, 0, 0], { uids: Uint32Array.of(2, 3, 5) })
    expect(list(planned?.change?.runs)).toEqual([2, 2, 5, 5])
    expect(list(planned?.change?.flags)).toEqual([flagged, seen | flagged])
    expect(list(planned?.answer.flags)).toEqual([flagged, flagged, seen | flagged])
  })

  it('is nothing when every message is so already', () => {
    const planned = plan([4, 4, 4, 4, 4], {})
    expect(planned?.change).toBeUndefined()
    expect(list(planned?.answer.uids)).toEqual(uids)
  })

  it('leaves messages alone that have changed since', () => {
    const planned = plan(undefined, { unchangedSince: 30 })
    expect(list(planned?.answer.modified)).toEqual([8, 13])
    expect(list(planned?.change?.runs)).toEqual([2, 5])
  })

  it('removes and replaces, keywords too', () => {
    const all = [37, 37, 37, 37, 37]
    const removed = plan(all, { mode: 'remove', flags: seen, keywords: ['$junk'] })
    expect(list(removed?.answer.flags)).toEqual(uids.map(() => flagged))
    const replaced = plan(all, { mode: 'replace', flags: 0, keywords: ['$JUNK'] })
    expect(list(replaced?.answer.flags)).toEqual(uids.map(() => 32))
  })

  it('is what one message after the other comes to', () => {
    const stretch = fc.tuple(fc.nat(5), fc.nat(5)).map(([from, to]) => uids.slice(from, to))
    const some = fc.oneof(fc.subarray([1, 2, 3, 4, 5, 8, 9, 13, 20]), stretch)
    const five = fc.array(fc.nat(31), { minLength: 5, maxLength: 5 })
    const mode = fc.constantFrom('add' as const, 'remove' as const, 'replace' as const)
    const since = fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined })
    fc.assert(
      fc.property(five, some, mode, fc.nat(31), since, (before, asked, how, bits, unchangedSince) => {
        const conditional = unchangedSince === undefined ? {} : { unchangedSince }
        const planned = plan(before, {
          uids: Uint32Array.from(asked),
          mode: how,
          flags: bits,
          ...conditional,
        })
        const { keep, set } = flagMask(how, bits)
        const known = uids.map((uid, i) => ({ uid, modseq: 10 * (i + 1), was: before[i]! }))
        const meant = known.filter(({ uid }) => asked.includes(uid))
        const passed = meant.filter(({ modseq }) => modseq <= (unchangedSince ?? 60))
        const left = meant.filter(message => !passed.includes(message))
        const after = passed.map(({ uid, was }) => ({ uid, was, is: ((was & keep) | set) >>> 0 }))
        const changed = after.filter(({ was, is }) => was !== is)
        expect(list(planned?.answer.modified)).toEqual(left.map(({ uid }) => uid))
        expect(list(planned?.answer.uids)).toEqual(after.map(({ uid }) => uid))
        expect(list(planned?.answer.flags)).toEqual(after.map(({ is }) => is))
        expect(list(planned?.change?.uids) ?? []).toEqual(changed.map(({ uid }) => uid))
        expect(list(planned?.change?.flags) ?? []).toEqual(changed.map(({ is }) => is))
        // Ranges hold every message that changes and none that was left alone.
        const runs = list(planned?.change?.runs) ?? []
        const inside = (uid: number) =>
          runs.some((first, i) => i % 2 === 0 && first <= uid && uid <= runs[i + 1]!)
        expect(uids.filter(inside)).toEqual(changed.map(({ uid }) => uid))
      }),
    )
  })

  it('has to be the store’s where a keyword is new', () => {
    expect(plan(undefined, { keywords: ['$New'] })).toBeUndefined()
  })
})
