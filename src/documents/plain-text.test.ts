import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from '../base/fold.ts'
import { cellsOf, plain, spellings } from './plain-text.ts'

describe('plain text', () => {
  it.each([
    [
      'composed text stays',
      'Số 15/CT-TTg, Cao Bằng: “đôn đốc” Đảng ủy',
      'Số 15/CT-TTg, Cao Bằng: “đôn đốc” Đảng ủy',
    ],
    ['decomposed', 'Nguyễn Thị Hường'.normalize('NFD'), 'Nguyễn Thị Hường'],
    ['line ends', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['spaces', 'a\u00a0b\u3000c\u2800d', 'a b c d'],
    ['what draws nothing', 'c\u200bô\u00adng\ufeff v\u2060ă\u0000n', 'công văn'],
    ['Cyrillic', 'Соngvăn МАТ', 'Congvăn MAT'],
    ['eth for đ', 'Ðộc lập, ðôn ðốc', 'Độc lập, đôn đốc'],
    ['full-width and mathematical', 'ＣＶ 𝟏𝟓/𝐂𝐓', 'CV 15/CT'],
    ['marks of other scripts', 'a\u0489b\u20ddc', 'abc'],
  ])('%s', (_, text, expected) => {
    expect(plain(text)).toBe(expected)
  })

  it('is plain once and for all, and folds to the same length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const once = plain(text)
        expect(plain(once)).toBe(once)
        expect(fold(once)).toHaveLength(once.length)
      }),
      { numRuns: 2000 },
    )
  })

  it('tells how a text was spelled', () => {
    expect(spellings('Mật khẩu Wi-Fi')).toEqual([])
    expect(spellings('m\u200bật'.normalize('NFD'))).toEqual(['zero-width', 'decomposed'])
    expect(spellings('ｍật')).toEqual(['full-width'])
    expect(spellings('мật')).toEqual(['look-alike'])
  })

  it('finds what stands side by side', () => {
    expect(cellsOf('  UBND TỈNH\t \tMẬT  │ Số 1 ')).toEqual(['UBND TỈNH', 'MẬT', 'Số 1'])
  })
})
