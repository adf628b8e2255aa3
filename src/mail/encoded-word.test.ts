import { describe, expect, test } from 'vitest'
import { encode } from '../../test/support/corpus/letters.ts'
import { decodeHeaderText, encodeHeaderText } from './encoded-word.ts'

describe('decoding', () => {
  test.each([
    ['=?UTF-8?B?Q8O0bmcgdsSDbg==?=', 'Công văn'],
    ['=?utf-8?Q?S=E1=BB=9F_Y_t=E1=BA=BF?= <a@b>', 'Sở Y tế <a@b>'],
    ['a =?utf-8?q?b?= c', 'a b c'],
    ['=?utf-8?q?a?= =?utf-8?q?b?=', 'ab'],
    ['=?utf-8?q?a?=\r\n =?iso-8859-1?q?=E9?=', 'aé'],
    ['=?utf-8?q?a_?= b', 'a  b'],
    ['=?utf-8*vi?q?m=E1=BB=9Di?=', 'mời'],
    ['=?windows-1258?Q?Gi=E2=ECy?=', 'Giấy'],
    ['=?viscii?B?1g==?=', 'ỷ'],
  ])('%s', (raw, text) => {
    expect(decodeHeaderText(raw)).toBe(text)
  })

  test('a character split between two words of one charset', () => {
    expect(decodeHeaderText('=?utf-8?B?4bs=?= =?UTF-8?B?n24=?=')).toBe('ởn')
    expect(decodeHeaderText('=?utf-8?B?4bs=?=\r\n\t=?utf-8?Q?=9Fn?=')).toBe('ởn')
  })

  test.each(['=?utf-8?b?###?=', '=?utf-8?x?abc?=', '=?utf-8?b?abc', '=? ?b?abc?=', '=?'])(
    '%s is left as it is',
    raw => {
      expect(decodeHeaderText(raw)).toBe(raw)
    },
  )

  test.each(['utf-8', 'windows-1258', 'tcvn', 'viscii'] as const)('raw %s', charset => {
    expect(decodeHeaderText(encode('Chỉ thị của Chủ tịch tỉnh', charset))).toBe('Chỉ thị của Chủ tịch tỉnh')
  })

  test('a known charset of raw text is used', () => {
    expect(decodeHeaderText(encode('Mế', 'viscii'), 'viscii')).toBe('Mế')
  })

  test('no line end or NUL comes out of an encoded word', () => {
    expect(decodeHeaderText('=?utf-8?q?a=0D=0ABcc:_x=00y?=')).toBe('a Bcc: x y')
  })
})

describe('encoding', () => {
  test('printable ASCII stays', () => {
    expect(encodeHeaderText('Cong van 15/CT-UBND')).toBe('Cong van 15/CT-UBND')
  })

  test.each([
    'Công văn số 1523/UBND-NC về việc tăng cường sử dụng thư điện tử công vụ trên địa bàn tỉnh Cao Bằng',
    'trông như =?utf-8?q?mã?=',
    '=?utf-8?q?x?=',
    '📮'.repeat(40),
  ])('%s comes back, in words of 75 characters at most', text => {
    const encoded = encodeHeaderText(text)
    for (const word of encoded.split('\r\n ')) expect(word).toMatch(/^=\?UTF-8\?B\?[\x21-\x7e]{1,63}\?=$/)
    expect(decodeHeaderText(encoded)).toBe(text)
  })

  test('decomposed text becomes NFC and line ends do not survive', () => {
    expect(decodeHeaderText(encodeHeaderText('Giấy\r\nBcc: mời'.normalize('NFD')))).toBe('Giấy Bcc: mời')
  })
})
