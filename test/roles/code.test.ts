/** Two sessions are not two persons: what two auditors agree on takes a fresh code of each one's second factor. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Control, createControl } from '../../src/control/control.ts'
import type { Refusal } from '../../src/control/operation.ts'
import type { Services } from '../../src/control/services.ts'
import { throttleWindowMs } from '../../src/directory/throttle.ts'
import { totpStepMs } from '../../src/directory/totp.ts'
import type { Store } from '../../src/ports/store.ts'
import { reason } from '../support/reason.ts'
import { totpCode } from '../support/totp.ts'
import { names, openPlace, type Place } from './place.ts'

type Auditor = 'auditor' | 'scoped'

let place: Place
let services: Services
let control: Control
let now = Date.now()

beforeAll(async () => {
  place = await openPlace()
  services = { ...place.cli.services, clock: { now: () => now } }
})

afterAll(() => place?.[Symbol.asyncDispose]())

/** Each test begins a quarter of an hour later, with sessions of that moment: no code or guess of another counts. */
beforeEach(async () => {
  now += throttleWindowMs
  control = createControl(services)
  for (const asker of ['auditor', 'scoped'] as const) await place.reopen(asker, now)
})

async function codeOf(asker: Auditor, steps = 0): Promise<string> {
  return totpCode(await place.cli.secret(names[asker]), now + steps * totpStepMs)
}

/** Six digits that are none of the auditor's codes about now. */
async function wrongCode(asker: Auditor): Promise<string> {
  const near = await Promise.all([-1, 0, 1].map(steps => codeOf(asker, steps)))
  return ['000000', '111111', '222222', '333333'].find(code => !near.includes(code))!
}

const call = (asker: Auditor, operation: string, parameters: object, by = control) =>
  by.call(place.tokens[asker], operation, parameters)

/** What the part's auditor asks the province's to agree to; its number. */
async function asked(): Promise<number> {
  now += totpStepMs
  const wanted = { for: { purpose: 'export', query: 'x' }, reason, code: await codeOf('scoped') }
  const outcome = await call('scoped', 'approval.request', wanted)
  if (!outcome.ok) throw new Error(outcome.error.message)
  return (outcome.value as { readonly id: number }).id
}

async function stateOf(id: number): Promise<string | undefined> {
  return (await services.store.read.approvals.approval(id))?.state
}

async function newest(count: number) {
  const records = await services.store.read.audit(count)
  return records.map(({ operator, operation, detail }) => ({
    operator,
    operation,
    detail: JSON.parse(detail) as unknown,
  }))
}

function refused(cause: string, message: RegExp, why: Refusal['reason'] = 'refused') {
  return {
    ok: false,
    error: { reason: why, cause, rule: 'two-auditors', message: expect.stringMatching(message) },
  }
}

const wrong = refused('wrong-code', /^Mã không đúng: .*\nThe code is wrong: /)
const used = refused(
  'used-code',
  /^Mã đã dùng rồi: .*Xin chờ mã kế tiếp; .*30 giây\.\n.*was used before: .*30 seconds\.$/,
)
const needed = refused('code-needed', /^Theo quy tắc hai người, .*sáu chữ số.*\n.*the six digits/, 'invalid')
const wait = refused('too-many-codes', /^Nhập sai quá nhiều lần.*\nToo many wrong/, 'try-again')

describe('an approval', () => {
  it('is granted with the code of the one who grants', async () => {
    const id = await asked()
    const granted = await call('auditor', 'approval.grant', { id, code: await codeOf('auditor') })
    expect(granted).toMatchObject({ ok: true, value: { state: 'granted', approvedBy: names.auditor } })
    expect(await newest(1)).toEqual([
      { operator: names.auditor, operation: 'approval.grant', detail: { id } },
    ])
  })

  it.each([
    ['without one', async () => undefined],
    ['with five digits', async () => '12345'],
    ['with a number', async () => 123456],
    ['with a text', async () => 'sáu số'],
  ])('is not granted %s, and that is no guess', async (_, code) => {
    const id = await asked()
    const trail = await newest(1)
    for (let i = 0; i < 20; i++)
      expect(await call('auditor', 'approval.grant', { id, code: await code() })).toMatchObject(needed)
    expect(await newest(1)).toEqual(trail)
    expect(await stateOf(id)).toBe('requested')
    const granted = await call('auditor', 'approval.grant', { id, code: await codeOf('auditor') })
    expect(granted.ok).toBe(true)
  })

  it('is not granted with a wrong code, which stands on the trail, and not what was typed', async () => {
    const id = await asked()
    const code = await wrongCode('auditor')
    expect(await call('auditor', 'approval.grant', { id, code })).toMatchObject(wrong)
    expect(await stateOf(id)).toBe('requested')
    const act = { operator: names.auditor, operation: 'approval.grant' }
    const refusal = { id, refused: true, cause: 'wrong-code', rule: 'two-auditors' }
    expect(await newest(2)).toEqual([
      { ...act, detail: refusal },
      { ...act, detail: { id } },
    ])
  })

  it('is not granted with the code of the one who asked', async () => {
    const id = await asked()
    now += totpStepMs
    const code = await codeOf('scoped')
    expect(await call('auditor', 'approval.grant', { id, code })).toMatchObject(wrong)
    expect(await stateOf(id)).toBe('requested')
    // It is not used up by that.
    expect(
      (await call('scoped', 'approval.request', { for: { purpose: 'export', query: 'y' }, reason, code })).ok,
    ).toBe(true)
  })

  it('is not asked for in the name of another, to grant it oneself', async () => {
    const wanted = { for: { purpose: 'export', query: 'z' }, reason, code: await codeOf('auditor') }
    expect(await call('scoped', 'approval.request', wanted)).toMatchObject(wrong)
    const { code: _, ...bare } = wanted
    expect(await call('scoped', 'approval.request', bare)).toMatchObject(needed)
    const all = await services.store.read.approvals.approvals({ limit: 100 })
    expect(all.filter(({ subject }) => subject === 'z')).toEqual([])
  })

  it('is not granted with a code that granted another, nor an earlier one', async () => {
    const [first, second] = [await asked(), await asked()]
    const earlier = await codeOf('auditor', -1)
    const code = await codeOf('auditor')
    expect((await call('auditor', 'approval.grant', { id: first, code })).ok).toBe(true)
    expect(await call('auditor', 'approval.grant', { id: second, code })).toMatchObject(used)
    expect(await call('auditor', 'approval.grant', { id: second, code: earlier })).toMatchObject(used)
    const [last] = await newest(1)
    expect(last).toMatchObject({ detail: { id: second, refused: true, cause: 'used-code' } })
    // The server forgets no code when it starts again.
    const restarted = createControl(services)
    expect(await call('auditor', 'approval.grant', { id: second, code }, restarted)).toMatchObject(used)
    now += totpStepMs
    const next = await codeOf('auditor')
    expect((await call('auditor', 'approval.grant', { id: second, code: next }, restarted)).ok).toBe(true)
  })

  it('given twice at once is taken once', async () => {
    const [first, second] = [await asked(), await asked()]
    const code = await codeOf('auditor')
    const both = await Promise.all([first, second].map(id => call('auditor', 'approval.grant', { id, code })))
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject(used)
  })

  it('is not granted with the code that opened the session, and waits half a minute', async () => {
    const id = await asked()
    const code = await codeOf('auditor')
    const logIn = { name: names.auditor, password: 'Suối Lê-nin 2026' }
    const opened = await control.logIn({ ...logIn, code })
    if (!opened.ok) throw new Error(opened.error.message)
    const grant = (digits: string) => control.call(opened.value.token, 'approval.grant', { id, code: digits })
    expect(await grant(code)).toMatchObject(used)
    now += totpStepMs
    const next = await codeOf('auditor')
    expect((await grant(next)).ok).toBe(true)
    // Nor does the code that granted open a session.
    expect((await control.logIn({ ...logIn, code: next })).ok).toBe(false)
  })

  it('takes twelve wrong codes, together with wrong log-ins, and then none for a quarter of an hour', async () => {
    const id = await asked()
    const logIn = async (code: string) =>
      control.logIn({ name: names.auditor, password: 'Suối Lê-nin 2026', code })
    const code = await wrongCode('auditor')
    for (let i = 0; i < 6; i++) {
      expect(await call('auditor', 'approval.grant', { id, code })).toMatchObject(wrong)
      expect(await logIn(code)).toMatchObject({ ok: false, error: { reason: 'refused' } })
    }
    const right = await codeOf('auditor')
    expect(await call('auditor', 'approval.grant', { id, code: right })).toMatchObject(wait)
    expect(await logIn(right)).toMatchObject({ ok: false, error: { reason: 'try-again' } })
    expect((await newest(1))[0]).toMatchObject({
      operation: 'approval.grant',
      detail: { id, refused: true, cause: 'too-many-codes' },
    })
    expect(await stateOf(id)).toBe('requested')
    // Of others nobody waits.
    await asked()
    now += throttleWindowMs
    await place.reopen('auditor', now)
    const later = await codeOf('auditor')
    expect((await call('auditor', 'approval.grant', { id, code: later })).ok).toBe(true)
  })

  it('is on the trail before the code is taken and before its effect', async () => {
    const id = await asked()
    const code = await codeOf('auditor')
    const deaf = (write: Store['write']): Store['write'] => ({
      ...write,
      audit: () => Promise.reject(new Error('no trail')),
    })
    const { store } = services
    const untraced = createControl({ ...services, store: { ...store, write: deaf(store.write) } as Store })
    await expect(call('auditor', 'approval.grant', { id, code }, untraced)).rejects.toThrow('no trail')
    expect(await stateOf(id)).toBe('requested')
    expect((await call('auditor', 'approval.grant', { id, code })).ok).toBe(true)
  })

  it('is refused or withdrawn without a code: that opens nothing', async () => {
    const [first, second] = [await asked(), await asked()]
    const note = 'Ngoài phạm vi Quyết định 12'
    expect((await call('auditor', 'approval.refuse', { id: first, note })).ok).toBe(true)
    expect((await call('scoped', 'approval.refuse', { id: second, note })).ok).toBe(true)
  })
})
