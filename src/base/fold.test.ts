import { expect, it } from 'vitest'
import { fold } from './fold.ts'

it('strips Vietnamese marks, case and đ', () => {
  expect(fold('CÔNG VĂN số 15/CT-UBND về việc đôn đốc, Đảng ủy')).toBe(
    'cong van so 15/ct-ubnd ve viec don doc, dang uy',
  )
})

it('folds composed and decomposed forms alike', () => {
  expect(fold('Nguyễn Thị Hồng'.normalize('NFD'))).toBe(fold('Nguyễn Thị Hồng'.normalize('NFC')))
})

it('leaves other letters and digits alone', () => {
  expect(fold('Straße 12 会议')).toBe('straße 12 会议')
})
