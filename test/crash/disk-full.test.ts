/**
 * A full disk is a temporary failure: what was acknowledged stays, and the same open store goes on when there is
 * room again.
 */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StoreError } from '../../src/ports/store.ts'
import { addresses } from '../conformance/letters.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { faultsOf, ledgerLetter } from './ledger.ts'
import { openStore, provisioned } from './support.ts'

const megabyte = 1024 * 1024

it('answers "full" while the disk is, and resumes in place', { timeout: 120_000 }, async context => {
  await using disk = await SmallDisk.mount(24)
  if (disk === undefined) return context.skip('a tmpfs cannot be mounted here (needs root)')
  const dataDir = join(disk.path, 'data')
  disk.take(12 * megabyte)
  await provisioned(dataDir)

  await using store = await openStore(dataDir, { hotBytes: 2 * megabyte, segmentBytes: megabyte })
  const boxIds = await Promise.all(
    addresses.map(async address => (await store.read.directory.box(address))!.id),
  )
  const acknowledged = new Set<number>()
  let number = 1
  /** Ten letters at once; the reasons of those that failed. */
  const write = async (): Promise<readonly unknown[]> => {
    const numbers = Array.from({ length: 10 }, () => number++)
    const outcomes = await Promise.allSettled(
      numbers.map(one => store.write.commitMessage(ledgerLetter(one, boxIds))),
    )
    for (const [i, outcome] of outcomes.entries())
      if (outcome.status === 'fulfilled') acknowledged.add(numbers[i]!)
    return outcomes.filter(outcome => outcome.status === 'rejected').map(outcome => outcome.reason as unknown)
  }

  let failures: readonly unknown[] = []
  while (failures.length === 0 && number < 3000) failures = await write()
  expect(failures.length).toBeGreaterThan(0)
  for (let again = 0; again < 5; again++) failures = [...failures, ...(await write())]
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(StoreError)
    expect(failure).toMatchObject({ reason: 'full', temporary: true })
  }
  expect(await faultsOf(store, acknowledged)).toEqual([])

  disk.free()
  const before = acknowledged.size
  for (let again = 0; again < 5; again++) expect(await write()).toEqual([])
  expect(acknowledged.size).toBe(before + 50)
  expect(await faultsOf(store, acknowledged)).toEqual([])

  await store[Symbol.asyncDispose]()
  await using reopened = await openStore(dataDir)
  expect(await faultsOf(reopened, acknowledged)).toEqual([])
})
