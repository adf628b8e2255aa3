import { describe, expect, it } from 'vitest'
import { formatSpan, parseSpan, spanBefore } from './keep-span.ts'

describe('a span that letters are kept for', () => {
  it.each([
    ['10 years', { months: 120, days: 0 }, '10 years'],
    ['1 year', { months: 12, days: 0 }, '1 year'],
    ['18 months', { months: 18, days: 0 }, '1 year 6 months'],
    [' 2  Years 1 month 15 days ', { months: 25, days: 15 }, '2 years 1 month 15 days'],
    ['90 days', { months: 0, days: 90 }, '90 days'],
    ['forever', null, 'forever'],
  ])('reads %j', (text, span, told) => {
    expect(parseSpan(text)).toEqual({ ok: true, value: span })
    expect(formatSpan(span)).toBe(told)
    expect(parseSpan(told)).toEqual({ ok: true, value: span })
  })

  it.each([
    '',
    '10',
    'years',
    '0 days',
    '0 years 0 months',
    '-1 year',
    '1.5 years',
    '201 years',
    '1 year x',
    '99999 days',
    '5 days 1 year',
  ])('refuses %j', text => {
    expect(parseSpan(text).ok).toBe(false)
  })

  it.each([
    ['2026-11-23T08:00:00+07:00', '1 year', '2025-11-23T08:00:00+07:00'],
    // 30 February is none: what came on the last of February is a month old.
    ['2026-03-30T08:00:00+07:00', '1 month', '2026-02-28T08:00:00+07:00'],
    ['2028-02-29T23:30:00+07:00', '1 year', '2027-02-28T23:30:00+07:00'],
    // By the province's day, which in UTC is still the one before.
    ['2026-03-31T01:00:00+07:00', '1 month 1 day', '2026-02-27T01:00:00+07:00'],
    ['2026-11-23T08:00:00+07:00', '10 days', '2026-11-13T08:00:00+07:00'],
  ])('%s less %s is %s', (now, text, before) => {
    const span = parseSpan(text)
    if (!span.ok || span.value === null) throw new Error('no span')
    expect(spanBefore(Date.parse(now), span.value)).toBe(Date.parse(before))
  })
})
