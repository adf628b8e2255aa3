/**
 * The first minutes as the README tells them, against a real development server: its commands are taken from its
 * text, and the letters that have travelled are held against the regulation. Then an agency that holds, and one that
 * refuses.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutputOf } from '../src/control/operations.ts'
import type { StatisticsRow } from '../src/statistics/show.ts'
import { congvu, congvuJson, entry, runProgram } from './support/command-line.ts'
import { readmeCommands } from './support/readme.ts'
import { reasoned } from './support/reason.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'

type Entry = OutputOf<'archive.show'>
type Summary = OutputOf<'archive.search'>['entries'][number]
type Violation = OutputOf<'violation.show'>
type Queued = OutputOf<'queue.list'>[number]
type Held = OutputOf<'held.list'>[number]

const official = 'annv.sokhcn@caobang.gov.vn'
const office = 'sokhcn@caobang.gov.vn'
const citizen = 'le.thi.hoa.caobang@gmail.com'

let cwd: string
let server: ServerProcess

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-first-minutes-'))
  server = await startServer({ data: join(cwd, 'data') })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

function json<T>(...argv: readonly string[]): Promise<T> {
  return congvuJson<T>({ cwd }, ...argv)
}

/** What each command shows, by what its comment in the README promises. */
const promises: ReadonlyMap<string, readonly RegExp[]> = new Map([
  [
    'archive search --agency sokhcn --reason "Xem thử hệ thống"',
    [/1245\/SNV-CCHC/, /nhãn hiệu/, /312\/TB-CTCBA/],
  ],
  [
    'archive show 1 --reason "Xem thử hệ thống"',
    [
      /sonoivu@caobang\.gov\.vn/,
      /sokhcn@caobang\.gov\.vn/,
      /^verdict: +allow$/m,
      /^views: +received \d+ = prefix 0-\d+ \+ form/m,
      /^proof: .* verified, root [0-9a-f]{64}$/m,
    ],
  ],
  ['archive raw 1 --reason "Xem thử hệ thống" | sha256sum', [/^[0-9a-f]{64} {2}-$/m]],
  ['violation list', [/le\.thi\.hoa\.caobang@gmail\.com/, /D1b-free/, /annv\.sokhcn@caobang\.gov\.vn/]],
  ['stats show --agency sokhcn', [/Sở Khoa học và Công nghệ/]],
  ['queue list', [/parked.*le\.thi\.hoa\.caobang@gmail\.com|le\.thi\.hoa\.caobang@gmail\.com.*parked/]],
  [
    'policy check --from annv.sokhcn@caobang.gov.vn --to someone@gmail.com',
    [/^verdict: +flag$/m, /D1b-free/, /1\.b/, /Gmail/i],
  ],
])

describe('the README', () => {
  test('has the commands that are tested here, and no other', () => {
    expect(readmeCommands('First minutes')).toEqual(
      [...promises.keys()].map(command => `npx congvu ${command}`),
    )
  })

  test.each([...promises])('npx congvu %s', async (command, shown) => {
    const program = `"${process.execPath}" "${entry}"`
    const ended = await runProgram('bash', ['-o', 'pipefail', '-c', `${program} ${command}`], { cwd })
    expect(ended).toMatchObject({ code: 0 })
    for (const pattern of shown) expect(ended.out).toMatch(pattern)
  })
})

/** The only entry a search finds, whole. */
async function theEntry(...query: readonly string[]): Promise<Entry> {
  const found = await json<Summary[]>('archive', 'search', ...query)
  expect(found).toHaveLength(1)
  const shown = await json<Entry>('archive', 'show', String(found[0]?.id))
  expect(shown.proof).toMatchObject({ verified: true })
  return shown
}

async function violationsOf(entryId: number): Promise<readonly Violation[]> {
  const all = await json<Violation[]>('violation', 'list')
  return all.filter(violation => violation.entryId === entryId)
}

/** The header of the copy in a box's INBOX. */
async function deliveredHeader(address: string, messageId: string): Promise<string> {
  const account = server.accounts.find(sample => sample.address === address)
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imaps'),
    secure: true,
    tls: { ca: server.certificate, servername: 'mail.caobang.gov.vn' },
    auth: { user: address, pass: account?.password ?? '' },
    logger: false,
  })
  await client.connect()
  try {
    await client.mailboxOpen('INBOX')
    const uids = await client.search({ header: { 'message-id': messageId } }, { uid: true })
    const letter =
      uids && uids.length === 1 && (await client.fetchOne(String(uids[0]), { headers: true }, { uid: true }))
    if (!letter || letter.headers === undefined) throw new Error(`${messageId} is not once in ${address}`)
    return letter.headers.toString('utf8').replace(/\r\n[ \t]+/g, ' ')
  } finally {
    await client.logout()
  }
}

function policyField(header: string): string | undefined {
  return /^X-CongVu-Policy: (.*)$/m.exec(header)?.[1]?.trim()
}

describe('the four letters of the regulation', () => {
  test('between agencies: allowed, internal, nothing in the ledger', async () => {
    const letter = await theEntry('--sender', 'sonoivu@caobang.gov.vn')
    expect(letter).toMatchObject({
      direction: 'internal',
      verdict: 'allow',
      accepted: true,
      senderAgency: 'sonoivu',
      recipients: [{ address: office, agency: 'sokhcn', outcome: 'delivered' }],
      violations: [],
      judgements: [],
    })
    expect(await violationsOf(letter.id)).toEqual([])
    expect(policyField(await deliveredHeader(office, letter.messageId))).toBeUndefined()
  })

  test('from an official to free mail: flagged, parked in the queue, in the ledger of agency and box', async () => {
    const letter = await theEntry('--sender', official)
    expect(letter).toMatchObject({
      direction: 'outbound',
      verdict: 'flag',
      accepted: true,
      senderAgency: 'sokhcn',
      recipients: [{ address: citizen, agency: null, outcome: 'queued' }],
    })
    expect(letter.forms.map(form => form.kind).toSorted()).toEqual(['received', 'sent'])
    expect(await violationsOf(letter.id)).toMatchObject([
      {
        rule: 'D1b-free',
        action: 'flag',
        reason: 'free-mail-recipient',
        agency: 'sokhcn',
        box: official,
        address: citizen,
        evidence: [{ clause: expect.stringContaining('1.b') }],
      },
    ])
    const queued = await json<Queued[]>('queue', 'list')
    expect(queued).toMatchObject([{ entryId: letter.id, address: citizen, state: 'parked', attempts: 0 }])
  })

  test('from free mail to an agency: flagged, and the delivered copy says so', async () => {
    const letter = await theEntry('--sender', citizen)
    expect(letter).toMatchObject({
      direction: 'inbound',
      verdict: 'flag',
      accepted: true,
      senderAgency: null,
      recipients: [{ address: office, agency: 'sokhcn', outcome: 'delivered' }],
    })
    const violations = await violationsOf(letter.id)
    expect(violations).toMatchObject([
      { rule: 'D1b-free', action: 'flag', reason: 'free-mail-sender', agency: 'sokhcn', box: office },
    ])
    const field = policyField(await deliveredHeader(office, letter.messageId))
    expect(field).toMatch(/^flag; rule=D1b-free; /)
    expect(field).toContain(`ref=${violations[0]?.ref}`)
    expect(field).toMatch(/clause="[^"]*1\.b/)
  })

  test("from an agency with its own sector's system: allowed for that reason once DMARC passes", async () => {
    const letter = await theEntry('--sender', 'vanthu.cbg@gdt.gov.vn')
    expect(letter).toMatchObject({
      direction: 'inbound',
      verdict: 'allow',
      senderAgency: 'thuetinh',
      authentication: { dmarc: { result: 'pass' } },
      judgements: [{ action: 'allow', reason: 'sector-exempt' }],
      violations: [],
    })
    expect(await violationsOf(letter.id)).toEqual([])
    const header = await deliveredHeader(office, letter.messageId)
    expect(header).toMatch(/^Authentication-Results: .*dmarc=pass/m)
    expect(policyField(header)).toBeUndefined()
  })

  test('the counts of each agency and of the province are those of the four letters', async () => {
    const rows = await json<StatisticsRow[]>('stats', 'show')
    const counted = rows.map(row => [row.agency, row.direction, row.verdict, row.messages, row.sectorExempt])
    expect(counted).toEqual([
      [null, 'inbound', 'allow', 1, false],
      [null, 'inbound', 'flag', 1, false],
      [null, 'internal', 'allow', 1, false],
      [null, 'outbound', 'flag', 1, false],
      ['sokhcn', 'inbound', 'allow', 1, false],
      ['sokhcn', 'inbound', 'flag', 1, false],
      ['sokhcn', 'internal', 'allow', 1, false],
      ['sokhcn', 'outbound', 'flag', 1, false],
      ['sonoivu', 'internal', 'allow', 1, false],
      ['thuetinh', 'outbound', 'allow', 1, true],
    ])
    // The official was told of the flagged letter: a notice of the server's own, which counts for nobody.
    const written = await json<(Summary & { mailFrom: string })[]>('archive', 'search')
    const entries = written.filter(({ mailFrom }) => mailFrom !== '')
    expect([written.length, entries.length]).toEqual([5, 4])
    const province = rows.filter(row => row.agency === null).reduce((sum, row) => sum + row.bytes, 0)
    expect(province).toBe(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
  })
})

interface Answer {
  readonly code: number
  readonly text: string
}

/** What the server says after DATA to a letter of the official. */
async function submit(subject: string): Promise<Answer> {
  const account = server.accounts.find(({ address }) => address === official)
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { ca: server.certificate, servername: 'mail.caobang.gov.vn' },
    auth: { user: official, pass: account?.password ?? '' },
  })
  const letter = { from: official, to: 'nguyenthanhtung@gmail.com', subject, text: 'Kính gửi anh Tùng.' }
  try {
    const { response } = await transport.sendMail(letter)
    return { code: Number(response.slice(0, 3)), text: response }
  } catch (error) {
    const refusal = error as Error & { readonly responseCode?: number; readonly response?: string }
    if (refusal.responseCode === undefined) throw error
    return { code: refusal.responseCode, text: refusal.response ?? '' }
  } finally {
    transport.close()
  }
}

describe('an agency that refuses', () => {
  test('answers in Vietnamese, then in English, with the clause and a reference that is on record', async () => {
    await json('policy', 'set', 'free-mail-recipient', 'block', '--agency', 'sokhcn')
    const subject = '91/SKHCN-QLCN Gửi hồ sơ qua thư cá nhân'
    const { code, text } = await submit(subject)
    expect(code).toBe(550)
    expect(text).toMatch(/^550[- ]5\.7\.1 /)
    const vietnamese = text.indexOf('Người nhận nguyenthanhtung@gmail.com')
    const english = text.indexOf('The recipient nguyenthanhtung@gmail.com')
    expect(vietnamese).toBeGreaterThan(0)
    expect(english).toBeGreaterThan(vietnamese)
    expect(text.slice(0, english)).toContain('1.b')
    expect(text.slice(english)).toContain('1.b')

    const ref = /CB-\d{4}-[0-9A-Z]+/.exec(text)?.[0] ?? ''
    const violation = await json<Violation>('violation', 'show', ref)
    expect(violation).toMatchObject({ rule: 'D1b-free', action: 'block', agency: 'sokhcn', box: official })
    const letter = await theEntry('91/SKHCN-QLCN')
    expect(letter).toMatchObject({
      id: violation.entryId,
      verdict: 'block',
      accepted: false,
      reply: { code: 550, enhanced: '5.7.1' },
      recipients: [{ outcome: 'refused' }],
      forms: [],
      views: [],
    })
    const raw = await congvu({ cwd }, ...reasoned(['archive', 'raw', String(letter.id)]))
    expect(raw).toMatchObject({ code: 4, out: '' })
  })
})

describe('an agency that holds', () => {
  /** A held letter: its entry, and its row in the list. */
  async function holdOne(subject: string): Promise<{ readonly entry: Entry; readonly held: Held }> {
    await json('policy', 'set', 'free-mail-recipient', 'hold', '--agency', 'sokhcn')
    const { code, text } = await submit(subject)
    expect(code).toBe(250)
    expect(text).toMatch(/CB-\d{4}-[0-9A-Z]+/)
    const entry = await theEntry(subject)
    expect(entry).toMatchObject({ verdict: 'hold', accepted: true, recipients: [{ outcome: 'held' }] })
    const held = await json<Held[]>('held', 'list')
    const row = held.find(({ entryId }) => entryId === entry.id)
    if (row === undefined) throw new Error('it is not in the list')
    expect(row).toMatchObject({
      rule: 'D1b-free',
      address: 'nguyenthanhtung@gmail.com',
      agencyCode: 'sokhcn',
    })
    expect(await queueOf(entry.id)).toEqual([])
    return { entry, held: row }
  }

  async function queueOf(entryId: number): Promise<readonly Queued[]> {
    return (await json<Queued[]>('queue', 'list')).filter(item => item.entryId === entryId)
  }

  test('lets a letter go into the queue when it is released', async () => {
    const { entry, held } = await holdOne('92/SKHCN-QLCN Mời họp hội đồng')
    await json('held', 'release', String(held.id))
    expect(await json<Held[]>('held', 'list')).toEqual([])
    expect(await queueOf(entry.id)).toMatchObject([{ address: 'nguyenthanhtung@gmail.com', state: 'parked' }])
  })

  test('drops a letter that is rejected, and keeps the evidence', async () => {
    const { entry, held } = await holdOne('93/SKHCN-QLCN Gửi dự thảo')
    await json('held', 'reject', String(held.id), '--reason', 'Gửi qua trục liên thông', '--yes')
    expect(await json<Held[]>('held', 'list')).toEqual([])
    expect(await queueOf(entry.id)).toEqual([])
    const raw = await congvu({ cwd }, ...reasoned(['archive', 'raw', String(entry.id)]))
    expect(raw.code).toBe(0)
    expect(raw.out).toContain('Subject:')
  })
})

describe('roles', () => {
  test('an administrator reads no letter', async () => {
    const refused = await congvu({ cwd }, 'archive', 'raw', '1', '--as', 'administrator')
    expect(refused).toMatchObject({ code: 5, out: '' })
    expect(refused.err).toMatch(/^congvu: administrator administrator may not/)
  })

  test('an auditor changes nothing', async () => {
    const before = await json('policy', 'show', 'D1b-free')
    const change = ['policy', 'set', 'free-mail-recipient', 'allow', '--as', 'auditor']
    expect(await congvu({ cwd }, ...change)).toMatchObject({ code: 5, out: '' })
    expect(await json('policy', 'show', 'D1b-free')).toEqual(before)
  })

  test('the refusals are on the trail', async () => {
    const trail = await json<
      { readonly operator: string; readonly operation: string; readonly detail: unknown }[]
    >(...['audit', 'log'])
    const tried = trail.map(
      ({ operator, operation, detail }) => `${operator} ${operation} ${JSON.stringify(detail)}`,
    )
    expect(tried.some(line => /^administrator archive\.raw .*refused/.test(line))).toBe(true)
    expect(tried.some(line => /^auditor policy\.set .*refused/.test(line))).toBe(true)
  })
})
