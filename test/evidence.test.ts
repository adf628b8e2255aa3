/** The auditors' and statistics' operations over a real store: roles, trail, and the four letters of the regulation. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseQuery } from '../src/archive/query/parser.ts'
import { tellProblem } from '../src/archive/query/problem.ts'
import type { FoundLetters } from '../src/archive/search.ts'
import { defaultLimits } from '../src/base/limits.ts'
import { silentLogger } from '../src/base/log.ts'
import { fail } from '../src/base/result.ts'
import { dispatch } from '../src/control/control.ts'
import type { Caller } from '../src/control/operation.ts'
import { findOperation } from '../src/control/operations.ts'
import type { Services } from '../src/control/services.ts'
import { createHeldDesk } from '../src/flow/held.ts'
import type { AgencyFacts, Facts } from '../src/policy/facts.ts'
import { loadFreeMail } from '../src/policy/free-mail.ts'
import { Policy } from '../src/policy/policy.ts'
import { ledgerOf } from '../src/policy/violations.ts'
import type { CommitMessage, EntryRecipient, HeldLetter } from '../src/ports/archive.ts'
import type { Agency } from '../src/ports/directory.ts'
import { wholeProvince } from '../src/ports/search.ts'
import type { Store } from '../src/ports/store.ts'
import { type OpenSearch, openSearch } from '../src/search/search.ts'
import { countsOf, localDay } from '../src/statistics/counts.ts'
import { openSqliteStore } from '../src/store/sqlite/open.ts'
import { addresses, letter, letterBytes, provision } from './conformance/letters.ts'
import { letterFacts, provincePolicy } from './support/letter-facts.ts'

const auditor: Caller = { name: 'thanhtra', role: 'auditor', agency: null, scope: wholeProvince }
const administrator: Caller = { name: 'quantri', role: 'administrator', agency: null, scope: null }

let dataDir: string
let store: Store
let search: OpenSearch
let services: Services
let agencies: readonly Agency[]
let agencyAdministrator: Caller

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'congvu-evidence-'))
  const masterKey = randomBytes(32)
  store = await openSqliteStore({ dataDir, masterKey, limits: defaultLimits })
  const log = { warn: () => {}, error: () => {} }
  search = openSearch({ dataDir, masterKey, store, limits: defaultLimits, log })
  const { boxIds } = await provision(store)
  agencies = await store.read.directory.agencies()
  for (const [reason, direction] of [
    ['free-mail-sender', 'inbound'],
    ['free-mail-recipient', 'outbound'],
  ] as const) {
    const setting = { reason, agencyId: agencyOf('thucphan').id, direction, action: 'hold' } as const
    await store.write.changePolicy({ kind: 'set-action', ...setting }, 'quantri', Date.UTC(2026, 10, 23))
  }
  const list = await loadFreeMail('config/free-mail.csv')
  if (!list.ok) throw new Error(list.error.join('\n'))
  const policy = new Policy({ ...provincePolicy, freeMail: list.value })
  policy.useAgencies(agencies)
  policy.useState(await store.read.policy.state())
  const clock = { now: () => Date.UTC(2026, 10, 24) }
  const notify = async () => {}
  services = {
    config: { limits: defaultLimits },
    clock,
    notify,
    held: createHeldDesk({ store, policy, clock, limits: defaultLimits, notify, log: silentLogger }),
    store,
    policy,
    countryOf: async () => null,
    search,
    parseQuery(text: string) {
      const read = parseQuery(text, { limits: defaultLimits, kinds: [] })
      return read.ok ? read : fail(tellProblem(read.error, text))
    },
  } as unknown as Services
  const commune = agencyOf('thucphan')
  agencyAdministrator = {
    name: 'vanphong',
    role: 'agency-administrator',
    agency: { id: commune.id, code: commune.code },
    scope: null,
  }
  const dungBox = { address: addresses[1]!, boxId: boxIds[1]!, agencyId: agencyOf('sokhcn').id }
  const communeBox = { address: addresses[2]!, boxId: boxIds[2]!, agencyId: commune.id }
  await store.write.commitMessage(
    written(1, [communeBox], { sender: agencyOf('sokhcn'), from: addresses[0]! }),
  )
  await store.write.commitMessage(
    written(2, [{ address: 'nguyenvanan@gmail.com', outcome: 'queued', blind: true }], {
      sender: agencyOf('sokhcn'),
      from: addresses[0]!,
    }),
  )
  await store.write.commitMessage(written(3, [dungBox], { sender: null, from: 'lethihoa@gmail.com' }))
  await store.write.commitMessage(written(4, [communeBox], { sender: null, from: 'vanthu.cbg@gdt.gov.vn' }))
  await store.write.commitMessage(
    written(5, [{ address: 'dan@yahoo.com', outcome: 'held' }], { sender: commune, from: addresses[2]! }),
  )
  await store.write.commitMessage(
    written(6, [{ ...communeBox, outcome: 'held' }], { sender: null, from: 'dan@yahoo.com' }),
  )
})

afterAll(async () => {
  await search?.[Symbol.asyncDispose]()
  await store?.[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

function agencyOf(code: string): Agency {
  const agency = agencies.find(candidate => candidate.code === code)
  if (agency === undefined) throw new Error(code)
  return agency
}

/** A letter judged and counted as on the road. */
function written(
  number: number,
  to: readonly Partial<EntryRecipient>[],
  { sender, from }: { sender: AgencyFacts | null; from: string },
): CommitMessage {
  const channel = sender === null ? 'mx' : 'submission'
  const judged = to.map(recipient => {
    const facts: Facts = {
      letter: letterFacts({
        channel,
        mailFrom: from,
        from: [{ name: '', address: from }],
        senderAgency: sender,
      }),
      recipient: {
        address: recipient.address ?? '',
        direction: sender === null ? 'inbound' : recipient.boxId === undefined ? 'outbound' : 'internal',
        agency: agencies.find(({ id }) => id === recipient.agencyId) ?? null,
      },
    }
    return { facts, verdict: services.policy.judge(facts), boxId: recipient.boxId ?? null }
  })
  const { facts, verdict } = judged[0]!
  const { violations } = ledgerOf(judged, {
    random: randomBytes,
    year: 2026,
    prefix: 'CB',
    senderBoxId: null,
  })
  return letter({
    number,
    to,
    change: message => {
      const sectorAgency = services.policy.sectorAgencyOf(from)
      const entry = {
        ...message.entry,
        channel,
        mailFrom: from,
        direction: facts.recipient.direction,
        verdict: verdict.action,
        judgements: JSON.stringify(verdict.judgements),
        senderAgencyId: sender?.id ?? sectorAgency?.id ?? null,
      } as const
      const item = (address = '') => ({ address, form: 'received' as const, notify: '', orcpt: '' })
      const outbox = to.filter(({ outcome }) => outcome === 'queued').map(({ address }) => item(address))
      const waiting = to.filter(({ outcome }) => outcome === 'held')
      const held = waiting.map(({ address = '', agencyId, boxId }): HeldLetter => {
        const delivery = message.deliveries.find(candidate => candidate.boxId === boxId)
        return {
          address,
          rule: 'D1b-free',
          agencyId: agencyId ?? sender?.id ?? null,
          expiresAt: Date.UTC(2026, 10, 28),
          becomes: delivery ? { kind: 'delivery', delivery } : { kind: 'outbox', item: item(address) },
        }
      })
      return {
        ...message,
        entry,
        outbox,
        held,
        deliveries: waiting.length > 0 ? [] : message.deliveries,
        violations,
        counts: countsOf(entry, localDay(entry.receivedAt), { signed: false, verified: false }),
      }
    },
  })
}

const reason = 'Kiểm tra theo kế hoạch số 15/KH-TTr'

async function ask<T = unknown>(caller: Caller, name: string, parameters: object = {}): Promise<T> {
  const why = findOperation(name)?.effect === 'evidence' ? { reason } : {}
  const outcome = await dispatch(services, caller, name, { ...why, ...parameters })
  if (!outcome.ok) throw new Error(`${outcome.error.reason}: ${outcome.error.message}`)
  return outcome.value as T
}

describe('archive', () => {
  test.each<[string, object, readonly number[]]>([
    ['everything, newest first', {}, [6, 5, 4, 3, 2, 1]],
    ['everything, oldest first', { order: 'oldest' }, [1, 2, 3, 4, 5, 6]],
    ['by sender', { query: 'from:LeThiHoa@gmail.com' }, [3]],
    ['by blind recipient', { query: 'bcc:nguyenvanan@gmail.com' }, [2]],
    ['by agency, sender’s or recipient’s', { query: 'agency:thucphan' }, [6, 5, 4, 1]],
    ['by words without their marks', { query: 'subject:"don doc"' }, [6, 5, 4, 3, 2, 1]],
    ['by words with other marks', { query: 'subject:dồn' }, []],
    ['by words of the body', { query: '"Công văn số 5/SKHCN"' }, [5]],
    ['by words that are not there', { query: '"giấy mời"' }, []],
    ['by verdict', { query: 'verdict:flag' }, [3, 2]],
    ['by a rule of the ledger', { query: 'rule:D1b-free -rule:free-mail-sender' }, [5, 2]],
    ['by direction', { query: 'direction:internal' }, [1]],
    ['by message id', { query: 'message-id:4@caobang.gov.vn' }, [4]],
    ['by two queries', { query: 'verdict:flag OR verdict:hold', also: 'agency:thucphan' }, [6, 5]],
    ['a page', { after: '4', limit: 2 }, [3, 2]],
    ['after the day', { query: 'after:2026-11-24' }, []],
  ])('search %s', async (_what, parameters, expected) => {
    const { entries, index } = await ask<FoundLetters>(auditor, 'archive.search', parameters)
    expect(entries.map(({ id }) => id)).toEqual(expected)
    expect(index.behind).toBe(0)
  })

  test('search counts, and says how it understood', async () => {
    const found = await ask<FoundLetters>(auditor, 'archive.search', {
      query: 'Verdict:FLAG  HOẶC verdict:hold',
      facets: ['agency', 'month'],
      limit: 1,
    })
    expect(found).toMatchObject({ query: '(verdict:flag OR verdict:hold)', total: 4 })
    expect(found.entries).toHaveLength(1)
    expect(found.facets).toEqual([
      { by: 'agency', key: 'sokhcn', count: 2 },
      { by: 'agency', key: 'thucphan', count: 2 },
      { by: 'month', key: '2026-11', count: 4 },
    ])
  })

  test('search shows nothing outside of an auditor’s scope', async () => {
    const scope = { ...wholeProvince, agencies: [agencyOf('thucphan').id] }
    const found = await ask<FoundLetters>({ ...auditor, scope }, 'archive.search', {})
    expect(found.entries.map(({ id }) => id)).toEqual([6, 5, 4, 1])
    await expect(ask({ ...auditor, scope: null }, 'archive.search', {})).rejects.toThrow('refused')
  })

  test('a bad query is told with its place, Vietnamese first', async () => {
    await expect(ask(auditor, 'archive.search', { query: 'họp form:an' })).rejects.toThrow(
      /^invalid: Ký tự thứ 5: không có trường “form:”.*\nCharacter 5: there is no field “form:”; did you mean “from:”/,
    )
    await expect(ask(auditor, 'archive.search', { after: 'x' })).rejects.toThrow(
      'invalid: there is no such page',
    )
  })

  test('the index tells how far it is, and is made anew', async () => {
    expect(await ask(administrator, 'archive.index')).toEqual({
      indexedTo: 6,
      behind: 0,
      lagMs: 0,
      partly: 0,
    })
    await ask(administrator, 'archive.reindex')
    const { total } = await ask<FoundLetters>(auditor, 'archive.search', {})
    expect(total).toBe(6)
    await expect(ask(auditor, 'archive.reindex')).rejects.toThrow('refused')
  })

  test('show gives judgements, violations, views and a verified proof', async () => {
    const shown = await ask(auditor, 'archive.show', { id: 2 })
    expect(shown).toMatchObject({
      verdict: 'flag',
      senderAgency: 'sokhcn',
      recipients: [{ address: 'nguyenvanan@gmail.com', blind: true, outcome: 'queued' }],
      judgements: [{ rule: 'D1b-free', citation: { clause: '1.b' } }],
      violations: [{ rule: 'D1b-free', action: 'flag', ref: expect.stringMatching(/^CB-2026-/) }],
      views: [{ form: 'received', cuts: [] }],
      proof: { leafIndex: 1, verified: true },
    })
    expect(JSON.parse(JSON.stringify(shown))).toEqual(shown)
  })

  test('raw gives the exact bytes', async () => {
    expect(await ask<Uint8Array>(auditor, 'archive.raw', { id: 3 })).toEqual(letterBytes(3))
    await expect(ask(auditor, 'archive.raw', { id: 3, form: 'sent' })).rejects.toThrow('has only: received')
    await expect(ask(auditor, 'archive.raw', { id: 99 })).rejects.toThrow('not-found')
  })

  test('prove gives a proof that names the letter’s bytes', async () => {
    expect(await ask(auditor, 'archive.prove', { id: 4 })).toMatchObject({ leafIndex: 3, verified: true })
  })

  test('trace tells the queue’s state', async () => {
    const traced = await ask<readonly { state: string }[]>(auditor, 'trace', {
      subject: 'nguyenvanan@gmail.com',
    })
    expect(traced.map(({ state }) => state)).toEqual(['waiting'])
  })
})

describe('who may ask', () => {
  const evidence: readonly (readonly [string, object])[] = [
    ['archive.search', {}],
    ['archive.show', { id: 1 }],
    ['archive.raw', { id: 1 }],
    ['archive.prove', { id: 1 }],
    ['document.list', {}],
    ['trace', { subject: addresses[0]! }],
    ['audit.log', {}],
  ]

  test.each(evidence)('%s is for auditors alone', async (name, parameters) => {
    for (const caller of [administrator, agencyAdministrator])
      await expect(ask(caller, name, parameters)).rejects.toThrow('refused')
  })

  test.each(evidence)('%s is on the trail before anything is read', async (name, parameters) => {
    const before = (await store.read.audit(1000)).length
    const unreadable = new Proxy(store.read, {
      get: () => {
        throw new Error('read')
      },
    })
    const blind = { ...services, store: { read: unreadable, write: store.write } as unknown as Store }
    await expect(dispatch(blind, auditor, name, { ...parameters, reason })).rejects.toThrow('read')
    const trail = await store.read.audit(1000)
    expect(trail).toHaveLength(before + 1)
    expect(trail[0]).toMatchObject({ operator: 'thanhtra', operation: name })
    expect(JSON.parse(trail[0]!.detail)).toEqual({ ...parameters, reason })
  })

  test.each(evidence)('%s shows nothing when the trail cannot be written', async (name, parameters) => {
    const write = { audit: () => Promise.reject(new Error('no trail')) }
    let reads = 0
    const read = new Proxy(store.read, { get: () => reads++ })
    const deaf = { ...services, store: { read, write } as unknown as Store }
    await expect(dispatch(deaf, auditor, name, { ...parameters, reason })).rejects.toThrow('no trail')
    expect(reads).toBe(0)
  })

  test.each(evidence)('%s needs a reason, and one that says something', async (name, parameters) => {
    for (const poor of [undefined, '', 'Thanh tra', 'Thanh tra\ntheo kế hoạch'])
      await expect(ask(auditor, name, { ...parameters, reason: poor })).rejects.toThrow('invalid: reason')
  })

  test('an auditor decides no held letter', async () => {
    await expect(ask(auditor, 'held.release', { ids: [1] })).rejects.toThrow('refused')
  })
})

describe('ledger, held letters, statistics', () => {
  interface Row {
    readonly ref: string
    readonly agency: string | null
    readonly action: string
    readonly address: string
  }

  test('one row for each flagged or held letter, none for the others', async () => {
    const rows = await ask<readonly Row[]>(administrator, 'violation.list')
    expect(rows.map(({ agency, action, address }) => [agency, action, address])).toEqual([
      ['thucphan', 'hold', 'dan@yahoo.com'],
      ['thucphan', 'hold', 'dan@yahoo.com'],
      ['sokhcn', 'flag', 'lethihoa@gmail.com'],
      ['sokhcn', 'flag', 'nguyenvanan@gmail.com'],
    ])
    const ref = rows[0]!.ref.toLowerCase()
    expect(await ask(administrator, 'violation.show', { ref })).toMatchObject({
      evidence: [{ reason: 'free-mail-sender', evidence: { service: 'Yahoo Mail' } }],
    })
  })

  test('an agency administrator sees the own agency only', async () => {
    const rows = await ask<readonly Row[]>(agencyAdministrator, 'violation.list')
    expect(new Set(rows.map(({ agency }) => agency))).toEqual(new Set(['thucphan']))
    const [foreign] = await ask<readonly Row[]>(administrator, 'violation.list', { agency: 'sokhcn' })
    await expect(ask(agencyAdministrator, 'violation.show', { ref: foreign!.ref })).rejects.toThrow('refused')
    await expect(ask(agencyAdministrator, 'stats.show', { agency: 'sokhcn' })).rejects.toThrow('refused')
  })

  test('the province’s, the agencies’ and the sector agency’s counts', async () => {
    const { rows } = await ask<{ rows: readonly Record<string, unknown>[] }>(administrator, 'stats.show')
    expect(rows.map(row => [row.agency, row.direction, row.verdict, row.messages, row.sectorExempt])).toEqual(
      [
        [null, 'inbound', 'allow', 1, false],
        [null, 'inbound', 'flag', 1, false],
        [null, 'inbound', 'hold', 1, false],
        [null, 'internal', 'allow', 1, false],
        [null, 'outbound', 'flag', 1, false],
        [null, 'outbound', 'hold', 1, false],
        ['sokhcn', 'inbound', 'flag', 1, false],
        ['sokhcn', 'internal', 'allow', 1, false],
        ['sokhcn', 'outbound', 'flag', 1, false],
        ['thucphan', 'inbound', 'allow', 1, false],
        ['thucphan', 'inbound', 'hold', 1, false],
        ['thucphan', 'internal', 'allow', 1, false],
        ['thucphan', 'outbound', 'hold', 1, false],
        ['thue', 'outbound', 'allow', 1, true],
      ],
    )
    await expect(ask(administrator, 'stats.show', { period: 'năm nay' })).rejects.toThrow('invalid')
  })

  interface HeldRow {
    readonly id: number
    readonly address: string
    readonly state: string
  }

  test('an approver of the agency sees who wrote and why, not what', async () => {
    const held = await ask<readonly HeldRow[]>(agencyAdministrator, 'held.list')
    const inbound = held.find(({ address }) => address === addresses[2])
    expect(inbound).toMatchObject({ state: 'held', agencyCode: 'thucphan', rule: 'D1b-free' })
    const shown = await ask<object>(agencyAdministrator, 'held.show', { id: inbound!.id })
    expect(shown).toMatchObject({ mailFrom: 'dan@yahoo.com', ref: expect.stringMatching(/^CB-/) })
    expect(shown).not.toHaveProperty('subject')
    expect(shown).toMatchObject({ evidence: [{ action: 'hold', reason: 'free-mail-sender' }] })
    expect(shown).not.toHaveProperty('judgements')
    const other = { ...agencyAdministrator, agency: { id: 1, code: 'sokhcn' } }
    await expect(ask(other, 'held.release', { ids: [inbound!.id] })).rejects.toThrow('not-found')
  })

  test('a letter is released once and traced so', async () => {
    const held = await ask<readonly HeldRow[]>(administrator, 'held.list')
    const id = held.find(({ address }) => address === 'dan@yahoo.com')!.id
    expect(await ask(administrator, 'held.release', { ids: [id] })).toEqual([{ id, state: 'released' }])
    await expect(ask(administrator, 'held.release', { ids: [id] })).rejects.toThrow('not-found')
    const traced = await ask<readonly { recipient: string; state: string }[]>(auditor, 'trace', {
      subject: 'dan@yahoo.com',
    })
    expect(traced.map(({ recipient, state }) => [recipient, state])).toEqual([
      [addresses[2], 'held'],
      ['dan@yahoo.com', 'waiting'],
    ])
  })
})
