import { expect, it } from 'vitest'
import { ExpiringCache } from './expiring-cache.ts'

it('forgets by time and by number', () => {
  let now = 0
  const cache = new ExpiringCache<string>(2, { now: () => now })
  cache.set('caobang.gov.vn', 'a', 10)
  cache.set('langson.gov.vn', 'b', 20)
  expect(cache.get('caobang.gov.vn')).toBe('a')
  now = 10
  expect(cache.get('caobang.gov.vn')).toBeUndefined()
  expect(cache.get('langson.gov.vn')).toBe('b')
  cache.set('hagiang.gov.vn', 'c', 20)
  cache.set('backan.gov.vn', 'd', 20)
  expect(cache.get('langson.gov.vn')).toBeUndefined()
  expect([cache.get('hagiang.gov.vn'), cache.get('backan.gov.vn')]).toEqual(['c', 'd'])
})
