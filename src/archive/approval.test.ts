import { describe, expect, it } from 'vitest'
import type { Approval } from '../ports/approval.ts'
import { type Scope, wholeProvince } from '../ports/search.ts'
import { entrySubject, useApproval } from './approval.ts'
import { covers, inScope, isWhole } from './scope.ts'

const now = Date.UTC(2026, 10, 26)
const granted: Approval = {
  id: 3,
  purpose: 'read',
  subject: entrySubject(17),
  scope: wholeProvince,
  reason: 'Xác minh đơn tố cáo số 31',
  requestedBy: 'thanhtra1',
  requestedAt: now - 1000,
  state: 'granted',
  approvedBy: 'thanhtra2',
  decidedBy: 'thanhtra2',
  decidedAt: now - 500,
  note: '',
  expiresAt: now + 1000,
}

function use(approval: Approval, change: Partial<Parameters<typeof useApproval>[2]> = {}, at = now) {
  const approvals = { approval: async (id: number) => (id === approval.id ? approval : undefined) }
  const wanted = { id: 3, operator: 'thanhtra1', purpose: 'read', subject: 'entry 17' } as const
  return useApproval({ read: { approvals } }, { now: () => at }, { ...wanted, ...change })
}

describe('an approval', () => {
  it('permits what was asked for, again and again until it expires', async () => {
    for (const at of [now, now + 999])
      expect(await use(granted, {}, at)).toEqual({ ok: true, value: granted })
    expect(await use(granted, {}, now + 1000)).toMatchObject({ error: { reason: 'expired' } })
  })

  it.each([
    ['that is not there', granted, { id: 4 }, 'not-found'],
    ['of another operator', granted, { operator: 'thanhtra2' }, 'not-found'],
    ['of another letter', granted, { subject: 'entry 18' }, 'other-subject'],
    ['for another purpose', granted, { purpose: 'export' as const }, 'other-subject'],
    ['that nobody granted', { ...granted, state: 'requested' as const }, {}, 'waiting'],
    ['that was refused', { ...granted, state: 'refused' as const }, {}, 'refused'],
    ['whose requester was appointed anew', { ...granted, state: 'lapsed' as const }, {}, 'lapsed'],
  ])('permits nothing %s', async (_what, approval, change, reason) => {
    expect(await use(approval, change)).toMatchObject({ ok: false, error: { reason } })
  })
})

describe('a scope', () => {
  const part = (
    agencies: readonly number[] | null,
    fromMs: number | null,
    beforeMs: number | null,
  ): Scope => ({
    agencies,
    fromMs,
    beforeMs,
  })

  it.each<[Scope, Scope, boolean]>([
    [wholeProvince, part([1], 5, 9), true],
    [part([1], 5, 9), wholeProvince, false],
    [part([1, 2], null, null), part([2], 5, 9), true],
    [part([1], null, null), part([1, 2], null, null), false],
    [part(null, 5, null), part([1], 5, 9), true],
    [part(null, 6, null), part([1], 5, 9), false],
    [part(null, 6, null), part([1], null, 9), false],
    [part(null, null, 8), part([1], 5, 9), false],
    [part(null, null, 9), part([1], 5, null), false],
    [part([], null, null), part([], 5, 9), true],
    [part([], null, null), part(null, 5, 9), false],
  ])('%j covers %j: %s', (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected)
  })

  it('is whole only without agencies and times', () => {
    expect(isWhole(wholeProvince)).toBe(true)
    for (const scope of [part([], null, null), part(null, 0, null), part(null, null, 9)])
      expect(isWhole(scope)).toBe(false)
  })

  it('has letters of its agencies, sent or received, from the first moment to before the last', () => {
    const recipient = { address: 'vanthu.thucphan@caobang.gov.vn', boxId: 3, agencyId: 2 }
    const entry = {
      receivedAt: 7,
      senderAgencyId: 1,
      recipients: [{ ...recipient, outcome: 'delivered', reason: '', blind: false } as const],
    }
    for (const scope of [part([1], 7, 8), part([2], null, null), part(null, 7, 8)])
      expect(inScope(entry, scope)).toBe(true)
    for (const scope of [part([3], null, null), part([], null, null), part([1], 8, null), part([1], null, 7)])
      expect(inScope(entry, scope)).toBe(false)
  })
})
