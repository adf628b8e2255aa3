import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { textsOf } from './octets.ts'

const text = 'Báo cáo tình hình biên giới gửi các đồng chí'

test.each([
  ['utf-8', 'utf-8'],
  ['windows-1258', 'windows-1258'],
  ['x-viet-tcvn', 'tcvn'],
  ['viscii', 'viscii'],
])('what %s says is believed where it fits', (label, charset) => {
  const octets = charset === 'utf-8' ? Buffer.from(text) : iconv.encode(text.normalize('NFC'), charset)
  expect(textsOf(octets, label)[0]).toBe(iconv.decode(octets, charset).normalize('NFC'))
})

test.each(['iso-8859-1', 'x-khong-co', 'gb18030', 'us-ascii', ''])('UTF-8 that is labelled %j', label => {
  expect(textsOf(Buffer.from(text), label)[0]).toBe(text)
})

test.each(['utf-8', 'iso-8859-1', 'windows-1252', 'us-ascii'])('TCVN 5712 that is labelled %s', label => {
  expect(textsOf(iconv.encode(text, 'tcvn'), label)).toContain(text)
})

test('UTF-8 with one octet that is none', () => {
  const octets = Buffer.concat([Buffer.from(text), Buffer.of(0xff)])
  expect(textsOf(octets, '').map(read => read.slice(0, text.length))).toContain(text)
})

test('octets that say one thing are one text', () => {
  expect(textsOf(Buffer.from('Kinh gui'), 'iso-8859-1')).toEqual(['Kinh gui'])
  expect(textsOf(Buffer.from(text), 'utf-8')).toEqual([text])
  expect(textsOf(Buffer.from('+AGE-'), 'utf-7')).toEqual(['a'])
})
