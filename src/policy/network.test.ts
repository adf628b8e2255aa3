import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeMmdb } from '../../test/support/mmdb.ts'
import { NetworkTable } from './network.ts'

let folder: string
let table: NetworkTable

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvu-networks-'))
  const row = { autonomous_system_number: 7552, autonomous_system_organization: 'Viettel Group' }
  await writeFile(join(folder, 'asn.mmdb'), makeMmdb([{ network: '203.0.113.0/24', row }]))
  table = new NetworkTable(join(folder, 'asn.mmdb'))
})

afterAll(() => rm(folder, { recursive: true }))

test.each([
  ['203.0.113.25', 'AS7552 Viettel Group'],
  ['203.0.114.25', null],
  ['not an address', null],
])('%s: %s', async (address, expected) => {
  expect(await table.networkOf(address)).toBe(expected)
})

test('without a table nothing is known', async () => {
  expect(await new NetworkTable(null).networkOf('203.0.113.25')).toBeNull()
})
