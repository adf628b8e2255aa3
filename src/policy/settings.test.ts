import { describe, expect, test } from 'vitest'
import type { ActionSetting, PolicyException, PolicyState } from '../ports/policy.ts'
import { reasons } from './reasons.ts'
import { noPolicyState, PolicySettings } from './settings.ts'
import { stricter } from './verdict.ts'

function settings(state: Partial<PolicyState>): PolicySettings {
  return new PolicySettings({ ...noPolicyState, ...state })
}

const sokhcn = { agencyId: 1, direction: 'outbound' } as const
const soyte = { agencyId: 2, direction: 'outbound' } as const

describe('the action of a reason', () => {
  const reason = 'free-mail-recipient'
  const all = { reason, agencyId: null, direction: null, action: 'allow' } as const
  const outbound = { reason, agencyId: null, direction: 'outbound', action: 'hold' } as const
  const agency = { reason, agencyId: 1, direction: null, action: 'block' } as const
  const both = { reason, agencyId: 1, direction: 'outbound', action: 'flag' } as const

  test.each([
    [[], 'flag', 'the default'],
    [[all], 'allow', 'the province'],
    [[all, outbound], 'hold', 'a direction before all'],
    [[outbound, all], 'hold', 'in any order'],
    [[all, outbound, agency], 'block', 'an agency before a direction'],
    [[both, agency, outbound, all], 'flag', 'an agency and a direction before everything'],
  ] as const)('%j: %s (%s)', (actions, expected, _because) => {
    expect(settings({ actions }).actionOf(reason, sokhcn)).toBe(expected)
  })

  const own = { ...agency, byAgency: true } as const

  test.each([
    [
      [
        { ...own, action: 'flag' },
        { ...all, action: 'block' },
      ],
      'block',
      'it was set before the province was stricter',
    ],
    [[{ ...both, action: 'hold' }, own], 'block', 'it is stricter than what is more particular'],
    [[agency, { ...own, ...both, byAgency: true }], 'block', 'what was set for the agency is stricter'],
    [[own, { ...own, ...both, byAgency: true }], 'block', 'it set another thing for one direction'],
  ] as const)('an agency’s own setting only tightens: %j: %s (%s)', (actions, expected, _because) => {
    expect(settings({ actions }).actionOf(reason, sokhcn)).toBe(expected)
    expect(settings({ actions: actions.toReversed() }).actionOf(reason, sokhcn)).toBe(expected)
  })

  test('for all agencies is told what decides in its stead', () => {
    const foreign = { ...both, agencyId: 2, direction: 'inbound' } as const
    const beside = (setting: ActionSetting, ...actions: readonly ActionSetting[]) =>
      settings({ actions: [setting, ...actions] }).beside(setting)
    expect(beside(all, outbound, both, own)).toEqual([outbound, both, own])
    expect(beside(agency, outbound, both, foreign)).toEqual([both])
    expect(beside({ ...agency, action: 'flag' }, both)).toEqual([])
    expect(beside({ ...all, action: 'block' }, { ...own, action: 'hold' })).toEqual([])
    expect(beside(own, both, agency)).toEqual([])
  })

  test('of another agency is another', () => {
    expect(settings({ actions: [agency, both] }).actionOf(reason, soyte)).toBe('flag')
  })

  test.each([...reasons])('%s keeps its bounds whatever is set', (name, { floor, ceiling }) => {
    for (const action of ['allow', 'flag', 'hold', 'block'] as const) {
      const set = settings({ actions: [{ reason: name, agencyId: null, direction: null, action }] })
      const decided = set.actionOf(name as never, sokhcn)
      expect(stricter(decided, floor)).toBe(decided)
      expect(stricter(ceiling, decided)).toBe(ceiling)
    }
  })

  test('a secret is blocked, whatever is set', () => {
    const actions = [{ reason: 'secret-stamp', agencyId: 1, direction: null, action: 'allow' }] as const
    expect(settings({ actions }).actionOf('secret-stamp', sokhcn)).toBe('block')
  })
})

describe('an exception', () => {
  const now = Date.UTC(2026, 10, 23)
  const leave: PolicyException = {
    id: 7,
    reason: 'free-mail-recipient',
    subject: 'le.hoa@gmail.com',
    agencyId: 1,
    direction: null,
    note: 'chuyên gia dự án',
    author: 'quantri',
    createdAt: now - 1000,
    expiresAt: now + 1000,
  }
  const find = (exception: PolicyException, address = 'Le.Hoa@gmail.com', standing = sokhcn, at = now) =>
    settings({ exceptions: [exception] }).exceptionFor('free-mail-recipient', address, standing, at)?.id

  test('holds for its address, agency and time', () => {
    expect(find(leave)).toBe(7)
    expect(find(leave, 'other@gmail.com')).toBeUndefined()
    expect(find(leave, undefined, { ...soyte, direction: 'outbound' } as never)).toBeUndefined()
    expect(find(leave, undefined, sokhcn, now + 1000)).toBeUndefined()
    expect(find({ ...leave, agencyId: null }, undefined, soyte as never)).toBe(7)
  })

  test('of the whole province comes before one that an agency gave itself', () => {
    const exceptions = [
      { ...leave, byAgency: true as const },
      { ...leave, id: 8, agencyId: null },
    ]
    expect(
      settings({ exceptions }).exceptionFor('free-mail-recipient', 'le.hoa@gmail.com', sokhcn, now)?.id,
    ).toBe(8)
  })

  test('of a domain holds for every address of it, and not below it', () => {
    const whole = { ...leave, subject: '@gmail.com' }
    expect(find(whole, 'any@GMAIL.com')).toBe(7)
    expect(find(whole, 'any@mail.gmail.com')).toBeUndefined()
  })

  test('cannot be given for what has a floor', () => {
    const secret = settings({ exceptions: [{ ...leave, reason: 'secret-stamp', agencyId: null }] })
    expect(secret.exceptionFor('secret-stamp', 'le.hoa@gmail.com', sokhcn, now)).toBeUndefined()
  })
})

test('numbers are those set, or their defaults', () => {
  const set = settings({ thresholds: [{ name: 'heldDays', value: 3 }] })
  expect(set.threshold('heldDays')).toBe(3)
  expect(set.threshold('documentConfidence')).toBe(60)
})

test('a kind travels by its route, else as the decree says', () => {
  const routes = [{ kind: 'Hợp đồng', route: 'outside', channel: 'paper' }] as const
  const set = settings({ routes })
  expect(set.channelOf('Hợp đồng', 'outside', true)).toBe('paper')
  expect(set.channelOf('Hợp đồng', 'between-agencies', true)).toBe('with-paper')
  expect(set.channelOf('Công văn', 'outside', false)).toBe('electronic')
})
