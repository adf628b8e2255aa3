/** `congvu archive mailbox` and `archive query`. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dispatch } from '../src/control/control.ts'
import { wholeProvince } from '../src/ports/search.ts'
import { CliHarness } from './cli-harness.ts'
import { provision } from './conformance/letters.ts'

const reason = 'Kiểm tra theo Quyết định 12/QĐ-TTr'
let cli: CliHarness

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', thanhtra: 'auditor' })
  await provision(cli.services.store)
})
afterAll(() => cli?.[Symbol.asyncDispose]())

interface Opened {
  readonly id: number
  readonly user: string
  readonly password: string
  readonly expiresAt: string
}

it('opens a mailbox, lists it without its password, and closes it', async () => {
  const opened = await cli.json<Opened>(
    ...[
      'archive',
      'mailbox',
      'open',
      '--reason',
      reason,
      '--agency',
      'sokhcn',
      '--agency',
      'thue',
      '--hours',
      '4',
    ],
  )
  expect(opened.user).toBe('thanhtra')
  expect(opened.password).toMatch(/^[a-z2-9]{16}$/)
  const hours = (Date.parse(opened.expiresAt) - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(3.9)
  expect(hours).toBeLessThanOrEqual(4)
  const listed = await cli.run(['archive', 'mailbox', 'list', '--json'])
  expect(JSON.parse(listed.out)).toMatchObject([{ id: opened.id, reason, agencies: ['sokhcn', 'thue'] }])
  const trail = JSON.stringify(await cli.services.store.read.audit(100))
  expect(trail).toContain('archive.mailbox.open')
  expect(listed.out + trail).not.toContain(opened.password)
  expect((await cli.run(['archive', 'mailbox', 'close', `${opened.id}`])).code).toBe(0)
  expect((await cli.run(['archive', 'mailbox', 'close', `${opened.id}`])).code).toBe(4)
  expect(await cli.json('archive', 'mailbox', 'list')).toEqual([])
})

it.each([
  ['without a reason', ['open'], 2, 'say why you look, with --reason'],
  ['for too long', ['open', '--reason', reason, '--hours', '73'], 2, 'for 72 hours at most'],
  ['of no agency', ['open', '--reason', reason, '--agency', 'khong'], 4, 'no agency khong'],
  [
    'with a query without a name',
    ['open', '--reason', reason, '--query', 'x'],
    2,
    'each --query has a --name',
  ],
])('does not open one %s', async (_, words, code, message) => {
  const ran = await cli.run(['archive', 'mailbox', ...words])
  expect(ran.err).toContain(message)
  expect(ran.code).toBe(code)
})

it('is for auditors alone', async () => {
  const ran = await cli.run(['archive', 'mailbox', 'open', '--reason', reason, '--as', 'quantri'])
  expect(ran.code).toBe(5)
})

it('keeps queries that can be understood, under names that never change their meaning', async () => {
  const caller = { name: 'thanhtra', role: 'auditor', agency: null, scope: wholeProvince } as const
  const ask = (name: string, parameters: unknown) => dispatch(cli.services, caller, name, parameters)
  const query = { name: 'Phường', query: 'agency:thucphan' }
  expect(await ask('archive.query.add', query)).toEqual({ ok: true, value: query })
  expect(await ask('archive.query.list', {})).toEqual({ ok: true, value: [query] })
  expect(await ask('archive.query.add', { ...query, query: '' })).toMatchObject({
    error: { reason: 'refused' },
  })
  expect(await ask('archive.query.add', { name: 'b', query: 'khong:co' })).toMatchObject({
    error: { reason: 'invalid', message: expect.stringContaining('there is no field “khong:”') },
  })
  expect(await ask('archive.query.add', { name: 'a/b', query: '' })).toMatchObject({
    error: { reason: 'invalid' },
  })
  const twice = [query, query]
  expect(await ask('archive.mailbox.open', { reason, queries: twice })).toMatchObject({
    error: { reason: 'invalid', message: 'two queries have one name' },
  })
  expect(await ask('archive.query.remove', { name: 'Phường' })).toMatchObject({ ok: true })
  expect(await ask('archive.query.remove', { name: 'Phường' })).toMatchObject({
    error: { reason: 'not-found' },
  })
})
