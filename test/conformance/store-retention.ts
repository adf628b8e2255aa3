import { describe, expect, it } from 'vitest'
import { parseSpan, spanBefore } from '../../src/base/keep-span.ts'
import { leafHash } from '../../src/base/merkle.ts'
import type { CommitMessage, EntryId } from '../../src/ports/archive.ts'
import type { RetentionClass } from '../../src/ports/retention.ts'
import type { Notice, Store } from '../../src/ports/store.ts'
import { addresses, type Directory, letter, letterBytes, provision, sha256, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const by = { operator: 'quantri', role: 'administrator' }
const day = 86_400_000
/** Of letter 0; the others follow day by day. */
const firstDay = Date.UTC(2016, 0, 4, 1)
const now = Date.UTC(2026, 10, 23, 1)

function classOf(name: string, keep: string, conditions: Partial<RetentionClass> = {}): RetentionClass {
  const none = { agencyId: null, documentKind: null, rule: null, direction: null, verdict: null }
  return { name, keep: value(parseSpan(keep)), ...none, ...conditions }
}

export async function setClass(
  store: Store,
  name: string,
  keep: string,
  conditions?: Partial<RetentionClass>,
) {
  const change = { kind: 'set-retention', ...classOf(name, keep, conditions) } as const
  value(await store.write.changePolicy(change, 'quantri', now))
}

type Part = (directory: Directory) => Partial<{
  readonly agency: number
  readonly kind: string
  readonly rule: string
  readonly direction: CommitMessage['entry']['direction']
  readonly verdict: CommitMessage['entry']['verdict']
  readonly ageDays: number
}>

const document = {
  place: 'attachment 1',
  number: '15',
  notation: 'QĐ-UBND',
  issuer: 'UBND tỉnh Cao Bằng',
  issuedDate: '2016-01-04',
  abstract: 'Về việc bổ nhiệm cán bộ thuỷ-lợi-hiếm',
  signer: 'Nông Văn Páo',
  urgency: null,
  signed: false,
  signature: null,
  confidence: 1,
  metadata: '{"Subject":"thuỷ-lợi-hiếm"}',
}

async function commit(store: Store, directory: Directory, number: number, part: ReturnType<Part>) {
  const receivedAt = part.ageDays === undefined ? firstDay + number * day : now - part.ageDays * day
  const message = letter({
    number,
    ...(part.agency === undefined ? {} : { from: { boxId: directory.boxIds[0]!, agencyId: part.agency } }),
    to: [{ boxId: directory.boxIds[1]! }],
    change: message => ({
      ...message,
      entry: {
        ...message.entry,
        receivedAt,
        direction: part.direction ?? 'internal',
        verdict: part.verdict ?? 'allow',
      },
      documents: part.kind === undefined ? [] : [{ ...document, kind: part.kind }],
      violations:
        part.rule === undefined
          ? []
          : [
              {
                ref: `CB-2016-${number}`,
                rule: part.rule,
                action: 'flag',
                reason: 'free-mail-sender',
                agencyId: null,
                boxId: null,
                address: 'ban.be@gmail.com',
                evidence:
                  '[{"reason":"free-mail-sender","address":"x@y.vn","evidence":{"file":"thuỷ-lợi-hiếm.pdf"}}]',
                state: 'recorded',
                opensCase: false,
              },
            ],
    }),
  })
  return (await store.write.commitMessage(message)).entryId
}

async function dueAt(store: Store, when: number): Promise<readonly (readonly [EntryId, string])[]> {
  const due: [EntryId, string][] = []
  for (let after: EntryId | null = 0; after !== null; ) {
    const { entries, next }: Awaited<ReturnType<Store['read']['retention']['due']>> =
      await store.read.retention.due(when, after)
    for (const { id, className } of entries) due.push([id, className])
    after = next
  }
  return due
}

async function destroyAll(store: Store): Promise<number> {
  let references = 0
  for (;;) {
    const destroyed = await store.write.destroyCondemned(3, now)
    references += destroyed.references
    if (destroyed.entries.length === 0) return references
    await store.write.finishErasures(destroyed.entries)
  }
}

export function retentionConformance(makePlace: MakePlace): void {
  describe('retention', () => {
    classesConformance(makePlace)
    holdConformance(makePlace)
    erasureConformance(makePlace)
    compactionConformance(makePlace)
  })
}

function classesConformance(makePlace: MakePlace): void {
  /** A letter, the classes, and the one that decides; null for a letter that stays. */
  const table: readonly (readonly [
    string,
    Part,
    (directory: Directory) => readonly RetentionClass[],
    string | null,
  ])[] = [
    ['no class', () => ({}), () => [], null],
    ['the default', () => ({}), () => [classOf('chung', '10 years')], 'chung'],
    ['a default that is too long', () => ({}), () => [classOf('chung', '20 years')], null],
    ['for ever', () => ({}), () => [classOf('chung', '1 day'), classOf('mãi mãi', 'forever')], null],
    [
      'another kind for ever',
      () => ({ kind: 'CT' }),
      () => [classOf('chung', '1 day'), classOf('qđ', 'forever', { documentKind: 'QĐ' })],
      'chung',
    ],
    [
      'a kind for ever',
      () => ({ kind: 'QĐ' }),
      () => [classOf('chung', '1 day'), classOf('qđ', 'forever', { documentKind: 'QĐ' })],
      null,
    ],
    [
      'a công văn',
      () => ({ kind: '' }),
      () => [classOf('công văn', '5 years', { documentKind: '' })],
      'công văn',
    ],
    ['no document at all', () => ({}), () => [classOf('công văn', '5 years', { documentKind: '' })], null],
    [
      'the longer of two that are over',
      () => ({ rule: 'D1b-free' }),
      () => [classOf('a', '2 years'), classOf('b', '5 years', { rule: 'D1b-free' })],
      'b',
    ],
    ['the longer by days', () => ({}), () => [classOf('a', '731 days'), classOf('b', '24 months')], 'a'],
    [
      'a rule that is not broken',
      () => ({ rule: 'D3-staff' }),
      () => [classOf('b', '5 years', { rule: 'D1b-free' })],
      null,
    ],
    [
      'direction',
      () => ({ direction: 'inbound' }),
      () => [classOf('đến', '2 years', { direction: 'inbound' })],
      'đến',
    ],
    [
      'the other direction',
      () => ({ direction: 'outbound' }),
      () => [classOf('đến', '2 years', { direction: 'inbound' })],
      null,
    ],
    [
      'verdict',
      () => ({ verdict: 'block' }),
      () => [classOf('chặn', '2 years', { verdict: 'block' })],
      'chặn',
    ],
    [
      'agency',
      ({ agencyIds }) => ({ agency: agencyIds[0]! }),
      ({ agencyIds }) => [classOf('sở', '2 years', { agencyId: agencyIds[0]! })],
      'sở',
    ],
    [
      'another agency',
      ({ agencyIds }) => ({ agency: agencyIds[0]! }),
      ({ agencyIds }) => [classOf('phường', '2 years', { agencyId: agencyIds[1]! })],
      null,
    ],
    [
      'all conditions but one',
      ({ agencyIds }) => ({ agency: agencyIds[0]!, kind: 'QĐ', rule: 'D1b-free', direction: 'inbound' }),
      ({ agencyIds }) => [
        classOf('hẹp', '2 years', {
          agencyId: agencyIds[0]!,
          documentKind: 'QĐ',
          rule: 'D1b-free',
          direction: 'outbound',
        }),
      ],
      null,
    ],
    [
      'all conditions',
      ({ agencyIds }) => ({
        agency: agencyIds[0]!,
        kind: 'QĐ',
        rule: 'D1b-free',
        direction: 'inbound',
        verdict: 'flag',
      }),
      ({ agencyIds }) => [
        classOf('hẹp', '2 years', {
          agencyId: agencyIds[0]!,
          documentKind: 'QĐ',
          rule: 'D1b-free',
          direction: 'inbound',
          verdict: 'flag',
        }),
      ],
      'hẹp',
    ],
    [
      'one that is not over yet beside one that is',
      () => ({ ageDays: 400 }),
      () => [classOf('a', '1 year'), classOf('b', '2 years', { direction: 'internal' })],
      null,
    ],
  ]

  it.each(table)('the longest class wins: %s', async (_, part, classes, expected) => {
    await using place = await makePlace()
    await using store = await place.open()
    const directory = await provision(store)
    for (const one of classes(directory)) await setClass(store, one.name, 'forever')
    for (const one of classes(directory))
      value(await store.write.changePolicy({ kind: 'set-retention', ...one }, 'quantri', now))
    expect(await store.read.retention.classes()).toEqual(
      classes(directory).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
    const id = await commit(store, directory, 1, part(directory))
    expect(await dueAt(store, now)).toEqual(expected === null ? [] : [[id, expected]])
  })

  it('counts by the calendar, from the receipt on', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const directory = await provision(store)
    await setClass(store, 'chung', '1 year')
    const id = await commit(store, directory, 0, {})
    const over = Date.UTC(2017, 0, 4, 1)
    expect(spanBefore(over, { months: 12, days: 0 })).toBe(firstDay)
    expect(await dueAt(store, over)).toEqual([])
    expect(await dueAt(store, over + 1)).toEqual([[id, 'chung']])
  })

  it('tells a removed class from one that was never there, and keeps the history', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    await setClass(store, 'chung', '1 year')
    const remove = () => store.write.changePolicy({ kind: 'remove-retention', name: 'chung' }, 'quantri', now)
    value(await remove())
    expect(await remove()).toMatchObject({ ok: false, error: { reason: 'not-found' } })
    expect(await store.read.retention.classes()).toEqual([])
    const versions = await store.read.policy.versions(9)
    expect(versions.map(({ change }) => change.kind)).toEqual(['remove-retention', 'set-retention'])
  })

  it('looks at many letters in windows', async () => {
    await using place = await makePlace()
    await using store = await place.open({ retentionWindow: 4 })
    const directory = await provision(store)
    await setClass(store, 'chung', '1 year')
    const ids: EntryId[] = []
    for (let number = 0; number < 11; number++) ids.push(await commit(store, directory, number, {}))
    expect((await store.read.retention.due(now, 0)).next).toBe(4)
    expect((await dueAt(store, now)).map(([id]) => id)).toEqual(ids)
  })
}

function holdConformance(makePlace: MakePlace): void {
  const hold = {
    name: 'vụ 12',
    query: 'agency:sokhcn',
    tree: { kind: 'agency', code: 'sokhcn' },
    reason: 'Thanh tra',
    author: 'thanhtra',
    addedAt: now,
  } as const

  it('a hold blocks everything until it was evaluated, and what matched for as long as it stands', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const directory = await provision(store)
    await setClass(store, 'chung', '1 year')
    const ids: EntryId[] = []
    for (let number = 0; number < 4; number++) ids.push(await commit(store, directory, number, {}))
    const order = () => store.write.orderErasure({ ...by, at: now, className: 'chung', entries: ids })
    const { id } = value(await store.write.addHold(hold))
    expect(await store.write.addHold(hold)).toMatchObject({ ok: false, error: { reason: 'exists' } })
    expect(await order()).toEqual({ leafIndex: null, entries: [] })
    await store.write.advanceHold(id, 0, ids[2]!, [ids[1]!])
    // From where it is not: nothing.
    await store.write.advanceHold(id, ids[3]!, ids[3]!, [])
    const blocks = (await store.read.retention.due(now, 0)).entries.map(({ blocked }) => blocked)
    expect(blocks).toEqual([null, 'hold', null, 'hold-unknown'])
    expect(await order()).toMatchObject({ entries: [ids[0], ids[2]] })
    const [standing] = await store.read.retention.holds(false)
    expect(standing).toEqual({ ...hold, id, evaluatedTo: ids[2], matches: 1, removed: null })
    expect(await store.read.retention.heldBy(id, 0, 9)).toEqual([ids[1]])
    value(await store.write.removeHold('vụ 12', 'thanhtra', 'Đã kết luận', now + 1))
    expect(await store.write.removeHold('vụ 12', 'thanhtra', '', now)).toMatchObject({ ok: false })
    expect(await store.read.retention.holds(false)).toEqual([])
    expect(await store.read.retention.holds(true)).toMatchObject([
      { name: 'vụ 12', removed: { at: now + 1, by: 'thanhtra', reason: 'Đã kết luận' } },
    ])
    expect(await order()).toMatchObject({ entries: [ids[1], ids[3]] })
    // A name is free again.
    value(await store.write.addHold(hold))
  })

  it('letters that are still to go out, or wait for an approver, stay', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const { boxIds } = await provision(store)
    await setClass(store, 'chung', '1 year')
    const change = (further: Partial<CommitMessage>) => (message: CommitMessage) => ({
      ...message,
      entry: { ...message.entry, receivedAt: firstDay },
      ...further,
    })
    const outbox = [{ address: 'a@langson.gov.vn', form: 'received', notify: '', orcpt: '' }] as const
    const delivery = { boxId: boxIds[1]!, role: 'inbox', flags: 0, view: 0 } as const
    const waits = { address: addresses[1]!, rule: 'D1b-free', agencyId: null, expiresAt: now } as const
    const held = [{ ...waits, becomes: { kind: 'delivery', delivery } }] as const
    const queued = await store.write.commitMessage(letter({ number: 1, to: [], change: change({ outbox }) }))
    const waiting = await store.write.commitMessage(letter({ number: 2, to: [], change: change({ held }) }))
    const entries = [queued.entryId, waiting.entryId]
    const order = () => store.write.orderErasure({ ...by, at: now, className: 'chung', entries })
    expect((await store.read.retention.due(now, 0)).entries.map(({ blocked }) => blocked)).toEqual([
      'under-way',
      'under-way',
    ])
    expect(await order()).toMatchObject({ entries: [] })
    const [item] = await store.read.queue.list({ limit: 1 })
    await store.write.changeQueue([{ ...item!, state: 'delivered', lastReply: '250 2.0.0 OK' }])
    const [letterThatWaits] = await store.read.queue.held({ limit: 1 })
    value(await store.write.decideHeld(letterThatWaits!.id, 'rejected', 'quantri', '', now))
    expect(await order()).toMatchObject({ entries })
    await destroyAll(store)
    expect(await store.read.queue.list({ limit: 9 })).toMatchObject([{ lastReply: '250 2.0.0 OK' }])
  })
}

function erasureConformance(makePlace: MakePlace): void {
  it('leaves what the leaf commits to, and nothing to read', async () => {
    await using place = await makePlace()
    const notices: Notice[] = []
    await using store = await place.open()
    store.onCommit(notice => notices.push(notice))
    const directory = await provision(store)
    await setClass(store, 'chung', '1 year')
    const [first, second] = [
      await commit(store, directory, 1, { agency: directory.agencyIds[0]!, kind: 'QĐ', rule: 'D1b-free' }),
      await commit(store, directory, 2, { ageDays: 3 }),
    ]
    const before = (await store.read.archive.entry(first))!
    const proofBefore = (await store.read.archive.proof(first))!
    const inbox = (await store.read.mailboxes.byName(directory.boxIds[1]!, 'INBOX'))!
    const ordered = await store.write.orderErasure({
      ...by,
      at: now,
      className: 'chung',
      entries: [first, second],
    })
    expect(ordered.entries).toEqual([first])
    expect(await store.read.retention.act(ordered.leafIndex!)).toEqual({
      leafIndex: ordered.leafIndex,
      at: now,
      operator: 'quantri',
      rule: 'chung',
    })
    const [act] = await store.read.audit(1)
    expect(JSON.parse(act!.detail)).toEqual({ rule: 'chung', keep: '1 year', entries: [first] })
    // Condemned is not destroyed.
    expect(await store.read.retention.condemned(false, 9)).toEqual([first])
    expect((await store.read.archive.entry(first))!.erasedAt).toBeNull()
    // Nor is it asked for again.
    expect(await dueAt(store, now)).toEqual([])
    const destroyed = await store.write.destroyCondemned(9, now + 5)
    expect(destroyed).toMatchObject({ entries: [first], references: 1 })
    expect(destroyed.bytes).toBeGreaterThan(1000)
    expect(notices.filter(({ kind }) => kind === 'erased')).toEqual([{ kind: 'erased' }])
    expect(await store.read.retention.condemned(true, 9)).toEqual([first])
    await store.write.finishErasures([first])
    expect(await store.read.retention.condemned(true, 9)).toEqual([])

    const after = (await store.read.archive.entry(first))!
    expect(after).toEqual({
      ...before,
      subject: '',
      messageId: '',
      headerFrom: '',
      sentAt: null,
      authentication: '',
      reply: { ...before.reply, text: '' },
      erasedAt: now + 5,
      erasedBy: ordered.leafIndex,
    })
    const proof = (await store.read.archive.proof(first))!
    expect(proof.leafBytes).toEqual(proofBefore.leafBytes)
    expect(leafHash(proof.leafBytes)).toEqual(Buffer.from(before.leaf.hash))
    await expect(store.read.blobs.bytes(before.forms[0]!.blob)).rejects.toMatchObject({ reason: 'missing' })
    expect(await store.read.archive.viewsOf(first)).toEqual([])
    expect(await store.read.archive.search({ subject: 'don doc', limit: 9 })).toHaveLength(1)
    expect(await store.read.archive.documents({ entryId: first, limit: 9 })).toMatchObject([
      { number: '15', kind: 'QĐ', abstract: null, signer: null, issuer: null, metadata: '{}' },
    ])
    expect(await store.read.archive.violations({ entryId: first, limit: 9 })).toMatchObject([
      { rule: 'D1b-free', evidence: '[{"reason":"free-mail-sender","address":"","evidence":{}}]' },
    ])

    const now_ = (await store.read.mailboxes.byName(directory.boxIds[1]!, 'INBOX'))!
    expect(now_).toMatchObject({ messages: 1, unseen: 1, uidNext: inbox.uidNext })
    expect(now_.sizeBytes).toBeLessThan(inbox.sizeBytes)
    expect(now_.modseq).toBeGreaterThan(inbox.modseq)
    expect([...(await store.read.mailboxes.snapshot(inbox.id)).uids]).toEqual([2])
    expect(await store.read.mailboxes.expungedSince(inbox.id, inbox.modseq)).toEqual([[1, 1]])
    expect(notices).toContainEqual({
      kind: 'expunged',
      mailbox: inbox.id,
      box: directory.boxIds[1],
      modseq: now_.modseq,
      uids: Uint32Array.of(1),
    })
    // The other letter is as it was.
    const other = (await store.read.archive.entry(second))!
    expect(Buffer.from(await store.read.blobs.bytes(other.forms[0]!.blob))).toEqual(letterBytes(2))
  })

  it('goes on after a stop, and does nothing twice', async () => {
    await using place = await makePlace()
    const ids: EntryId[] = []
    {
      await using store = await place.open()
      const directory = await provision(store)
      await setClass(store, 'chung', '1 year')
      for (let number = 0; number < 7; number++) ids.push(await commit(store, directory, number, {}))
      await store.write.orderErasure({ ...by, at: now, className: 'chung', entries: ids })
      await store.write.destroyCondemned(2, now)
    }
    await using store = await place.open()
    expect(await store.read.retention.condemned(true, 9)).toEqual(ids.slice(0, 2))
    expect(await store.read.retention.condemned(false, 9)).toEqual(ids.slice(2))
    expect(await store.write.orderErasure({ ...by, at: now, className: 'chung', entries: ids })).toEqual({
      leafIndex: null,
      entries: [],
    })
    expect(await destroyAll(store)).toBe(5)
    await store.write.finishErasures(ids)
    expect(await store.read.retention.survivors(-1, 9)).toMatchObject([{ entries: [] }])
    expect(await store.write.destroyCondemned(9, now)).toEqual({ entries: [], references: 0, bytes: 0 })
  })

  it('names the letters of an act that a restored backup has brought back', async () => {
    await using place = await makePlace()
    await using store = await place.open()
    const directory = await provision(store)
    const id = await commit(store, directory, 1, {})
    const detail = JSON.stringify({ rule: 'chung', keep: '1 year', entries: [id, 999] })
    await store.write.audit({ at: now, ...by, operation: 'retention.erase', detail })
    const [act] = await store.read.retention.survivors(-1, 9)
    expect(act!.entries).toEqual([id])
    expect(await store.read.retention.survivors(act!.leafIndex, 9)).toEqual([])
    await store.write.resumeErasures(act!.leafIndex, act!.entries)
    expect(await store.read.retention.survivors(-1, 9)).toMatchObject([{ entries: [] }])
    await destroyAll(store)
    expect((await store.read.archive.entry(id))!).toMatchObject({ subject: '', erasedBy: act!.leafIndex })
  })
}

function compactionConformance(makePlace: MakePlace): void {
  it('a segment that has become mostly dead is given up, and nobody notices', async () => {
    await using place = await makePlace()
    await using store = await place.open({ hotBytes: 1, hotBlobBytes: 1000, segmentBytes: 300_000 })
    const notices: Notice[] = []
    store.onCommit(notice => notices.push(notice))
    const directory = await provision(store)
    await setClass(store, 'chung', '1 year')
    const live = new Map<number, Buffer>()
    const dead: EntryId[] = []
    for (let number = 0; number < 24; number++) {
      const bytes = incompressible(number, 60_000)
      const old = number % 4 !== 0
      const { entryId } = await store.write.commitMessage(
        letter({
          number,
          bytes,
          to: [{ boxId: directory.boxIds[1]! }],
          change: message => ({
            ...message,
            entry: { ...message.entry, receivedAt: old ? firstDay : now },
          }),
        }),
      )
      const { blob } = (await store.read.archive.entry(entryId))!.forms[0]!
      if (old) dead.push(entryId)
      else live.set(blob, bytes)
    }
    const half = store.read.blobs.stream([...live.keys()].at(-1)!)[Symbol.asyncIterator]()
    await half.next()
    await store.write.orderErasure({ ...by, at: now, className: 'chung', entries: dead })
    await destroyAll(store)
    const expectWhole = async () => {
      for (const [blob, bytes] of live)
        expect(Buffer.from(await store.read.blobs.bytes(blob)).equals(bytes)).toBe(true)
    }
    const reading = { stop: false }
    const reader = (async () => {
      while (!reading.stop) await expectWhole()
    })()
    const report = await store.upkeep.compact(50)
    reading.stop = true
    await reader
    expect(report.unreadable).toBe(0)
    const gone = notices.flatMap(notice => (notice.kind === 'segments' ? notice.removed : []))
    expect(gone.length).toBeGreaterThan(2)
    await expectWhole()
    // Nothing more to do, and a truncated log takes nothing along.
    expect(await store.upkeep.compact(50)).toMatchObject({ segments: 0, blobs: 0 })
    expect(await store.upkeep.truncateLog()).toBe(true)
    await expectWhole()
    await half.return?.()
  })
}

function incompressible(number: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    sha256(Buffer.from(`${number} khối ${i}`)),
  )
  return Buffer.concat([letterBytes(number, 400), ...blocks]).subarray(0, length)
}
