import { describe, expect, test } from 'vitest'
import {
  agencies,
  type Charset,
  charsets,
  encode,
  paragraphs,
  people,
  subjects,
} from '../../test/support/corpus/letters.ts'
import { decodeCharset, guessCharset } from './charset.ts'

const texts = [...people, ...agencies.map(([, name]) => name), ...subjects, ...paragraphs]

test.each(charsets)('%s decodes to NFC', charset => {
  for (const text of texts) expect(decodeCharset(encode(text, charset), charset)).toBe(text.normalize('NFC'))
})

describe('the charset of raw 8-bit text', () => {
  test.each(charsets)('%s is known by its Vietnamese', charset => {
    // By what is read, not by the label: some texts are the same octets in two charsets.
    for (const text of texts) expect(decodeCharset(encode(text, charset), '')).toBe(text)
  })

  test.each(['windows-1258', 'tcvn', 'viscii'] satisfies Charset[])(
    '%s among header lines in English',
    charset => {
      const header = Buffer.concat([
        Buffer.from('Received: from mx.example.vn by mail.caobang.gov.vn with ESMTPS\r\nSubject: '),
        encode('Giấy mời họp', charset),
        Buffer.from('\r\nX-Mailer: Microsoft Outlook Express 6.00\r\n'),
      ])
      expect(guessCharset(header)).toBe(charset)
    },
  )

  test('plain ASCII and text of other languages', () => {
    expect(guessCharset(Buffer.from('Cong van so 15'))).toBe('us-ascii')
    expect(guessCharset(Buffer.from("Fran\xe7ais \xe0 l'\xe9cole \xfcber Stra\xdfe", 'latin1'))).toBe(
      'windows-1252',
    )
  })
})

test('labels of the Encoding Standard, stateful ones too', () => {
  expect(decodeCharset(Buffer.from('\x1b$B%a!<%k\x1b(B', 'latin1'), 'ISO-2022-JP')).toBe('メール')
  expect(decodeCharset(Buffer.from('c4e3bac3', 'hex'), ' GB2312 ')).toBe('你好')
  expect(decodeCharset(Buffer.from('Gi+AOI-y', 'latin1'), 'utf-7')).toBe('Giây')
})

test('an unknown label is read as windows-1252 and never throws', () => {
  expect(decodeCharset(Buffer.from([0x93, 0xe9, 0x94]), 'x-khong-co')).toBe('“é”')
  expect(decodeCharset(Buffer.from([0xff, 0xfe, 0x80]), '__proto__')).toHaveLength(3)
  expect(decodeCharset(Buffer.from([0x41, 0xff]), 'utf-8')).toBe('A\ufffd')
})

test('text without a label is guessed', () => {
  expect(decodeCharset(encode('Ủy ban nhân dân tỉnh', 'viscii'), 'us-ascii')).toBe('Ủy ban nhân dân tỉnh')
  expect(decodeCharset(Buffer.from('Sở Y tế'), '')).toBe('Sở Y tế')
})
