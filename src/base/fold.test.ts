import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, withoutMarks } from './fold.ts'

describe('folding', () => {
  it.each([
    ['CÔNG VĂN số 15/CT-UBND về việc đôn đốc, Đảng ủy', 'cong van so 15/ct-ubnd ve viec don doc, dang uy'],
    ['Ủy ban Nhân dân tỉnh ĐẮK LẮK', 'uy ban nhan dan tinh dak lak'],
    ['Đường'.normalize('NFD'), 'duong'],
    ['họp', 'hop'],
    ['hợp', 'hop'],
    ['“Straße” – 12 会议', '“straße” – 12 会议'],
  ])('%s', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('is the same letter by letter and as a whole, composed or not', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('Ộ', 'đ', 'Đ', 'ý', 'a', '\u0301', '\u0345', 'İ', 'ǅ', 'ﬁ', '각', '–', '\0'),
    )
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const text = pieces.join('')
        expect(fold(text)).toBe(withoutMarks(text).toLowerCase())
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
      }),
    )
  })
})
