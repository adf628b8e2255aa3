import { describe, expect, test } from 'vitest'
import type { Agency } from '../ports/directory.ts'
import { parsePeriod } from './period.ts'
import { showStatistics } from './show.ts'

describe('parsePeriod', () => {
  test.each([
    ['2026', '2026-01-01', '2026-12-31'],
    ['2026-Q1', '2026-01-01', '2026-03-31'],
    ['2026-q4', '2026-10-01', '2026-12-31'],
    ['2028-02', '2028-02-01', '2028-02-29'],
    ['2026-11-23', '2026-11-23', '2026-11-23'],
    ['2026-11-01..2026-11-15', '2026-11-01', '2026-11-15'],
    ['2025-Q4..2026-02', '2025-10-01', '2026-02-28'],
  ])('%s', (text, fromDay, toDay) => {
    expect(parsePeriod(text)).toEqual({ ok: true, value: { fromDay, toDay } })
  })

  test.each([
    '',
    '26',
    '2026-Q5',
    '2026-13',
    '2026-00',
    '2026-02-29',
    '2026-11..',
    '2026..2025',
    'a..b',
    '2026..2027..2028',
  ])('refuses %j', text => {
    expect(parsePeriod(text).ok).toBe(false)
  })
})

describe('showStatistics', () => {
  const agency = (id: number, code: string, mailSystem: Agency['mailSystem']) =>
    ({ id, code, name: code, mailSystem }) as Agency
  const count = (day: string, agencyId: number | null, agencyCode: string | null, messages: number) => ({
    day,
    agencyId,
    agencyCode,
    agencyName: agencyCode,
    direction: 'inbound' as const,
    verdict: 'flag' as const,
    messages,
    bytes: messages * 1000,
    signed: messages - 1,
    verified: 1,
  })
  const counts = [
    count('2026-11-23', 3, 'haiquan', 1),
    count('2026-11-23', 2, 'soyte', 2),
    count('2026-11-24', 2, 'soyte', 5),
    count('2026-11-23', null, null, 3),
    count('2026-11-24', null, null, 5),
  ]
  const reads = {
    statistics: { counts: async () => counts },
    directory: {
      agencies: async () => [agency(2, 'soyte', 'provincial'), agency(3, 'haiquan', 'sector-exempt')],
    },
  }
  const period = { fromDay: '2026-11-01', toDay: '2026-11-30' }

  test('sums the period: the province, agencies, sector-exempt agencies apart', async () => {
    const { rows } = await showStatistics(reads, period, { daily: false })
    expect(
      rows.map(row => [
        row.day,
        row.agency,
        row.messages,
        row.bytes,
        row.signed,
        row.verified,
        row.sectorExempt,
      ]),
    ).toEqual([
      [null, null, 8, 8000, 6, 2, false],
      [null, 'soyte', 7, 7000, 5, 2, false],
      [null, 'haiquan', 1, 1000, 0, 1, true],
    ])
  })

  test('keeps the days apart when asked', async () => {
    const { rows } = await showStatistics(reads, period, { daily: true })
    expect(rows.map(row => [row.day, row.agency, row.messages])).toEqual([
      ['2026-11-23', null, 3],
      ['2026-11-23', 'soyte', 2],
      ['2026-11-23', 'haiquan', 1],
      ['2026-11-24', null, 5],
      ['2026-11-24', 'soyte', 5],
    ])
  })
})
