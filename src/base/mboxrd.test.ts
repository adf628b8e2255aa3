import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MboxQuoter, mboxFrom } from './mboxrd.ts'

function quote(pieces: readonly Uint8Array[]): string {
  const quoter = new MboxQuoter()
  return Buffer.concat([...pieces.map(piece => quoter.push(piece)), quoter.end()]).toString('latin1')
}

/** The definition, line by line. */
function plain(text: string): string {
  const lines = text.split('\n').map(line => line.replace(/\r$/, ''))
  // A CR at the very end stands before no LF.
  if (text.endsWith('\r')) lines[lines.length - 1] += '\r'
  if (lines.at(-1) === '') lines.pop()
  return `${lines.map(line => (/^>*From /.test(line) ? `>${line}` : line)).join('\n')}${lines.length === 0 ? '' : '\n'}\n`
}

test('the line before a letter', () => {
  const at = Date.parse('2026-11-03T08:05:09+07:00')
  expect(mboxFrom('hanh.nt@caobang.gov.vn', at)).toBe(
    'From hanh.nt@caobang.gov.vn Tue Nov  3 01:05:09 2026\n',
  )
  expect(mboxFrom('', at)).toMatch(/^From MAILER-DAEMON Tue/)
  expect(mboxFrom('"a b"@x.vn', at)).toMatch(/^From "a_b"@x.vn Tue/)
})

test('lines that begin with From are quoted, also those that are quoted already', () => {
  const text = 'From a\r\n>From b\r\n>>From c\r\nFrom\r\n From d\r\nfrom e\r\nTừ: From f\r\n\r\nFrom '
  expect(quote([Buffer.from(text, 'latin1')])).toBe(
    Buffer.from(
      '>From a\n>>From b\n>>>From c\nFrom\n From d\nfrom e\nTừ: From f\n\n>From \n\n',
      'latin1',
    ).toString('latin1'),
  )
})

test('however a letter is cut into pieces', () => {
  const word = fc.constantFrom('From ', 'From', '>', '>>', '\r\n', '\r', '\n', 'x', 'F', ' ')
  const pieces = fc.array(fc.array(word, { maxLength: 4 }).map(words => words.join('')))
  fc.assert(
    fc.property(pieces, all => {
      expect(quote(all.map(piece => Buffer.from(piece)))).toBe(plain(all.join('')))
    }),
  )
})
