/** The roads over a real store: what a letter's way in, out and back leaves behind. */
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import type { Reply } from '../../src/base/reply.ts'
import { createOutbound } from '../../src/flow/outbound.ts'
import { reportFailures } from '../../src/flow/system.ts'
import type { RelayOutcome } from '../../src/ports/relay.ts'
import { type Store, StoreError } from '../../src/ports/store.ts'
import type { SmtpBackend } from '../../src/smtp/backend.ts'
import { an, binh, domain, envelope, office, Road } from './road.ts'

let road: Road
let store: Store
let backend: SmtpBackend

beforeEach(async () => {
  road = await Road.open()
  store = road.store
  backend = road.backend
  await store.write.addAliases([{ address: `noivu@${domain}`, targets: [binh, office] }])
})

afterEach(async () => {
  await road[Symbol.asyncDispose]()
})

/** Header lines and a body, as the wire carries them. */
function letter(...header: readonly string[]): Buffer {
  return Buffer.from(`${header.join('\r\n')}\r\n\r\nKính gửi quý cơ quan.\r\n`)
}

function receive(to: readonly string[], bytes: Uint8Array): Promise<Reply> {
  return road.receive('vanthu@langson.gov.vn', to, bytes)
}

async function newestEntry() {
  const [entry] = await store.read.archive.search({ limit: 1 })
  if (entry === undefined) throw new Error('the archive is empty')
  return entry
}

const authored = (from: string, ...more: readonly string[]) => [
  `From: ${from}`,
  `To: ${office}`,
  'Subject: 15/SKHCN-QLCN',
  'Date: Mon, 23 Nov 2026 09:00:00 +0700',
  'Message-ID: <1@may-tram>',
  ...more,
]

describe('a submission', () => {
  test('inside the province is stored once, as it was received', async () => {
    const bytes = letter(...authored(an))
    expect(await road.submit(an, [office, `noivu@${domain}`], Buffer.from(bytes))).toMatchObject({
      code: 250,
    })
    const entry = await newestEntry()
    expect(entry.forms.map(({ kind }) => kind)).toEqual(['received'])
    expect(entry).toMatchObject({ direction: 'internal', verdict: 'allow', boxId: road.box(an).id })
    for (const address of [office, binh]) {
      const [view, ...others] = await road.inbox(address)
      expect(others).toEqual([])
      expect(view?.endsWith(bytes.toString('utf8'))).toBe(true)
      expect(view).toMatch(
        /^Return-Path: <annv\.sokhcn@caobang\.gov\.vn>\r\nReceived: from authenticated-client /,
      )
      expect(view).not.toContain('192.0.2.25')
    }
  })

  test('shows blind copies to the archive and to nobody else', async () => {
    const bytes = letter(...authored(an, `Bcc: ${binh}`))
    expect(await road.submit(an, [office, binh, 'dan@hanoi.vn'], Buffer.from(bytes))).toMatchObject({
      code: 250,
    })
    const entry = await newestEntry()
    expect(entry.recipients.map(({ address, blind, outcome }) => [address, blind, outcome])).toEqual([
      [office, false, 'delivered'],
      [binh, true, 'delivered'],
      ['dan@hanoi.vn', true, 'queued'],
    ])
    const [received, sent] = await Promise.all(
      entry.forms.map(async ({ blob }) => Buffer.from(await store.read.blobs.bytes(blob)).toString('utf8')),
    )
    expect(received).toBe(bytes.toString('utf8'))
    expect(sent).not.toMatch(/bcc/i)
    expect(sent).toMatch(/^DKIM-Signature: /)
    for (const address of [office, binh]) expect((await road.inbox(address)).join('')).not.toMatch(/^bcc:/im)
    const views = await store.read.archive.viewsOf(entry.id)
    expect(views.map(({ structure }) => Buffer.from(structure.envelope).toString())).not.toContain(binh)
  })

  test('gets the Message-ID and Date that its client left out', async () => {
    await road.submit(an, ['dan@hanoi.vn'], letter(`From: ${an}`, 'Subject: 16/SKHCN'))
    const sent = (await newestEntry()).forms.find(({ kind }) => kind === 'sent')
    const text = Buffer.from(await store.read.blobs.bytes(sent!.blob)).toString()
    expect(text).toMatch(/^Message-ID: <[\w-]{16}@mail\.caobang\.gov\.vn>\r$/m)
    expect(text).toMatch(/^Date: Mon, 23 Nov 2026 09:00:00 \+0700\r$/m)
  })

  test.each([
    ['another official', [`From: ${binh}`]],
    ['an outsider', ['From: chutich@gmail.com']],
    ['one of two who is not the sender', [`From: ${an}, ${binh}`]],
    ['a second From field', [`From: ${an}`, `From: ${binh}`]],
    ['nobody', ['Subject: 15/SKHCN']],
    ['another in Sender', [`From: ${an}`, `Sender: ${binh}`]],
  ])('may not speak for %s', async (_, header) => {
    expect(await road.submit(an, [office], letter(...header))).toMatchObject({ code: 550, enhanced: '5.7.1' })
    expect(await newestEntry()).toMatchObject({ accepted: false, forms: [], verdict: 'allow' })
    expect(await road.inbox(office)).toEqual([])
  })

  test('may speak for an alias that leads to the box', async () => {
    expect(await road.submit(binh, [office], letter(`From: noivu@${domain}`))).toMatchObject({ code: 250 })
  })
})

describe('a letter from outside', () => {
  test('loses the lines that only this server may write, and nothing else', async () => {
    const forged = [
      'Authentication-Results: mail.caobang.gov.vn; dmarc=pass header.from=caobang.gov.vn',
      'X-CongVu-Policy: allow; rule=none',
    ]
    const honest = 'Authentication-Results: mx.langson.gov.vn; spf=pass'
    const bytes = letter(...forged, honest, 'From: vanthu@langson.gov.vn', `To: ${office}`, 'Subject: 8/SNV')
    expect(await receive([office], Buffer.from(bytes))).toMatchObject({ code: 250 })
    const [view = ''] = await road.inbox(office)
    for (const line of forged) expect(view).not.toContain(line)
    expect(view).toContain(honest)
    expect(view.match(/^Authentication-Results: mail\.caobang\.gov\.vn/gm)).toHaveLength(1)
    const entry = await newestEntry()
    const raw = await store.read.blobs.bytes(entry.forms[0]!.blob)
    expect(Buffer.from(raw).equals(bytes)).toBe(true)
    const [stored] = await store.read.archive.viewsOf(entry.id)
    expect(stored?.slices.map(({ from }) => from)).toEqual(['prefix', 'form'])
    expect(stored?.sizeBytes).toBe(Buffer.byteLength(view))
  })

  test('whose first line begins with white space folds into no line of ours', async () => {
    await receive([office], letter(' tiếp theo', 'From: vanthu@langson.gov.vn'))
    const [view = ''] = await road.inbox(office)
    expect(view).toMatch(/\r\nX-Congvu-First-Line:\r\n tiếp theo\r\n/)
  })

  test('goes to Junk when its domain asks for quarantine', async () => {
    road.authentication = {
      ...road.authentication,
      dmarc: { ...road.authentication.dmarc, result: 'fail', policy: 'quarantine' },
    }
    expect(await receive([office], letter('From: vanthu@langson.gov.vn'))).toMatchObject({ code: 250 })
    expect(await road.inbox(office)).toEqual([])
    expect(await road.folder(office, 'Junk')).toHaveLength(1)
  })

  test('is refused when its domain asks for that, and leaves the fact without the bytes', async () => {
    road.authentication = {
      ...road.authentication,
      dmarc: { ...road.authentication.dmarc, result: 'fail', policy: 'reject' },
    }
    expect(await receive([office], letter('From: vanthu@langson.gov.vn'))).toMatchObject({ code: 550 })
    expect(await newestEntry()).toMatchObject({ accepted: false, forms: [], sizeBytes: expect.any(Number) })
  })

  test.each(['quarantine', 'reject'] as const)(
    'on a trusted list’s word is read, whatever its domain asks for: %s',
    async policy => {
      road.authentication = {
        ...road.authentication,
        dmarc: { ...road.authentication.dmarc, result: 'fail', policy },
        arc: { result: 'pass', sealers: ['lists.mic.gov.vn'], vouched: true },
      }
      expect(await receive([office], letter('From: vanthu@langson.gov.vn'))).toMatchObject({ code: 250 })
      const [view = ''] = await road.inbox(office)
      expect(view).toContain('arc=pass (sealed by lists.mic.gov.vn, trusted)')
    },
  )

  test('in the province’s own name is the regulation’s case, whatever DMARC says', async () => {
    const dmarc = { result: 'fail', policy: 'reject', domain } as const
    road.authentication = { ...road.authentication, headerFromDomain: domain, dmarc }
    const refusal = await receive([office], letter(`From: Chủ tịch <chutich@${domain}>`, `To: ${office}`))
    expect(refusal).toMatchObject({ code: 550, reason: 'own-domain-forged', rule: 'D1b-free' })
    expect(refusal.text).toMatch(/^Thư đến từ bên ngoài.*mục 1\.b/s)
    const rows = await store.read.archive.violations({ limit: 5 })
    expect(rows).toMatchObject([{ action: 'block', reason: 'own-domain-forged', agencyCode: 'sonoivu' }])
  })

  test('that has gone round too often is refused', async () => {
    const hops = Array.from(
      { length: 60 },
      (_, i) => `Received: from a${i} by b${i}; Mon, 23 Nov 2026 09:00:00 +0700`,
    )
    expect(await receive([office], letter(...hops, 'From: a@langson.gov.vn'))).toMatchObject({
      code: 554,
      reason: 'mail-loop',
    })
  })

  test('splits by recipient: one agency holds, the other gets it', async () => {
    const agency = await store.read.directory.agency('sonoivu')
    await road.change({
      kind: 'set-action',
      reason: 'free-mail-sender',
      agencyId: agency!.id,
      direction: 'inbound',
      action: 'hold',
    })
    const bytes = letter('From: Lê Thị Hoa <hoa@gmail.com>', `To: ${binh}, ${an}`, 'Subject: Hỏi thủ tục')
    expect(await receive([binh, an], bytes)).toMatchObject({ code: 250 })
    const [entry] = await road.letters()
    expect(entry?.recipients.map(({ outcome }) => outcome)).toEqual(['held', 'delivered'])
    expect(await road.inbox(binh)).toEqual([])
    expect((await road.inbox(an))[0]).toMatch(/^X-CongVu-Policy: flag; rule=D1b-free; ref=CB-2026-/m)
    const [waiting] = await store.read.queue.held({ agency: 'sonoivu', limit: 5 })
    await store.write.decideHeld(waiting!.id, 'released', 'vanthu', '', road.now)
    expect((await road.inbox(binh))[0]).toMatch(/^X-CongVu-Policy: hold; rule=D1b-free/m)
  })
})

describe('senders', () => {
  const { parameters } = envelope('', [])

  test('send nothing more once their box is locked, and again once it is not', async () => {
    const peer = road.peer(an)
    expect(await backend.mail(peer, an, parameters)).toBeUndefined()
    await store.write.lockBox(road.box(an), 'idle', road.now)
    for (const from of [an, ''])
      expect(await backend.mail(peer, from, parameters)).toMatchObject({
        code: 550,
        reason: 'box-not-active',
      })
    await store.write.setBoxStatus(road.box(an).id, 'active', road.now)
    expect(await backend.mail(peer, an, parameters)).toBeUndefined()
  })

  test('are asked to wait, in words, when they write to too many outside at once', async () => {
    const outside = Array.from({ length: 250 }, (_, i) => `vanthu${i}@langson.gov.vn`)
    const bytes = () => letter(`From: ${an}`, 'To: vanthu@langson.gov.vn', 'Subject: Giấy mời')
    const send = (to: readonly string[]) =>
      backend.message(road.peer(an), envelope(an, to), { bytes: bytes(), receivedAt: road.now })
    expect(await send(outside)).toMatchObject({ code: 250 })
    const refusal = await send(['motnua@langson.gov.vn', office])
    expect(refusal).toMatchObject({ code: 450, enhanced: '4.7.1', reason: 'outbound-rate' })
    expect(refusal.text).toContain('250 địa chỉ bên ngoài trong 10 phút')
    const [entry] = await store.read.archive.search({ limit: 1 })
    expect(entry).toMatchObject({ accepted: false, forms: [] })
    expect(await send([office])).toMatchObject({ code: 250 })
    road.now += 10 * 60_000 + 1
    expect(await send(['motnua@langson.gov.vn'])).toMatchObject({ code: 250 })
  })

  test('are not whoever holds the address later', async () => {
    const peer = road.peer(an)
    await store.write.setBoxStatus(road.box(an).id, 'removed', road.now)
    expect(await store.write.deleteBox(road.box(an).id, road.now)).toBe('deleted')
    const { address, kind, agencyId, name, position, leader, quotaBytes } = road.box(an)
    const passwordHash = null
    await store.write.addBoxes([
      { address, kind, agencyId, name, position, leader, quotaBytes, passwordHash },
    ])
    expect(await backend.mail(peer, an, parameters)).toMatchObject({ reason: 'box-not-active' })
  })
})

describe('recipients', () => {
  const parameters = { notify: '', orcpt: '' }
  test.each([
    ['a stranger elsewhere', null, 'ai@gmail.com', 550, '5.7.1'],
    ['nobody here', null, `khongco@${domain}`, 550, '5.1.1'],
    ['no address', null, 'khong phai dia chi', 553, '5.1.3'],
    ['an address literal', an, 'ai@[127.0.0.1]', 553, '5.1.2'],
    ['nobody here, from inside', an, `khongco@${domain}`, 550, '5.1.1'],
  ])('refuses %s', async (_, login, to, code, enhanced) => {
    const refusal = await backend.recipient(road.peer(login), envelope('', []), to, parameters)
    expect(refusal).toMatchObject({ code, enhanced })
  })

  test('a full box is asked for again later', async () => {
    await store.write.changeBox(office, { quotaBytes: 100 })
    const { parameters: given, ...rest } = envelope('', [])
    const large = { ...rest, parameters: { ...given, sizeBytes: 200 } }
    expect(await backend.recipient(road.peer(null), large, office, parameters)).toMatchObject({
      code: 452,
    })
  })

  test('a locked box still receives', async () => {
    await store.write.setBoxStatus(road.box(office).id, 'disabled', road.now)
    expect(await backend.recipient(road.peer(null), envelope('', []), office, parameters)).toBeUndefined()
  })

  test('a leaver’s receives no more, and who writes is told that the official has left', async () => {
    await store.write.setBoxStatus(road.box(an).id, 'removed', road.now)
    const refusal = await backend.recipient(road.peer(null), envelope('', []), an, parameters)
    expect(refusal).toMatchObject({ code: 550, enhanced: '5.1.6', reason: 'official-left' })
    expect((refusal as Reply).text).toMatch(/^Cán bộ giữ hộp thư annv\.sokhcn@.*\nThe official who held annv/)
  })
})

describe('the outbound queue', () => {
  const answer = (
    state: RelayOutcome['state'],
    code: number,
    enhanced: string,
  ): Omit<RelayOutcome, 'address'> => ({
    state,
    code,
    enhanced,
    text: 'mx.hanoi.vn says so',
    host: 'mx.hanoi.vn',
  })

  /** Runs the queue against one answer until nothing is due. */
  async function run(outcome: Omit<RelayOutcome, 'address'>, over: Store = store): Promise<number> {
    let attempts = 0
    await using outbound = createOutbound({
      store: over,
      relay: {
        async deliver({ recipients }) {
          attempts++
          return recipients.map(({ address }) => ({ address, ...outcome }))
        },
      },
      clock: road.context.clock,
      limits: defaultLimits,
      log: silentLogger,
      report: failed => reportFailures(road.context, failed),
    })
    outbound.start()
    await expect
      .poll(async () => (await store.read.queue.due(road.now, 10)).length, { timeout: 5000 })
      .toBe(0)
    return attempts
  }

  const item = async () => (await store.read.queue.list({ limit: 10 }))[0]

  test('waits twice as long after each temporary failure, and gives up after five days with a report', async () => {
    await road.submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    const waits: number[] = []
    for (let i = 0; i < 200 && (await item())?.state === 'waiting'; i++) {
      await run(answer('temporary', 451, '4.3.0'))
      const { nextAttemptAt = 0, state } = (await item()) ?? {}
      if (state === 'waiting') waits.push(nextAttemptAt - road.now)
      road.now = nextAttemptAt
    }
    expect(waits.slice(0, 4)).toEqual([300_000, 600_000, 1_200_000, 2_400_000])
    expect(Math.max(...waits)).toBe(defaultLimits.queueRetryMaxMs)
    expect((await item())?.state).toBe('expired')
    const [report = ''] = await road.inbox(an)
    expect(report).toContain('Final-Recipient: rfc822; dan@hanoi.vn')
    expect(report).toContain('Status: 4.4.7')
  })

  test('reports a permanent failure at once, to the sender alone and with the null sender', async () => {
    await road.submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    expect(await run(answer('permanent', 550, '5.1.1'))).toBe(1)
    expect((await item())?.state).toBe('failed')
    const [report = ''] = await road.inbox(an)
    expect(report).toMatch(/^Return-Path: <>\r\n/)
    expect(report).toContain('Status: 5.1.1')
    expect(report).toContain('Auto-Submitted: auto-replied')
    expect(await newestEntry()).toMatchObject({ channel: 'system', mailFrom: '' })
  })

  test('delivers once', async () => {
    await road.submit(an, ['dan@hanoi.vn', 'ba@hanoi.vn'], letter(...authored(an)))
    expect(await run(answer('delivered', 250, '2.0.0'))).toBe(1)
    expect((await store.read.queue.list({ limit: 10 })).map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
    ])
    expect(await road.inbox(an)).toEqual([])
  })
  test('sends nothing twice while the store cannot record that it went', async () => {
    await road.submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    let full = 1
    const { write } = store
    const changeQueue: Store['write']['changeQueue'] = async changes => {
      if (full-- > 0) throw new StoreError('full')
      return write.changeQueue(changes)
    }
    const strained: Store = {
      read: store.read,
      write: { ...write, changeQueue },
      upkeep: store.upkeep,
      takeFlags: store.takeFlags,
      onCommit: listener => store.onCommit(listener),
      [Symbol.asyncDispose]: async () => {},
    }
    expect(await run(answer('delivered', 250, '2.0.0'), strained)).toBe(1)
    expect((await item())?.state).toBe('delivered')
  })

  test('lets a letter rest that cannot be sent for a reason of our own', async () => {
    await road.submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    let attempts = 0
    await using outbound = createOutbound({
      store,
      relay: {
        async deliver() {
          attempts++
          throw new Error('blob 1 cannot be read')
        },
      },
      clock: road.context.clock,
      limits: defaultLimits,
      log: silentLogger,
      report: failed => reportFailures(road.context, failed),
    })
    outbound.start()
    await expect.poll(() => attempts).toBeGreaterThan(0)
    await setTimeout(200)
    expect(attempts).toBe(1)
    expect((await item())?.state).toBe('waiting')
  })
})
