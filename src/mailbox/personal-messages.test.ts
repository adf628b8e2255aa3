import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagBits, type Mailbox } from '../ports/mailboxes.ts'
import { Mirror } from './mirror.ts'
import { PersonalMessages } from './personal-messages.ts'

const { seen, flagged } = flagBits

const mailbox: Mailbox = {
  ...{ id: 1, boxId: 3, name: 'INBOX', role: 'inbox', subscribed: true, uidValidity: 1, uidNext: 1 },
  ...{ recentUid: 1, modseq: 1, messages: 0, unseen: 0, deleted: 0, sizeBytes: 0, keywords: [] },
}

function mirrorOf(count: number): Mirror {
  const uids = Uint32Array.from({ length: count }, (_, i) => i + 1)
  return new Mirror(mailbox, {
    uids,
    flags: new Uint32Array(count).fill(seen),
    modseqs: new Float64Array(count).fill(1),
    views: Float64Array.from(uids),
    internalDatesMs: new Float64Array(count),
    sizesBytes: new Uint32Array(count),
  })
}

function arrive(mirror: Mirror, uid: number, modseq: number): void {
  mirror.apply({
    ...{ kind: 'arrived', mailbox: 1, box: 3, modseq },
    ...{ uids: Uint32Array.of(uid), flags: Uint32Array.of(seen), views: Float64Array.of(uid) },
    ...{ internalDatesMs: Float64Array.of(0), sizesBytes: Uint32Array.of(1) },
  })
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('seen', 'unseen', 'flag', 'expunge', 'arrive', 'look'),
    uid: fc.integer({ min: 1, max: 40 }),
  }),
  { maxLength: 60 },
)

describe('what one person sees of a shared mailbox', () => {
  it('is the shared flags with an own \\Seen, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(steps, given => {
        const mirror = mirrorOf(10)
        const mine = new PersonalMessages(mirror)
        const expected = new Map(Array.from(mirror.uids, uid => [uid, { flags: 0, modseq: 1 }]))
        let next = 11
        let modseq = 1
        for (const step of given) {
          modseq++
          const known = expected.get(step.uid)
          if (step.kind === 'arrive') {
            expected.set(next, { flags: 0, modseq })
            arrive(mirror, next++, modseq)
          } else if (step.kind === 'look') expect(mine.flags.length).toBeGreaterThanOrEqual(mine.count)
          else if (step.kind === 'expunge') {
            mirror.expunge(Uint32Array.of(step.uid))
            expected.delete(step.uid)
          } else if (step.kind === 'flag') {
            mirror.setFlags(modseq, Uint32Array.of(step.uid), Uint32Array.of(seen | flagged))
            // What has the flag keeps its MODSEQ.
            if (known && (known.flags & flagged) === 0)
              expected.set(step.uid, { flags: known.flags | flagged, modseq })
          } else {
            const bit = step.kind === 'seen' ? 1 : 0
            mine.hear(Uint32Array.of(step.uid), Uint8Array.of(bit), modseq)
            if (known) expected.set(step.uid, { flags: (known.flags & ~seen) | bit, modseq })
          }
        }
        const rows = Array.from({ length: mine.count }, (_, row) => row)
        expect(rows.map(row => [mine.uids[row], mine.flags[row], mine.modseqs[row]])).toEqual(
          [...expected].map(([uid, { flags, modseq: at }]) => [uid, flags, at]),
        )
      }),
    )
  })

  it('takes runs as they are stored, gaps included', () => {
    const mirror = mirrorOf(6)
    mirror.expunge(Uint32Array.of(3))
    const mine = new PersonalMessages(mirror)
    mine.takeRuns({
      first: Uint32Array.of(2, 6),
      last: Uint32Array.of(4, 6),
      seen: Uint8Array.of(1, 0),
      modseqs: Float64Array.of(7, 8),
    })
    expect([...mine.flags.subarray(0, 5)]).toEqual([0, 1, 1, 0, 0])
    expect([...mine.modseqs.subarray(0, 5)]).toEqual([1, 7, 7, 1, 8])
  })

  it('leaves arrays alone that somebody holds while messages go', () => {
    const mirror = mirrorOf(3)
    const mine = new PersonalMessages(mirror)
    mine.hear(Uint32Array.of(2), Uint8Array.of(1), 5)
    const held = mine.flags
    mirror.expunge(Uint32Array.of(1))
    expect([...mine.flags.subarray(0, 2)]).toEqual([1, 0])
    expect([...held.subarray(0, 3)]).toEqual([0, 1, 0])
  })

  it('has the higher of the two MODSEQs, and none above a change that does not show yet', () => {
    const mirror = mirrorOf(3)
    const mine = new PersonalMessages(mirror)
    // Stored at 5 and then at 7; of the first no notice has come.
    mine.startModseqs(7, 5)
    expect(mine.highestModseq).toBe(1)
    arrive(mirror, 4, 5)
    expect(mine.highestModseq).toBe(7)
    mine.hear(Uint32Array.of(2), Uint8Array.of(1), 9)
    expect(mine.highestModseq).toBe(9)
    expect(mirror.highestModseq).toBe(5)
    arrive(mirror, 5, 11)
    expect(mine.highestModseq).toBe(11)
  })
})
