/**
 * What an auditor of one agency, for a period, may learn: the letters of that agency and time, and of others nothing,
 * whatever is asked; what needs another auditor; and what the head of an agency may see.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Control, createControl, dispatch } from '../../src/control/control.ts'
import type { Services } from '../../src/control/services.ts'
import { totpStepMs } from '../../src/directory/totp.ts'
import { addresses, letter } from '../conformance/letters.ts'
import { reason } from '../support/reason.ts'
import { totpCode } from '../support/totp.ts'
import { names, openPlace, type Place } from './place.ts'

let place: Place
let control: Control
let now = Date.now()
/** A letter of sokhcn, and one of thucphan alone, from a citizen: everything that can be about a letter. */
let own: Awaited<ReturnType<Place['write']>>
let foreign: Awaited<ReturnType<Place['write']>>

beforeAll(async () => {
  place = await openPlace()
  const services: Services = { ...place.cli.services, clock: { now: () => now } }
  control = createControl(services)
  const violation = { rule: 'D1c-secret', reason: 'secret-stamp', opensCase: true }
  const all = { violation, held: true, queued: true, document: true } as const
  own = await place.write(all)
  foreign = await place.write({ ...all, elsewhere: true })
  const { write } = place.cli.services.store
  for (const [i, boxId] of [place.boxIds[0]!, place.boxIds[2]!].entries()) {
    const alternate = {
      kind: 'add-alternate',
      address: `rieng${i}@gmail.com`,
      boxId,
      note: 'CB-2026',
    } as const
    await write.changePolicy(alternate, 'quantri', now)
  }
  for (const agencyId of place.agencyIds.slice(0, 2)) {
    const exception = { reason: 'free-mail-recipient', subject: `ban${agencyId}@gmail.com`, agencyId }
    const terms = { direction: null, note: 'Dự án', expiresAt: now + 1e9 }
    await write.changePolicy({ kind: 'add-exception', ...exception, ...terms }, 'quantri', now)
  }
})

afterAll(() => place?.[Symbol.asyncDispose]())

type Asker = keyof Place['tokens']

async function ask<T = unknown>(asker: Asker, name: string, parameters: object = {}): Promise<T> {
  const outcome = await control.call(place.tokens[asker], name, parameters)
  if (!outcome.ok) throw new Error(`${outcome.error.reason}: ${outcome.error.message}`)
  return outcome.value as T
}

/** What two auditors agree on, with the code that the asker's telephone shows half a minute later. */
async function askWithCode<T = unknown>(
  asker: 'auditor' | 'scoped',
  name: string,
  parameters: object,
): Promise<T> {
  now += totpStepMs
  return ask(asker, name, { ...parameters, code: totpCode(await place.cli.secret(names[asker]), now) })
}

const lists: readonly (readonly [string, object, string])[] = [
  ['trace', { reason, subject: addresses[2]! }, 'entryId'],
  ['trace', { reason, subject: addresses[1]! }, 'entryId'],
  ['trace', { reason, subject: '<2@caobang.gov.vn>' }, 'entryId'],
  ['document.list', { reason }, 'entryId'],
  ['document.list', { reason, number: '05/QĐ-UBND' }, 'entryId'],
  ['violation.list', {}, 'entryId'],
  ['violation.list', { agency: 'thucphan' }, 'entryId'],
  ['queue.list', {}, 'entryId'],
  ['held.list', {}, 'entryId'],
  ['held.list', { agency: 'thucphan' }, 'entryId'],
]

describe('an auditor of one agency', () => {
  it.each(lists)('%s %j shows no letter of another', async (name, parameters, key) => {
    const shown = async (asker: Asker) => {
      const rows = await ask<readonly Record<string, unknown>[]>(asker, name, parameters)
      return new Set(rows.map(row => row[key]))
    }
    const [all, part] = [await shown('auditor'), await shown('scoped')]
    expect(part).toEqual(new Set([...all].filter(id => id === own.entryId)))
    // Each of them shows something to the province's, else it tests nothing.
    expect(all.size).toBeGreaterThan(0)
  })

  it('archive.search counts and finds none of another', async () => {
    await place.cli.services.search.caughtUp()
    const search = async (asker: Asker) => {
      const facets = ['agency', 'verdict'] as const
      const found = await ask<{
        total: number
        entries: readonly { id: number }[]
        facets: readonly { count: number }[]
      }>(asker, 'archive.search', { reason, facets })
      return [found.total, found.entries.map(({ id }) => id).toSorted(), found.facets.length] as const
    }
    const ids = [own.entryId, foreign.entryId].toSorted()
    expect(await search('auditor')).toEqual([2, ids, expect.any(Number)])
    expect((await search('scoped')).slice(0, 2)).toEqual([1, [own.entryId]])
  })

  it('nor cases, addresses elsewhere and exceptions of another', async () => {
    const shown = async (asker: Asker, name: string, key: string) =>
      (await ask<readonly Record<string, unknown>[]>(asker, name)).map(row => row[key])
    expect(await shown('auditor', 'case.list', 'agencyCode')).toEqual(['thucphan', 'sokhcn'])
    expect(await shown('scoped', 'case.list', 'agencyCode')).toEqual(['sokhcn'])
    expect(await shown('auditor', 'alternate.list', 'box')).toEqual([addresses[0], addresses[2]])
    expect(await shown('scoped', 'alternate.list', 'box')).toEqual([addresses[0]])
    expect(await shown('auditor', 'exception.list', 'agency')).toEqual(['sokhcn', 'thucphan'])
    expect(await shown('scoped', 'exception.list', 'agency')).toEqual(['sokhcn'])
  })

  it('replays its own letters alone', async () => {
    const replay = async (asker: Asker) =>
      (await ask<{ letters: number }>(asker, 'policy.replay', { sinceMs: 0, settings: [] })).letters
    expect(await replay('auditor')).toBe(2)
    expect(await replay('scoped')).toBe(1)
  })

  it('cannot tell rows of another from none', async () => {
    const { queue, policy } = place.cli.services.store.read
    const held = (await queue.heldOf(foreign.entryId))[0]!.id
    const item = (await queue.list({ entryId: foreign.entryId, limit: 1 }))[0]!.id
    const [secret] = await policy.cases({ agency: 'thucphan', limit: 1 })
    const rows: readonly (readonly [
      string,
      (key: number | string) => object,
      number | string,
      number | string,
    ])[] = [
      ['held.show', id => ({ id }), held, 4711],
      ['queue.show', id => ({ id }), item, 4711],
      ['case.show', id => ({ id }), secret!.id, 4711],
      ['violation.show', ref => ({ ref }), foreign.ref, 'CB-2026-KHONGC'],
    ]
    for (const [name, parameters, there, nowhere] of rows) {
      expect(await ask('auditor', name, parameters(there))).toBeDefined()
      const [one, other] = await Promise.all(
        [there, nowhere].map(key => control.call(place.tokens.scoped, name, parameters(key))),
      )
      const words = JSON.stringify(one).replace(String(there), '#')
      expect(words).toBe(JSON.stringify(other).replace(String(nowhere), '#'))
      expect(one).toMatchObject({ ok: false, error: { reason: 'not-found' } })
    }
  })

  it.each(['archive.show', 'archive.raw', 'archive.prove', 'archive.trail', 'log.proof'])(
    '%s of another is refused with the way to ask, and twice on the trail',
    async name => {
      const outcome = await control.call(place.tokens.scoped, name, { id: foreign.entryId, reason })
      expect(outcome).toEqual({
        ok: false,
        error: {
          reason: 'refused',
          message:
            `entry ${foreign.entryId} is outside what ${names.scoped} is appointed for; ` +
            `another auditor may agree: congvu approval request read ${foreign.entryId} --reason "…"`,
        },
      })
      const [after, before] = await place.cli.services.store.read.audit(2)
      const asked = { id: foreign.entryId, reason }
      expect([JSON.parse(before!.detail), JSON.parse(after!.detail)]).toEqual([
        asked,
        { ...asked, refused: true },
      ])
      expect([before, after]).toMatchObject([
        { operation: name },
        { operation: name, operator: names.scoped },
      ])
      const acts = await place.cli.services.store.read.custody.acts(foreign.entryId, 1000)
      expect(acts.at(-1)).toMatchObject({ operator: names.scoped, operation: name })
    },
  )

  it('sees of the trail the own acts, and everybody’s appointments', async () => {
    await ask('auditor', 'archive.search', { reason, query: 'chỉ thị' })
    await ask('administrator', 'operator.add', { name: 'thanhtra.moi', role: 'auditor', agency: null })
    const trail = await ask<readonly { operator: string; operation: string }[]>('scoped', 'audit.log', {
      reason,
    })
    const others = trail.filter(({ operator }) => operator !== names.scoped)
    expect(others.map(({ operation }) => operation)).toEqual(['operator.add'])
    expect(trail.length).toBeGreaterThan(5)
    await ask('administrator', 'operator.remove', { name: 'thanhtra.moi' })
  })

  it('for a period sees letters of that time alone', async () => {
    const { receivedAt } = (await place.cli.services.store.read.archive.entry(own.entryId))!
    const { store } = place.cli.services
    const found = (fromMs: number | null, beforeMs: number | null) =>
      store.read.archive.search({ scope: { agencies: null, fromMs, beforeMs }, limit: 10 })
    expect((await found(receivedAt, receivedAt + 1)).map(({ id }) => id)).toEqual([own.entryId])
    expect((await found(receivedAt + 1, null)).map(({ id }) => id)).toEqual([foreign.entryId])
    expect(await found(null, receivedAt)).toEqual([])
    const none = { agencies: [], fromMs: null, beforeMs: null }
    expect(await store.read.archive.search({ scope: none, limit: 10 })).toEqual([])
  })
})

describe('two auditors', () => {
  interface Shown {
    readonly id: number
    readonly state: string
  }
  const asks = () =>
    askWithCode<Shown>('scoped', 'approval.request', {
      for: { purpose: 'read', entry: foreign.entryId },
      reason,
    })
  const read = (approval: number, id = foreign.entryId) =>
    ask('scoped', 'archive.show', { id, approval, reason })

  it('open one letter outside the scope, for the one who asked, for a day', async () => {
    const { id, state } = await asks()
    expect(state).toBe('requested')
    await expect(read(id)).rejects.toThrow(`refused: approval ${id} still waits for another auditor`)
    await expect(askWithCode('scoped', 'approval.grant', { id })).rejects.toThrow('is your own')
    expect(await askWithCode('auditor', 'approval.grant', { id })).toMatchObject({
      state: 'granted',
      approvedBy: 'thanhtra',
    })
    expect(await read(id)).toMatchObject({ id: foreign.entryId })
    expect(await ask('scoped', 'archive.raw', { id: foreign.entryId, approval: id, reason })).toBeInstanceOf(
      Uint8Array,
    )
    const trail = await ask<{ events: readonly { kind: string; who: string; detail: object }[] }>(
      'scoped',
      'archive.trail',
      { id: foreign.entryId, approval: id, reason },
    )
    expect(trail.events.filter(({ kind }) => kind === 'read').at(-1)).toMatchObject({
      who: names.scoped,
      detail: { approval: id, agreed: names.auditor },
    })
    const [last] = await place.cli.services.store.read.audit(1)
    expect(JSON.parse(last!.detail)).toEqual({ id: foreign.entryId, approval: id, reason })
    const other = await place.write({ elsewhere: true })
    await expect(read(id, other.entryId)).rejects.toThrow(
      `approval ${id} is to read entry ${foreign.entryId}`,
    )
    const elsewhere = { id: foreign.entryId, approval: id + 100, reason }
    await expect(ask('scoped', 'archive.show', elsewhere)).rejects.toThrow('not-found')
    await expect(askWithCode('auditor', 'approval.grant', { id })).rejects.toThrow('was decided before')
  })

  it('not before a decision, after a refusal, or after its time', async () => {
    const refused = await asks()
    await ask('auditor', 'approval.refuse', { id: refused.id, note: 'Ngoài phạm vi Quyết định 12' })
    await expect(read(refused.id)).rejects.toThrow('thanhtra refused approval')
    const late = await asks()
    await askWithCode('auditor', 'approval.grant', { id: late.id })
    const { limits } = place.cli.services.config
    const start = now
    try {
      now += limits.approvalGrantMs
      await place.reopen('scoped', now)
      await expect(read(late.id)).rejects.toThrow('has expired')
      expect(await ask('scoped', 'approval.show', { id: late.id })).toMatchObject({ state: 'expired' })
    } finally {
      now = start
      await place.reopen('scoped', now)
    }
  })

  it('of a part cannot agree to what they do not see', async () => {
    const { id } = await askWithCode<Shown>('auditor', 'approval.request', {
      for: { purpose: 'export', query: 'x' },
      reason,
    })
    await expect(askWithCode('scoped', 'approval.grant', { id })).rejects.toThrow(
      `not-found: no approval ${id}`,
    )
    await expect(ask('scoped', 'approval.show', { id })).rejects.toThrow('not-found')
    const mine = await ask<readonly { requestedBy: string }[]>('scoped', 'approval.list')
    expect(new Set(mine.map(({ requestedBy }) => requestedBy))).toEqual(new Set([names.scoped]))
    const part = await askWithCode<Shown>('scoped', 'approval.request', {
      for: { purpose: 'export', query: 'x' },
      reason,
    })
    await askWithCode('auditor', 'approval.grant', { id: part.id })
    const { scope } = (await place.cli.services.store.read.approvals.approval(part.id))!
    expect(scope.agencies).toEqual([place.agencyIds[0]])
  })

  it('need none for a letter within the scope', async () => {
    const within = { purpose: 'read', entry: own.entryId }
    await expect(askWithCode('scoped', 'approval.request', { for: within, reason })).rejects.toThrow(
      'is within what',
    )
    await expect(askWithCode('scoped', 'approval.request', { for: within, reason: 'vì' })).rejects.toThrow(
      'reason: has 2',
    )
  })
})

describe('what is asked', () => {
  it('is on the trail word for word, however many words hide it', async () => {
    const query = `"${'thông báo '.repeat(60)}" OR "đơn tố cáo"`
    expect(query.length).toBeGreaterThan(500)
    await ask('auditor', 'archive.search', { query, also: query, reason })
    const [last] = await place.cli.services.store.read.audit(1)
    expect(JSON.parse(last!.detail)).toEqual({ query, also: query, reason })
    // Longer than any query can be: it is refused, and not kept.
    const longest = place.cli.services.config.limits.queryChars
    const long = 'x'.repeat(longest + 1)
    await expect(ask('auditor', 'archive.search', { query: long, reason })).rejects.toThrow('invalid')
    const [refused] = await place.cli.services.store.read.audit(1)
    expect(JSON.parse(refused!.detail)).toMatchObject({ query: expect.stringMatching(/^sha256:/) })
  })
})

describe('a letter within the scope', () => {
  const eventsFor = async (asker: Asker) =>
    (
      await ask<{ events: readonly { kind: string; who: string; detail: object }[] }>(
        asker,
        'archive.trail',
        { id: own.entryId, reason },
      )
    ).events

  it('tells of a hold that there is one, and not what else it is about', async () => {
    const hold = { name: 'vu-an-31', query: '', reason: 'Vụ việc ở thucphan, đơn số 31' }
    await place.cli.services.search.caughtUp()
    await ask('auditor', 'hold.add', hold)
    const holds = async (asker: Asker) => (await eventsFor(asker)).filter(({ kind }) => kind === 'hold')
    expect(await holds('auditor')).toMatchObject([{ detail: { name: hold.name, reason: hold.reason } }])
    expect(await holds('scoped')).toMatchObject([{ who: names.auditor, detail: {} }])
    expect(JSON.stringify(await eventsFor('scoped'))).not.toContain('thucphan')
  })

  it('tells who exported it, by whose leave, and why', async () => {
    const query = 'agency:sokhcn'
    const { id } = await askWithCode<{ id: number }>('auditor', 'approval.request', {
      for: { purpose: 'export', query },
      reason,
    })
    await place.cli.operator('thanhtra.hai', 'auditor', 'Suối Lê-nin 2026')
    const decision = {
      state: 'granted',
      by: 'thanhtra.hai',
      note: '',
      at: now,
      expiresAt: now + 1e6,
    } as const
    expect(await place.cli.services.store.write.decideApproval(id, decision)).toMatchObject({ ok: true })
    const begin = { query, approval: id, format: 'zip', reason: 'Kết luận thanh tra số 4' }
    const begun = await ask<{ export: string; cursor: string }>('auditor', 'archive.export.begin', begin)
    const exported = (await eventsFor('auditor')).filter(({ kind }) => kind === 'exported')
    expect(exported).toMatchObject([
      {
        who: names.auditor,
        detail: { operation: 'export.begun', approval: id, agreed: 'thanhtra.hai', reason },
      },
    ])
    // The approval lapses with the appointment, and so does what was begun on it.
    const page = { export: begun.export, cursor: begun.cursor, reason }
    expect(await ask('auditor', 'archive.export.page', page)).toBeInstanceOf(Uint8Array)
    const appointment = { decision: '15/QĐ-UBND' }
    await ask('administrator', 'operator.set', { name: names.auditor, appointment })
    await place.reopen('auditor', now)
    await expect(ask('auditor', 'archive.export.page', page)).rejects.toThrow('has expired')
    await expect(ask('auditor', 'archive.export.begin', begin)).rejects.toThrow('lapsed')
  })
})

describe('statistics for an auditor of a part', () => {
  it('count the own agencies and whole days alone', async () => {
    interface Counts {
      readonly rows: readonly { readonly agency: string | null; readonly day: string | null }[]
    }
    const stats = (asker: Asker, more: object = {}) =>
      ask<Counts>(asker, 'stats.show', { period: '2026', daily: true, ...more })
    const agencies = async (asker: Asker) => new Set((await stats(asker)).rows.map(({ agency }) => agency))
    const of = { boxId: place.boxIds[2]!, agencyId: place.agencyIds[1]! }
    const there = letter({ number: 700, to: [{ agencyId: of.agencyId }], from: of })
    await place.cli.services.store.write.commitMessage(there)
    expect(await agencies('auditor')).toEqual(new Set([null, 'sokhcn', 'thucphan']))
    expect(await agencies('scoped')).toEqual(new Set(['sokhcn']))
    await expect(stats('scoped', { agency: 'thucphan' })).rejects.toThrow('refused')
    const offices = ask<{ offices: readonly { agency: string }[] }>('scoped', 'stats.acknowledgement', {})
    expect((await offices).offices.filter(({ agency }) => agency !== 'sokhcn')).toEqual([])
    const day = (await stats('scoped')).rows[0]?.day
    if (day == null) throw new Error('nothing is counted')
    const start = Date.parse(`${day}T00:00:00+07:00`)
    const counted = async (fromMs: number | null, beforeMs: number | null) => {
      const scope = { agencies: null, fromMs, beforeMs }
      const caller = { name: 'x', role: 'auditor', agency: null, scope } as const
      const outcome = await dispatch(place.cli.services, caller, 'stats.show', { period: day, daily: true })
      if (!outcome.ok) throw new Error(outcome.error.message)
      return (outcome.value as Counts).rows.length > 0
    }
    const dayMs = 86_400_000
    expect(await counted(start, start + dayMs)).toBe(true)
    expect(await counted(null, null)).toBe(true)
    for (const [fromMs, beforeMs] of [
      [start + 1, null],
      [null, start + dayMs - 1],
      [start + dayMs, null],
      [null, start],
    ] as const)
      expect(await counted(fromMs, beforeMs), `${fromMs} ${beforeMs}`).toBe(false)
  })
})

describe('the head of an agency', () => {
  it('sees the agency’s own violations, cases and counts', async () => {
    const rows = await ask<readonly { agency: string }[]>('agency-head', 'violation.list')
    expect(rows.map(({ agency }) => agency)).toEqual(['sokhcn'])
    const cases = await ask<readonly { agencyCode: string }[]>('agency-head', 'case.list')
    expect(cases.map(({ agencyCode }) => agencyCode)).toEqual(['sokhcn'])
    const { rows: counts } = await ask<{ rows: readonly { agency: string | null }[] }>(
      'agency-head',
      'stats.show',
    )
    expect(new Set(counts.map(({ agency }) => agency))).toEqual(new Set(['sokhcn']))
  })

  it.each([
    ['violation.list', { agency: 'thucphan' }],
    ['case.list', { agency: 'thucphan' }],
    ['stats.show', { agency: 'thucphan' }],
    ['stats.acknowledgement', { agency: 'thucphan' }],
  ])('is refused another’s: %s', async (name, parameters) => {
    await expect(ask('agency-head', name, parameters)).rejects.toThrow('sokhcn.gd heads sokhcn, not thucphan')
  })

  it('is refused another’s row', async () => {
    await expect(ask('agency-head', 'violation.show', { ref: foreign.ref })).rejects.toThrow('heads sokhcn')
    const [secret] = await place.cli.services.store.read.policy.cases({ agency: 'thucphan', limit: 1 })
    await expect(ask('agency-head', 'case.show', { id: secret!.id })).rejects.toThrow('not-found')
  })
})
