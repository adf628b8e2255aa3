import { describe, expect, it } from 'vitest'
import { counted, displayWidth, facts, printable, renderRecord, renderTable, tableTime } from './table.ts'

describe('tables', () => {
  it('align Vietnamese names however they are composed', () => {
    const rows = [
      { name: 'Sở Y tế', staff: 63 },
      { name: 'Ủy ban nhân dân phường Thục Phán'.normalize('NFD'), staff: 178 },
      { name: '高平', staff: 1 },
    ]
    const columns = [
      { title: 'NAME', value: (row: (typeof rows)[number]) => row.name },
      { title: 'STAFF', value: (row: (typeof rows)[number]) => row.staff },
    ]
    const text = renderTable(rows, columns)
    expect(text).toBe(
      [
        'NAME                              STAFF',
        'Sở Y tế                              63',
        'Ủy ban nhân dân phường Thục Phán    178',
        '高平                                  1',
        '',
      ].join('\n'),
    )
    expect(renderTable([], columns)).toBe('NAME  STAFF\n')
    expect(renderRecord(rows[0]!, columns)).toBe('NAME:  Sở Y tế\nSTAFF: 63\n')
  })

  it('count a letter with its marks as one column', () => {
    expect(['Nguyễn', 'Nguyễn'.normalize('NFD'), '日本', '👍'].map(displayWidth)).toEqual([6, 6, 4, 2])
  })

  it('let nothing through that moves a cursor or turns text around', () => {
    expect(printable('Kính gửi\u001b[2J\u202egnp.exe\r\n\u0085')).toBe(
      'Kính gửi\ufffd[2J\ufffdgnp.exe\ufffd\ufffd\ufffd',
    )
  })

  it('show numbers of things and flat records in words', () => {
    expect([0, 1, 2].map(count => counted(count, 'letter'))).toEqual(['0 letters', '1 letter', '2 letters'])
    expect(facts({ domain: 'gmail.com', marks: ['number', 'issuer'], pages: 2 })).toBe(
      'domain=gmail.com, marks=number issuer, pages=2',
    )
    expect(facts({})).toBe('-')
  })

  it('show times to the second', () => {
    expect(tableTime('2026-11-23T08:30:00.000+07:00')).toBe('2026-11-23 08:30:00')
    expect(tableTime(null)).toBe('-')
  })
})
