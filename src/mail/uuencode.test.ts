import { expect, test } from 'vitest'
import { decodeUuencoded, uuencodedFiles } from './uuencode.ts'

function found(text: string) {
  const bytes = Buffer.from(text)
  return [...uuencodedFiles(bytes, 0, bytes.length)].map(({ name, contentStart, contentEnd }) => [
    name,
    bytes.toString('latin1', contentStart, contentEnd),
  ])
}

test.each([
  ['begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n', [['cat.txt', '#0V%T\r\n`\r\n']]],
  [
    'Kinh gui\nbegin 0755 a b.exe \n#0V%T\nend\nchu\nbegin 644 hai\n#0V%T',
    [
      ['a b.exe', '#0V%T\n'],
      ['hai', '#0V%T'],
    ],
  ],
  ['begin 644 rong\nend', [['rong', '']]],
  ['Let us begin 644 now\nbegin with\nbegin 99 x\n', []],
])('files in %j', (text, files) => {
  expect(found(text)).toEqual(files)
})

test.each([
  ['begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n', 'Cat'],
  ['loi dan\nbegin 644 cat.txt\n#0V%T\n#0V%T\n`\nend\n#0V%T', 'CatCat'],
  ['#0V%T\n', 'Cat'],
  ['!0P\n"0V$\n', 'CCa'],
  ['', ''],
])('%j decodes', (text, content) => {
  expect(Buffer.from(decodeUuencoded(Buffer.from(text), 100)).toString('latin1')).toBe(content)
})

test('no more than asked for, and no more than there is', () => {
  expect(decodeUuencoded(Buffer.from('#0V%T\n#0V%T\n'), 4)).toHaveLength(4)
  expect(decodeUuencoded(Buffer.from('_0V%T'), 100).length).toBeLessThanOrEqual(5)
})
