import { describe, expect, it } from 'vitest'
import type { NewAuditMailbox, Period } from '../../src/ports/audit-mailboxes.ts'
import { wholeProvince } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const hourMs = 3_600_000

function putAuditor(store: Store, name: string): Promise<number> {
  return store.write.putOperator({
    name,
    role: 'auditor',
    agencyId: null,
    passwordHash: '',
    totpSecret: null,
    appointment: null,
    createdAt: 0,
  })
}

function newMailbox(operatorId: number, createdAt = 0): NewAuditMailbox {
  return {
    operatorId,
    reason: 'Kiểm tra theo Quyết định 12/QĐ-TTr',
    scope: { agencies: [1, 3], fromMs: 5, beforeMs: null },
    queries: [{ name: 'Hỏa tốc', query: 'subject:"hỏa tốc"' }],
    lookup: 'ab',
    scram: '4096:a:b:c',
    createdAt,
    expiresAt: createdAt + hourMs,
  }
}

export function auditMailboxConformance(makePlace: MakePlace): void {
  describe("auditors' mailboxes", () => {
    it('are kept until they are closed or forgotten, some at a time, and go with their operator', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const operator = await putAuditor(store, 'thanhtra')
      const other = await putAuditor(store, 'kiemtra')
      const first = value(await store.write.openAuditMailbox(newMailbox(operator), 2))
      const second = value(await store.write.openAuditMailbox(newMailbox(operator), 2))
      const full = await store.write.openAuditMailbox(newMailbox(operator), 2)
      expect(full).toEqual({ ok: false, error: { reason: 'too-many' } })
      const { auditMailboxes } = store.read
      expect(await auditMailboxes.mailbox(first)).toEqual({ ...newMailbox(operator), id: first })
      expect((await auditMailboxes.mailboxesOf(operator)).map(({ id }) => id)).toEqual([first, second])
      expect((await store.write.closeAuditMailbox(other, first)).ok).toBe(false)
      const notices: string[] = []
      store.onCommit(({ kind }) => notices.push(kind))
      expect((await store.write.closeAuditMailbox(operator, first)).ok).toBe(true)
      expect(notices).toEqual(['operators'])
      expect(await auditMailboxes.mailbox(first)).toBeUndefined()
      // The second has expired by then.
      const third = value(await store.write.openAuditMailbox(newMailbox(operator, hourMs), 1))
      expect((await auditMailboxes.mailboxesOf(operator)).map(({ id }) => id)).toEqual([third])
      await store.write.removeOperator('thanhtra')
      expect(await auditMailboxes.mailboxesOf(operator)).toEqual([])
    })

    it('have saved queries, each name for one', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const operator = await putAuditor(store, 'thanhtra')
      const other = await putAuditor(store, 'kiemtra')
      const query = { name: 'Hỏa tốc', query: 'subject:"hỏa tốc"' }
      expect(await store.write.addSavedQuery(operator, query, 2)).toEqual({ ok: true, value: undefined })
      expect(await store.write.addSavedQuery(operator, { ...query, query: 'x' }, 2)).toEqual({
        ok: false,
        error: { reason: 'exists' },
      })
      value(await store.write.addSavedQuery(operator, { name: 'An', query: 'x' }, 2))
      expect(await store.write.addSavedQuery(operator, { name: 'Ba', query: 'x' }, 2)).toEqual({
        ok: false,
        error: { reason: 'too-many' },
      })
      const { auditMailboxes } = store.read
      expect(await auditMailboxes.savedQueries(operator)).toEqual([{ name: 'An', query: 'x' }, query])
      expect(await auditMailboxes.savedQueries(other)).toEqual([])
      expect((await store.write.removeSavedQuery(other, 'An')).ok).toBe(false)
      value(await store.write.removeSavedQuery(operator, 'An'))
      expect(await auditMailboxes.savedQueries(operator)).toEqual([query])
    })
  })

  describe('letters whose bytes are kept', () => {
    const november: Period = {
      agency: null,
      fromMs: Date.UTC(2026, 9, 31, 17),
      beforeMs: Date.UTC(2026, 10, 30, 17),
    }

    /** Three letters: of October and November, out of order, of two agencies; and one that was refused. */
    async function archive(store: Store) {
      const { agencyIds, boxIds } = await provision(store)
      const [first = 0, second = 0] = agencyIds
      const commit = async (number: number, receivedAt: number, agencyId: number, refused = false) => {
        const { entryId } = await store.write.commitMessage(
          letter({
            number,
            from: { boxId: boxIds[0]!, agencyId },
            to: [{ address: addresses[1]!, agencyId: first }],
            change: message => ({
              ...message,
              entry: { ...message.entry, receivedAt },
              ...(refused ? { forms: [], views: [] } : {}),
              counts: [],
            }),
          }),
        )
        return entryId
      }
      return {
        first,
        second,
        ids: [
          await commit(1, november.fromMs + 1, second),
          // Came before, and was committed after.
          await commit(2, november.fromMs - 1, first),
          await commit(3, november.beforeMs - 1, first),
          await commit(4, november.beforeMs - 2, first, true),
        ] as const,
      }
    }

    it('are listed by period and agency, ascending, after a number', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { ids, first, second } = await archive(store)
      const { letters } = store.read
      const last = await letters.last()
      expect(last).toBe(ids[3])
      const listed = async (period: Partial<Period>, after = 0, upTo = last, limit = 100) => [
        ...(await letters.inPeriod({ ...november, ...period }, after, upTo, limit)).ids,
      ]
      expect(await listed({})).toEqual([ids[0], ids[2]])
      expect(await listed({ agency: second })).toEqual([ids[0]])
      expect(await listed({ agency: first })).toEqual([ids[0], ids[2]])
      expect(await listed({ agency: first, beforeMs: november.fromMs, fromMs: 0 })).toEqual([ids[1]])
      expect(await listed({}, ids[0])).toEqual([ids[2]])
      expect(await listed({}, 0, ids[1])).toEqual([ids[0]])
      expect(await listed({}, 0, last, 1)).toEqual([ids[0]])
      expect(await letters.months(null)).toEqual(['2026-11'])
      expect(await letters.months(second)).toEqual(['2026-11'])
    })

    it('are found by number within a scope alone', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { ids, second } = await archive(store)
      const found = async (scope: Partial<typeof wholeProvince>) =>
        (await store.read.letters.byId(ids, { ...wholeProvince, ...scope })).map(({ id }) => id)
      expect(await found({})).toEqual([ids[0], ids[1], ids[2]])
      expect(await found({ agencies: [second] })).toEqual([ids[0]])
      expect(await found({ agencies: [] })).toEqual([])
      expect(await found({ fromMs: november.fromMs })).toEqual([ids[0], ids[2]])
      expect(await found({ beforeMs: november.fromMs })).toEqual([ids[1]])
      const [kept] = await store.read.letters.byId([ids[0]], wholeProvince)
      expect((await store.read.blobs.bytes(kept!.blob)).length).toBe(kept!.sizeBytes)
    })

    it('tell which of them an act of erasure names', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const act = (operation: string, detail: unknown) =>
        store.write.audit({
          at: 1,
          operator: 'a',
          role: 'auditor',
          operation,
          detail: JSON.stringify(detail),
        })
      const { letters } = store.read
      await act('retention.erase', { rule: 'r', entries: [1] })
      const before = await letters.lastAct()
      await act('archive.show', { entries: [7] })
      await act('retention.erase', { rule: 'r', entries: [2, 5] })
      await act('retention.erase', { rule: 'r', entries: [9] })
      const erased = await letters.erasures(before)
      expect(erased.entries).toEqual([2, 5, 9])
      expect(erased.upTo).toBe(await letters.lastAct())
      expect(await letters.erasures(erased.upTo)).toEqual({ upTo: erased.upTo, entries: [] })
    })
  })
}
