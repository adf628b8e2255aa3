import { describe, expect, test } from 'vitest'
import { letterFacts } from '../../test/support/letter-facts.ts'
import type { AgencyFacts, Facts } from './facts.ts'
import { normalizeRef, violationRef } from './reference.ts'
import { freeMailRule } from './rules/d1b-free.ts'
import { bind, type Judgement, verdictOf } from './verdict.ts'
import { ledgerOf } from './violations.ts'

let seed = 0
const random = (size: number) => Uint8Array.from({ length: size }, () => (seed = (seed * 73 + 41) & 255))

const agency = (id: number): AgencyFacts => ({
  id,
  code: `coquan${id}`,
  name: `Cơ quan ${id}`,
  mailSystem: 'provincial',
  sectorDomains: [],
})

function judged(
  address: string,
  action: Judgement['action'],
  channel: 'mx' | 'submission',
  agencyId: number,
) {
  const facts: Facts = {
    letter: letterFacts({ channel, senderAgency: channel === 'mx' ? null : agency(agencyId) }),
    recipient: {
      address,
      direction: channel === 'mx' ? 'inbound' : 'outbound',
      agency: channel === 'mx' ? agency(agencyId) : null,
    },
  }
  const judgement: Judgement = {
    rule: 'D1b-free',
    action,
    reason: channel === 'mx' ? 'free-mail-sender' : 'free-mail-recipient',
    citation: freeMailRule.citation,
    address: channel === 'mx' ? 'le.hoa@gmail.com' : address,
    evidence: { service: 'Gmail' },
  }
  return { facts, verdict: verdictOf([judgement]), boxId: channel === 'mx' ? agencyId * 10 : null }
}

const settings = { random, year: 2026, prefix: 'CB', senderBoxId: null }

describe('ledgerOf', () => {
  test('inbound: one row an agency, each recipient told its own reference', () => {
    const { violations, refs } = ledgerOf(
      [
        judged('a@caobang.gov.vn', 'flag', 'mx', 1),
        judged('b@caobang.gov.vn', 'flag', 'mx', 1),
        judged('c@caobang.gov.vn', 'block', 'mx', 2),
      ],
      settings,
    )
    expect(violations.map(row => [row.agencyId, row.action, row.reason, row.boxId, row.address])).toEqual([
      [1, 'flag', 'free-mail-sender', null, 'le.hoa@gmail.com'],
      [2, 'block', 'free-mail-sender', 20, 'le.hoa@gmail.com'],
    ])
    expect(refs.get('a@caobang.gov.vn')).toBe(violations[0]?.ref)
    expect(refs.get('b@caobang.gov.vn')).toBe(violations[0]?.ref)
    expect(refs.get('c@caobang.gov.vn')).toBe(violations[1]?.ref)
    expect(JSON.parse(violations[0]?.evidence ?? '')).toEqual([
      {
        action: 'flag',
        reason: 'free-mail-sender',
        address: 'le.hoa@gmail.com',
        clause: '1.b',
        evidence: { service: 'Gmail' },
      },
    ])
  })

  test('outbound: one row for the sender’s agency with every address as evidence', () => {
    const { violations } = ledgerOf(
      [judged('x@gmail.com', 'flag', 'submission', 7), judged('y@yahoo.com', 'hold', 'submission', 7)],
      { ...settings, senderBoxId: 70 },
    )
    expect(violations).toHaveLength(1)
    expect(violations[0]).toMatchObject({ agencyId: 7, boxId: 70, action: 'hold', address: 'y@yahoo.com' })
    expect(JSON.parse(violations[0]?.evidence ?? '')).toHaveLength(2)
  })

  test('what is told is the reference of what decided, not of what was seen first', () => {
    const seen = judged('x@gmail.com', 'flag', 'submission', 7)
    const locked: Judgement = {
      ...seen.verdict.judgements[0]!,
      rule: 'D1c-archive',
      action: 'hold',
      reason: 'encrypted-archive',
    }
    const verdict = verdictOf([...seen.verdict.judgements, locked])
    const { violations, refs } = ledgerOf([{ ...seen, verdict }], { ...settings, senderBoxId: 70 })
    expect(violations.map(({ rule }) => rule)).toEqual(['D1b-free', 'D1c-archive'])
    expect([...refs]).toEqual([['x@gmail.com', violations[1]?.ref]])
  })

  test('a suspicion names its row, as somebody has to decide on it, but not over what is stricter', () => {
    const seen = judged('a@caobang.gov.vn', 'flag', 'mx', 1)
    const doubt: Judgement = { ...seen.verdict.judgements[0]!, reason: 'document-from-free-mail' }
    const rowOf = (judgements: readonly Judgement[]) =>
      ledgerOf([{ ...seen, verdict: verdictOf(judgements) }], settings).violations[0]
    expect(rowOf([...seen.verdict.judgements, doubt])).toMatchObject({
      reason: 'document-from-free-mail',
      state: 'suspected',
    })
    const held: Judgement = { ...seen.verdict.judgements[0]!, action: 'hold' }
    expect(rowOf([held, doubt])).toMatchObject({ reason: 'free-mail-sender', action: 'hold' })
  })

  test('one verdict for all is bound without comparing it to itself', () => {
    const { verdict } = judged('a@gmail.com', 'hold', 'submission', 7)
    expect(bind(Array.from({ length: 500 }, () => verdict))).toBe(verdict)
  })

  test('an exemption is no violation', () => {
    const { violations, refs } = ledgerOf([judged('a@caobang.gov.vn', 'allow', 'mx', 1)], settings)
    expect([violations, refs.size]).toEqual([[], 0])
  })
})

describe('references', () => {
  test('are ten letters of Crockford base32, all of them in use', () => {
    const seen = new Set<string>()
    for (let start = 0; start < 256; start++) {
      const ref = violationRef(size => new Uint8Array(size).fill(start), 2026, 'CB')
      expect(ref).toMatch(/^CB-2026-[0-9A-HJKMNP-TV-Z]{10}$/)
      seen.add(ref)
    }
    expect(seen.size).toBe(32)
  })

  test.each(['cb-2026-7f3k9qx2mb', 'CB 2026 7F3K9 QX2MB', ' CB-2026-7F3K9-QX2MB '])('%j is found', typed => {
    expect(normalizeRef(typed)).toBe('CB-2026-7F3K9QX2MB')
  })

  test('letters that look like digits are read as digits', () => {
    expect(normalizeRef('CB-2026-OIL0000000')).toBe('CB-2026-0110000000')
  })
})
