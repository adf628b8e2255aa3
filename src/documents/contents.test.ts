import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { scanMessage } from '../mail/structure.ts'
import { contentsOf, messageText, namesOf, textBytes } from './contents.ts'

type Line = string | Uint8Array

function read(...lines: readonly Line[]) {
  const bytes = Buffer.concat(lines.flatMap(line => [Buffer.from(line as string), Buffer.from('\r\n')]))
  const contents = contentsOf(scanMessage(bytes, defaultLimits))
  return { bytes, contents, ...messageText(bytes, contents, 1000) }
}

const head = 'Content-Type: multipart/mixed; boundary=b'
const html = 'Content-Type: text/html; charset=utf-8'

test('one text is nothing but itself', () => {
  const { body, others, whole } = read(
    'Subject: x',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Kính gửi',
  )
  expect({ body, others, whole }).toEqual({ body: 'Kính gửi\r\n', others: [], whole: true })
})

describe('beside the body is read', () => {
  test.each<readonly [string, string, readonly Line[]]>([
    [
      'the other alternative',
      'khác',
      [
        'Content-Type: multipart/alternative; boundary=b',
        '',
        '--b',
        '',
        'mot',
        '--b',
        html,
        '',
        '<p>khác',
        '--b--',
      ],
    ],
    ['the title of a page', 'MẬT', [html, '', '<title>MẬT</title>chu']],
    ['a preamble', 'MẬT', [head, '', 'MẬT', '--b', '', 'mot', '--b--']],
    ['what follows the last part', 'MẬT', [head, '', '--b', '', 'mot', '--b--', '', 'MẬT']],
    [
      'the epilogue of a part',
      'MẬT',
      [
        head,
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary=c',
        '',
        '--c',
        '',
        'x',
        '--c--',
        'MẬT',
        '--b--',
      ],
    ],
    ['a multipart without its boundary', '--c\r\n\r\nMẬT', [head, '', '--c', '', 'MẬT', '--c--']],
    ['a second subject', 'Subject: [MẬT] b', ['Subject: a', 'Subject: [MẬT] b', '', 'x']],
    ['a subject under a wrong label', 'Subject: MẬT', ['Subject: =?iso-8859-1?q?M=E1=BA=ACT?=', '', 'x']],
    ['a description', 'Subject: MẬT', [head, '', '--b', 'Content-Description: MẬT', '', 'x', '--b--']],
    ['a header line that is no field', 'MẬT', ['Subject: a', 'MẬT', '', 'x']],
    [
      'another charset',
      'đồng chí tỉnh ủy',
      ['Content-Type: text/plain; charset=utf-8', '', iconv.encode('đồng chí tỉnh ủy', 'tcvn')],
    ],
    [
      'the last of two encodings',
      'MẬT',
      [
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        'Content-Transfer-Encoding: base64',
        '',
        'TeG6rFQ=',
      ],
    ],
  ])('%s', (_, text, lines) => {
    const { others } = read(...lines)
    expect(others.map(other => other.trim())).toContainEqual(expect.stringContaining(text))
  })
})

describe('of two readings', () => {
  test('every part comes once', () => {
    const file = ['Content-Type: application/pdf; name=a.pdf', '', 'x']
    const { contents } = read(
      head,
      'Content-Language: vi',
      'Content-Language: en',
      '',
      '--b',
      '',
      'mot',
      '--b',
      ...file,
      '--b--',
    )
    expect(contents.bodies).toHaveLength(1)
    expect(contents.alternatives).toEqual([])
    expect(contents.enclosures).toHaveLength(1)
  })

  test('a file is read under each encoding and each name', () => {
    const { contents } = read(
      'Content-Type: application/pdf; name=a.pdf',
      'Content-Transfer-Encoding: 7bit',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename=a.pdf',
      'Content-Disposition: attachment; filename=a.exe',
      '',
      'x',
    )
    expect(contents.enclosures.map(part => [part.encoding, namesOf(part)])).toEqual([
      ['7bit', ['a.pdf']],
      ['base64', ['a.exe', 'a.pdf']],
    ])
  })

  test('uuencoded files of a text are enclosures', () => {
    const { contents, body } = read('', 'mot', 'begin 644 a.exe', '#0V%T', '`', 'end')
    expect(contents.enclosures.map(namesOf)).toEqual([['a.exe']])
    expect(body).toContain('begin 644')
  })
})

test('what stands outside of parts counts, and is cut like them', () => {
  const { contents, whole } = read(head, '', 'x'.repeat(2000), '--b', '', 'mot', '--b--')
  expect(textBytes(contents)).toBeGreaterThan(2000)
  expect(whole).toBe(false)
})
