/** The roads over a real store: what a letter's way in, out and back leaves behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SenderAuthentication } from '../../src/auth/outcome.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import type { Reply } from '../../src/base/reply.ts'
import { defaultBoxRules } from '../../src/directory/box-rules.ts'
import { createOutboundRate } from '../../src/directory/outbound-rate.ts'
import { type LetterFindings, noFindings } from '../../src/documents/facts.ts'
import { createSmtpBackend } from '../../src/flow/backend.ts'
import type { FlowContext } from '../../src/flow/context.ts'
import { createFlagNotices } from '../../src/flow/flag-notices.ts'
import { createHeldDesk } from '../../src/flow/held.ts'
import { createOutbound } from '../../src/flow/outbound.ts'
import { reportFailures } from '../../src/flow/system.ts'
import { readView } from '../../src/mailbox/view-bytes.ts'
import { FreeMailList, parseFreeMail } from '../../src/policy/free-mail.ts'
import { Policy } from '../../src/policy/policy.ts'
import type { Direction } from '../../src/ports/archive.ts'
import type { Action, AgencyId, Box } from '../../src/ports/directory.ts'
import type { RelayOutcome } from '../../src/ports/relay.ts'
import type { ScanOutcome } from '../../src/ports/scanner.ts'
import { type Store, StoreError } from '../../src/ports/store.ts'
import type { Envelope, Peer, SmtpBackend } from '../../src/smtp/backend.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

const domain = 'caobang.gov.vn'
const [an, binh, office] = [`annv.sokhcn@${domain}`, `binhtt.sonoivu@${domain}`, `sonoivu@${domain}`]
const freeMail =
  'domain,service,free,country,hosted_abroad,hosts,source\ngmail.com,Gmail,yes,US,yes,google.com,directive\n'

let data: string
let store: Store
let context: FlowContext
let backend: SmtpBackend
let boxes: readonly Box[]
let now: number
let authentication: SenderAuthentication
let findings: LetterFindings
let scan: ScanOutcome

beforeEach(async () => {
  now = Date.UTC(2026, 10, 23, 2)
  findings = noFindings
  scan = { kind: 'clean' }
  data = await mkdtemp(join(tmpdir(), 'congvu-roads-'))
  store = await openSqliteStore({ dataDir: data, masterKey: new Uint8Array(32), limits: defaultLimits })
  await provision()
  const services = parseFreeMail(freeMail)
  if (!services.ok) throw new Error(services.error.join('\n'))
  const policy = new Policy({ ownDomains: [domain], freeMail: new FreeMailList(services.value), kinds: [] })
  policy.useAgencies(await store.read.directory.agencies())
  authentication = {
    spf: { result: 'pass', domain: 'langson.gov.vn', identity: 'mailfrom' },
    dkim: [],
    dmarc: { result: 'pass', policy: 'none', domain: 'langson.gov.vn' },
    headerFromDomain: 'langson.gov.vn',
    temporary: false,
  }
  context = {
    hostname: `mail.${domain}`,
    domain,
    store,
    verifySender: async () => authentication,
    readLetter: async () => findings,
    scanner: { scan: async () => scan },
    policy,
    flagNotices: createFlagNotices({ policy, clock: { now: () => now } }),
    outboundRate: createOutboundRate({ store, clock: { now: () => now }, rules: () => defaultBoxRules }),
    held: createHeldDesk({
      store,
      policy,
      clock: { now: () => now },
      limits: defaultLimits,
      notify: async () => {},
      log: silentLogger,
    }),
    countryOf: async () => null,
    networkOf: async () => null,
    exchangersOf: async () => [],
    clock: { now: () => now },
    random: createRandomPool(),
    limits: defaultLimits,
    log: silentLogger,
  }
  backend = createSmtpBackend(context)
  boxes = await store.read.directory.boxes({})
})

afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await rm(data, { recursive: true })
})

async function setAction(
  reason: string,
  action: Action,
  direction: Direction,
  agencyId: AgencyId | null,
): Promise<void> {
  await store.write.changePolicy({ kind: 'set-action', reason, agencyId, direction, action }, 'quantri', now)
  context.policy.useState(await store.read.policy.state())
}

async function provision(): Promise<void> {
  const common = { kind: 'department', mailSystem: 'provincial', sectorDomains: [], staff: 50 } as const
  const agencies = [
    { ...common, code: 'sokhcn', name: 'Sở Khoa học và Công nghệ' },
    { ...common, code: 'sonoivu', name: 'Sở Nội vụ' },
  ]
  const ids = await store.write.addAgencies(agencies)
  if (!ids.ok) throw new Error(ids.error.what)
  const box = { position: '', leader: false, quotaBytes: 1e9, passwordHash: null } as const
  await store.write.addBoxes([
    { ...box, address: an, kind: 'person', agencyId: ids.value[0]!, name: 'Nguyễn Văn An' },
    { ...box, address: binh, kind: 'person', agencyId: ids.value[1]!, name: 'Trần Thị Bình' },
    { ...box, address: office, kind: 'office', agencyId: ids.value[1]!, name: 'Sở Nội vụ' },
  ])
  await store.write.addAliases([{ address: `noivu@${domain}`, targets: [binh, office] }])
}

function boxOf(address: string): Box {
  const box = boxes.find(candidate => candidate.address === address)
  if (box === undefined) throw new Error(address)
  return box
}

function peerOf(login: string | null): Peer {
  return {
    channel: login === null ? 'mx' : 'submissions',
    address: '192.0.2.25',
    port: 40_025,
    helo: 'mail.langson.gov.vn',
    tls: login === null ? '' : 'TLSv1.3 TLS_AES_256_GCM_SHA384',
    box: login === null ? null : boxOf(login),
    id: 'c1',
  }
}

function envelopeOf(mailFrom: string, to: readonly string[]): Envelope {
  return {
    mailFrom,
    parameters: { sizeBytes: 0, body: '8bitmime', smtpUtf8: false, ret: '', envid: '' },
    recipients: to.map(address => ({ address, parameters: { notify: '', orcpt: '' } })),
  }
}

/** Header lines and a body, as the wire carries them. */
function letter(...header: readonly string[]): Buffer {
  return Buffer.from(`${header.join('\r\n')}\r\n\r\nKính gửi quý cơ quan.\r\n`)
}

async function submit(login: string, to: readonly string[], bytes: Uint8Array): Promise<Reply> {
  return backend.message(peerOf(login), envelopeOf(login, to), { bytes, receivedAt: now })
}

async function receive(to: readonly string[], bytes: Uint8Array): Promise<Reply> {
  const envelope = envelopeOf('vanthu@langson.gov.vn', to)
  return backend.message(peerOf(null), envelope, { bytes, receivedAt: now })
}

/** What a client reads of every letter in a folder. */
async function shown(address: string, folder = 'INBOX'): Promise<readonly string[]> {
  const mailbox = await store.read.mailboxes.byName(boxOf(address).id, folder)
  const snapshot = await store.read.mailboxes.snapshot(mailbox!.id)
  const views = await store.read.mailboxes.views([...snapshot.views])
  return Promise.all(
    views.map(async view => {
      const whole = { start: 0, end: view.sizeBytes }
      return Buffer.from(await readView(store.read.blobs, view, whole)).toString('utf8')
    }),
  )
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
    expect(await submit(an, [office, `noivu@${domain}`], Buffer.from(bytes))).toMatchObject({ code: 250 })
    const entry = await newestEntry()
    expect(entry.forms.map(({ kind }) => kind)).toEqual(['received'])
    expect(entry).toMatchObject({ direction: 'internal', verdict: 'allow', boxId: boxOf(an).id })
    for (const address of [office, binh]) {
      const [view, ...others] = await shown(address)
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
    expect(await submit(an, [office, binh, 'dan@hanoi.vn'], Buffer.from(bytes))).toMatchObject({ code: 250 })
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
    expect(sent).toMatch(/^Received: /)
    for (const address of [office, binh]) expect((await shown(address)).join('')).not.toMatch(/^bcc:/im)
    const views = await store.read.archive.viewsOf(entry.id)
    expect(views.map(({ structure }) => Buffer.from(structure.envelope).toString())).not.toContain(binh)
  })

  test('gets the Message-ID and Date that its client left out', async () => {
    await submit(an, ['dan@hanoi.vn'], letter(`From: ${an}`, 'Subject: 16/SKHCN'))
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
    expect(await submit(an, [office], letter(...header))).toMatchObject({ code: 550, enhanced: '5.7.1' })
    expect(await newestEntry()).toMatchObject({ accepted: false, forms: [], verdict: 'allow' })
    expect(await shown(office)).toEqual([])
  })

  test('may speak for an alias that leads to the box', async () => {
    expect(await submit(binh, [office], letter(`From: noivu@${domain}`))).toMatchObject({ code: 250 })
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
    const [view = ''] = await shown(office)
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
    const [view = ''] = await shown(office)
    expect(view).toMatch(/\r\nX-Congvu-First-Line:\r\n tiếp theo\r\n/)
  })

  test('goes to Junk when its domain asks for quarantine', async () => {
    authentication = {
      ...authentication,
      dmarc: { ...authentication.dmarc, result: 'fail', policy: 'quarantine' },
    }
    expect(await receive([office], letter('From: vanthu@langson.gov.vn'))).toMatchObject({ code: 250 })
    expect(await shown(office)).toEqual([])
    expect(await shown(office, 'Junk')).toHaveLength(1)
  })

  test('is refused when its domain asks for that, and leaves the fact without the bytes', async () => {
    authentication = {
      ...authentication,
      dmarc: { ...authentication.dmarc, result: 'fail', policy: 'reject' },
    }
    expect(await receive([office], letter('From: vanthu@langson.gov.vn'))).toMatchObject({ code: 550 })
    expect(await newestEntry()).toMatchObject({ accepted: false, forms: [], sizeBytes: expect.any(Number) })
  })

  test('in the province’s own name is the regulation’s case, whatever DMARC says', async () => {
    const dmarc = { result: 'fail', policy: 'reject', domain } as const
    authentication = { ...authentication, headerFromDomain: domain, dmarc }
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
    await setAction('free-mail-sender', 'hold', 'inbound', agency!.id)
    const bytes = letter('From: Lê Thị Hoa <hoa@gmail.com>', `To: ${office}, ${an}`, 'Subject: Hỏi thủ tục')
    expect(await receive([office, an], bytes)).toMatchObject({ code: 250 })
    const entry = await newestEntry()
    expect(entry.recipients.map(({ outcome }) => outcome)).toEqual(['held', 'delivered'])
    expect(await shown(office)).toEqual([])
    expect((await shown(an))[0]).toMatch(/^X-CongVu-Policy: flag; rule=D1b-free; ref=CB-2026-/m)
    const [waiting] = await store.read.queue.held({ agency: 'sonoivu', limit: 5 })
    await store.write.decideHeld(waiting!.id, 'released', 'vanthu', '', now)
    expect((await shown(office))[0]).toMatch(/^X-CongVu-Policy: hold; rule=D1b-free/m)
  })
})

describe('senders', () => {
  const parameters = envelopeOf('', []).parameters

  test('send nothing more once their box is locked, and again once it is not', async () => {
    const peer = peerOf(an)
    expect(await backend.mail(peer, an, parameters)).toBeUndefined()
    await store.write.lockBox(boxOf(an), 'idle', now)
    for (const from of [an, ''])
      expect(await backend.mail(peer, from, parameters)).toMatchObject({
        code: 550,
        reason: 'box-not-active',
      })
    await store.write.setBoxStatus(boxOf(an).id, 'active', now)
    expect(await backend.mail(peer, an, parameters)).toBeUndefined()
  })

  test('are asked to wait, in words, when they write to too many outside at once', async () => {
    const outside = Array.from({ length: 250 }, (_, i) => `vanthu${i}@langson.gov.vn`)
    const bytes = () => letter(`From: ${an}`, 'To: vanthu@langson.gov.vn', 'Subject: Giấy mời')
    const send = (to: readonly string[]) =>
      backend.message(peerOf(an), envelopeOf(an, to), { bytes: bytes(), receivedAt: now })
    expect(await send(outside)).toMatchObject({ code: 250 })
    const refusal = await send(['motnua@langson.gov.vn', office])
    expect(refusal).toMatchObject({ code: 450, enhanced: '4.7.1', reason: 'outbound-rate' })
    expect(refusal.text).toContain('250 địa chỉ bên ngoài trong 10 phút')
    const [entry] = await store.read.archive.search({ limit: 1 })
    expect(entry).toMatchObject({ accepted: false, forms: [] })
    expect(await send([office])).toMatchObject({ code: 250 })
    now += 10 * 60_000 + 1
    expect(await send(['motnua@langson.gov.vn'])).toMatchObject({ code: 250 })
  })

  test('are not whoever holds the address later', async () => {
    const peer = peerOf(an)
    await store.write.setBoxStatus(boxOf(an).id, 'removed', now)
    expect(await store.write.deleteBox(boxOf(an).id, now)).toBe('deleted')
    const { address, kind, agencyId, name, position, leader, quotaBytes } = boxOf(an)
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
    const refusal = await backend.recipient(peerOf(login), envelopeOf('', []), to, parameters)
    expect(refusal).toMatchObject({ code, enhanced })
  })

  test('a full box is asked for again later', async () => {
    await store.write.changeBox(office, { quotaBytes: 100 })
    const envelope = {
      ...envelopeOf('', []),
      parameters: { ...envelopeOf('', []).parameters, sizeBytes: 200 },
    }
    expect(await backend.recipient(peerOf(null), envelope, office, parameters)).toMatchObject({ code: 452 })
  })

  test('a locked box still receives', async () => {
    await store.write.setBoxStatus(boxOf(office).id, 'disabled', now)
    expect(await backend.recipient(peerOf(null), envelopeOf('', []), office, parameters)).toBeUndefined()
  })

  test('a leaver’s receives no more, and who writes is told that the official has left', async () => {
    await store.write.setBoxStatus(boxOf(an).id, 'removed', now)
    const refusal = await backend.recipient(peerOf(null), envelopeOf('', []), an, parameters)
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
      clock: context.clock,
      limits: defaultLimits,
      log: silentLogger,
      report: failed => reportFailures(context, failed),
    })
    outbound.start()
    await expect.poll(async () => (await store.read.queue.due(now, 10)).length, { timeout: 5000 }).toBe(0)
    return attempts
  }

  const item = async () => (await store.read.queue.list({ limit: 10 }))[0]

  test('waits twice as long after each temporary failure, and gives up after five days with a report', async () => {
    await submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    const waits: number[] = []
    for (let i = 0; i < 200 && (await item())?.state === 'waiting'; i++) {
      await run(answer('temporary', 451, '4.3.0'))
      const { nextAttemptAt = 0, state } = (await item()) ?? {}
      if (state === 'waiting') waits.push(nextAttemptAt - now)
      now = nextAttemptAt
    }
    expect(waits.slice(0, 4)).toEqual([300_000, 600_000, 1_200_000, 2_400_000])
    expect(Math.max(...waits)).toBe(defaultLimits.queueRetryMaxMs)
    expect((await item())?.state).toBe('expired')
    const [report = ''] = await shown(an)
    expect(report).toContain('Final-Recipient: rfc822; dan@hanoi.vn')
    expect(report).toContain('Status: 4.4.7')
  })

  test('reports a permanent failure at once, to the sender alone and with the null sender', async () => {
    await submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    expect(await run(answer('permanent', 550, '5.1.1'))).toBe(1)
    expect((await item())?.state).toBe('failed')
    const [report = ''] = await shown(an)
    expect(report).toMatch(/^Return-Path: <>\r\n/)
    expect(report).toContain('Status: 5.1.1')
    expect(report).toContain('Auto-Submitted: auto-replied')
    expect(await newestEntry()).toMatchObject({ channel: 'system', mailFrom: '' })
  })

  test('delivers once', async () => {
    await submit(an, ['dan@hanoi.vn', 'ba@hanoi.vn'], letter(...authored(an)))
    expect(await run(answer('delivered', 250, '2.0.0'))).toBe(1)
    expect((await store.read.queue.list({ limit: 10 })).map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
    ])
    expect(await shown(an)).toEqual([])
  })
  test('sends nothing twice while the store cannot record that it went', async () => {
    await submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    let full = 1
    const { write } = store
    const changeQueue: Store['write']['changeQueue'] = async changes => {
      if (full-- > 0) throw new StoreError('full')
      return write.changeQueue(changes)
    }
    const strained: Store = {
      read: store.read,
      write: { ...write, changeQueue },
      onCommit: listener => store.onCommit(listener),
      [Symbol.asyncDispose]: async () => {},
    }
    expect(await run(answer('delivered', 250, '2.0.0'), strained)).toBe(1)
    expect((await item())?.state).toBe('delivered')
  })

  test('lets a letter rest that cannot be sent for a reason of our own', async () => {
    await submit(an, ['dan@hanoi.vn'], letter(...authored(an)))
    let attempts = 0
    await using outbound = createOutbound({
      store,
      relay: {
        async deliver() {
          attempts++
          throw new Error('blob 1 cannot be read')
        },
      },
      clock: context.clock,
      limits: defaultLimits,
      log: silentLogger,
      report: failed => reportFailures(context, failed),
    })
    outbound.start()
    await expect.poll(() => attempts).toBeGreaterThan(0)
    await setTimeout(200)
    expect(attempts).toBe(1)
    expect((await item())?.state).toBe('waiting')
  })
})
