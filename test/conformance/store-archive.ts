import { describe, expect, it } from 'vitest'
import { leafHash, verifyInclusion } from '../../src/base/merkle.ts'
import type { FormKind, NewViolation } from '../../src/ports/archive.ts'
import type { Notice, Store } from '../../src/ports/store.ts'
import { addresses, count, letter, letterBytes, provision, sha256, viewOf } from './letters.ts'
import type { MakePlace } from './store.ts'

async function inboxOf(store: Store, box: number) {
  return (await store.read.mailboxes.byName(box, 'INBOX'))!
}

export function archiveConformance(makePlace: MakePlace): void {
  describe('commitMessage', () => {
    it('keeps the entry, its exact bytes and a reference in each box', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      const message = letter({
        number: 1,
        from: { boxId: boxIds[0]!, agencyId: agencyIds[0]! },
        to: [
          { address: addresses[1]!, boxId: boxIds[1]!, agencyId: agencyIds[0]! },
          { address: addresses[2]!, boxId: boxIds[2]!, agencyId: agencyIds[1]!, blind: true },
        ],
      })
      const { entryId, leafIndex } = await store.write.commitMessage(message)
      const entry = (await store.read.archive.entry(entryId))!
      expect(entry).toMatchObject({ ...message.entry, sha256: expect.anything() })
      expect(Buffer.from(entry.sha256)).toEqual(Buffer.from(message.entry.sha256))
      expect(entry.leaf.index).toBe(leafIndex)
      expect(entry.forms).toHaveLength(1)
      const form = entry.forms[0]!
      expect(Buffer.from(form.sha256)).toEqual(Buffer.from(message.forms[0]!.sha256))
      expect(Buffer.from(await store.read.blobs.bytes(form.blob))).toEqual(message.forms[0]!.bytes)
      expect(await store.read.blobs.size(form.blob)).toBe(message.forms[0]!.bytes.length)
      for (const box of [boxIds[1]!, boxIds[2]!]) {
        const inbox = await inboxOf(store, box)
        expect(inbox).toMatchObject({ messages: 1, unseen: 1, deleted: 0, uidNext: 2 })
        expect(inbox.sizeBytes).toBe(message.views[0]!.sizeBytes)
        const snapshot = await store.read.mailboxes.snapshot(inbox.id)
        expect([...snapshot.uids]).toEqual([1])
        expect([...snapshot.sizesBytes]).toEqual([message.views[0]!.sizeBytes])
        expect([...snapshot.internalDatesMs]).toEqual([message.entry.receivedAt])
        const [view] = await store.read.mailboxes.views([...snapshot.views])
        expect(view).toMatchObject({ blob: form.blob, slices: message.views[0]!.slices })
        expect(Buffer.from(view!.prefix)).toEqual(message.views[0]!.prefix)
        expect(view!.structure.parts).toBe(message.views[0]!.structure.parts)
        expect(Buffer.from(view!.structure.envelope)).toEqual(message.views[0]!.structure.envelope)
      }
      const [shared] = await store.read.archive.viewsOf(entryId)
      expect(shared).toMatchObject({ form: 'received', slices: message.views[0]!.slices })
      expect(await store.read.archive.viewsOf(entryId)).toHaveLength(1)
    })

    it('gives dense UIDs and leaves and growing MODSEQs to 500 at once', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      const arrived: Extract<Notice, { kind: 'arrived' }>[] = []
      store.onCommit(notice => notice.kind === 'arrived' && arrived.push(notice))
      const committed = await Promise.all(
        Array.from({ length: 500 }, (_, number) =>
          store.write.commitMessage(letter({ number, to: [{ boxId: boxIds[1]!, agencyId: agencyIds[0]! }] })),
        ),
      )
      const dense = (start: number) => Array.from({ length: 500 }, (_, i) => start + i)
      expect(committed.map(one => one.leafIndex).sort((a, b) => a - b)).toEqual(dense(0))
      expect(new Set(committed.map(one => one.entryId)).size).toBe(500)
      const inbox = await inboxOf(store, boxIds[1]!)
      expect(inbox).toMatchObject({ messages: 500, unseen: 500, uidNext: 501 })
      const snapshot = await store.read.mailboxes.snapshot(inbox.id)
      expect([...snapshot.uids]).toEqual(dense(1))
      for (let i = 1; i < 500; i++) expect(snapshot.modseqs[i]).toBeGreaterThan(snapshot.modseqs[i - 1]!)
      expect(inbox.modseq).toBe(snapshot.modseqs[499])
      expect(arrived.flatMap(notice => [...notice.uids])).toEqual(dense(1))
      expect(arrived.flatMap(notice => [...notice.views])).toEqual([...snapshot.views])
      const [counted] = await store.read.statistics.counts({ fromDay: '2026-11-23', toDay: '2026-11-23' })
      expect(counted).toMatchObject({ agencyId: null, messages: 500 })
    })

    it('fails alone, leaving nothing behind', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const good = (number: number) => letter({ number, to: [{ boxId: boxIds[1]! }] })
      const bad = letter({
        number: 99,
        to: [{ boxId: boxIds[1]! }],
        // The first delivery is fine, the second has no such box: both must go.
        change: message => ({
          ...message,
          deliveries: [...message.deliveries, { boxId: 9999, role: 'inbox', flags: 0, view: 0 }],
        }),
      })
      const outcomes = await Promise.allSettled([
        store.write.commitMessage(good(1)),
        store.write.commitMessage(bad),
        store.write.commitMessage(good(2)),
      ])
      expect(outcomes.map(outcome => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({
        reason: 'internal',
        temporary: false,
      })
      const inbox = await inboxOf(store, boxIds[1]!)
      expect(inbox).toMatchObject({ messages: 2, uidNext: 3 })
      const entries = await store.read.archive.search({ limit: 10 })
      expect(entries.map(entry => entry.messageId)).toEqual(['<2@caobang.gov.vn>', '<1@caobang.gov.vn>'])
      expect(entries.map(entry => entry.leaf.index)).toEqual([1, 0])
      const [counted] = await store.read.statistics.counts({ fromDay: '2026-11-01', toDay: '2026-11-30' })
      expect(counted!.messages).toBe(2)
      expect(verifyInclusion((await store.read.archive.proof(entries[0]!.id))!)).toBe(true)
    })

    it('keeps a refusal without bytes', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await provision(store)
      const { entryId } = await store.write.commitMessage(
        letter({
          number: 7,
          to: [{ address: 'ban.be@gmail.com', outcome: 'refused', reason: 'D1b-free' }],
          change: message => ({
            ...message,
            entry: { ...message.entry, accepted: false, verdict: 'block' },
            forms: [],
            views: [],
          }),
        }),
      )
      const entry = (await store.read.archive.entry(entryId))!
      expect(entry.forms).toEqual([])
      expect(entry.accepted).toBe(false)
      expect(entry.recipients[0]).toMatchObject({ address: 'ban.be@gmail.com', outcome: 'refused' })
      expect(verifyInclusion((await store.read.archive.proof(entryId))!)).toBe(true)
    })

    it('files a sent copy under its role, seen, with a form of its own', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const signed = Buffer.concat([Buffer.from('DKIM-Signature: v=1\r\n'), letterBytes(3)])
      const { entryId } = await store.write.commitMessage(
        letter({
          number: 3,
          to: [{ address: 'lienhe@mic.gov.vn', outcome: 'queued' }],
          change: message => ({
            ...message,
            forms: [...message.forms, { kind: 'sent', bytes: signed, sha256: sha256(signed) }],
            views: [{ ...viewOf(signed, 3), form: 'sent' }],
            deliveries: [{ boxId: boxIds[0]!, role: 'sent', flags: 1, view: 0 }],
            outbox: [{ address: 'lienhe@mic.gov.vn', form: 'sent', notify: 'FAILURE', orcpt: '' }],
          }),
        }),
      )
      const sent = (await store.read.mailboxes.byName(boxIds[0]!, 'Sent'))!
      expect(sent).toMatchObject({ messages: 1, unseen: 0 })
      const entry = (await store.read.archive.entry(entryId))!
      expect(entry.forms.map(form => form.kind)).toEqual(['received', 'sent'])
      const [item] = await store.read.queue.list({ limit: 10 })
      expect(item).toMatchObject({
        entryId,
        form: 'sent',
        blob: entry.forms[1]!.blob,
        mailFrom: addresses[0],
        address: 'lienhe@mic.gov.vn',
        notify: 'FAILURE',
        state: 'waiting',
        attempts: 0,
      })
      expect(Buffer.from(await store.read.blobs.bytes(item!.blob))).toEqual(signed)
    })

    it('keeps each form, and sends each recipient the one that is for it', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await provision(store)
      const forms = new Map<FormKind, Buffer>([
        ['sent', Buffer.concat([Buffer.from('DKIM-Signature: v=1\r\n'), letterBytes(3)])],
        ['encrypted', Buffer.from('Content-Type: application/pkcs7-mime\r\n\r\nMIAG\r\n')],
        ['decrypted', Buffer.from('Content-Type: text/plain\r\n\r\nx\r\n')],
      ])
      const { entryId } = await store.write.commitMessage(
        letter({
          number: 3,
          to: [...forms.keys()].map(kind => ({ address: `${kind}@mic.gov.vn`, outcome: 'queued' })),
          change: message => ({
            ...message,
            forms: [
              ...message.forms,
              ...Array.from(forms, ([kind, bytes]) => ({ kind, bytes, sha256: sha256(bytes) })),
            ],
            outbox: Array.from(forms, ([form]) => ({
              address: `${form}@mic.gov.vn`,
              form,
              notify: '',
              orcpt: '',
            })),
          }),
        }),
      )
      const entry = (await store.read.archive.entry(entryId))!
      expect(entry.forms.map(form => form.kind)).toEqual(['received', ...forms.keys()])
      const items = await store.read.queue.list({ limit: 10 })
      expect(items).toHaveLength(3)
      for (const { form, address, blob } of items) {
        expect(address).toBe(`${form}@mic.gov.vn`)
        expect(Buffer.from(await store.read.blobs.bytes(blob))).toEqual(forms.get(form))
      }
    })

    it('refuses new jobs when too many wait, and goes on afterwards', async () => {
      await using place = await makePlace()
      await using store = await place.open({ writerJobs: 10 })
      const { boxIds } = await provision(store)
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, (_, number) =>
          store.write.commitMessage(letter({ number, to: [{ boxId: boxIds[1]! }] })),
        ),
      )
      expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(10)
      expect((outcomes[11] as PromiseRejectedResult).reason).toMatchObject({
        reason: 'busy',
        temporary: true,
      })
      await store.write.commitMessage(letter({ number: 12, to: [{ boxId: boxIds[1]! }] }))
      expect((await inboxOf(store, boxIds[1]!)).messages).toBe(11)
    })

    it('is there when opened again, and numbers go on', async () => {
      await using place = await makePlace()
      const first = await place.open()
      const { boxIds } = await provision(first)
      const message = letter({ number: 1, to: [{ boxId: boxIds[1]! }] })
      const { entryId } = await first.write.commitMessage(message)
      const before = await inboxOf(first, boxIds[1]!)
      await first[Symbol.asyncDispose]()
      await expect(first.write.commitMessage(message)).rejects.toMatchObject({ reason: 'closed' })

      await using store = await place.open()
      expect(await inboxOf(store, boxIds[1]!)).toEqual(before)
      const again = await store.write.commitMessage(letter({ number: 2, to: [{ boxId: boxIds[1]! }] }))
      expect(again.entryId).toBeGreaterThan(entryId)
      expect(again.leafIndex).toBe(1)
      const after = await inboxOf(store, boxIds[1]!)
      expect(after.uidNext).toBe(3)
      expect(after.modseq).toBeGreaterThan(before.modseq)
      expect(verifyInclusion((await store.read.archive.proof(entryId))!)).toBe(true)
    })
  })

  describe('blobs', () => {
    for (const [name, bytes] of [
      ['a small one', letterBytes(1, 4000)],
      ['an empty one', Buffer.alloc(0)],
      ['one of several frames', letterBytes(1, 700_000)],
      ['one that does not compress', Buffer.from(sha256Stream(600_000))],
    ] as const) {
      it(`reads ${name} whole, by range and in chunks`, async () => {
        await using place = await makePlace()
        await using store = await place.open()
        const { boxIds } = await provision(store)
        const { entryId } = await store.write.commitMessage(
          letter({ number: 1, bytes, to: [{ boxId: boxIds[1]! }] }),
        )
        const { blob } = (await store.read.archive.entry(entryId))!.forms[0]!
        const { blobs } = store.read
        expect(Buffer.from(await blobs.bytes(blob)).equals(bytes)).toBe(true)
        for (const [start, end] of [
          [0, 10],
          [262_140, 262_150],
          [100_000, 600_000],
          [bytes.length - 5, bytes.length + 100],
          [bytes.length + 5, bytes.length + 10],
          [7, 7],
        ] as const) {
          const range = Buffer.from(await blobs.bytes(blob, { start, end }))
          expect(range.equals(bytes.subarray(Math.max(0, start), Math.max(0, end)))).toBe(true)
        }
        const chunks: Uint8Array[] = []
        for await (const chunk of blobs.stream(blob)) chunks.push(chunk)
        for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(256 * 1024)
        expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
      })
    }

    it('says when there is none', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      expect(await store.read.blobs.size(42)).toBeUndefined()
      await expect(store.read.blobs.bytes(42)).rejects.toMatchObject({ reason: 'missing', blob: 42 })
    })

    it('keeps its bytes when what was fresh is settled elsewhere', async () => {
      await using place = await makePlace()
      const expected = new Map<number, Buffer>()
      {
        await using store = await place.open({ hotBytes: 0 })
        const { boxIds } = await provision(store)
        const messages = Array.from({ length: 60 }, (_, number) =>
          letter({ number, bytes: letterBytes(number, 500 + 1000 * number), to: [{ boxId: boxIds[1]! }] }),
        )
        const copies = messages.map(message => Buffer.from(message.forms[0]!.bytes))
        const committed = await Promise.all(messages.map(message => store.write.commitMessage(message)))
        for (const [i, { entryId }] of committed.entries()) {
          const { blob } = (await store.read.archive.entry(entryId))!.forms[0]!
          expected.set(blob, copies[i]!)
        }
        // Long enough for the move, while readers go on.
        const until = Date.now() + 400
        while (Date.now() < until) {
          for (const [blob, bytes] of expected) {
            expect(Buffer.from(await store.read.blobs.bytes(blob)).equals(bytes)).toBe(true)
          }
        }
      }
      await using store = await place.open()
      for (const [blob, bytes] of expected) {
        expect(Buffer.from(await store.read.blobs.bytes(blob)).equals(bytes)).toBe(true)
      }
    })
  })

  describe('search', () => {
    async function filled(store: Store) {
      const { agencyIds, boxIds } = await provision(store)
      const to = { boxId: boxIds[2]!, agencyId: agencyIds[1]!, address: addresses[2]! }
      const base = { from: { boxId: boxIds[0]!, agencyId: agencyIds[0]! }, to: [to] }
      await store.write.commitMessage(letter({ number: 1, ...base }))
      await store.write.commitMessage(
        letter({
          number: 2,
          to: [{ address: 'Ban.Be@gmail.com', outcome: 'refused' }],
          change: message => ({
            ...message,
            entry: {
              ...message.entry,
              direction: 'outbound',
              verdict: 'block',
              mailFrom: addresses[1]!,
              headerFrom: addresses[1]!,
              subject: 'Họp giao ban tháng 12',
            },
          }),
        }),
      )
      await store.write.commitMessage(letter({ number: 3, ...base }))
    }

    for (const [query, expected] of [
      [{}, [3, 2, 1]],
      [{ sender: 'HANH.NT@caobang.gov.vn' }, [3, 1]],
      [{ sender: addresses[1]! }, [2]],
      [{ recipient: 'ban.be@gmail.com' }, [2]],
      [{ recipient: '@gmail.com' }, [2]],
      [{ agency: 'thucphan' }, [3, 1]],
      [{ agency: 'sokhcn' }, [3, 1]],
      [{ agency: 'khongco' }, []],
      [{ subject: 'DON doc chỉ thị' }, [3, 1]],
      [{ subject: 'đôn'.normalize('NFD') }, [3, 1]],
      [{ subject: 'đôn họp' }, []],
      [{ messageId: '<2@caobang.gov.vn>' }, [2]],
      [{ direction: 'outbound' }, [2]],
      [{ verdict: 'block' }, [2]],
      [{ sinceMs: Date.UTC(2026, 10, 23, 1, 0, 0, 2) }, [3, 2]],
      [{ beforeMs: Date.UTC(2026, 10, 23, 1, 0, 0, 2) }, [1]],
      [{ beforeId: 3 }, [2, 1]],
      [{ limit: 1 }, [3]],
    ] as const) {
      it(`finds ${JSON.stringify(query)}`, async () => {
        await using place = await makePlace()
        await using store = await place.open()
        await filled(store)
        const found = await store.read.archive.search({ limit: 10, ...query })
        expect(found.map(entry => entry.messageId)).toEqual(expected.map(n => `<${n}@caobang.gov.vn>`))
      })
    }
  })

  describe('proofs', () => {
    it('verify for every entry, and commit to envelope and bytes', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const committed = await Promise.all(
        Array.from({ length: 21 }, (_, number) =>
          store.write.commitMessage(
            letter({ number, to: [{ boxId: boxIds[1]! }, { address: addresses[2]!, blind: true }] }),
          ),
        ),
      )
      for (const { entryId, leafIndex } of committed) {
        const proof = (await store.read.archive.proof(entryId))!
        const entry = (await store.read.archive.entry(entryId))!
        expect(proof.treeSize).toBe(21)
        expect(proof.leafIndex).toBe(leafIndex)
        expect(verifyInclusion(proof)).toBe(true)
        expect(Buffer.from(proof.leafHash)).toEqual(leafHash(proof.leafBytes))
        expect(Buffer.from(proof.leafHash)).toEqual(Buffer.from(entry.leaf.hash))
        expect(Buffer.from(proof.leafBytes.subarray(0, 32))).toEqual(Buffer.from(entry.leaf.salt))
        expect(JSON.parse(Buffer.from(proof.leafBytes.subarray(32)).toString())).toEqual({
          v: 2,
          sequence: leafIndex,
          time: entry.receivedAt,
          from: entry.mailFrom,
          to: [addresses[1], addresses[2]],
          direction: 'internal',
          verdict: 'allow',
          sha256: Buffer.from(entry.sha256).toString('hex'),
          forms: { received: Buffer.from(entry.sha256).toString('hex') },
        })
      }
      expect(await store.read.archive.proof(999)).toBeUndefined()
    })
  })

  describe('violations and counts', () => {
    const violation: NewViolation = {
      ref: 'CB-2026-7F3K9Q',
      rule: 'D1b-free',
      action: 'flag',
      reason: 'foreign-free-mail',
      agencyId: null,
      boxId: null,
      address: 'ban.be@gmail.com',
      evidence: '{"domain":"gmail.com"}',
      state: 'recorded',
      opensCase: false,
    }

    it('are found by reference, rule, agency and entry', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const commit = (number: number, violations: readonly NewViolation[]) =>
        store.write.commitMessage(letter({ number, to: [{}], change: m => ({ ...m, violations }) }))
      const first = await commit(1, [{ ...violation, agencyId: agencyIds[0]! }])
      await commit(2, [{ ...violation, ref: 'CB-2026-AAAAAA', rule: 'D2-other' }])
      const find = async (filter: object) =>
        (await store.read.archive.violations({ limit: 10, ...filter })).map(found => found.ref)
      expect(await find({})).toEqual(['CB-2026-AAAAAA', 'CB-2026-7F3K9Q'])
      expect(await find({ ref: 'CB-2026-7F3K9Q' })).toEqual(['CB-2026-7F3K9Q'])
      expect(await find({ rule: 'D2-other' })).toEqual(['CB-2026-AAAAAA'])
      expect(await find({ agency: 'sokhcn' })).toEqual(['CB-2026-7F3K9Q'])
      expect(await find({ entryId: first.entryId })).toEqual(['CB-2026-7F3K9Q'])
      expect(await find({ sinceMs: Date.UTC(2026, 10, 23, 1, 0, 0, 2) })).toEqual(['CB-2026-AAAAAA'])
      const [found] = await store.read.archive.violations({ ref: 'CB-2026-7F3K9Q', limit: 1 })
      const { opensCase: _, ...row } = violation
      expect(found).toMatchObject({ ...row, agencyId: agencyIds[0], agencyCode: 'sokhcn' })
      // A reference is given once.
      await expect(commit(3, [violation])).rejects.toMatchObject({ reason: 'internal' })
    })

    it('add up per day, agency, direction and verdict', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const signed = { ...count(agencyIds[0]!, 100), signed: 1 }
      const counts = [count(null, 100), { ...signed, verified: 1 }]
      for (const number of [1, 2, 3]) {
        await store.write.commitMessage(letter({ number, to: [{}], change: m => ({ ...m, counts }) }))
      }
      const found = await store.read.statistics.counts({
        agency: 'sokhcn',
        fromDay: '2026-11-23',
        toDay: '2026-11-23',
      })
      expect(found).toEqual([
        {
          ...count(agencyIds[0]!, 300),
          messages: 3,
          signed: 3,
          verified: 3,
          agencyCode: 'sokhcn',
          agencyName: 'Sở Khoa học và Công nghệ',
        },
      ])
      expect(await store.read.statistics.counts({ fromDay: '2026-11-23', toDay: '2026-11-30' })).toHaveLength(
        2,
      )
      expect(await store.read.statistics.counts({ fromDay: '2026-11-24', toDay: '2026-11-30' })).toEqual([])
    })
  })
}

/** Bytes that no compressor shortens, the same at every run. */
function sha256Stream(length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) => sha256(Buffer.from(`khối ${i}`)))
  return Buffer.concat(blocks).subarray(0, length)
}
