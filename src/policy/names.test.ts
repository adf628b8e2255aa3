import { describe, expect, test } from 'vitest'
import { foldName, initialsOf, issuedBy } from './names.ts'

test.each([
  ['NGUYỄN VĂN AN', 'nguyen van an'],
  ['Nguyễn  Văn-An', 'nguyen van an'],
  ['Ủy ban nhân dân xã Nguyên Huệ', 'ubnd xa nguyen hue'],
  ['UỶ BAN NHÂN DÂN XÃ NGUYÊN HUỆ', 'ubnd xa nguyen hue'],
  ['UBND xã Nguyên Huệ', 'ubnd xa nguyen hue'],
])('%s folds to %s', (name, expected) => {
  expect(foldName(name)).toBe(expected)
})

test.each([
  ['Sở Nội vụ', 'snv'],
  ['Sở Khoa học và Công nghệ', 'skhcn'],
  ['Sở Văn hóa, Thể thao và Du lịch', 'svhttdl'],
  ['Thanh tra tỉnh', 'tt'],
])('%s signs as %s', (name, expected) => {
  expect(initialsOf(name)).toBe(expected)
})

describe('the issuer of a document', () => {
  const office = { name: 'Sở Nội vụ' }
  test.each([
    ['SỞ NỘI VỤ', null, true],
    ['UBND TỈNH CAO BẰNG SỞ NỘI VỤ', 'SNV-CCHC', true],
    ['BỘ NỘI VỤ', 'BNV-VP', false],
    ['SỞ Y TẾ', 'SYT-VP', false],
    [null, 'SNV-CCHC', true],
    [null, 'QĐ-SNV', true],
    [null, 'CT-TTg', false],
    [null, null, false],
  ])('%s, %s: ours is %s', (issuer, notation, expected) => {
    expect(issuedBy({ issuer, notation }, office)).toBe(expected)
  })

  test('a commune by its whole name, not by UBND alone', () => {
    const commune = { name: 'Ủy ban nhân dân xã Nguyên Huệ' }
    expect(issuedBy({ issuer: 'UBND XÃ NGUYÊN HUỆ', notation: 'QĐ-UBND' }, commune)).toBe(true)
    expect(issuedBy({ issuer: 'ỦY BAN NHÂN DÂN XÃ TRÙNG KHÁNH', notation: 'QĐ-UBND' }, commune)).toBe(false)
    expect(issuedBy({ issuer: null, notation: 'QĐ-UBND' }, commune)).toBe(false)
  })

  test('words in another order, as columns of a page run together', () => {
    const office = { name: 'Văn phòng Ủy ban nhân dân tỉnh' }
    expect(issuedBy({ issuer: 'UBND TỈNH CAO BẰNG VĂN PHÒNG', notation: null }, office)).toBe(true)
  })
})
