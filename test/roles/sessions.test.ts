/** How the appointments of auditors begin and change, and how sessions end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Control, createControl } from '../../src/control/control.ts'
import { hashToken } from '../../src/control/sessions.ts'
import { decodeBase32, hotp, totpStepMs } from '../../src/directory/totp.ts'
import type { SearchIndex } from '../../src/ports/search.ts'
import { names, openPlace, type Place } from './place.ts'

const minute = 60_000

let place: Place
let control: Control
let now = Date.now()

beforeAll(async () => {
  place = await openPlace()
  control = createControl({ ...place.cli.services, clock: { now: () => now } })
})

afterAll(() => place?.[Symbol.asyncDispose]())

type Asker = keyof Place['tokens']

async function ask<T = unknown>(asker: Asker, name: string, parameters: object = {}): Promise<T> {
  const outcome = await control.call(place.tokens[asker], name, parameters)
  if (!outcome.ok) throw new Error(`${outcome.error.reason}: ${outcome.error.message}`)
  return outcome.value as T
}

/** Everybody logs in once more. */
async function reopen(): Promise<void> {
  for (const asker of ['auditor', 'scoped', 'administrator'] as const) await place.reopen(asker, now)
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
    // Nothing of what was being looked up when it happened is shown either.
    const { services } = place.cli
    const { search: index } = services
    const search: SearchIndex = {
      async find(...asked) {
        const appointment = { decision: '14/QĐ-UBND' }
        await ask('administrator', 'operator.set', { name: names.auditor, appointment })
        return index.find(...asked)
      },
      facets: (...asked) => index.facets(...asked),
      entries: (...asked) => index.entries(...asked),
      state: () => index.state(),
      caughtUp: () => index.caughtUp(),
      forget: entries => index.forget(entries),
      rebuild: () => index.rebuild(),
    }
    const slow = createControl({ ...services, search, clock: { now: () => now } })
    await place.reopen('auditor', now)
    const question = { query: 'thư', reason: 'Rà soát theo kế hoạch' }
    expect(await slow.call(place.tokens.auditor, 'archive.search', question)).toMatchObject({
      ok: false,
      error: { reason: 'refused', message: expect.stringContaining('ended meanwhile') },
    })
    const [last] = (await services.store.read.audit(2)).filter(
      ({ operation }) => operation === 'archive.search',
    )
    expect(JSON.parse(last!.detail)).toMatchObject(question)
    await place.reopen('auditor', now)
    // Nobody becomes who somebody was, nor the server itself.
    const add = (name: string) =>
      ask('administrator', 'operator.add', { name, role: 'auditor', agency: null })
    await expect(add(names.scoped)).rejects.toThrow(`${names.scoped} stands on the trail already`)
    await expect(add('congvu')).rejects.toThrow('congvu is what the server calls itself')
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
