import { expect, test } from 'vitest'
import { localTime } from './local-time.ts'

test('a time carries its offset and is the same instant', () => {
  const instant = Date.parse('2026-11-22T18:30:05.250Z')
  expect(localTime(instant)).toBe('2026-11-23T01:30:05.250+07:00')
  expect(Date.parse(localTime(instant))).toBe(instant)
})
