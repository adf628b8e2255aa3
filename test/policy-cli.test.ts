/** The regulation set and its ledger judged from the command line, role by role. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localInstant, localTime } from '../src/base/local-time.ts'
import { dispatch } from '../src/control/control.ts'
import type { HeldLetter, NewDocument, NewViolation } from '../src/ports/archive.ts'
import { CliHarness } from './cli-harness.ts'
import { addresses, letter, provision } from './conformance/letters.ts'

let cli: CliHarness
let agencyIds: readonly number[]

const dayMs = 86_400_000
const ward = ['--as', 'thucphan.qt']

interface Version {
  readonly version: number
  readonly author: string
  readonly change: string
  readonly details: Readonly<Record<string, unknown>>
}

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', kiemtoan: 'auditor' })
  agencyIds = (await provision(cli.services.store)).agencyIds
  await cli.loggedIn('thucphan.qt', 'agency-administrator', 'thucphan')
})

afterAll(() => cli[Symbol.asyncDispose]())

const ran = (...argv: readonly string[]) => cli.run(argv)

async function newest(): Promise<Version | undefined> {
  return (await cli.json<Version[]>('policy', 'history', '--limit', '1'))[0]
}

describe('policy set', () => {
  it('is a version with its author, shown by the rule', async () => {
    const set = [
      'policy',
      'set',
      'free-mail-recipient',
      'hold',
      '--agency',
      'sokhcn',
      '--direction',
      'outbound',
    ]
    expect(await ran(...set)).toEqual({ code: 0, out: '', err: 'version 1: free-mail-recipient hold\n' })
    expect(await newest()).toMatchObject({
      version: 1,
      author: 'quantri',
      change: 'set-action',
      details: { reason: 'free-mail-recipient', agency: 'sokhcn', direction: 'outbound', action: 'hold' },
    })
    const shown = await cli.run(['policy', 'show', 'D1b-free'])
    expect(shown.out).toContain('free-mail-recipient: flag, sokhcn outbound hold;')
    expect(shown.out).toMatch(/^exempt: +thue \(gdt\.gov\.vn\)$/m)
    expect((await ran('policy', 'history')).out).toContain(
      'reason=free-mail-recipient direction=outbound action=hold agency=sokhcn',
    )
  })

  it.each([
    ['secret-stamp', 'flag', 5, 'secret-stamp cannot be milder than block'],
    ['document-from-free-mail', 'block', 5, 'document-from-free-mail cannot be stricter than hold'],
    ['free-mail-recipent', 'hold', 4, 'no reason free-mail-recipent; the nearest is free-mail-recipient'],
    ['free-mail-recipient', 'burn', 2, 'not one of allow, flag, hold, block'],
  ])('%s %s ends with %i', async (reason, action, code, message) => {
    const refused = await ran('policy', 'set', reason, action)
    expect(refused.code).toBe(code)
    expect(refused.err).toContain(message)
  })

  it('is taken back once', async () => {
    const unset = ['policy', 'unset', 'free-mail-recipient', '--agency', 'sokhcn', '--direction', 'outbound']
    expect((await ran(...unset)).code).toBe(0)
    expect((await ran(...unset)).code).toBe(4)
    expect(await ran('policy', 'set', 'free-mail-sender', 'hold', '--agency', 'sola')).toMatchObject({
      code: 4,
    })
  })

  it('lets an agency’s administrator tighten the own agency and loosen nothing', async () => {
    const set = (reason: string, action: string, ...more: readonly string[]) =>
      ran('policy', 'set', reason, action, ...more, ...ward)
    expect(await set('free-mail-sender', 'hold')).toMatchObject({ code: 5 })
    expect(await set('free-mail-sender', 'hold', '--agency', 'sokhcn')).toMatchObject({ code: 5 })
    expect(await set('free-mail-sender', 'allow', '--agency', 'thucphan')).toMatchObject({
      code: 5,
      err: 'congvu: free-mail-sender is flag (inbound); only an administrator makes it milder\n',
    })
    expect(await set('free-mail-sender', 'hold', '--agency', 'thucphan')).toMatchObject({ code: 0 })
    expect(await set('free-mail-sender', 'flag', '--agency', 'thucphan')).toMatchObject({ code: 5 })
    expect(
      await set('free-mail-sender', 'block', '--agency', 'thucphan', '--direction', 'inbound'),
    ).toMatchObject({ code: 0 })
    expect(await ran('policy', 'set', 'free-mail-sender', 'allow', '--agency', 'thucphan')).toMatchObject({
      code: 0,
      err: expect.stringContaining(
        'allow; still in force: thucphan itself hold, thucphan itself inbound block\n',
      ),
    })
    expect((await ran('policy', 'show', 'D1b-free')).out).toContain('thucphan itself inbound block')
    const unset = ['policy', 'unset', 'free-mail-sender', '--agency', 'thucphan', ...ward]
    expect(await ran(...unset)).toMatchObject({ code: 5 })
    expect((await newest())?.author).toBe('quantri')
  })

  it('is not for auditors, who see the history', async () => {
    expect(await ran('policy', 'set', 'free-mail-sender', 'hold', '--as', 'kiemtoan')).toMatchObject({
      code: 5,
    })
    expect(await ran('policy', 'history', '--as', 'kiemtoan')).toMatchObject({ code: 0 })
    expect(await ran('policy', 'history', ...ward)).toMatchObject({ code: 5 })
  })
})

describe('policy threshold', () => {
  const heldDays = async () =>
    (await cli.json<{ name: string; value: number }[]>('policy', 'threshold')).find(
      ({ name }) => name === 'heldDays',
    )?.value

  it('is set within its bounds and given back its default', async () => {
    const usual = await heldDays()
    expect((await ran('policy', 'threshold', 'heldDays', '3')).err).toMatch(/^version \d+: heldDays 3\n$/)
    expect(await heldDays()).toBe(3)
    expect((await ran('policy', 'threshold', 'heldDays', '--default')).code).toBe(0)
    expect(await heldDays()).toBe(usual)
    expect((await ran('policy', 'threshold', 'heldDays', '--default')).code).toBe(4)
  })

  it.each([
    [['heldDays', '100000'], 2, 'heldDays is from 1 to'],
    [['heldDays', '-1'], 2, ''],
    [['heldDays', '2.5'], 2, 'not a whole number'],
    [['heldDay', '3'], 4, 'the nearest is heldDays'],
    [['heldDays'], 2, 'give a value, or --default'],
    [['heldDays', '3', '--default'], 2, 'give a value, or --default'],
    [['heldDays', '3', ...ward], 5, 'may not'],
  ])('%j ends with %i', async (argv, code, message) => {
    const refused = await ran('policy', 'threshold', ...argv)
    expect(refused.code).toBe(code)
    expect(refused.err).toContain(message)
  })
})

describe('policy route', () => {
  it('is set for a kind by its name, with or without marks', async () => {
    expect((await ran('policy', 'route', 'hop dong', 'state', 'paper')).code).toBe(0)
    expect(await cli.json('policy', 'route')).toEqual([
      { kind: 'Hợp đồng', route: 'state', channel: 'paper' },
    ])
    expect(await newest()).toMatchObject({
      change: 'set-route',
      details: { kind: 'Hợp đồng', channel: 'paper' },
    })
    expect((await ran('policy', 'route', 'Hợp đồng', 'state', '--default')).code).toBe(0)
    expect(await cli.json('policy', 'route')).toEqual([])
  })

  it.each([
    [['Hợp xướng', 'state', 'paper'], 4],
    [['Hợp đồng', 'abroad', 'paper'], 2],
    [['Hợp đồng', 'state'], 2],
  ])('%j ends with %i', async (argv, code) => {
    expect((await ran('policy', 'route', ...argv)).code).toBe(code)
  })
})

describe('policy exception', () => {
  interface Exception {
    readonly id: number
    readonly subject: string
    readonly expiresAt: string
    readonly inForce: boolean
    readonly agency: string | null
  }
  const lastDay = localTime(Date.now() + 300 * dayMs).slice(0, 10)
  const add = (reason: string, subject: string, ...more: readonly string[]) =>
    ran('policy', 'exception', 'add', reason, subject, '--until', lastDay, '--note', 'Dự án ODA', ...more)

  it('holds through its last day, for an address or a domain, until it is ended', async () => {
    expect(await add('free-mail-recipient', 'A@Gmail.com', '--direction', 'outbound')).toMatchObject({
      code: 0,
    })
    expect(await add('foreign-host', '@ĐHCaoBang.vn', '--agency', 'sokhcn')).toMatchObject({ code: 0 })
    const [first, second] = await cli.json<Exception[]>('policy', 'exception', 'list')
    expect(first).toMatchObject({
      subject: 'a@gmail.com',
      expiresAt: localTime(localInstant(lastDay) + dayMs),
      inForce: true,
      agency: null,
    })
    expect(second).toMatchObject({ subject: '@xn--hcaobang-kcb.vn', agency: 'sokhcn' })
    expect((await ran('policy', 'exception', 'list')).out).toContain('Dự án ODA')
    expect((await ran('policy', 'exception', 'end', String(first!.id))).code).toBe(0)
    expect((await ran('policy', 'exception', 'end', String(first!.id))).code).toBe(4)
    expect(await newest()).toMatchObject({ change: 'end-exception', details: { id: first!.id } })
    expect(await cli.json('policy', 'exception', 'list')).toHaveLength(1)
  })

  it.each([
    ['secret-stamp', 'a@gmail.com', [], 5, 'secret-stamp is at least block: there is no leave'],
    ['free-mail-recipient', 'gmail.com', [], 2, 'is no address and no @domain'],
    ['free-mail-recipient', '@localhost', [], 2, 'is no address and no @domain'],
    ['free-mail', 'a@gmail.com', [], 4, 'no reason free-mail'],
    ['free-mail-recipient', 'a@gmail.com', ['--until', '2020-01-01'], 2, 'ended before it began'],
    ['free-mail-recipient', 'a@gmail.com', ['--until', '2099-01-31'], 2, 'would last longer than 365 days'],
    ['free-mail-recipient', 'a@gmail.com', ['--note', ' '], 2, 'note'],
  ])('%s %s %j ends with %i', async (reason, subject, more, code, message) => {
    const refused = await add(reason, subject, ...more)
    expect(refused.code).toBe(code)
    expect(refused.err).toContain(message)
  })

  it('ends on a day that can be told, whoever asks over the socket', async () => {
    const caller = { name: 'quantri', role: 'administrator', agency: null, scope: null } as const
    const untilMs = Number.MAX_SAFE_INTEGER
    const request = { reason: 'foreign-host', subject: 'a@gmail.com', note: 'Dự án ODA', untilMs }
    expect(await dispatch(cli.services, caller, 'exception.add', request)).toMatchObject({
      ok: false,
      error: { reason: 'invalid' },
    })
  })

  it('is given by an agency’s administrator for the own agency, not against the province', async () => {
    const own = ['--agency', 'thucphan', ...ward]
    expect(await add('free-mail-sender', 'dan@gmail.com', ...ward)).toMatchObject({ code: 5 })
    expect(await add('free-mail-sender', 'dan@gmail.com', '--agency', 'sokhcn', ...ward)).toMatchObject({
      code: 5,
    })
    expect(await add('encrypted-archive', 'dan@gmail.com', ...own)).toMatchObject({
      code: 5,
      err: expect.stringContaining('the agency made encrypted-archive no stricter'),
    })
    expect(await add('free-mail-sender', 'dan@gmail.com', ...own)).toMatchObject({ code: 0 })
    const seen = await cli.json<Exception[]>('policy', 'exception', 'list', ...ward)
    expect(seen.map(({ agency }) => agency)).toEqual(['thucphan'])
    const all = await cli.json<Exception[]>('policy', 'exception', 'list')
    const others = all.find(({ agency }) => agency === 'sokhcn')
    expect(await ran('policy', 'exception', 'end', String(others!.id), ...ward)).toMatchObject({ code: 5 })
    expect(await ran('policy', 'exception', 'end', String(seen[0]!.id), ...ward)).toMatchObject({ code: 0 })
  })
})

describe('policy alternate', () => {
  const add = (address: string, box: string) =>
    ran('policy', 'alternate', 'add', address, box, '--note', 'Đương sự xác nhận')

  it('ties an address elsewhere to one box', async () => {
    expect((await add('Hanh.NT@Gmail.com', addresses[0]!)).err).toBe(`hanh.nt@gmail.com is ${addresses[0]}\n`)
    expect(await cli.json('policy', 'alternate', 'list')).toMatchObject([
      { address: 'hanh.nt@gmail.com', box: addresses[0], author: 'quantri', note: 'Đương sự xác nhận' },
    ])
    expect(await add('hanh.nt@gmail.com', addresses[1]!)).toMatchObject({ code: 5 })
    expect(await add('x@gmail.com', 'khongco@caobang.gov.vn')).toMatchObject({ code: 4 })
    expect(await add(addresses[1]!, addresses[0]!)).toMatchObject({ code: 2 })
    expect(await ran('policy', 'alternate', 'remove', 'HANH.NT@gmail.com')).toMatchObject({ code: 0 })
    expect(await ran('policy', 'alternate', 'remove', 'hanh.nt@gmail.com')).toMatchObject({ code: 4 })
  })
})

const violation: NewViolation = {
  ref: 'CB-2026-AAAAAAAAAA',
  rule: 'D1b-free',
  action: 'flag',
  reason: 'document-from-free-mail',
  agencyId: null,
  boxId: null,
  address: 'dung.hv@gmail.com',
  evidence: '[]',
  state: 'suspected',
  opensCase: false,
}

async function commit(number: number, violations: readonly NewViolation[], more: object = {}) {
  const message = letter({ number, to: [{}], change: given => ({ ...given, violations, ...more }) })
  return (await cli.services.store.write.commitMessage(message)).entryId
}

describe('violation', () => {
  const refs = async (...filter: readonly string[]) =>
    (await cli.json<{ ref: string }[]>('violation', 'list', ...filter)).map(({ ref }) => ref)
  const [first, second] = ['CB-2026-1111111111', 'CB-2026-2222222222'] as const

  beforeAll(async () => {
    const [sokhcn, thucphan] = agencyIds
    await commit(1, [
      { ...violation, ref: first, agencyId: sokhcn! },
      { ...violation, ref: second, agencyId: thucphan!, address: 'vanthu.tp@gmail.com' },
    ])
  })

  it('is confirmed, and the address remembered as the official’s', async () => {
    expect(await refs('--state', 'suspected')).toEqual([second, first])
    const confirm = ['violation', 'confirm', first.toLowerCase(), '--reason', 'Đã xác minh']
    expect(await ran(...confirm, '--official', 'khongco@caobang.gov.vn')).toMatchObject({ code: 4 })
    expect((await ran(...confirm, '--official', addresses[1]!)).err).toBe(`confirmed ${first}\n`)
    expect(await cli.json('policy', 'alternate', 'list')).toMatchObject([
      { address: 'dung.hv@gmail.com', box: addresses[1] },
    ])
    expect(await cli.json('violation', 'show', first)).toMatchObject({
      state: 'confirmed',
      decidedBy: 'quantri',
      note: 'Đã xác minh',
    })
    expect(await ran(...confirm)).toMatchObject({
      code: 5,
      err: expect.stringContaining('was confirmed by quantri'),
    })
    expect(await refs('--state', 'suspected')).toEqual([second])
  })

  it('names an official only where somebody is suspected: whoever was written to is no official', async () => {
    const ref = 'CB-2026-5555555555'
    const recorded = { ...violation, ref, reason: 'free-mail-recipient', state: 'recorded' } as const
    await commit(7, [{ ...recorded, agencyId: agencyIds[1]!, address: 'congdan@gmail.com' }])
    const confirm = ['violation', 'confirm', ref, '--reason', 'x', ...ward]
    expect(await ran(...confirm, '--official', addresses[2]!)).toMatchObject({ code: 5 })
    const { alternates } = await cli.services.store.read.policy.state()
    expect(alternates.map(({ address }) => address)).not.toContain('congdan@gmail.com')
    expect(await ran(...confirm)).toMatchObject({ code: 0 })
  })

  it('is judged by the agency it concerns', async () => {
    const dismiss = (ref: string, ...as: readonly string[]) =>
      ran('violation', 'dismiss', ref, '--reason', 'Công dân khiếu nại', ...as)
    expect(await dismiss(first, ...ward)).toMatchObject({ code: 5 })
    expect(await dismiss(second, '--as', 'kiemtoan')).toMatchObject({ code: 5 })
    const own = ['violation', 'confirm', second, '--reason', 'x', '--official', addresses[1]!, ...ward]
    expect(await ran(...own)).toMatchObject({ code: 4 })
    expect(await ran('violation', 'dismiss', second)).toMatchObject({ code: 2 })
    expect(await dismiss(second, ...ward)).toMatchObject({ code: 0 })
    expect(await refs('--state', 'dismissed')).toEqual([second])
  })
})

describe('case', () => {
  beforeAll(async () => {
    const secret = { ...violation, rule: 'D1c-secret', reason: 'secret-stamp', state: 'recorded' } as const
    await commit(2, [
      { ...secret, ref: 'CB-2026-3333333333', agencyId: agencyIds[0]!, opensCase: true },
      { ...secret, ref: 'CB-2026-4444444444', agencyId: agencyIds[1]!, opensCase: true },
    ])
  })

  const step = (id: number, name: string, ...as: readonly string[]) =>
    ran('case', 'step', String(id), name, '--note', `đã ${name}`, ...as)

  it('goes from step to step until it is closed', async () => {
    expect(await step(1, 'assessed')).toMatchObject({
      code: 5,
      err: 'congvu: the next step of case 1 is head-informed\n',
    })
    for (const name of ['head-informed', 'removed', 'assessed']) expect((await step(1, name)).code).toBe(0)
    expect(await cli.json<object[]>('case', 'list', '--open')).toHaveLength(2)
    expect((await step(1, 'closed')).err).toBe('case 1 is at closed\n')
    expect(await step(1, 'closed')).toMatchObject({ code: 5, err: 'congvu: case 1 is closed\n' })
    expect(await cli.json('case', 'list', '--open')).toMatchObject([{ id: 2, agencyCode: 'thucphan' }])
    expect((await ran('case', 'show', '1')).out).toMatch(
      /head-informed .* by quantri: đã head-informed; removed/,
    )
    expect(await step(1, 'burnt')).toMatchObject({ code: 2 })
  })

  it('is the own agency’s alone for its administrator, and only read by auditors', async () => {
    expect(await cli.json<object[]>('case', 'list', ...ward)).toHaveLength(1)
    expect(await step(1, 'closed', ...ward)).toMatchObject({ code: 4 })
    expect(await ran('case', 'show', '1', ...ward)).toMatchObject({ code: 4 })
    expect(await step(2, 'head-informed', '--as', 'kiemtoan')).toMatchObject({ code: 5 })
    expect(await ran('case', 'show', '2', '--as', 'kiemtoan')).toMatchObject({ code: 0 })
    expect(await step(2, 'head-informed', ...ward)).toMatchObject({ code: 0 })
  })
})

describe('held', () => {
  it('letters show their deadline and are decided with a reason', async () => {
    const waiting = (address: string): HeldLetter => ({
      address,
      rule: 'D1b-free',
      agencyId: agencyIds[1]!,
      expiresAt: Date.UTC(2026, 10, 28, 10),
      becomes: { kind: 'outbox', item: { address, form: 'received', notify: '', orcpt: '' } },
    })
    await commit(3, [], { held: [waiting('a@gmail.com'), waiting('b@gmail.com')] })
    expect((await ran('held', 'list')).out).toContain('2026-11-28 17:00:00')
    const held = await cli.json<{ id: number }[]>('held', 'list', ...ward)
    const [second, first] = held.map(({ id }) => String(id))
    expect(await ran('held', 'reject', first!, '--yes', ...ward)).toMatchObject({ code: 2 })
    const why = ['--reason', 'Gửi nhầm']
    expect(await ran('held', 'reject', first!, ...why, '--yes', ...ward)).toMatchObject({ code: 0 })
    expect((await ran('held', 'show', first!)).out).toMatch(/STATE: +rejected .* by thucphan\.qt: Gửi nhầm/)
    expect(await ran('held', 'release', first!)).toMatchObject({
      code: 4,
      err: `congvu: number ${first} was rejected by thucphan.qt\n`,
    })
    const other = ['held', 'release', second!, '--reason', 'hai\ndòng']
    expect(await ran(...other)).toMatchObject({ code: 2, err: expect.stringContaining('one line') })
    expect(await ran('held', 'release', second!, ...why)).toMatchObject({ code: 0, err: 'released 1\n' })
    expect(await cli.json('held', 'list')).toEqual([])
  })
})

describe('document', () => {
  const document: NewDocument = {
    place: 'attachment 1',
    number: '05',
    notation: 'QĐ-UBND',
    kind: 'QĐ',
    issuer: 'UBND tỉnh Cao Bằng',
    issuedDate: '2026-11-20',
    abstract: 'Về việc sử dụng thư điện tử công vụ',
    signer: 'Chủ tịch',
    urgency: null,
    signed: true,
    signature: 'valid',
    confidence: 0.9,
    metadata: '{"CodeNumber":"05","CodeNotation":"QĐ-UBND"}',
  }

  it('records are for auditors, by number, kind and letter', async () => {
    const entry = String(await commit(4, [], { documents: [document] }))
    const found = [{ code: '05/QĐ-UBND', metadata: { CodeNumber: '05', CodeNotation: 'QĐ-UBND' } }]
    for (const filter of [
      [],
      ['--number', '5/QĐ-UBND'.normalize('NFD')],
      ['--kind', 'QĐ'],
      ['--entry', entry],
    ])
      expect(await cli.json('document', 'list', ...filter)).toMatchObject(found)
    expect(await cli.json('document', 'list', '--number', '5/CT-UBND')).toEqual([])
    expect(await ran('document', 'list', '--number', '15')).toMatchObject({ code: 2 })
    expect(await ran('document', 'list', '--as', 'quantri')).toMatchObject({ code: 5 })
    const [last] = await cli.services.store.read.audit(1)
    expect(last).toMatchObject({ operator: 'quantri', operation: 'document.list' })
  })
})
