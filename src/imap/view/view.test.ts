import { describe, expect, it } from 'vitest'
import { Mirror } from '../../mailbox/mirror.ts'
import { flagBits, type Mailbox } from '../../ports/mailboxes.ts'
import { plainModes } from '../wire/modes.ts'
import { type SequenceSet, savedResult } from '../wire/sequence-set.ts'
import { ResponseWriter } from '../wire/writer.ts'
import { View } from './view.ts'

const mailbox: Mailbox = {
  id: 1,
  boxId: 1,
  name: 'INBOX',
  role: 'inbox',
  subscribed: true,
  uidValidity: 1,
  uidNext: 1,
  // Nothing is recent but where a test lets it.
  recentUid: 1000,
  modseq: 1,
  messages: 0,
  unseen: 0,
  deleted: 0,
  sizeBytes: 0,
  keywords: [],
}

function mirrorOf(...uids: number[]): Mirror {
  return new Mirror(mailbox, {
    uids: Uint32Array.from(uids),
    flags: new Uint32Array(uids.length),
    modseqs: new Float64Array(uids.length),
    views: Float64Array.from(uids),
    internalDatesMs: new Float64Array(uids.length),
    sizesBytes: new Uint32Array(uids.length),
  })
}

function arrive(mirror: Mirror, modseq: number, ...uids: number[]): void {
  mirror.apply({
    kind: 'arrived',
    mailbox: 1,
    box: 1,
    modseq,
    uids: Uint32Array.from(uids),
    flags: new Uint32Array(uids.length),
    views: Float64Array.from(uids),
    internalDatesMs: new Float64Array(uids.length),
    sizesBytes: new Uint32Array(uids.length),
  })
}

function told(view: View, mayExpunge: boolean, tellsFlags = true): string[] {
  const chunks: Uint8Array[] = []
  const writer = new ResponseWriter({
    write: chunk => chunks.push(chunk),
    full: false,
    drained: async () => {},
  })
  view.tell(writer, mayExpunge, tellsFlags)
  writer.flush()
  return Buffer.concat(chunks).toString().split('\r\n').slice(0, -1)
}

const star = Number.POSITIVE_INFINITY
const range = (first: number, last = first): SequenceSet => [{ first, last }]

describe('numbers of a view', () => {
  const view = new View(mirrorOf(2, 3, 7, 9), false)

  it.each([
    ['one number', range(3), false, [2]],
    ['a range backwards', range(3, 2), false, [1, 2]],
    ['star', range(star), false, [3]],
    ['up to star', range(2, star), false, [1, 2, 3]],
    ['a number without a message', range(5), false, undefined],
    ['a range beyond the end', range(2, 5), false, undefined],
    ['several that overlap', [...range(3, 4), ...range(1), ...range(2, 3)], false, [0, 1, 2, 3]],
    ['UIDs, existing or not', range(3, 8), true, [1, 2]],
    ['a UID that does not exist', range(4), true, []],
    ['UIDs beyond the end', range(10, 20), true, []],
    ['beyond the end up to star', range(20, star), true, [3]],
    ['the last UID', range(star), true, [3]],
  ])('%s', (_, set, byUid, places) => {
    const resolved = view.resolve(set, byUid)
    expect(resolved && [...resolved]).toEqual(places)
    expect(view.resolveUids(set, byUid)).toEqual(resolved && view.uids(resolved))
  })

  it('that were saved are those that the client still has', () => {
    const mirror = mirrorOf(2, 3, 7, 9)
    const searched = new View(mirror, false)
    searched.save(Uint32Array.of(3, 7))
    mirror.expunge(Uint32Array.of(3))
    expect(searched.resolveUids(savedResult, true)).toEqual(Uint32Array.of(3, 7))
    told(searched, true)
    expect(searched.resolveUids(savedResult, true)).toEqual(Uint32Array.of(7))
    expect(searched.resolve(savedResult, true)).toEqual(Uint32Array.of(1))
  })

  it('are found near the one before, and anywhere else', () => {
    expect([2, 3, 9, 7, 4, 10].map(uid => view.place(uid, 0))).toEqual([0, 1, 3, 2, -1, -1])
    expect(view.place(9, 3)).toBe(3)
  })

  it('star of an empty mailbox names nothing', () => {
    const empty = new View(mirrorOf(), false)
    expect(empty.resolve(range(1, star), false)).toEqual(new Uint32Array())
    expect(empty.resolve(range(1, star), true)).toEqual(new Uint32Array())
    expect(empty.resolve(range(1), false)).toBeUndefined()
  })
})

describe('what a session is told', () => {
  it('keeps its numbers until it may hear of removals', () => {
    const mirror = mirrorOf(1, 2, 3, 4, 5)
    const view = new View(mirror, false)
    mirror.expunge(Uint32Array.of(2, 4))
    arrive(mirror, 10, 6)
    expect(told(view, false)).toEqual([])
    expect(view.exists).toBe(5)
    expect([0, 1, 2, 3, 4].map(place => view.row(place))).toEqual([0, -1, 1, -1, 2])
    expect(view.uid(3)).toBe(4)
    expect(told(view, true)).toEqual(['* 4 EXPUNGE', '* 2 EXPUNGE', '* 4 EXISTS', '* 0 RECENT'])
    expect([0, 1, 2, 3].map(place => view.uid(place))).toEqual([1, 3, 5, 6])
    expect(told(view, true)).toEqual([])
  })

  it('never tells of a message that came and went unseen', () => {
    const mirror = mirrorOf(1)
    const view = new View(mirror, false)
    arrive(mirror, 2, 2, 3)
    mirror.expunge(Uint32Array.of(2))
    expect(told(view, true)).toEqual(['* 2 EXISTS', '* 0 RECENT'])
    expect(view.uid(1)).toBe(3)
    mirror.expunge(Uint32Array.of(1, 3))
    expect(told(view, true)).toEqual(['* 2 EXPUNGE', '* 1 EXPUNGE'])
    expect(view.exists).toBe(0)
  })

  it('tells flags that others set, under the old numbers, and not its own', () => {
    const mirror = mirrorOf(1, 2, 3)
    const view = new View(mirror, false)
    mirror.setFlags(5, Uint32Array.of(3), Uint32Array.of(1))
    view.flagsChanged(5)
    mirror.expunge(Uint32Array.of(1))
    expect(told(view, false)).toEqual(['* 3 FETCH (UID 3 FLAGS (\\Seen))'])
    // The notice of an own change may come before the answer, or after it.
    mirror.setFlags(6, Uint32Array.of(2), Uint32Array.of(4))
    view.flagsChanged(6)
    view.own(6)
    mirror.setFlags(7, Uint32Array.of(2), Uint32Array.of(0))
    view.own(7)
    view.flagsChanged(7)
    expect(told(view, true)).toEqual(['* 1 EXPUNGE'])
  })

  it('announces a new keyword before flags that hold it', () => {
    const mirror = mirrorOf(1)
    const view = new View(mirror, false)
    mirror.apply({
      kind: 'flags',
      mailbox: 1,
      box: 1,
      modseq: 3,
      uids: Uint32Array.of(1),
      flags: Uint32Array.of(33),
      keywords: ['$DaKySo'],
    })
    view.flagsChanged(3)
    expect(told(view, false)).toEqual([
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $DaKySo)',
      '* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $DaKySo \\*)] Flags that are kept',
      '* 1 FETCH (UID 1 FLAGS (\\Seen $DaKySo))',
    ])
  })

  it('shows as recent what no session before it could claim', () => {
    const mirror = mirrorOf(3, 4, 8)
    mirror.recentUid = 4
    const reading = new View(mirror, true)
    const first = new View(mirror, false)
    const second = new View(mirror, false)
    const recent = (view: View) => [3, 4, 8, 9, 10, 12].filter(uid => view.isRecent(uid))
    expect([reading, first, second].map(recent)).toEqual([[4, 8], [4, 8], []])
    arrive(mirror, 2, 9)
    expect(told(reading, true)).toEqual(['* 4 EXISTS', '* 3 RECENT'])
    expect(told(second, true)).toEqual(['* 4 EXISTS', '* 1 RECENT'])
    arrive(mirror, 3, 10)
    expect(told(first, true)).toEqual(['* 5 EXISTS', '* 3 RECENT'])
    arrive(mirror, 4, 12)
    mirror.expunge(Uint32Array.of(9))
    // What it may not show yet it does not claim.
    expect(told(second, false)).toEqual([])
    expect(mirror.recentUid).toBe(11)
    expect(told(second, true)).toEqual(['* 4 EXPUNGE', '* 5 EXISTS', '* 1 RECENT'])
    expect([reading, first, second].map(recent)).toEqual([
      [4, 8, 9],
      [4, 8, 10],
      [9, 12],
    ])
    mirror.expunge(Uint32Array.of(12))
    expect(told(second, true)).toEqual(['* 5 EXPUNGE', '* 0 RECENT'])
  })

  it('tells UIDs in place of numbers to whom enabled that', () => {
    const mirror = mirrorOf(2, 3, 4, 7, 9)
    const view = new View(mirror, false, { modes: { ...plainModes, qresync: true } })
    mirror.expunge(Uint32Array.of(3, 4, 9))
    expect(told(view, true)).toEqual(['* VANISHED 3:4,9'])
    expect(told(view, true)).toEqual([])
  })

  it('lets nobody believe in a MODSEQ above a removal that was kept back', () => {
    const mirror = mirrorOf(1, 2, 3)
    const view = new View(mirror, false, { modes: { ...plainModes, condstore: true } })
    const change = { mailbox: 1, box: 1 }
    for (const [modseq, uid] of [
      [10, 1],
      [11, 2],
    ] as const) {
      mirror.apply({ ...change, kind: 'expunged', modseq, uids: Uint32Array.of(uid) })
      view.expunged(modseq)
    }
    const flags = { kind: 'flags', uids: Uint32Array.of(3), flags: Uint32Array.of(1) } as const
    mirror.apply({ ...change, ...flags, modseq: 12 })
    view.flagsChanged(12)
    expect(told(view, false)).toEqual([
      '* 3 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (12))',
      '* OK [HIGHESTMODSEQ 9] Known changes',
    ])
    expect(told(view, false)).toEqual(['* OK [HIGHESTMODSEQ 9] Known changes'])
    expect(told(view, true)).toEqual(['* 2 EXPUNGE', '* 1 EXPUNGE', '* OK [HIGHESTMODSEQ 12] Known changes'])
    expect(told(view, true)).toEqual([])
  })

  it('lets nobody believe in a MODSEQ of messages that wait with a removal', () => {
    const mirror = mirrorOf(1, 2)
    const view = new View(mirror, false, { modes: { ...plainModes, condstore: true } })
    const { highestModseq } = mirror
    arrive(mirror, 2, 3)
    mirror.apply({
      mailbox: 1,
      box: 1,
      kind: 'expunged',
      modseq: highestModseq + 20,
      uids: Uint32Array.of(1),
    })
    view.expunged(highestModseq + 20)
    const arrival = mirror.modseqs[1]!
    expect(told(view, false)).toEqual([`* OK [HIGHESTMODSEQ ${arrival - 1}] Known changes`])
    expect(told(view, true)).toContain('* 2 EXISTS')
  })

  it('says how many messages are new to the client, once removals are told', () => {
    const mirror = mirrorOf(1, 2)
    const view = new View(mirror, false)
    const writer = new ResponseWriter({ write: () => {}, full: false, drained: async () => {} })
    arrive(mirror, 2, 3, 4)
    expect(view.tell(writer, false)).toBe(2)
    mirror.expunge(Uint32Array.of(1))
    arrive(mirror, 3, 5)
    expect(view.tell(writer, false)).toBe(0)
    expect(view.tell(writer, true)).toBe(1)
    expect(view.uid(view.exists - 1)).toBe(5)
  })

  it("forgets others' flags that nobody wants to hear of", () => {
    const mirror = mirrorOf(1, 2)
    const view = new View(mirror, false)
    mirror.setFlags(5, Uint32Array.of(1), Uint32Array.of(flagBits.seen))
    view.flagsChanged(5)
    expect(told(view, true, false)).toEqual([])
    expect(view.hasUntoldFlags).toBe(false)
    expect(told(view, true)).toEqual([])
  })

  it('agrees with a plain list through random histories', () => {
    let seed = 15
    const random = (n: number) => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      return seed % n
    }
    const mirror = mirrorOf()
    const view = new View(mirror, false)
    const client: number[] = []
    let uid = 1
    for (let step = 0; step < 500; step++) {
      if (random(3) > 0) arrive(mirror, step, ...Array.from({ length: 1 + random(3) }, () => uid++))
      else if (mirror.count > 0) {
        const gone = Array.from({ length: 1 + random(4) }, () => mirror.uids[random(mirror.count)]!)
        mirror.expunge(Uint32Array.from(gone))
      }
      if (random(2) > 0) continue
      for (const line of told(view, random(2) > 0)) {
        const [, number = 0, what] = /^\* (\d+) (EXPUNGE|EXISTS)/.exec(line) ?? []
        if (what === 'EXPUNGE') client.splice(Number(number) - 1, 1)
        if (what === 'EXISTS') while (client.length < Number(number)) client.push(view.uid(client.length))
      }
      expect(client).toEqual(Array.from({ length: view.exists }, (_, place) => view.uid(place)))
    }
    told(view, true)
    expect([...mirror.uids.subarray(0, mirror.count)].length).toBe(view.exists)
  })
})
