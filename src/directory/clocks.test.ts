import { describe, expect, it } from 'vitest'
import { defaultBoxRules } from './box-rules.ts'
import { type ClockedBox, deletedAt, dueOf, locksAt } from './clocks.ts'

const hour = 3_600_000
const day = 24 * hour
const issued = Date.parse('2026-08-31T08:00:00+07:00')

/** A box in daily use. */
function boxAt(now: number, change: Partial<ClockedBox> = {}): ClockedBox {
  return {
    status: 'active',
    statusSince: null,
    createdAt: issued,
    initialPassword: false,
    passwordIssuedAt: null,
    passwordChangedAt: null,
    lastLoginAt: now,
    lastSentAt: null,
    usedBytes: 0,
    quotaBytes: 100,
    warnings: [],
    ...change,
  }
}

const due = (now: number, change: Partial<ClockedBox> = {}) => dueOf(boxAt(now, change), now, defaultBoxRules)

describe('a box in use', () => {
  it('has nothing due', () => {
    expect(due(issued + 400 * day)).toEqual([])
  })
})

describe('an initial password', () => {
  const fresh = { initialPassword: true, passwordIssuedAt: issued, lastLoginAt: null }

  it('locks the box after six hours, to the millisecond', () => {
    expect(due(issued + 6 * hour - 1, fresh)).toEqual([])
    expect(due(issued + 6 * hour, fresh)).toEqual([{ kind: 'lock', reason: 'initial-password' }])
  })

  it('is given six hours again by an unlocking or a new one', () => {
    const unlocked = { ...fresh, statusSince: issued + day }
    expect(due(issued + day + 5 * hour, unlocked)).toEqual([])
    expect(due(issued + day + 6 * hour, unlocked)).toHaveLength(1)
    expect(due(issued + 2 * day, { ...unlocked, passwordIssuedAt: issued + 2 * day })).toEqual([])
  })

  it('has no clock where none was issued', () => {
    expect(due(issued + day, { ...fresh, passwordIssuedAt: null })).toEqual([])
  })
})

describe('an idle box', () => {
  const unused = { lastLoginAt: null }

  it('is warned after 38 days and locked after 45', () => {
    expect(due(issued + 38 * day - 1, unused)).toEqual([])
    expect(due(issued + 38 * day, unused)).toEqual([{ kind: 'warn', about: 'idle' }])
    expect(due(issued + 40 * day, { ...unused, warnings: ['idle'] })).toEqual([])
    expect(due(issued + 45 * day, { ...unused, warnings: ['idle'] })).toEqual([
      { kind: 'lock', reason: 'idle' },
    ])
  })

  it.each(['lastLoginAt', 'lastSentAt', 'statusSince'] as const)('counts from %s', use => {
    const used = { ...unused, [use]: issued + 30 * day }
    expect(due(issued + 45 * day, used)).toEqual([])
    expect(due(issued + 75 * day, used)).toEqual([{ kind: 'lock', reason: 'idle' }])
  })

  it('may be warned again once it was used', () => {
    expect(due(issued + 40 * day, { warnings: ['idle'] })).toEqual([{ kind: 'calm', about: 'idle' }])
  })
})

describe('a password', () => {
  const old = { passwordChangedAt: issued }

  it('is warned of 14 days before its 180 are over, then locks', () => {
    expect(due(issued + 166 * day - 1, old)).toEqual([])
    expect(due(issued + 166 * day, old)).toEqual([{ kind: 'warn', about: 'password-age' }])
    expect(due(issued + 180 * day, { ...old, warnings: ['password-age'] })).toEqual([
      { kind: 'lock', reason: 'password-expired' },
    ])
  })

  it('that was unlocked leaves the days of a warning to change it', () => {
    const unlocked = { ...old, statusSince: issued + 190 * day }
    expect(due(issued + 191 * day, unlocked)).toEqual([{ kind: 'warn', about: 'password-age' }])
    expect(due(issued + 204 * day, unlocked)).toEqual([{ kind: 'lock', reason: 'password-expired' }])
  })

  it('of unknown age has none', () => {
    expect(locksAt(boxAt(issued), 'password-expired', defaultBoxRules)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a quota', () => {
  it('is warned of at each crossing of 90 %', () => {
    expect(due(issued, { usedBytes: 89 })).toEqual([])
    expect(due(issued, { usedBytes: 90 })).toEqual([{ kind: 'warn', about: 'quota' }])
    expect(due(issued, { usedBytes: 95, warnings: ['quota'] })).toEqual([])
    expect(due(issued, { usedBytes: 80, warnings: ['quota'] })).toEqual([{ kind: 'calm', about: 'quota' }])
  })

  it('is watched in a locked box too, as it still receives', () => {
    for (const status of ['locked', 'disabled'] as const)
      expect(due(issued + 400 * day, { status, usedBytes: 90, lastLoginAt: null })).toEqual([
        { kind: 'warn', about: 'quota' },
      ])
  })
})

describe('a leaver’s box', () => {
  it('is deleted after three months by the calendar, and nothing else', () => {
    const removed = { status: 'removed', statusSince: issued, usedBytes: 100 } as const
    const end = Date.parse('2026-11-30T08:00:00+07:00')
    expect(deletedAt(boxAt(issued, removed), defaultBoxRules)).toBe(end)
    expect(due(end - 1, removed)).toEqual([])
    expect(due(end, removed)).toEqual([{ kind: 'delete' }])
  })
})

it('every number is a setting', () => {
  const rules = {
    ...defaultBoxRules,
    initialPasswordHours: 1,
    idleDays: 10,
    idleWarningDays: 2,
    leaverMonths: 1,
  }
  const fresh = boxAt(issued, { initialPassword: true, passwordIssuedAt: issued, lastLoginAt: null })
  expect(dueOf(fresh, issued + hour, rules)).toEqual([{ kind: 'lock', reason: 'initial-password' }])
  const unused = boxAt(issued, { lastLoginAt: null })
  expect(dueOf(unused, issued + 8 * day, rules)).toEqual([{ kind: 'warn', about: 'idle' }])
  expect(dueOf(unused, issued + 10 * day, rules)).toEqual([{ kind: 'lock', reason: 'idle' }])
  const removed = boxAt(issued, { status: 'removed', statusSince: issued })
  expect(dueOf(removed, Date.parse('2026-09-30T08:00:00+07:00'), rules)).toEqual([{ kind: 'delete' }])
})
