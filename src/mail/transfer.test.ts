import { expect, test } from 'vitest'
import { randomFrom } from '../../test/support/corpus/random.ts'
import { decodeTransfer } from './transfer.ts'

function decoded(text: string, encoding: string, max = 1000): string {
  return Buffer.from(decodeTransfer(Buffer.from(text, 'latin1'), encoding, max)).toString()
}

test.each([
  ['S8OtbmggZ+G7\r\nrWk=\r\n', 'Kính gửi'],
  ['S8 O!t bm@gg', 'Kính '],
  ['YQ==YmM=ZA', 'abcd'],
  ['====', ''],
])('base64 %j', (text, expected) => {
  expect(decoded(text, 'base64')).toBe(expected)
})

test('base64 longer than a step, broken at any place', () => {
  const bytes = Buffer.alloc(200_000, 'Ủy ban nhân dân tỉnh Cao Bằng. ')
  const text = bytes.toString('base64').replace(/.{61}/g, '$&\r\n')
  expect(decodeTransfer(Buffer.from(text), 'base64', bytes.length)).toEqual(bytes)
  expect(decodeTransfer(Buffer.from(text), 'base64', 70_001)).toEqual(bytes.subarray(0, 70_001))
})

test.each([
  ['K=C3=ADnh g=E1=BB=ADi', 'Kính gửi'],
  ['mot =\r\nhai=  \r\nba=\nbon', 'mot haibabon'],
  ['cuoi dong   \r\n\tdau dong', 'cuoi dong\r\n\tdau dong'],
  ['a=ZZ=3', 'a=ZZ=3'],
  ['a=c3=a0=', 'aà'],
])('quoted-printable %j', (text, expected) => {
  expect(decoded(text, 'quoted-printable')).toBe(expected)
})

test.each(['base64', '"base64"', 'base64 x', 'base64, 8bit'])('as %s', encoding => {
  expect(decoded('S2luaA==', encoding)).toBe('Kinh')
})

test.each(['x-uuencode', 'uuencode', 'x-uue'])('%s', encoding => {
  expect(decoded('begin 644 a\n#0V%T\n`\nend\n', encoding)).toBe('Cat')
})

test('nothing is decoded past the bound, whatever the encoding', () => {
  expect(decoded('&86)C9&5F', 'x-uuencode', 4)).toBe('abcd')
  for (const encoding of ['7bit', 'quoted-printable', 'x-khac'])
    expect(decoded('abcdef', encoding, 4)).toBe('abcd')
})

test('base64 by lines is base64 by letters, whatever stands between', () => {
  const { below, bytes } = randomFrom(7)
  const plainly = (text: string) =>
    Buffer.concat(
      text
        .replace(/[^A-Za-z0-9+/=]+/g, '')
        .split(/=+/)
        .map(run => Buffer.from(run, 'base64')),
    )
  const odd = ['=', '\n', 'A', '-', '_', '!', '\u00e9', '\r\n']
  for (let round = 0; round < 2000; round++) {
    const octets = Buffer.from(bytes(below(400)))
    const width = [4, 8, 76, 75, 60][round % 5]
    let text = octets.toString('base64').replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n')
    if (round % 3 === 0) {
      const at = below(text.length + 1)
      text = text.slice(0, at) + odd[below(odd.length)] + text.slice(at + (round % 2))
    }
    const decoded = decodeTransfer(Buffer.from(text, 'latin1'), 'base64', 1e6)
    expect(Buffer.from(decoded).toString('hex'), text).toBe(plainly(text).toString('hex'))
  }
})
