import { expect, test } from 'vitest'
import { CountryTable } from './country.ts'

const table = new CountryTable()

test.each([
  ['14.160.0.1', 'VN'],
  ['::ffff:14.160.0.1', 'VN'],
  ['2001:ee0::1', 'VN'],
  ['8.8.8.8', 'US'],
])('%s is in %s', async (address, country) => {
  expect(await table.countryOf(address)).toBe(country)
})

test.each(['127.0.0.1', '::1', '10.1.2.3', '::ffff:192.168.1.1', 'fe80::1', 'fd00::5', 'unknown', '1.2.3'])(
  '%s has no country, and the table is not read for it',
  async address => {
    expect(await new CountryTable('/nonexistent/table.mmdb').countryOf(address)).toBeNull()
  },
)
