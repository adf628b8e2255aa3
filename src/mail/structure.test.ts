import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { type Part, scanMessage } from './structure.ts'

function message(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'))
}

/** The tree as text: type, then header and body as they stand in the bytes. */
function tree(bytes: Buffer, part: Part = scanMessage(bytes, defaultLimits)): unknown {
  const body = bytes.toString('utf8', part.bodyStart, part.bodyEnd)
  const name = `${part.type}/${part.subtype}`
  if (part.message !== null) return { [name]: tree(bytes, part.message) }
  if (part.type !== 'multipart') return { [name]: body }
  return { [name]: part.children.map(child => tree(bytes, child)) }
}

const multipart = 'Content-Type: multipart/mixed; boundary=b'

test('a plain letter', () => {
  const bytes = message('From: a@b.vn', 'Subject: Giay moi', '', 'Kinh gui', 'Tran trong', '')
  const root = scanMessage(bytes, defaultLimits)
  expect(root).toMatchObject({
    headerStart: 0,
    headerEnd: 35,
    bodyStart: 35,
    bodyEnd: bytes.length,
    lines: 2,
    type: 'text',
    subtype: 'plain',
    params: [['charset', 'us-ascii']],
    encoding: '7bit',
    envelope: { subject: 'Giay moi', from: [{ local: 'a', domain: 'b.vn' }] },
  })
})

test('every content field', () => {
  const part = scanMessage(
    message(
      'Content-Type: Application/PDF; NAME="15-CT.pdf"',
      'Content-Transfer-Encoding: BASE64 (that la)',
      'Content-ID: <a@b>',
      'Content-Description: Chi thi',
      'Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==',
      'Content-Disposition: Attachment; filename=15-CT.pdf',
      'Content-Language: vi, en',
      'Content-Location: https://caobang.gov.vn/15',
      '',
      'AAAA',
    ),
    defaultLimits,
  )
  expect(part).toMatchObject({
    type: 'application',
    subtype: 'pdf',
    params: [['name', '15-CT.pdf']],
    encoding: 'base64',
    id: '<a@b>',
    description: 'Chi thi',
    md5: 'Q2hlY2sgSW50ZWdyaXR5IQ==',
    disposition: { type: 'attachment', params: [['filename', '15-CT.pdf']] },
    language: ['vi', 'en'],
    location: 'https://caobang.gov.vn/15',
    lines: 0,
  })
})

describe('multiparts', () => {
  test('the line end before a delimiter is not the part’s', () => {
    const bytes = message(
      multipart,
      '',
      'loi dau',
      '--b',
      '',
      'mot',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>',
      '--b--',
      'loi bat',
    )
    expect(tree(bytes)).toEqual({ 'multipart/mixed': [{ 'text/plain': 'mot\r\n' }, { 'text/html': '<p>' }] })
  })

  test('bare line feeds, white space after the boundary, no closing delimiter', () => {
    const bytes = Buffer.from(`${multipart}\n\n--b \t\n\nmot\n--b\n\nhai\n`)
    expect(tree(bytes)).toEqual({ 'multipart/mixed': [{ 'text/plain': 'mot' }, { 'text/plain': 'hai\n' }] })
  })

  test('hyphens that are no boundary are text', () => {
    const bytes = message(multipart, '', '--b', '', '--', '-- ', '--c', 'x--b', '----b', '--b--')
    expect(tree(bytes)).toEqual({
      'multipart/mixed': [{ 'text/plain': '--\r\n-- \r\n--c\r\nx--b\r\n----b' }],
    })
  })

  test('an inner multipart that is never closed ends with the outer one’s delimiter', () => {
    const inner = 'Content-Type: multipart/alternative; boundary=i'
    const bytes = message(multipart, '', '--b', inner, '', '--i', '', 'mot', '--b', '', 'hai', '--b--')
    expect(tree(bytes)).toEqual({
      'multipart/mixed': [{ 'multipart/alternative': [{ 'text/plain': 'mot' }] }, { 'text/plain': 'hai' }],
    })
  })

  test('of two boundaries that fit the longer one counts', () => {
    const inner = 'Content-Type: multipart/related; boundary=bb'
    const bytes = message(
      multipart,
      '',
      '--b',
      inner,
      '',
      '--bb',
      '',
      'mot',
      '--bb--',
      '--b',
      '',
      'hai',
      '--b--',
    )
    expect(tree(bytes)).toEqual({
      'multipart/mixed': [{ 'multipart/related': [{ 'text/plain': 'mot' }] }, { 'text/plain': 'hai' }],
    })
  })

  test('a header cut short by a delimiter', () => {
    const bytes = message(multipart, '', '--b', 'Content-Type: text/html', '--b', '--b--')
    expect(tree(bytes)).toEqual({ 'multipart/mixed': [{ 'text/html': '' }, { 'text/plain': '' }] })
  })

  test('without a boundary, or without parts, there are no parts', () => {
    expect(tree(message('Content-Type: multipart/mixed', '', '--', '', 'x'))).toEqual({
      'multipart/mixed': [],
    })
    expect(tree(message(multipart, '', 'x'))).toEqual({ 'multipart/mixed': [] })
  })

  test('the parts of a digest are messages', () => {
    const bytes = message(
      'Content-Type: multipart/digest; boundary=b',
      '',
      '--b',
      '',
      'Subject: Tin',
      '',
      'x',
      '--b--',
    )
    expect(tree(bytes)).toEqual({ 'multipart/digest': [{ 'message/rfc822': { 'text/plain': 'x' } }] })
  })
})

describe('messages inside', () => {
  test('have an envelope and lines', () => {
    const bytes = message(
      multipart,
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: trong',
      '',
      'x',
      '',
      '--b--',
    )
    const [part] = scanMessage(bytes, defaultLimits).children
    expect(part).toMatchObject({
      lines: 3,
      envelope: null,
      message: { lines: 1, envelope: { subject: 'trong' } },
    })
  })

  test('an encoded one is opaque', () => {
    const bytes = message(
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: base64',
      '',
      'U3ViamVjdDogeA==',
    )
    expect(scanMessage(bytes, defaultLimits).message).toBeNull()
  })
})

describe('limits', () => {
  const nested = message(
    ...Array.from({ length: 10 }, (_, i) => [
      `Content-Type: multipart/mixed; boundary=t${i}x`,
      '',
      `--t${i}x`,
    ]).flat(),
    '',
    'day',
  )
  const depth = (part: Part): number => 1 + Math.max(0, ...part.children.map(depth))

  test('what is too deep is one opaque part', () => {
    expect(depth(scanMessage(nested, defaultLimits))).toBe(11)
    expect(depth(scanMessage(nested, { ...defaultLimits, mimeDepth: 3 }))).toBe(4)
  })

  test('parts beyond the limit are not listed, and the multipart still ends where it ends', () => {
    const inner = [
      'Content-Type: multipart/mixed; boundary=i',
      '',
      '--i',
      '',
      '1',
      '--i',
      '',
      '2',
      '--i',
      '',
      '3',
      '--i--',
    ]
    const bytes = message(multipart, '', '--b', ...inner, '--b', '', 'sau', '--b--')
    const root = scanMessage(bytes, { ...defaultLimits, mimeParts: 4 })
    expect(root.children).toHaveLength(1)
    expect(root.children[0]?.children).toHaveLength(2)
    expect(bytes.toString('utf8', root.children[0]?.bodyEnd).startsWith('\r\n--b\r\n\r\nsau')).toBe(true)
  })

  test('fields beyond the limit are not read, and the header still ends where it ends', () => {
    const bytes = message('X-1: a', 'X-2: b', 'Subject: khong doc', '', 'x')
    const root = scanMessage(bytes, { ...defaultLimits, headerFields: 2 })
    expect(root.envelope?.subject).toBe('')
    expect(bytes.toString('utf8', root.bodyStart)).toBe('x')
  })

  test('a value beyond the limit is cut', () => {
    const root = scanMessage(message(`Subject: ${'a'.repeat(100)}`, ''), {
      ...defaultLimits,
      headerFieldBytes: 11,
    })
    expect(root.envelope?.subject).toBe('a'.repeat(10))
  })
})

test.each(['', '\r\n', '\n', 'x', ' ', '--', '\r', ':'])('%j', text => {
  const root = scanMessage(Buffer.from(text), defaultLimits)
  expect([root.type, root.bodyEnd]).toEqual(['text', text.length])
})

describe('what programs disagree about', () => {
  function other(...lines: readonly string[]): unknown {
    const bytes = message(...lines)
    const { otherReading } = scanMessage(bytes, defaultLimits)
    return otherReading && tree(bytes, otherReading)
  }

  test('is not there in usual letters', () => {
    expect(other(multipart, '', '--b', '', 'x', '--b--', '')).toBeUndefined()
    expect(other(multipart, '', 'loi dan', '--b  ', 'X: y', '', 'begin', '--b--\t', 'cuoi')).toBeUndefined()
  })

  test.each([
    ['Content-Type: text/plain', 'Content-Type: text/html', { 'text/html': 'x' }],
    ['Content-Type: text/plain', 'CONTENT-TYPE : image/png', { 'image/png': 'x' }],
  ])('%s, %s', (first, last, expected) => {
    expect(other(first, last, '', 'x')).toEqual(expected)
  })

  test('encodings and parameters that come twice', () => {
    const { encoding, params, disposition, otherReading } = scanMessage(
      message(
        'Content-Type: text/plain; charset=utf-8; format=flowed; charset=tcvn',
        'Content-Transfer-Encoding: 7bit',
        'Content-Disposition: inline; filename=a; filename=b',
        'Content-Transfer-Encoding: base64',
        '',
        'x',
      ),
      defaultLimits,
    )
    expect({ encoding, params, disposition }).toMatchObject({
      encoding: '7bit',
      params: [
        ['charset', 'utf-8'],
        ['format', 'flowed'],
        ['charset', 'tcvn'],
      ],
      disposition: {
        params: [
          ['filename', 'a'],
          ['filename', 'b'],
        ],
      },
    })
    expect(otherReading).toMatchObject({
      encoding: 'base64',
      params: [
        ['charset', 'tcvn'],
        ['format', 'flowed'],
      ],
      disposition: { params: [['filename', 'b']] },
    })
  })

  test('two boundaries', () => {
    expect(
      other('Content-Type: multipart/mixed; boundary=a; boundary=b', '', '--b', '', 'x', '--b--'),
    ).toEqual({ 'multipart/mixed': [{ 'text/plain': 'x' }] })
  })

  test('lines that begin with a boundary', () => {
    expect(other(multipart, '', '--b', '', 'mot', '--bc', 'hai', '', '--b', '', 'ba', '--b--')).toEqual({
      'multipart/mixed': [{ 'text/plain': 'mot\r\n--bc\r\nhai\r\n' }, { 'text/plain': 'ba' }],
    })
  })

  test('parts after the closing boundary', () => {
    expect(other(multipart, '', '--b', '', 'mot', '--b--', 'cuoi', '--b', '', 'hai', '--b--')).toEqual({
      'multipart/mixed': [{ 'text/plain': 'mot' }, { 'text/plain': 'hai' }],
    })
  })

  test('uuencoded files in a text', () => {
    const bytes = message('', 'loi dan', 'begin 644 a.txt', '#0V%T', '`', 'end', 'cuoi')
    const root = scanMessage(bytes, defaultLimits)
    expect(root).toMatchObject({ children: [], bodyEnd: bytes.length })
    const [file] = root.otherReading?.children ?? []
    expect(file).toMatchObject({
      type: 'application',
      encoding: 'x-uuencode',
      disposition: { type: 'attachment', params: [['filename', 'a.txt']] },
    })
    expect(bytes.toString('latin1', file!.bodyStart, file!.bodyEnd)).toBe('#0V%T\r\n`\r\n')
  })
})
