import { expect, test } from 'vitest'
import { paragraphs, people, subjects } from '../../test/support/corpus/letters.ts'
import { isVietnameseSyllable } from './vietnamese.ts'

test('every word of Vietnamese letters is a syllable', () => {
  const words = [...people, ...subjects, ...paragraphs].join(' ').match(/[\p{L}\p{M}]+/gu) ?? []
  const abbreviations = /^(?:[A-ZĐ]{2,}|NC|V|v|III|xxx)$/u
  expect(words.filter(word => !abbreviations.test(word) && !isVietnameseSyllable(word))).toEqual([])
  expect(isVietnameseSyllable('giếng'.normalize('NFD'))).toBe(true)
})

test.each(['cỹa', 'tùnh', 'cac̀h', 'hộpi', 'nguyđn', 'bàn', 'sac', 'aB', 'thứờ', 'Straße', ''])('%s', word => {
  expect(isVietnameseSyllable(word)).toBe(word === 'bàn')
})
