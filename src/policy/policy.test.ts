import { beforeAll, describe, expect, test } from 'vitest'
import { boxFacts, letterFacts, provincePolicy } from '../../test/support/letter-facts.ts'
import type { Direction } from '../ports/archive.ts'
import type { Action } from '../ports/directory.ts'
import type { AgencyFacts, Facts, LetterFacts } from './facts.ts'
import { loadFreeMail } from './free-mail.ts'
import { Policy } from './policy.ts'
import type { Reason } from './reasons.ts'
import { noPolicyState, PolicySettings } from './settings.ts'
import { bind, type Verdict } from './verdict.ts'

const office: AgencyFacts = {
  id: 1,
  code: 'vpubnd',
  name: 'Văn phòng Ủy ban nhân dân tỉnh',
  mailSystem: 'provincial',
  sectorDomains: [],
}
const health: AgencyFacts = { ...office, id: 2, code: 'soyte', name: 'Sở Y tế' }
const tax: AgencyFacts = {
  ...office,
  id: 3,
  code: 'thuetinh',
  name: 'Thuế tỉnh Cao Bằng',
  mailSystem: 'sector-exempt',
  sectorDomains: ['gdt.gov.vn'],
}

let policy: Policy

beforeAll(async () => {
  const freeMail = await loadFreeMail('config/free-mail.csv')
  if (!freeMail.ok) throw new Error(freeMail.error.join('\n'))
  policy = new Policy({ ...provincePolicy, freeMail: freeMail.value })
  policy.useAgencies([office, health, tax])
})

const blank = letterFacts({
  peer: { address: '192.0.2.7', helo: 'mail.example.vn', country: null },
  authentication: { spf: { result: 'none', domain: '' }, dkim: [], dmarc: { result: 'none' } },
})

test('leave that an agency gave itself lifts only what the agency made stricter', () => {
  const place = { reason: 'free-mail-recipient', agencyId: office.id, direction: null } as const
  const leave = {
    ...place,
    id: 3,
    subject: '@gmail.com',
    note: '',
    author: 'vanphong',
    createdAt: 0,
    expiresAt: 9,
  }
  const finding = { reason: place.reason, address: 'dan@gmail.com', evidence: {} }
  const decided = (province: Action, byAgency: { readonly byAgency?: true }) => {
    const actions = [
      { ...place, agencyId: null, action: province },
      { ...place, action: 'block', byAgency: true },
    ] as const
    const settings = new PolicySettings({
      ...noPolicyState,
      actions,
      exceptions: [{ ...leave, ...byAgency }],
    })
    return policy.decide(finding, { agencyId: office.id, direction: 'outbound' }, 1, settings)
  }
  for (const province of ['allow', 'flag', 'hold'] as const)
    expect(decided(province, { byAgency: true })).toMatchObject({ action: province, exception: 3 })
  expect(decided('hold', {})).toMatchObject({ action: 'allow', exception: 3 })
})

/** Settings of the office alone. */
function set(...actions: (readonly [Reason, Action, Direction | null])[]): PolicySettings {
  return new PolicySettings({
    ...noPolicyState,
    actions: actions.map(([reason, action, direction]) => ({
      reason,
      action,
      direction,
      agencyId: office.id,
    })),
  })
}

function who(address: string, name = '') {
  return [{ name, address }]
}

/** A letter from outside to an agency's box. */
function inbound(from: string, changes: Partial<LetterFacts> = {}, agency: AgencyFacts = office): Facts {
  return {
    letter: { ...blank, mailFrom: from, from: who(from), ...changes },
    recipient: { address: 'vpubnd@caobang.gov.vn', direction: 'inbound', agency },
  }
}

/** A letter of an official of `agency`. */
function submitted(to: string, agency: AgencyFacts = office, changes: Partial<LetterFacts> = {}): Facts {
  const from = `anv.${agency.code}@caobang.gov.vn`
  const local = to.endsWith('@caobang.gov.vn')
  return {
    letter: {
      ...blank,
      channel: 'submission',
      mailFrom: from,
      from: who(from),
      authentication: null,
      senderBox: boxFacts(from),
      senderAgency: agency,
      ...changes,
    },
    recipient: { address: to, direction: local ? 'internal' : 'outbound', agency: local ? health : null },
  }
}

function summary(verdict: Verdict): string {
  return [verdict.action, ...verdict.judgements.map(j => `${j.action}:${j.reason}`)].join(' ')
}

function signed(domain: string): Partial<LetterFacts> {
  return {
    authentication: {
      spf: { result: 'none', domain: '' },
      dkim: [{ result: 'pass', domain }],
      dmarc: { result: 'none' },
    },
  }
}

describe('the four letters', () => {
  test('an official writes to Gmail: flagged with the clause and the evidence', () => {
    const verdict = policy.judge(submitted('nguyenvanan.caobang@gmail.com'))
    expect(verdict.action).toBe('flag')
    expect(verdict.judgements).toHaveLength(1)
    expect(verdict.judgements[0]).toMatchObject({
      rule: 'D1b-free',
      action: 'flag',
      reason: 'free-mail-recipient',
      address: 'nguyenvanan.caobang@gmail.com',
      citation: { clause: '1.b' },
      evidence: { field: 'recipient', domain: 'gmail.com', service: 'Gmail', country: 'US' },
    })
    expect(verdict.judgements[0]?.citation.vi).toContain('Chỉ thị 14/CT-UBND ngày 23/8/2013')
  })

  test('a citizen writes from Gmail: flagged', () => {
    expect(summary(policy.judge(inbound('lethihoa1985@gmail.com')))).toBe('flag flag:free-mail-sender')
  })

  test('one agency writes to another: allowed, nothing to say', () => {
    expect(policy.judge(submitted('soyte@caobang.gov.vn'))).toEqual({ action: 'allow', judgements: [] })
  })

  test('a sector-exempt agency writes from its approved domain: allowed, and told apart', () => {
    const verdict = policy.judge(
      inbound('vanthu.cbg@gdt.gov.vn', {
        peer: { address: '8.8.8.8', helo: 'mx.gdt.gov.vn', country: 'US' },
      }),
    )
    expect(summary(verdict)).toBe('allow allow:sector-exempt')
    expect(verdict.judgements[0]?.evidence).toMatchObject({ agency: 'thuetinh', domain: 'gdt.gov.vn' })
    expect(policy.sectorAgencyOf('vanthu.cbg@gdt.gov.vn')).toBe(tax)
  })
})

describe('the agency decides', () => {
  test.each(['allow', 'flag', 'hold', 'block'] as const)('%s, in each direction', action => {
    const settings = set(['free-mail-recipient', action, 'outbound'], ['free-mail-sender', action, 'inbound'])
    expect(policy.judge(submitted('x@yahoo.com.vn'), settings).action).toBe(action)
    expect(policy.judge(inbound('x@yahoo.com.vn'), settings).action).toBe(action)
    // Another agency's letters are not its business.
    expect(policy.judge(submitted('x@yahoo.com.vn', health), settings).action).toBe('flag')
    expect(policy.judge(inbound('x@yahoo.com.vn', {}, health), settings).action).toBe('flag')
  })

  test('inbound mail splits by recipient', () => {
    const settings = set(['free-mail-sender', 'block', null])
    expect(policy.judge(inbound('a@gmail.com', {}, health), settings).action).toBe('flag')
    expect(policy.judge(inbound('a@gmail.com', {}, office), settings).action).toBe('block')
  })

  test('a submission is bound by its strictest recipient, every judgement kept once', () => {
    const settings = set(['free-mail-recipient', 'hold', null])
    const verdicts = ['soyte@caobang.gov.vn', 'a@gmail.com', 'b@gmail.com'].map(to =>
      policy.judge(submitted(to), settings),
    )
    const bound = bind([...verdicts, verdicts[1]!])
    expect(summary(bound)).toBe('hold hold:free-mail-recipient hold:free-mail-recipient')
  })
})

describe('submissions', () => {
  test.each([
    ['tuyet@mail.gmail.com', 'flag flag:free-mail-recipient', 'a subdomain of a free service'],
    ['tuyet@GMAIL.com', 'flag flag:free-mail-recipient', 'capitals'],
    ['tuyet@yahoo.co.jp', 'flag flag:free-mail-recipient', 'a name under any public suffix'],
    ['tuyet@proton.me', 'flag flag:free-mail-recipient', 'another service'],
    ['tuyet@notgmail.com', 'allow', 'a domain that only ends alike'],
    ['tuyet@gmail.com.vn', 'allow', 'not listed'],
    ['tuyet@hn.vnn.vn', 'allow', 'hosted in Vietnam'],
    ['tuyet@fpt.vn', 'allow', 'hosted in Vietnam'],
    ['tuyet@xaydungcaobang.com.vn', 'allow', 'a firm'],
    ['vanthu@gdt.gov.vn', 'allow allow:sector-exempt', 'an approved sector domain'],
    ['vanthu@caobang-gov.vn', 'flag flag:look-alike', 'a domain written like ours'],
  ])('to %s: %s (%s)', (to, expected) => {
    expect(summary(policy.judge(submitted(to)))).toBe(expected)
  })

  test('a sector agency’s box on the provincial system is bound like any other', () => {
    expect(summary(policy.judge(submitted('a@gmail.com', tax)))).toBe('flag flag:free-mail-recipient')
  })

  test('replies asked to free mail are flagged even inside the province', () => {
    const facts = submitted('soyte@caobang.gov.vn', office, { replyTo: who('truongphong@outlook.com') })
    expect(summary(policy.judge(facts))).toBe('flag flag:free-mail-reply-to')
  })

  test.each([
    ['toi@gmail.com', 'block block:automatic-forward'],
    ['toi@congty.com.vn', 'block block:automatic-forward'],
    ['vanthu@langson.gov.vn', 'allow'],
    ['soyte@caobang.gov.vn', 'allow'],
  ])('forwarded by a rule to %s: %s', (to, expected) => {
    expect(summary(policy.judge(submitted(to, office, { automatic: true })))).toBe(expected)
  })
})

describe('our domain from outside', () => {
  const forged = 'chutich@caobang.gov.vn'
  test.each<[string, Partial<LetterFacts>, string]>([
    ['no signature', {}, 'block block:own-domain-forged'],
    ['a stranger’s signature', signed('gmail.com'), 'block block:own-domain-forged'],
    ['a signature of the parent', signed('gov.vn'), 'block block:own-domain-forged'],
    ['our signature', signed('caobang.gov.vn'), 'flag flag:own-domain-forwarded'],
    ['our signature, a name below', signed('mail.caobang.gov.vn'), 'flag flag:own-domain-forwarded'],
    [
      'a broken signature of ours',
      {
        authentication: {
          spf: { result: 'pass', domain: 'caobang.gov.vn' },
          dkim: [{ result: 'fail', domain: 'caobang.gov.vn' }],
          dmarc: { result: 'pass' },
        },
      },
      'block block:own-domain-forged',
    ],
  ])('in From with %s: %s', (_what, changes, expected) => {
    expect(summary(policy.judge(inbound(forged, { mailFrom: 'bulk@example.net', ...changes })))).toBe(
      expected,
    )
  })

  test('full-width dots and soft hyphens are our domain, not a way around it', () => {
    for (const from of ['chutich@caobang。gov。vn', 'chutich@cao\u00adbang.gov.vn', 'chutich@CAOBANG.GOV.VN'])
      expect(policy.judge(inbound(from)).action).toBe('block')
  })

  test('a free-mail envelope around a forged From: both kept, the stricter decides', () => {
    const verdict = policy.judge(inbound(forged, { mailFrom: 'ai.do@gmail.com' }))
    expect(summary(verdict)).toBe('block block:own-domain-forged flag:free-mail-sender')
  })

  test.each<[string, Partial<LetterFacts>]>([
    ['Reply-To', { replyTo: who(forged) }],
    ['Return-Path', { returnPath: who(forged) }],
    ['MAIL FROM', { mailFrom: forged }],
    ['Sender', { sender: who(forged) }],
    ['From display name', { from: who('an@congty.com.vn', 'Chủ tịch UBND tỉnh <chutich@caobang.gov.vn>') }],
  ])('in %s alone: flag', (field, changes) => {
    const verdict = policy.judge(inbound('an@congty.com.vn', { mailFrom: 'an@congty.com.vn', ...changes }))
    expect(summary(verdict)).toBe('flag flag:own-domain-borrowed')
    expect(verdict.judgements[0]?.evidence.field).toBe(field)
  })

  test('a host below our domain may send for itself when SPF names it', () => {
    const from = 'tintuc@congtt.caobang.gov.vn'
    const authentication = {
      spf: { result: 'pass', domain: 'congtt.caobang.gov.vn' },
      dkim: [],
      dmarc: { result: 'pass' },
    }
    expect(policy.judge(inbound(from, { authentication })).action).toBe('allow')
    expect(policy.judge(inbound(from)).action).toBe('block')
  })
})

describe('look-alikes', () => {
  test.each([
    'chutich@cаobang.gov.vn', // Cyrillic а
    'chutich@xn--cobang-3nf.gov.vn', // the same as an A-label
    'chutich@caobằng.gov.vn',
    'chutich@ca0bang.gov.vn',
    'chutich@caobang-gov.vn',
    'chutich@caobanggov.vn',
    'chutich@caobang.gov.vn.example.com',
    'chutich@soyte.cаobang.gov.vn',
  ])('%s', from => {
    expect(summary(policy.judge(inbound(from)))).toContain('flag:look-alike')
  })

  test.each([
    'vanthu@langson.gov.vn',
    'toasoan@baocaobang.vn',
    'phongdt@caobang.edu.vn',
    'a@bacgiang.gov.vn',
  ])('not %s', from => {
    expect(summary(policy.judge(inbound(from)))).toBe('allow')
  })
})

describe('inbound hosting and fields', () => {
  test.each<[string, Partial<LetterFacts>, string]>([
    [
      'exchangers at Google',
      { senderExchangers: [{ host: 'aspmx.l.google.com', country: null }] },
      'flag flag:foreign-host',
    ],
    [
      'a relay of a bulk sender',
      { peer: { address: '149.72.1.1', helo: 'o1.ptr.sendgrid.net', country: null } },
      'flag flag:foreign-host',
    ],
    [
      'a relay abroad',
      { peer: { address: '8.8.8.8', helo: 'mail.congty.com.vn', country: 'US' } },
      'flag flag:foreign-host',
    ],
    [
      'a relay at home',
      { peer: { address: '14.160.0.1', helo: 'mail.congty.com.vn', country: 'VN' } },
      'allow',
    ],
    ['replies asked to Gmail', { replyTo: who('congty@gmail.com') }, 'flag flag:free-mail-reply-to'],
    ['a free-mail reverse path', { mailFrom: 'congty@gmail.com' }, 'flag flag:free-mail-sender'],
  ])('from a Vietnamese firm with %s: %s', (_what, changes, expected) => {
    expect(summary(policy.judge(inbound('lienhe@congty.com.vn', changes)))).toBe(expected)
  })

  test('a foreign firm from its own country is no concern', () => {
    const peer = { address: '8.8.8.8', helo: 'mail.example.com', country: 'US' }
    expect(policy.judge(inbound('office@example.com', { peer })).action).toBe('allow')
  })

  test('a forged sector domain does not borrow the exemption', () => {
    const authentication = { spf: { result: 'fail', domain: '' }, dkim: [], dmarc: { result: 'fail' } }
    const peer = { address: '8.8.8.8', helo: 'x.example', country: 'US' }
    const verdict = policy.judge(inbound('vanthu@gdt.gov.vn', { authentication, peer }))
    expect(summary(verdict)).toBe('flag flag:foreign-host')
  })

  test('a letter without sender or author has nothing to judge', () => {
    expect(policy.judge(inbound('', { from: [] })).action).toBe('allow')
  })

  test('control characters of an address do not reach a judgement', () => {
    const verdict = policy.judge(inbound('a\r\nRCPT TO:<b>@gmail.com'))
    expect(verdict.judgements[0]?.address).toBe('a??RCPT TO:<b>@gmail.com')
  })
})

test('the server’s own notices are not judged', () => {
  expect(policy.judge(inbound('postmaster@caobang.gov.vn', { channel: 'system' })).judgements).toEqual([])
})

test('a corrected citation takes the place of the rule’s own', async () => {
  const freeMail = await loadFreeMail('config/free-mail.csv')
  if (!freeMail.ok) throw new Error('list')
  const citation = { clause: 'Điều 4', vi: 'Quy chế mới, Điều 4', en: 'New regulation, article 4' }
  const corrected = new Policy({
    ...provincePolicy,
    freeMail: freeMail.value,
    citations: new Map([['D1b-free', citation]]),
  })
  expect(corrected.judge(submitted('a@gmail.com')).judgements[0]?.citation).toBe(citation)
})

test('what counts as a state body is a setting', async () => {
  const freeMail = await loadFreeMail('config/free-mail.csv')
  if (!freeMail.ok) throw new Error('list')
  const stateDomains = ['gov.vn', 'dcs.vn']
  const other = new Policy({ ...provincePolicy, stateDomains, freeMail: freeMail.value })
  expect(other.isState('vp@tinhuy.dcs.vn')).toBe(true)
  expect(policy.isState('vp@tinhuy.dcs.vn')).toBe(false)
})
