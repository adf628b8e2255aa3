import fc from 'fast-check'
import { expect, it } from 'vitest'
import { flagBits, type Mailbox } from '../ports/mailboxes.ts'
import { Mirror } from './mirror.ts'

const { seen, flagged } = flagBits

interface Message {
  flags: number
  modseq: number
}

const mailbox: Mailbox = {
  ...{ id: 1, boxId: 1, name: 'INBOX', role: 'inbox', subscribed: true, uidValidity: 1, uidNext: 1 },
  ...{ recentUid: 1, modseq: 1, messages: 0, unseen: 0, deleted: 0, sizeBytes: 0, keywords: [] },
}

function mirrorOf(messages: ReadonlyMap<number, Message>): Mirror {
  const all = [...messages.values()]
  const zeros = new Float64Array(all.length)
  return new Mirror(mailbox, {
    uids: Uint32Array.from(messages.keys()),
    flags: Uint32Array.from(all, ({ flags }) => flags),
    modseqs: Float64Array.from(all, ({ modseq }) => modseq),
    ...{ views: zeros, internalDatesMs: zeros, sizesBytes: new Uint32Array(all.length) },
  })
}

const someUids = fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 24 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('flags' as const), uids: someUids, flags: fc.nat(7), late: fc.boolean() }),
  fc.record({
    kind: fc.constant('range' as const),
    first: fc.integer({ min: 1, max: 24 }),
    flags: fc.nat(7),
  }),
  fc.record({ kind: fc.constant('expunged' as const), uids: someUids }),
  fc.record({ kind: fc.constant('arrived' as const), flags: fc.nat(7) }),
  fc.record({ kind: fc.constant('look' as const) }),
)

it('shows what every notice left, and the first message that is not seen', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(7), { maxLength: 12 }), fc.array(step, { maxLength: 20 }), (first, steps) => {
      // Gaps between UIDs, and MODSEQs above the mailbox's: the snapshot may be newer.
      const model = new Map(first.map((flags, i) => [2 * i + 1, { flags, modseq: 5 + i }]))
      const mirror = mirrorOf(model)
      let modseq = 30
      const change = (uids: readonly number[], bits: number, at: number) => {
        // Those that change, as the store tells them.
        const known = uids.toSorted((a, b) => a - b).filter(uid => model.has(uid))
        const changed = known.filter(uid => model.get(uid)!.flags !== bits && model.get(uid)!.modseq < at)
        for (const uid of changed) model.set(uid, { flags: bits, modseq: at })
        const notice = { kind: 'flags', mailbox: 1, box: 1, modseq: at } as const
        const flags = new Uint32Array(changed.length).fill(bits)
        mirror.apply({ ...notice, uids: Uint32Array.from(changed), flags })
      }
      for (const each of steps) {
        modseq++
        if (each.kind === 'flags') change(each.uids, each.flags, each.late ? modseq - 12 : modseq)
        if (each.kind === 'range')
          change(
            [...model.keys()].filter(uid => uid >= each.first),
            each.flags,
            modseq,
          )
        if (each.kind === 'expunged') {
          for (const uid of each.uids) model.delete(uid)
          mirror.apply({ kind: 'expunged', mailbox: 1, box: 1, modseq, uids: Uint32Array.from(each.uids) })
        }
        if (each.kind === 'arrived') {
          const uid = mirror.uidNext
          model.set(uid, { flags: each.flags, modseq })
          const one = Float64Array.of(1)
          const rows = { views: one, internalDatesMs: one, sizesBytes: Uint32Array.of(1) }
          const what = { uids: Uint32Array.of(uid), flags: Uint32Array.of(each.flags), ...rows }
          mirror.apply({ kind: 'arrived', mailbox: 1, box: 1, modseq, ...what })
        }
        const flags = [...model.values()].map(message => message.flags)
        const unseen = flags.findIndex(bits => (bits & seen) === 0)
        if (each.kind === 'look') expect(mirror.firstUnseen).toBe(unseen < 0 ? model.size : unseen)
        expect([...mirror.uids.subarray(0, mirror.count)]).toEqual([...model.keys()])
        expect([...mirror.flags.subarray(0, mirror.count)]).toEqual(flags)
        const modseqs = [...model.values()].map(message => message.modseq)
        expect([...mirror.modseqs.subarray(0, mirror.count)]).toEqual(modseqs)
      }
    }),
  )
})

it('takes a change of flags that it shows already for none', () => {
  const mirror = mirrorOf(new Map([1, 2, 3].map(uid => [uid, { flags: 0, modseq: uid }])))
  const [uids, flags] = [Uint32Array.of(1, 2), Uint32Array.of(flagged, flagged)]
  mirror.setFlags(9, uids, flags)
  mirror.setFlags(12, Uint32Array.of(2), Uint32Array.of(0))
  mirror.apply({ kind: 'flags', mailbox: 1, box: 1, modseq: 9, uids, flags })
  expect([...mirror.flags]).toEqual([flagged, 0, 0])
  expect([...mirror.modseqs]).toEqual([9, 12, 3])
})
