/** The sample accounts of the development start, on the second day and after an upgrade. */
import { expect, test } from 'vitest'
import { shippedFile } from '../src/app/services.ts'
import { leaveSessions, prepareDevelopment } from '../src/development.ts'
import { CliHarness } from './cli-harness.ts'

test('the accounts that are printed can be used, whatever a clock did to them', async () => {
  await using cli = await CliHarness.open()
  await cli.start()
  const { store, passwords } = cli.services
  const { directory } = store.read
  const start = () => prepareDevelopment(cli.services, shippedFile('agencies.csv'))
  const accounts = await start()
  const boxes = () => Promise.all(accounts.map(async ({ address }) => (await directory.box(address))!))
  const [first, second, third] = await boxes()
  await store.write.setPassword(first!.id, (await directory.passwordHash(first!.id)) ?? '', true, 1)
  await store.write.lockBox(second!, 'idle', 2)
  await store.write.setBoxStatus(third!.id, 'disabled', 3)
  expect(await start()).toEqual(accounts)
  const now = await boxes()
  expect(now.map(({ initialPassword }) => initialPassword)).not.toContain(true)
  expect(now.flatMap(({ status }) => (status === 'active' ? [] : [status]))).toEqual(['disabled'])
  const hash = (await directory.passwordHash(first!.id)) ?? ''
  expect(await passwords.verify(accounts[0]!.password, hash)).toBe('match')
})

test('the sample offices have a certificate each, and sign what they send as documents', async () => {
  await using cli = await CliHarness.open()
  await cli.start()
  const { store, identityFor } = cli.services
  const start = () => prepareDevelopment(cli.services, shippedFile('agencies.csv'))
  const accounts = await start()
  await start()
  const boxes = await Promise.all(accounts.map(({ address }) => store.read.directory.box(address)))
  for (const box of boxes) {
    const identity = await identityFor(box!)
    expect(identity !== null).toBe(box!.kind === 'office')
    expect(box!.sign).toBe(box!.kind === 'office' ? 'office-documents' : 'never')
  }
  expect(await store.read.certificates.list({ limit: 100 })).toHaveLength(2 + 3)
})

test('the sample operators keep their second factors, and get them in a directory from before', async () => {
  await using cli = await CliHarness.open()
  await cli.start()
  const { store } = cli.services
  const { directory } = store.read
  const before = {
    name: 'auditor',
    role: 'auditor',
    agencyId: null,
    passwordHash: 'x',
    totpSecret: null,
    createdAt: 1,
    appointment: { scope: { agencies: null, fromMs: 2, beforeMs: null }, endsAt: null, decision: '1/QĐ' },
  } as const
  const id = await store.write.putOperator(before)
  const secret = await leaveSessions(cli.services)
  expect(await cli.secret('auditor')).toBe(secret)
  const kept = { id, passwordHash: 'x', createdAt: 1, appointment: before.appointment }
  expect(await directory.operator('auditor')).toMatchObject(kept)
  const operators = await directory.operators()
  expect(operators.map(({ name }) => name)).toEqual(['administrator', 'auditor'])
  expect(await cli.secret('administrator')).not.toBe(secret)
  expect(await leaveSessions(cli.services)).toBe(secret)
  expect(await directory.operators()).toEqual(operators)
  expect(await cli.json('whoami', '--as', 'auditor')).toMatchObject({ role: 'auditor' })
})
