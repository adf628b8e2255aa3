import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasMarks, plainWords, wordLines, wordsOf } from './words.ts'

describe('words', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['Họp, hợp – HOP!', ['họp', 'hợp', 'hop'], ['hop', 'hop', 'hop']],
    ['15/CT-UBND', ['15', 'ct', 'ubnd'], ['15', 'ct', 'ubnd']],
    ['Đôn đốc'.normalize('NFD'), ['đôn', 'đốc'], ['don', 'doc']],
    ['co\u00adng v\u200băn', ['cong', 'văn'], ['cong', 'van']],
    ['an.nv@caobang.gov.vn', ['an', 'nv', 'caobang', 'gov', 'vn'], ['an', 'nv', 'caobang', 'gov', 'vn']],
    // Old and new places of the tone are one spelling, wherever the word ends in the vowel that has it.
    ['hòa HOÀ', ['hòa', 'hòa'], ['hoa', 'hoa']],
    ['Uỷ ban, ủy ban', ['ủy', 'ban', 'ủy', 'ban'], ['uy', 'ban', 'uy', 'ban']],
    ['khoẻ'.normalize('NFD'), ['khỏe'], ['khoe']],
    ['quý quỳ hoàn thuỷ2', ['quý', 'quỳ', 'hoàn', 'thuỷ2'], ['quy', 'quy', 'hoan', 'thuy2']],
    ['  …  ', [], []],
  ])('%s', (text, spelled, plain) => {
    expect(wordsOf(text)).toEqual(spelled)
    expect(plainWords(text)).toEqual(plain)
  })

  test('have marks or not', () => {
    expect(['họp', 'đo', 'hop', '15'].map(hasMarks)).toEqual([true, true, false, false])
  })

  test('are the same line by line', () => {
    const vietnamese = fc.constantFrom(
      'ợ',
      'o\u031b\u0323',
      'Đ',
      'đ',
      ' ',
      '-',
      '\u00ad',
      'İ',
      'ß',
      'Ω',
      '𝒜',
      'a',
      'o',
      'à',
      'ẹ',
      'u',
      'Ỷ',
      'q',
      'ǆ',
      '\u0323',
      '\u1100',
      '\u1161',
      '\u11a8',
    )
    const text = fc.oneof(
      fc.string({ unit: vietnamese, maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(fc.nat({ max: 0x2100 }), { maxLength: 40 }).map(codes => String.fromCharCode(...codes)),
    )
    fc.assert(
      fc.property(text, given => {
        expect(wordLines(given)).toEqual({
          spelled: wordsOf(given).join(' '),
          plain: plainWords(given).join(' '),
        })
      }),
      { numRuns: 20_000 },
    )
  })
})
