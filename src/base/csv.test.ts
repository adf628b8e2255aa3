import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCsv, neutralCell, parseCsv } from './csv.ts'

const cells = (text: string) => {
  const parsed = parseCsv(text)
  return parsed.ok ? parsed.value.map(record => record.cells) : parsed.error
}

describe('CSV', () => {
  it.each([
    [
      'plain rows',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a byte-order mark', '\ufeffcode,name\n', [['code', 'name']]],
    [
      'empty cells',
      'a,,\n,,c\n',
      [
        ['a', '', ''],
        ['', '', 'c'],
      ],
    ],
    ['an empty last cell without a line end', 'a,', [['a', '']]],
    [
      'commas in quotes',
      'sovhttdl,"Sở Văn hóa, Thể thao và Du lịch",51\n',
      [['sovhttdl', 'Sở Văn hóa, Thể thao và Du lịch', '51']],
    ],
    ['doubled quotes', '"Nói ""không"" với thuốc lá"\n', [['Nói "không" với thuốc lá']]],
    ['a line break in quotes', '"hai\r\ndòng",x\n', [['hai\r\ndòng', 'x']]],
    ['an empty quoted cell alone', '"",x\n', [['', 'x']]],
    ['empty lines', '\n\na\n\n', [['a']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected)
  })

  it('tells the line on which each record begins', () => {
    const parsed = parseCsv('a\n"b\nb"\n\nc\n')
    expect(parsed.ok && parsed.value.map(record => record.line)).toEqual([1, 2, 5])
  })

  it.each([
    ['a\n"b', { line: 2, message: 'a quoted cell is never closed' }],
    ['"a"b,c', { line: 1, message: 'text follows a closing quote' }],
    ['a"b', { line: 1, message: 'a quote stands inside an unquoted cell' }],
  ])('refuses %j', (text, error) => {
    expect(cells(text)).toEqual(error)
  })

  it('is written with quotes only where they are needed', () => {
    const rows = [
      ['name', 'n'],
      ['Sở Khoa học, Công nghệ', 2],
      ['"An"', 'a\nb'],
    ]
    expect(formatCsv(rows)).toBe('name,n\r\n"Sở Khoa học, Công nghệ",2\r\n"""An""","a\nb"\r\n')
  })

  it('reads back whatever was written', () => {
    const table = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(table, rows => {
        expect(cells(formatCsv(rows))).toEqual(rows)
      }),
    )
  })
})

describe('neutralCell', () => {
  it.each(['=1+1', '+84 206', '-2', '@SUM(A1)', '\t=1', ' =1', '＝1', '\r=1'])(
    '%j is no formula any more',
    text => {
      expect(neutralCell(text)).toBe(`'${text}`)
    },
  )
  it.each(['', 'Giấy mời', '15/CT-UBND', 'a=b', "'=1"])('%j stays', text => {
    expect(neutralCell(text)).toBe(text)
  })
})
