import { expect, test } from 'vitest'
import { fieldValue, headerFields } from './header.ts'

function fields(text: string) {
  const bytes = Buffer.from(text)
  return headerFields(bytes).map(field => [field.name, fieldValue(bytes, field)])
}

test('fields with their folded values, up to the empty line', () => {
  expect(fields('From: a@b.vn\r\nSubject: Giay\r\n\tmoi\r\n hop \r\n\r\nTo: not a field\r\n')).toEqual([
    ['from', 'a@b.vn'],
    ['subject', 'Giay\tmoi hop'],
  ])
})

test('bare line feeds end lines too, and white space may stand before the colon', () => {
  expect(fields('From : a\nTo\t: b\n\nc: d\n')).toEqual([
    ['from', 'a'],
    ['to', 'b'],
  ])
})

test('what is no field stands under the empty name', () => {
  expect(
    fields(' dau cach\r\nkhong co dau hai cham\r\n: khong ten\r\nFrom a@b 08:00\r\n__proto__: x\r\n'),
  ).toEqual([
    ['', 'dau cach'],
    ['', 'khong co dau hai cham'],
    ['', 'khong ten'],
    ['', 'From a@b 08:00'],
    ['__proto__', 'x'],
  ])
})

test('offsets are those of the bytes, inside a range too', () => {
  const bytes = Buffer.from('xxFrom: a\r\nTo: b\r\nCc: c\r\n')
  expect(headerFields(bytes, 2, 19)).toEqual([
    { name: 'from', start: 2, valueStart: 7, end: 11 },
    { name: 'to', start: 11, valueStart: 14, end: 18 },
    { name: '', start: 18, valueStart: 18, end: 19 },
  ])
})
