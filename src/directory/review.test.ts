import { describe, expect, it } from 'vitest'
import { hanh } from '../../test/support/box.ts'
import type { Box } from '../ports/directory.ts'
import { defaultBoxRules } from './box-rules.ts'
import { findingsOf, reviewDueAt } from './review.ts'

const day = 24 * 3_600_000
const now = Date.parse('2026-11-23T08:00:00+07:00')

/** In plain use. */
const box: Box = {
  ...hanh,
  quotaBytes: 1000,
  createdAt: now - 400 * day,
  firstLoginAt: now - 400 * day,
  lastLoginAt: now - day,
}

describe('the review of a box', () => {
  it.each<[string, Partial<Box>, readonly string[]]>([
    ['in plain use', {}, []],
    ['of the head', { leader: true }, ['leader']],
    ['of a leaver', { status: 'removed' }, ['leaver']],
    ['locked by a person', { status: 'disabled' }, ['disabled']],
    ['locked by a clock', { status: 'locked', lockReason: 'idle' }, ['locked']],
    ['never used', { firstLoginAt: null, lastLoginAt: null }, ['never-logged-in', 'idle']],
    ['about to be locked', { lastLoginAt: now - 38 * day }, ['idle']],
    ['that only sends', { lastLoginAt: now - 38 * day, lastSentAt: now - day }, []],
    ['with its first password', { initialPassword: true }, ['initial-password']],
    ['nearly full', { usedBytes: 900 }, ['near-quota']],
    ['full', { usedBytes: 1000 }, ['over-quota']],
  ])('%s finds what to look at', (_, change, findings) => {
    expect(findingsOf({ ...box, ...change }, now, defaultBoxRules)).toEqual(findings)
  })

  it('is due six months after the last, or after the agency was added', () => {
    const agency = { createdAt: Date.parse('2026-01-15T08:00:00+07:00') }
    expect(reviewDueAt(agency, undefined, defaultBoxRules)).toBe(Date.parse('2026-07-15T08:00:00+07:00'))
    const last = { agencyId: 1, at: Date.parse('2026-08-31T08:00:00+07:00'), operator: 'quantri' }
    expect(reviewDueAt(agency, last, defaultBoxRules)).toBe(Date.parse('2027-02-28T08:00:00+07:00'))
  })
})
