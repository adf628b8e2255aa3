import { describe, expect, test } from 'vitest'
import { explainJudgement, explainVerdict, heldNotice, refusal } from './explain.ts'
import { policyHeader } from './header.ts'
import type { Reason } from './reasons.ts'
import { freeMailRule } from './rules/d1b-free.ts'
import { type Judgement, verdictOf } from './verdict.ts'

const ref = 'CB-2026-7F3K9QX2MB'
const domain = 'caobang.gov.vn'

function judgement(reason: Reason, action: Judgement['action']): Judgement {
  return {
    rule: 'D1b-free',
    action,
    reason,
    citation: freeMailRule.citation,
    address: 'nguyenvanan@gmail.com',
    evidence: { field: 'recipient', domain: 'gmail.com', service: 'Gmail', country: 'US' },
  }
}

const blocked = verdictOf([
  judgement('free-mail-reply-to', 'flag'),
  judgement('free-mail-recipient', 'block'),
])

describe('a refusal', () => {
  const reply = refusal(blocked, ref, domain)
  const lines = reply.text.split('\n')

  test('carries the rule and the decisive reason', () => {
    expect(reply).toMatchObject({
      code: 550,
      enhanced: '5.7.1',
      reason: 'free-mail-recipient',
      rule: 'D1b-free',
    })
  })

  test('names the clause in Vietnamese first, then in English, and the reference in both', () => {
    const vietnamese = reply.text.indexOf('Chỉ thị 14/CT-UBND ngày 23/8/2013 của UBND tỉnh Cao Bằng, mục 1.b')
    const english = reply.text.indexOf('Directive 14/CT-UBND of 23 August 2013')
    expect(vietnamese).toBeGreaterThan(-1)
    expect(english).toBeGreaterThan(vietnamese)
    expect(reply.text.split(ref)).toHaveLength(3)
    expect(reply.text).toContain('@caobang.gov.vn')
  })

  test('fits into reply lines', () => {
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(400)
    expect(reply.text).toBe(reply.text.normalize('NFC'))
  })
})

test('five hundred recipients of one kind are told by the first few', () => {
  const addresses = Array.from({ length: 500 }, (_, i) => `hoten${i}@gmail.com`)
  const judgements = addresses.map(address => ({ ...judgement('free-mail-recipient', 'block'), address }))
  const { vi, en } = explainVerdict(
    verdictOf([judgement('free-mail-reply-to', 'flag'), ...judgements]),
    domain,
  )
  expect([vi, en].map(text => addresses.filter(address => text.includes(address)).length)).toEqual([5, 5])
  expect(vi).toContain('Thư yêu cầu trả lời về nguyenvanan@gmail.com')
  expect(vi).toContain('Và 495 trường hợp tương tự. Thư bị từ chối.')
  expect(en).toContain('And 495 more of the same kind. The letter is refused.')
})

test('an allowed letter without judgements says only that', () => {
  expect(explainVerdict(verdictOf([]), domain)).toEqual({ vi: 'Được phép.', en: 'Allowed.' })
})

test('every reason has its own words', () => {
  const reasons: readonly Reason[] = [
    'free-mail-recipient',
    'free-mail-sender',
    'free-mail-reply-to',
    'automatic-forward',
    'own-domain-forged',
    'own-domain-forwarded',
    'own-domain-borrowed',
    'look-alike',
    'foreign-host',
    'sector-exempt',
  ]
  const said = reasons.map(reason => explainJudgement(judgement(reason, 'flag')).vi)
  expect(new Set(said).size).toBe(reasons.length)
})

test('a held notice tells whose letter waits, why, and the reference', () => {
  const held = verdictOf([judgement('free-mail-recipient', 'hold')])
  const notice = heldNotice(held, { from: 'anv@caobang.gov.vn', to: 'nguyenvanan@gmail.com', ref, domain })
  expect(notice.subject.vi).toContain(ref)
  expect(notice.body.vi).toContain('Thư gửi từ anv@caobang.gov.vn tới nguyenvanan@gmail.com được giữ lại')
  expect(notice.body.vi).toContain('mục 1.b')
  expect(notice.body.en).toContain(ref)
})

describe('the header field', () => {
  test('folds the reasons under action, rule, reference and clause', () => {
    expect(policyHeader(blocked, ref)).toBe(
      `X-CongVu-Policy: block; rule=D1b-free; ref=${ref};\r\n` +
        '\tclause="1.b";\r\n\treason=free-mail-reply-to;\r\n\treason=free-mail-recipient\r\n',
    )
  })

  test('is absent when nothing was found, also for an exemption', () => {
    expect(policyHeader(verdictOf([]), ref)).toBe('')
    expect(policyHeader(verdictOf([judgement('sector-exempt', 'allow')]), ref)).toBe('')
  })

  test('stays ASCII and on its lines whatever a corrected citation says', () => {
    const odd = {
      ...judgement('look-alike', 'flag'),
      citation: { clause: 'Điều "4"\r\nX: y', vi: 'a', en: 'b' },
    }
    const field = policyHeader(verdictOf([odd]), ref)
    expect(field).toMatch(/^[\x20-\x7e]+\r\n(\t[\x20-\x7e]+\r\n){2}$/)
    for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })
})
