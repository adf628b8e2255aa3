/**
 * What an auditor of one agency, for a period, may learn: the letters of that agency and time, and of others nothing,
 * whatever is asked; what needs another auditor; and how appointments and sessions end.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Control, createControl } from '../../src/control/control.ts'
import type { Services } from '../../src/control/services.ts'
import { decodeBase32, hotp, totpStepMs } from '../../src/directory/totp.ts'
import { addresses } from '../conformance/letters.ts'
import { reason } from '../support/reason.ts'
import { names, openPlace, type Place } from './place.ts'

const minute = 60_000

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

const lists: readonly (readonly [string, object, string])[] = [
  ['archive.search', { reason }, 'id'],
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
    await ask('auditor', 'archive.search', { reason, subject: 'chỉ thị' })
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
    ask<Shown>('scoped', 'approval.request', { for: { purpose: 'read', entry: foreign.entryId }, reason })
  const read = (approval: number, id = foreign.entryId) =>
    ask('scoped', 'archive.show', { id, approval, reason })

  it('open one letter outside the scope, for the one who asked, for a day', async () => {
    const { id, state } = await asks()
    expect(state).toBe('requested')
    await expect(read(id)).rejects.toThrow(`refused: approval ${id} still waits for another auditor`)
    await expect(ask('scoped', 'approval.grant', { id })).rejects.toThrow('is your own')
    expect(await ask('auditor', 'approval.grant', { id })).toMatchObject({
      state: 'granted',
      approvedBy: 'thanhtra',
    })
    expect(await read(id)).toMatchObject({ id: foreign.entryId })
    expect(await ask('scoped', 'archive.raw', { id: foreign.entryId, approval: id, reason })).toBeInstanceOf(
      Uint8Array,
    )
    expect(await ask('scoped', 'archive.trail', { id: foreign.entryId, approval: id, reason })).toBeDefined()
    const [last] = await place.cli.services.store.read.audit(1)
    expect(JSON.parse(last!.detail)).toEqual({ id: foreign.entryId, approval: id, reason })
    const other = await place.write({ elsewhere: true })
    await expect(read(id, other.entryId)).rejects.toThrow(
      `approval ${id} is to read entry ${foreign.entryId}`,
    )
    const elsewhere = { id: foreign.entryId, approval: id + 100, reason }
    await expect(ask('scoped', 'archive.show', elsewhere)).rejects.toThrow('not-found')
    await expect(ask('auditor', 'approval.grant', { id })).rejects.toThrow('was decided before')
  })

  it('not before a decision, after a refusal, or after its time', async () => {
    const refused = await asks()
    await ask('auditor', 'approval.refuse', { id: refused.id, note: 'Ngoài phạm vi Quyết định 12' })
    await expect(read(refused.id)).rejects.toThrow('thanhtra refused approval')
    const late = await asks()
    await ask('auditor', 'approval.grant', { id: late.id })
    const { limits } = place.cli.services.config
    const start = now
    try {
      // The session is kept alive on the way.
      await idle(limits.approvalGrantMs)
      await expect(read(late.id)).rejects.toThrow('has expired')
      expect(await ask('scoped', 'approval.show', { id: late.id })).toMatchObject({ state: 'expired' })
    } finally {
      now = start
    }
  })

  it('of a part cannot agree to what they do not see', async () => {
    const { id } = await ask<Shown>('auditor', 'approval.request', {
      for: { purpose: 'export', query: 'x' },
      reason,
    })
    await expect(ask('scoped', 'approval.grant', { id })).rejects.toThrow(`not-found: no approval ${id}`)
    await expect(ask('scoped', 'approval.show', { id })).rejects.toThrow('not-found')
    const mine = await ask<readonly { requestedBy: string }[]>('scoped', 'approval.list')
    expect(new Set(mine.map(({ requestedBy }) => requestedBy))).toEqual(new Set([names.scoped]))
    const part = await ask<Shown>('scoped', 'approval.request', {
      for: { purpose: 'export', query: 'x' },
      reason,
    })
    await ask('auditor', 'approval.grant', { id: part.id })
    const { scope } = (await place.cli.services.store.read.approvals.approval(part.id))!
    expect(scope.agencies).toEqual([place.agencyIds[0]])
  })

  it('need none for a letter within the scope', async () => {
    const within = { purpose: 'read', entry: own.entryId }
    await expect(ask('scoped', 'approval.request', { for: within, reason })).rejects.toThrow('is within what')
    await expect(ask('scoped', 'approval.request', { for: within, reason: 'vì' })).rejects.toThrow(
      'reason: has 2',
    )
  })
})

/** Lets time pass while everybody asks something now and then. */
async function idle(ms: number): Promise<void> {
  const { operatorSessionMs, auditorSessionMs } = place.cli.services.config.limits
  const end = now + ms
  // A session does not outlive its age: of longer times only the end matters here.
  if (ms > Math.min(operatorSessionMs, auditorSessionMs)) {
    now = end
    await reopen()
    return
  }
  for (; now < end; now += 20 * minute) await ask('scoped', 'whoami')
}

async function reopen(): Promise<void> {
  const { openSession } = await import('../../src/control/control.ts')
  const { store, config } = place.cli.services
  for (const asker of ['auditor', 'scoped', 'administrator'] as const) {
    const operator = (await store.read.directory.operator(names[asker]))!
    const { token } = await openSession({ store, config, clock: { now: () => now } }, operator)
    Object.assign(place.tokens, { [asker]: token })
  }
}

describe('sessions', () => {
  const ended = 'the session has ended'

  it('of auditors end with silence, of administrators with age', async () => {
    await reopen()
    const { auditorIdleMs, auditorSessionMs, operatorSessionMs } = place.cli.services.config.limits
    const opened = now
    now += auditorIdleMs - 1
    expect(await ask('scoped', 'whoami')).toBeDefined()
    now += auditorIdleMs - 1
    expect(await ask('scoped', 'whoami')).toBeDefined()
    now += auditorIdleMs
    await expect(ask('scoped', 'whoami')).rejects.toThrow(ended)
    expect(await ask('administrator', 'whoami')).toBeDefined()
    now = opened
    await reopen()
    for (; now < opened + auditorSessionMs; now += auditorIdleMs / 2) await ask('auditor', 'whoami')
    await expect(ask('auditor', 'whoami')).rejects.toThrow(ended)
    expect(await ask('administrator', 'whoami')).toBeDefined()
    now = opened + operatorSessionMs
    await expect(ask('administrator', 'whoami')).rejects.toThrow(ended)
    await reopen()
  })

  it('are noted as used once a minute, not at every question', async () => {
    const used = async () => {
      const { hashToken } = await import('../../src/control/sessions.ts')
      const session = await place.cli.services.store.read.directory.operatorSession(
        hashToken(place.tokens.scoped),
      )
      return session?.lastUsedAt
    }
    await ask('scoped', 'whoami')
    const first = await used()
    now += minute - 1
    await ask('scoped', 'whoami')
    expect(await used()).toBe(first)
    now += 1
    await ask('scoped', 'whoami')
    expect(await used()).toBe(now)
  })

  it('end with a change of the appointment, its end, and the dismissal', async () => {
    await ask('scoped', 'whoami')
    const set = (appointment: object) =>
      ask('administrator', 'operator.set', { name: names.scoped, appointment })
    await set({ decision: '13/QĐ-UBND' })
    await expect(ask('scoped', 'whoami')).rejects.toThrow(ended)
    await set({ endsAtMs: now + 10 * minute })
    await reopen()
    now += 10 * minute - 1
    expect(await ask('scoped', 'whoami')).toBeDefined()
    now += 1
    await expect(ask('scoped', 'whoami')).rejects.toThrow(ended)
    await set({ endsAtMs: null })
    await reopen()
    expect(await ask('scoped', 'whoami')).toBeDefined()
    await ask('administrator', 'operator.remove', { name: names.scoped })
    await expect(ask('scoped', 'whoami')).rejects.toThrow(ended)
  })

  it('are not opened on an appointment that has ended; who tried is on the trail', async () => {
    const { store } = place.cli.services
    const password = 'Suối Lê-nin 2026'
    const { totpSecret } = await place.cli.operator('thanhtra.sau', 'auditor', password, null, {
      scope: { agencies: null, fromMs: null, beforeMs: null },
      endsAt: now + minute,
      decision: '',
    })
    const secret = decodeBase32(totpSecret)!
    const logIn = (given = password) =>
      control.logIn({
        name: 'thanhtra.sau',
        password: given,
        code: hotp(secret, Math.floor(now / totpStepMs)),
      })
    const login = async () => {
      const [record] = await store.read.audit(1)
      return { ...record, detail: JSON.parse(record!.detail) as unknown }
    }
    expect(await logIn()).toMatchObject({ ok: true, value: { role: 'auditor', expiresAt: now + minute } })
    expect(await login()).toMatchObject({ operator: 'thanhtra.sau', operation: 'login', detail: {} })
    expect(await logIn('sai')).toMatchObject({
      ok: false,
      error: { message: 'wrong name, password or code' },
    })
    expect(await login()).toMatchObject({ operator: 'thanhtra.sau', detail: { refused: true } })
    now += minute
    expect(await logIn()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('ended at') },
    })
    expect(await login()).toMatchObject({
      operator: 'thanhtra.sau',
      detail: { refused: true, ended: expect.any(String) },
    })
    const nobody = await control.logIn({ name: 'Suối Lê-nin 2026', password: 'x', code: '000000' })
    expect(nobody.ok).toBe(false)
    // What was typed for a name may be a password.
    expect(await login()).toMatchObject({ operator: '-', role: '-', detail: { refused: true } })
  })
})

describe('appointments', () => {
  interface Operator {
    readonly name: string
    readonly appointment: unknown
  }

  it('are shown to administrators and to every auditor', async () => {
    const lettersFromMs = Date.UTC(2026, 0, 1, -7)
    await ask('administrator', 'operator.add', {
      name: 'minhdv',
      role: 'auditor',
      agency: null,
      appointment: { agencies: ['thucphan', 'sokhcn'], lettersFromMs, decision: '12/QĐ-UBND' },
    })
    for (const asker of ['administrator', 'auditor'] as const) {
      const list = await ask<readonly Operator[]>(asker, 'operator.list')
      expect(list.find(({ name }) => name === 'minhdv')).toMatchObject({
        role: 'auditor',
        agency: null,
        appointment: {
          agencies: ['sokhcn', 'thucphan'],
          lettersFrom: '2026-01-01T00:00:00.000+07:00',
          lettersBefore: null,
          until: null,
          ended: false,
          decision: '12/QĐ-UBND',
        },
      })
    }
  })

  it.each([
    [{ agencies: ['sokhac'] }, 'there is no agency "sokhac"'],
    [{ lettersFromMs: 2000, lettersBeforeMs: 2000 }, 'ends before it begins'],
    [{ endsAtMs: 1000 }, 'would have ended'],
    [{ decision: 'hai\ndòng' }, 'one line'],
  ])('%j is refused', async (appointment, message) => {
    const set = ask('administrator', 'operator.set', { name: 'minhdv', appointment })
    await expect(set).rejects.toThrow(message)
  })

  it('of others than auditors there are none', async () => {
    const head = { name: 'gd', role: 'agency-head', agency: 'sokhcn', appointment: { decision: '1' } }
    await expect(ask('administrator', 'operator.add', head)).rejects.toThrow('only an auditor is appointed')
    const set = { name: names['agency-head'], appointment: { decision: '1' } }
    await expect(ask('administrator', 'operator.set', set)).rejects.toThrow('is no auditor')
    await expect(ask('administrator', 'operator.set', { name: 'khong', appointment: {} })).rejects.toThrow(
      'not-found',
    )
  })

  it('leave one auditor of the whole province', async () => {
    const narrow = { name: names.auditor, appointment: { agencies: ['sokhcn'] } }
    await expect(ask('administrator', 'operator.set', narrow)).rejects.toThrow('appoint another one first')
    const { name } = narrow
    await expect(ask('administrator', 'operator.remove', { name })).rejects.toThrow(
      'appoint another one first',
    )
    await ask('administrator', 'operator.add', { name: 'thaythe', role: 'auditor', agency: null })
    await ask('administrator', 'operator.set', narrow)
  })
})
