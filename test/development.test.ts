/** The sample accounts of the development start, on the second day and after an upgrade. */
import { expect, test } from 'vitest'
import { shippedFile } from '../src/app/services.ts'
import { prepareDevelopment } from '../src/development.ts'
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
