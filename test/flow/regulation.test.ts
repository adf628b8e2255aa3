/** What the regulation's word does to a letter on its road: refused, held, told, shown with a line of warning. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { type AttachmentFacts, noFindings } from '../../src/documents/facts.ts'
import { createAppendGate } from '../../src/flow/append.ts'
import { heldViolation } from '../../src/flow/held.ts'
import { keepInformed } from '../../src/flow/informed-policy.ts'
import { replay } from '../../src/flow/replay.ts'
import { decodeHeaderText } from '../../src/mail/encoded-word.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { plainTextOf } from '../../src/mail/text.ts'
import type { Judgement } from '../../src/policy/verdict.ts'
import { officialDocument } from '../support/letter-facts.ts'
import { an, binh, domain, office, passing, Road } from './road.ts'

let road: Road

beforeEach(async () => {
  road = await Road.open()
})

afterEach(async () => {
  await road[Symbol.asyncDispose]()
})

const gmail = 'le.hoa@gmail.com'
const locked: AttachmentFacts = {
  place: 'attachment 1',
  filename: 'ho-so.zip',
  declared: 'application/zip',
  type: 'archive',
  readability: 'encrypted',
  sizeBytes: 2048,
  disguised: false,
  runnableName: false,
  macros: false,
}
const stamp = { place: 'body', level: 'toi-mat', line: 2, disguises: ['spaced'] } as const

function letter(from: string, subject: string, ...more: readonly string[]): Buffer {
  const head = [
    `From: ${from}`,
    `To: ${office}`,
    `Subject: ${subject}`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0700',
    'Message-ID: <1@may-tram>',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    ...more,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\nKính gửi quý cơ quan.\r\n`)
}

describe("a letter with a secret's stamp", () => {
  beforeEach(() => {
    road.findings = { ...noFindings, stamps: [stamp], documents: [officialDocument()] }
  })

  test.each(['out', 'in'])('is refused on its way %s, and leaves neither bytes nor subject', async way => {
    road.authentication = passing('langson.gov.vn')
    const answer =
      way === 'out'
        ? await road.submit(an, [gmail, office], letter(an, 'Ke hoach phong thu'))
        : await road.receive('vt@langson.gov.vn', [office], letter('vt@langson.gov.vn', 'Ke hoach phong thu'))
    expect(answer).toMatchObject({ code: 550, rule: 'D1c-secret', reason: 'secret-stamp' })
    expect(answer.text).toContain('Luật Bảo vệ bí mật nhà nước')
    expect(answer.text).not.toContain('phong thu')
    const [entry] = await road.letters()
    expect(entry).toMatchObject({ accepted: false, verdict: 'block', subject: '', forms: [] })
    expect(entry?.judgements).not.toContain('1245/SNV-CCHC')
    expect(await road.store.read.archive.documents({ limit: 10 })).toEqual([])
    // What comes in concerns the office, which hears of the case and nothing else.
    const heard = await road.inbox(office)
    expect(heard).toHaveLength(way === 'in' ? 1 : 0)
    for (const notice of heard) expect(notice).not.toContain('phong thu')
  })

  test('opens a case under the reference that its sender was told', async () => {
    const { text } = await road.submit(an, [office], letter(an, 'KH'))
    const [opened, ...more] = await road.store.read.policy.cases({ limit: 10 })
    expect(more).toEqual([])
    expect(opened).toMatchObject({ agencyCode: 'sokhcn', step: 'opened' })
    expect(text).toContain(opened?.ref)
  })

  test('cannot be stored by APPEND, and the attempt is on record', async () => {
    const gate = createAppendGate(road.context)
    const said = await gate.admit(road.box(an), letter(an, 'Ke hoach phong thu'))
    expect(said).toMatchObject({ temporary: false })
    expect(said?.text).toMatch(/^[\x20-\x7e]+$/)
    expect(said?.text).toContain('State secrets must not be written')
    const [entry] = await road.letters()
    expect(entry).toMatchObject({
      channel: 'append',
      accepted: false,
      verdict: 'block',
      subject: '',
      forms: [],
    })
    expect(await road.store.read.policy.cases({ limit: 10 })).toHaveLength(1)
    // A draft is saved again and again: one attempt within the hour.
    expect(await gate.admit(road.box(an), letter(an, 'Ke hoach phong thu 2'))).toEqual(said)
    road.now += 3_600_000
    await gate.admit(road.box(an), letter(an, 'Ke hoach phong thu 3'))
    expect(await road.store.read.policy.cases({ limit: 10 })).toHaveLength(2)
  })

  test("is told to the agency's office, without a word of it", async () => {
    await road.submit(binh, [an], letter(binh, 'Ke hoach phong thu'))
    const [notice = '', ...more] = await road.inbox(office)
    expect(more).toEqual([])
    const [opened] = await road.store.read.policy.cases({ limit: 1 })
    expect(notice).toContain(opened?.ref)
    expect(notice).not.toContain('phong thu')
  })
})

test('an ordinary message may be stored by APPEND, and nothing is recorded', async () => {
  const gate = createAppendGate(road.context)
  expect(await gate.admit(road.box(an), letter(an, 'Nháp'))).toBeUndefined()
  expect(await road.letters()).toEqual([])
})

describe('malware', () => {
  test('is refused by its name at SMTP and APPEND', async () => {
    road.scan = { kind: 'infected', name: 'Win.Test.EICAR_HDB-1' }
    const answer = await road.receive('vt@langson.gov.vn', [office], letter('vt@langson.gov.vn', 'Hóa đơn'))
    expect(answer).toMatchObject({ code: 550, rule: 'D1c-malware' })
    expect(answer.text).toContain('Win.Test.EICAR_HDB-1')
    const refused = await createAppendGate(road.context).admit(road.box(an), letter(an, 'Nháp'))
    expect(refused?.text).toContain('EICAR')
  })

  test('is not risked while the scanner is away: the letter is asked for again', async () => {
    road.scan = { kind: 'unavailable' }
    const answer = await road.submit(an, [office], letter(an, 'Báo cáo'))
    expect(answer).toMatchObject({ code: 451, reason: 'scanner-unavailable' })
    expect(await road.inbox(office)).toEqual([])
    const refused = await createAppendGate(road.context).admit(road.box(an), letter(an, 'Nháp'))
    expect(refused).toMatchObject({ temporary: true })
  })
})

test('a letter that nobody had time to read is asked for again', async () => {
  road.findings = { ...noFindings, postponed: true }
  for (const answer of [
    await road.submit(an, [office], letter(an, 'Báo cáo')),
    await road.receive('vt@langson.gov.vn', [office], letter('vt@langson.gov.vn', 'Báo cáo')),
  ])
    expect(answer).toMatchObject({ code: 451, reason: 'reader-busy' })
  expect(await road.inbox(office)).toEqual([])
})

describe('a held letter', () => {
  beforeEach(() =>
    road.change({
      kind: 'set-action',
      reason: 'free-mail-recipient',
      agencyId: null,
      direction: null,
      action: 'hold',
    }),
  )

  test('waits for so many days, the sender is told, then it comes back', async () => {
    const answer = await road.submit(an, [gmail], letter(an, 'Hồ sơ'))
    expect(answer).toMatchObject({ code: 250, reason: 'held' })
    const [held] = await road.store.read.queue.held({ limit: 10 })
    expect(held?.expiresAt).toBe(road.now + 5 * 86_400_000)
    expect(await road.inbox(an)).toHaveLength(1)
    expect(await road.context.held.tick(road.now + 5 * 86_400_000 - 1)).toBe(0)
    expect(await road.context.held.tick(road.now + 5 * 86_400_000)).toBe(1)
    expect(await road.store.read.queue.list({ limit: 10 })).toEqual([])
    expect(await road.inbox(an)).toHaveLength(2)
  })

  test('goes out as it was when it is released', async () => {
    await road.submit(an, [gmail], letter(an, 'Hồ sơ'))
    const [held] = await road.store.read.queue.held({ limit: 10 })
    await road.context.held.release([held?.id ?? 0], 'vanphong', 'công dân đã đồng ý')
    expect(await road.store.read.queue.list({ limit: 10 })).toMatchObject([{ address: gmail }])
  })
})

describe('the official who sent a flagged letter', () => {
  test('is told once a day of each thing, with the ground and the advice', async () => {
    await road.submit(an, [gmail], letter(an, 'Hồ sơ'))
    await road.submit(an, [gmail], letter(an, 'Hồ sơ lần hai'))
    const notices = await road.inbox(an)
    expect(notices).toHaveLength(1)
    const [notice = ''] = notices
    expect(notice).toContain('Auto-Submitted: auto-generated')
    const bytes = Buffer.from(notice)
    const body = plainTextOf(bytes, scanMessage(bytes, defaultLimits), bytes.length)
    expect(body).toContain('Chỉ thị 14/CT-UBND')
    expect(body).toContain('Gmail')
    road.now += 24 * 3_600_000
    await road.submit(an, [gmail], letter(an, 'Hồ sơ lần ba'))
    expect(await road.inbox(an)).toHaveLength(2)
  })

  test('hears nothing where the province wants no notices', async () => {
    await road.change({ kind: 'set-threshold', name: 'flagNoticeHours', value: 0 })
    await road.submit(an, [gmail], letter(an, 'Hồ sơ'))
    expect(await road.inbox(an)).toEqual([])
  })
})

test('a forward by a rule is refused on its way out of the state, and allowed within it', async () => {
  const forwarded = letter(an, 'Fwd: Báo cáo', 'Auto-Submitted: auto-forwarded')
  expect(await road.submit(an, ['an@congty.vn'], forwarded)).toMatchObject({
    code: 550,
    reason: 'automatic-forward',
  })
  expect(await road.submit(an, ['vt@langson.gov.vn'], forwarded)).toMatchObject({ code: 250 })
})

describe('documents', () => {
  test('are on record with their names of the decree', async () => {
    road.findings = { ...noFindings, documents: [officialDocument(), officialDocument({ confidence: 0.3 })] }
    await road.submit(office, [an], letter(office, 'Báo cáo'))
    const [document, ...more] = await road.store.read.archive.documents({ limit: 10 })
    expect(more).toEqual([])
    expect(document).toMatchObject({ number: '1245', notation: 'SNV-CCHC', signer: 'Trần Thị Bình' })
    expect(JSON.parse(document?.metadata ?? '{}')).toMatchObject({ CodeNumber: '1245' })
  })

  test('from the confirmed address of an official are held, and suspected from anybody else', async () => {
    road.findings = { ...noFindings, documents: [officialDocument()] }
    road.authentication = passing('gmail.com')
    await road.receive(gmail, [office], letter(gmail, 'Gửi công văn'))
    expect(await road.store.read.archive.violations({ limit: 10 })).toMatchObject([
      { rule: 'D1b-free', action: 'flag', state: 'suspected' },
    ])
    const boxId = road.box(binh).id
    await road.change({ kind: 'add-alternate', address: gmail, boxId, note: 'theo xác nhận' })
    await road.receive(gmail, [office], letter(gmail, 'Gửi công văn'))
    const [newest] = await road.store.read.archive.violations({ limit: 1 })
    expect(newest).toMatchObject({ action: 'hold', reason: 'official-from-free-mail', state: 'recorded' })
  })
})

describe('a letter from outside', () => {
  const from = 'vt@congty.vn'
  beforeEach(() => {
    road.authentication = passing('congty.vn')
  })

  test('says so in its header, whatever the letter itself says there', async () => {
    await road.receive(from, [office], letter(from, 'Chào hàng', 'X-CongVu-Banner: noi bo'))
    const [shown = ''] = await road.inbox(office)
    const banners = shown.match(/^X-CongVu-Banner: .*(\r\n .*)*/gm) ?? []
    expect(banners).toHaveLength(1)
    expect(decodeHeaderText(banners[0]?.replace(/^[^:]+: /, '') ?? '')).toContain('Thư từ bên ngoài')
    expect(shown).not.toContain('[Thư từ bên ngoài')
  })

  test('that one agency blocks waits at the other under the rule and the reference of its own ground', async () => {
    road.authentication = passing('gmail.com')
    road.findings = { ...noFindings, attachments: [locked] }
    const interior = await road.store.read.directory.agency('sonoivu')
    const { id: agencyId = null } = interior ?? {}
    const setting = { reason: 'free-mail-sender', agencyId, direction: null, action: 'block' } as const
    await road.change({ kind: 'set-action', ...setting })
    await road.receive(gmail, [office, an], letter(gmail, 'Đơn đề nghị'))
    const [held, ...others] = await road.store.read.queue.held({ limit: 10 })
    expect(others).toEqual([])
    expect(held).toMatchObject({ address: an, agencyCode: 'sokhcn', rule: 'D1c-archive' })
    const own = await road.store.read.archive.violations({ agency: 'sokhcn', rule: 'D1c-archive', limit: 10 })
    expect(await heldViolation(road.store.read.archive, held!)).toEqual(own[0])
    await road.context.held.release([held!.id], 'vanphong', '')
    const [shown = ''] = await road.inbox(an)
    expect(shown).toContain(`X-CongVu-Policy: hold; rule=D1c-archive; ref=${own[0]?.ref};`)
  })

  test('waits once for a box, however many addresses lead to it', async () => {
    road.authentication = passing('gmail.com')
    const alias = `giamdoc@${domain}`
    await road.store.write.addAliases([{ address: alias, targets: [an] }])
    await road.change({
      kind: 'set-action',
      reason: 'free-mail-sender',
      agencyId: null,
      direction: null,
      action: 'hold',
    })
    await road.receive(gmail, [alias, an], letter(gmail, 'Đơn đề nghị'))
    const held = await road.store.read.queue.held({ limit: 10 })
    expect(held.map(({ address }) => address)).toEqual([alias])
    await road.context.held.release([held[0]!.id], 'vanphong', '')
    expect(await road.inbox(an)).toHaveLength(1)
  })

  test('is judged once an agency, and a thousand look-alikes in it are told by a few', async () => {
    const alike = Array.from({ length: 1000 }, (_, i) => `a@${domain}.x${i}.com`).join(',\r\n ')
    const judge = vi.spyOn(road.context.policy, 'judge')
    await road.receive(from, [office, an, binh], letter(from, 'Chào hàng', `Reply-To: ${alike}`))
    expect(judge).toHaveBeenCalledTimes(2)
    const [entry] = await road.letters()
    const judgements = JSON.parse(entry?.judgements ?? '') as Judgement[]
    expect(judgements.map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, () => 'look-alike'))
    expect(await road.store.read.archive.violations({ limit: 10 })).toHaveLength(2)
  })

  describe('where the province wants a line in the text', () => {
    beforeEach(() => road.change({ kind: 'set-threshold', name: 'outsideBanner', value: 1 }))

    test('shows it before the text, and the archive keeps the bytes as they came', async () => {
      const bytes = letter(from, 'Chào hàng')
      await road.receive(from, [office], bytes)
      const [shown = ''] = await road.inbox(office)
      expect(shown).toMatch(/\r\n\r\n\[Thư từ bên ngoài.*\]\r\n\r\nKính gửi quý cơ quan\.\r\n$/)
      const [entry] = await road.letters()
      const stored = await road.store.read.blobs.bytes(entry?.forms[0]?.blob ?? 0)
      expect(Buffer.from(stored).equals(bytes)).toBe(true)
    })

    test('leaves a signed letter alone', async () => {
      await road.receive(from, [office], letter(from, 'Chào hàng', 'DKIM-Signature: v=1; d=congty.vn'))
      const [shown = ''] = await road.inbox(office)
      expect(shown.endsWith('\r\n\r\nKính gửi quý cơ quan.\r\n')).toBe(true)
    })
  })
})

test('who has a box is known by name from the next letter on, and forgotten when the box goes', async () => {
  const { context, store } = road
  await keepInformed(context.policy, store, context.log)
  road.authentication = passing('gmail.com')
  const reasons = async () => {
    await road.receive(gmail, [office], letter('"Lý Thị Cúc" <cuc@gmail.com>', 'Hỏi lịch họp'))
    const [entry] = await road.letters()
    return (JSON.parse(entry?.judgements ?? '') as Judgement[]).map(({ reason }) => reason)
  }
  const known = ['free-mail-sender', 'known-name-from-free-mail']
  expect(await reasons()).toEqual(known.slice(0, 1))
  const { agencyId } = road.box(office)
  const cuc = { kind: 'person', name: 'Lý Thị Cúc', position: '', leader: false, quotaBytes: 1e9 } as const
  const added = await store.write.addBoxes([
    { ...cuc, address: `cuclt.sonoivu@${domain}`, agencyId, passwordHash: null },
  ])
  await expect.poll(reasons).toEqual(known)
  await store.write.setBoxStatus(added.ok ? added.value[0]! : 0, 'removed', road.now)
  await expect.poll(reasons).toEqual(known.slice(0, 1))
})

describe('the archive judged again', () => {
  beforeEach(async () => {
    await road.submit(an, [gmail], letter(an, 'Hồ sơ'))
    await road.submit(an, [office], letter(an, 'Báo cáo'))
    await road.submit(binh, ['a@gmail.com', office], letter(binh, 'Giấy mời'))
  })

  test('is unchanged under the same settings', async () => {
    const outcome = await replay(road.context, { sinceMs: 0, actions: [] })
    expect(outcome).toMatchObject({ letters: 3, unchanged: 3, withoutBytes: 0, agencies: [], samples: [] })
  })

  test('tells by agency what another setting would do, and changes nothing', async () => {
    const before = await road.store.read.archive.search({ limit: 100 })
    const hold = {
      reason: 'free-mail-recipient',
      agencyId: null,
      direction: null,
      action: 'hold',
    } as const
    const outcome = await replay(road.context, { sinceMs: 0, actions: [hold] })
    expect(outcome).toMatchObject({ letters: 3, unchanged: 1 })
    expect(outcome.agencies).toHaveLength(2)
    for (const row of outcome.agencies) expect(row).toMatchObject({ was: 'flag', would: 'hold', letters: 1 })
    expect(outcome.samples.map(({ reason }) => reason)).toEqual([
      'free-mail-recipient',
      'free-mail-recipient',
    ])
    expect(await road.store.read.archive.search({ limit: 100 })).toEqual(before)
    expect(await road.store.read.queue.held({ limit: 10 })).toEqual([])
  })

  test('tries a setting in place of the one in force', async () => {
    const set = { reason: 'free-mail-recipient', agencyId: null, direction: null } as const
    await road.change({ kind: 'set-action', ...set, action: 'hold' })
    const outcome = await replay(road.context, { sinceMs: 0, actions: [{ ...set, action: 'block' }] })
    expect(outcome.samples.map(({ would }) => would)).toEqual(['block', 'block'])
  })

  test('counts a letter that was refused then as one without bytes', async () => {
    road.findings = { ...noFindings, stamps: [stamp] }
    await road.submit(an, [office], letter(an, 'KH'))
    road.findings = noFindings
    expect(await replay(road.context, { sinceMs: 0, actions: [] })).toMatchObject({
      letters: 4,
      withoutBytes: 1,
    })
  })
})
