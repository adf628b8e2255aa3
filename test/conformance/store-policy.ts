import { describe, expect, it } from 'vitest'
import type { NewDocument, NewViolation } from '../../src/ports/archive.ts'
import { caseSteps, type PolicyChange } from '../../src/ports/policy.ts'
import type { Notice, Store } from '../../src/ports/store.ts'
import { addresses, letter, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

const at = Date.UTC(2026, 10, 23)
const empty = { version: 0, actions: [], exceptions: [], thresholds: [], routes: [], alternates: [] }

async function change(store: Store, ...changes: readonly PolicyChange[]): Promise<readonly number[]> {
  const versions: number[] = []
  for (const each of changes)
    versions.push(value(await store.write.changePolicy(each, 'quantri', at)).version)
  return versions
}

const recipients = { reason: 'free-mail-recipient', agencyId: null, direction: null } as const
const leave = {
  kind: 'add-exception',
  reason: 'free-mail-recipient',
  subject: 'chuyen.gia@gmail.com',
  agencyId: null,
  direction: 'outbound',
  note: 'Chuyên gia dự án',
  expiresAt: at + 1000,
} as const satisfies PolicyChange

export function policyConformance(makePlace: MakePlace): void {
  settingsConformance(makePlace)
  ledgerConformance(makePlace)
  documentConformance(makePlace)
}

function settingsConformance(makePlace: MakePlace): void {
  describe('settings of the regulation', () => {
    it('begin empty, and are kept as they were set last', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        const { agencyIds, boxIds } = await provision(store)
        expect(await store.read.policy.state()).toEqual(empty)
        await change(
          store,
          { kind: 'set-action', ...recipients, action: 'hold' },
          { kind: 'set-action', ...recipients, action: 'flag' },
          {
            kind: 'set-action',
            ...recipients,
            agencyId: agencyIds[0]!,
            direction: 'outbound',
            action: 'block',
          },
          { kind: 'set-action', ...recipients, agencyId: agencyIds[0]!, action: 'hold' },
          { kind: 'set-action', ...recipients, agencyId: agencyIds[0]!, action: 'block', byAgency: true },
          { kind: 'set-threshold', name: 'heldDays', value: 3 },
          { kind: 'set-threshold', name: 'heldDays', value: 4 },
          { kind: 'set-route', setting: { kind: 'Hợp đồng', route: 'state', channel: 'paper' } },
          { kind: 'set-route', setting: { kind: 'Hợp đồng', route: 'state', channel: 'with-paper' } },
          { kind: 'add-alternate', address: 'hanh@gmail.com', boxId: boxIds[0]!, note: 'Đã xác minh' },
          leave,
          { ...leave, agencyId: agencyIds[0]!, byAgency: true },
        )
      }
      await using store = await place.open()
      const { kind: _, ...exception } = leave
      expect(await store.read.policy.state()).toEqual({
        version: 12,
        actions: [
          { ...recipients, action: 'flag' },
          { ...recipients, agencyId: 1, action: 'hold' },
          { ...recipients, agencyId: 1, action: 'block', byAgency: true },
          { ...recipients, agencyId: 1, direction: 'outbound', action: 'block' },
        ],
        thresholds: [{ name: 'heldDays', value: 4 }],
        routes: [{ kind: 'Hợp đồng', route: 'state', channel: 'with-paper' }],
        alternates: [
          {
            address: 'hanh@gmail.com',
            boxId: 1,
            box: addresses[0],
            note: 'Đã xác minh',
            author: 'quantri',
            createdAt: at,
          },
        ],
        exceptions: [
          { ...exception, id: 11, author: 'quantri', createdAt: at },
          { ...exception, id: 12, author: 'quantri', createdAt: at, agencyId: 1, byAgency: true },
        ],
      })
    })

    it('are taken back one by one, and every change has its version', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const changes: PolicyChange[] = [
        { kind: 'set-action', ...recipients, action: 'hold' },
        { kind: 'set-threshold', name: 'heldDays', value: 3 },
        { kind: 'set-route', setting: { kind: 'Hợp đồng', route: 'state', channel: 'paper' } },
        { kind: 'add-alternate', address: 'hanh@gmail.com', boxId: boxIds[0]!, note: '' },
        leave,
        { kind: 'clear-action', ...recipients },
        { kind: 'clear-threshold', name: 'heldDays' },
        { kind: 'clear-route', setting: { kind: 'Hợp đồng', route: 'state' } },
        { kind: 'remove-alternate', address: 'hanh@gmail.com' },
        { kind: 'end-exception', id: 5 },
      ]
      expect(await change(store, ...changes)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(await store.read.policy.state()).toEqual({ ...empty, version: 10 })
      const versions = await store.read.policy.versions(20)
      expect(versions.map(version => version.change)).toEqual(changes.toReversed())
      expect(versions[0]).toMatchObject({ version: 10, at, author: 'quantri' })
      expect(await store.read.policy.versions(3)).toHaveLength(3)
    })

    it('refuse what is not there, and leave no version of it', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const alternate = { kind: 'add-alternate', address: 'hanh@gmail.com', note: '' } as const
      await change(store, { ...alternate, boxId: boxIds[0]! })
      const notices: Notice[] = []
      store.onCommit(notice => notices.push(notice))
      const refused: readonly (readonly [PolicyChange, string])[] = [
        [{ kind: 'set-action', ...recipients, agencyId: 99, action: 'hold' }, 'not-found'],
        [{ kind: 'clear-action', ...recipients, direction: 'inbound' }, 'not-found'],
        [{ ...leave, agencyId: 99 }, 'not-found'],
        [{ kind: 'end-exception', id: 1 }, 'not-found'],
        [{ kind: 'clear-threshold', name: 'heldDays' }, 'not-found'],
        [{ kind: 'clear-route', setting: { kind: 'Hợp đồng', route: 'state' } }, 'not-found'],
        [{ ...alternate, address: 'dung@gmail.com', boxId: 99 }, 'not-found'],
        [{ ...alternate, boxId: boxIds[1]! }, 'exists'],
        [{ kind: 'remove-alternate', address: 'dung@gmail.com' }, 'not-found'],
      ]
      for (const [each, reason] of refused) {
        expect(await store.write.changePolicy(each, 'quantri', at)).toMatchObject({ error: { reason } })
      }
      expect(await store.read.policy.versions(20)).toHaveLength(1)
      expect(notices).toEqual([])
      await change(store, leave)
      expect(notices).toEqual([{ kind: 'policy' }])
      // The number of a version that was refused is not lost to the next.
      expect((await store.read.policy.state()).exceptions.map(({ id }) => id)).toEqual([2])
    })

    it('of an agency go with it', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const agencyId = agencyIds[2]!
      await change(
        store,
        { kind: 'set-action', ...recipients, agencyId, action: 'hold' },
        { ...leave, agencyId },
      )
      value(await store.write.removeAgency('thue'))
      expect(await store.read.policy.state()).toEqual({ ...empty, version: 2 })
    })
  })
}

const violation: NewViolation = {
  ref: 'CB-2026-7F3K9Q',
  rule: 'D1b-free',
  action: 'flag',
  reason: 'document-from-free-mail',
  agencyId: null,
  boxId: null,
  address: 'hanh@gmail.com',
  evidence: '{}',
  state: 'suspected',
  opensCase: false,
}

function commitWith(store: Store, number: number, violations: readonly NewViolation[]) {
  return store.write.commitMessage(letter({ number, to: [{}], change: m => ({ ...m, violations }) }))
}

function ledgerConformance(makePlace: MakePlace): void {
  describe('rows of the ledger', () => {
    it('are confirmed or dismissed once', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const recorded = { ...violation, ref: 'CB-2026-AAAAAA', state: 'recorded' } as const
      await commitWith(store, 1, [violation, recorded])
      const refs = async (state: 'suspected' | 'recorded' | 'confirmed' | 'dismissed') =>
        (await store.read.archive.violations({ state, limit: 10 })).map(({ ref }) => ref)
      expect(await refs('suspected')).toEqual([violation.ref])
      expect(await refs('recorded')).toEqual([recorded.ref])
      value(await store.write.decideViolation(violation.ref, 'confirmed', 'vanthu', 'Đã xác minh', at))
      value(await store.write.decideViolation(recorded.ref, 'dismissed', 'quantri', 'Gửi thử', at))
      expect(await refs('suspected')).toEqual([])
      expect(await refs('confirmed')).toEqual([violation.ref])
      expect(await refs('dismissed')).toEqual([recorded.ref])
      const [row] = await store.read.archive.violations({ ref: violation.ref, limit: 1 })
      expect(row).toMatchObject({
        state: 'confirmed',
        decidedBy: 'vanthu',
        decidedAt: at,
        note: 'Đã xác minh',
        action: 'flag',
      })
      for (const ref of [violation.ref, 'CB-2026-KHONGC']) {
        const again = await store.write.decideViolation(ref, 'dismissed', 'quantri', '', at)
        expect(again).toMatchObject({ error: { reason: 'not-found' } })
      }
    })
  })

  describe('cases', () => {
    const secret = { ...violation, rule: 'D1c-secret', reason: 'secret-stamp', state: 'recorded' } as const

    it('open with their letter, and only for what opens one', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      await commitWith(store, 1, [
        { ...secret, agencyId: agencyIds[0]!, opensCase: true },
        { ...violation, ref: 'CB-2026-AAAAAA' },
      ])
      await commitWith(store, 2, [{ ...secret, ref: 'CB-2026-BBBBBB', opensCase: true }])
      const cases = await store.read.policy.cases({ limit: 10 })
      expect(cases).toEqual([
        {
          id: 2,
          ref: 'CB-2026-BBBBBB',
          agencyCode: null,
          step: 'opened',
          openedAt: Date.UTC(2026, 10, 23, 1, 0, 0, 2),
          steps: [],
        },
        expect.objectContaining({ id: 1, ref: secret.ref, agencyCode: 'sokhcn' }),
      ])
      expect(await store.read.policy.cases({ agency: 'sokhcn', limit: 10 })).toHaveLength(1)
      expect(await store.read.policy.cases({ agency: 'thue', limit: 10 })).toEqual([])
      expect((await store.read.policy.cases({ limit: 1 })).map(({ id }) => id)).toEqual([2])
      // A letter that is not committed opens no case.
      await expect(commitWith(store, 3, [{ ...secret, opensCase: true }])).rejects.toThrow()
      expect(await store.read.policy.cases({ limit: 10 })).toHaveLength(2)
    })

    it('take their steps in order, none twice', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await commitWith(store, 1, [{ ...secret, opensCase: true }])
      const step = (name: (typeof caseSteps)[number], id = 1) =>
        store.write.stepCase(id, name, 'quantri', `bước ${name}`, at)
      for (const [index, name] of caseSteps.entries()) {
        for (const other of caseSteps) {
          if (other === caseSteps[index + 1]) continue
          const next = caseSteps[index + 1] ?? null
          expect(await step(other)).toEqual({ ok: false, error: { reason: 'out-of-order', next } })
        }
        const open = name !== 'closed'
        expect(await store.read.policy.cases({ open, limit: 10 })).toMatchObject([{ step: name }])
        expect(await store.read.policy.cases({ open: !open, limit: 10 })).toEqual([])
        const next = caseSteps[index + 1]
        if (next !== undefined) value(await step(next))
      }
      const [closed] = await store.read.policy.cases({ id: 1, limit: 1 })
      expect(closed!.steps).toEqual(
        caseSteps.slice(1).map(name => ({ step: name, at, author: 'quantri', note: `bước ${name}` })),
      )
      expect(await step('head-informed', 7)).toEqual({ ok: false, error: { reason: 'not-found' } })
    })
  })
}

const document: NewDocument = {
  place: 'attachment 1',
  number: '05',
  notation: 'CT-TTg',
  kind: 'CT',
  issuer: 'Thủ tướng Chính phủ',
  issuedDate: '2026-11-20',
  abstract: 'Về việc sử dụng thư điện tử công vụ',
  signer: 'Thủ tướng',
  urgency: 'khan',
  signed: true,
  signature: 'valid',
  confidence: 0.95,
  metadata: '{"CodeNumber":"05"}',
}

function documentConformance(makePlace: MakePlace): void {
  describe('documents', () => {
    it('are kept with their letter and found by number, kind and letter', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const commit = (number: number, documents: readonly NewDocument[]) =>
        store.write.commitMessage(
          letter({ number, to: [{ address: addresses[1]! }], change: m => ({ ...m, documents }) }),
        )
      const unknown = { number: null, notation: null, kind: null, issuer: null, issuedDate: null }
      const first = await commit(1, [
        document,
        { ...document, ...unknown, abstract: null, signer: null, urgency: null, signed: false },
      ])
      const second = await commit(2, [{ ...document, number: '15', kind: '', notation: 'SKHCN-VP' }])
      const find = async (filter: object) =>
        (await store.read.archive.documents({ limit: 10, ...filter })).map(({ id }) => id)
      expect(await store.read.archive.documents({ entryId: first.entryId, limit: 1 })).toEqual([
        { ...document, id: 1, entryId: first.entryId, at: Date.UTC(2026, 10, 23, 1, 0, 0, 1) },
      ])
      expect(await find({})).toEqual([3, 1, 2])
      expect(await find({ limit: 1 })).toEqual([3])
      expect(await find({ entryId: second.entryId })).toEqual([3])
      expect(await find({ number: '5', notation: 'CT-TTg' })).toEqual([1])
      expect(await find({ number: '005', notation: 'CT-TTg' })).toEqual([1])
      expect(await find({ number: '50', notation: 'CT-TTg' })).toEqual([])
      expect(await find({ number: '5', notation: 'CT-UBND' })).toEqual([])
      expect(await find({ kind: '' })).toEqual([3])
      expect(await find({ kind: 'CT' })).toEqual([1])
    })
  })
}
