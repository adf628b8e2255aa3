import { describe, expect, test } from 'vitest'
import { encode } from '../../test/support/corpus/letters.ts'
import { defaultLimits } from '../base/limits.ts'
import { scanMessage } from './structure.ts'
import { plainTextOf } from './text.ts'

describe('text of a message', () => {
  function textOf(maxBytes: number, ...lines: readonly (string | Buffer)[]): string {
    const bytes = Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\r\n')]))
    return plainTextOf(bytes, scanMessage(bytes, defaultLimits), maxBytes)
  }

  const head = 'Content-Type: multipart/mixed; boundary=b'

  test('parts in order, each decoded from its encoding and charset, messages inside too', () => {
    const text = textOf(
      1000,
      head,
      '',
      '--b',
      'Content-Type: text/plain; charset=viscii',
      '',
      encode('Kính gửi', 'viscii'),
      '--b',
      'Content-Type: application/pdf',
      '',
      'khong phai chu',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('Sở Y tế').toString('base64'),
      '--b--',
    )
    expect(text).toBe('Kính gửi\nSở Y tế')
  })

  test('of alternatives the plain one', () => {
    const alternative = [
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<b>html</b>',
    ]
    expect(textOf(1000, ...alternative, '--b', '', 'chu', '--b--')).toBe('chu')
    expect(textOf(1000, ...alternative, '--b--')).toBe('html')
  })

  test('no more than asked for', () => {
    expect(textOf(5, '', 'Kinh gui')).toBe('Kinh ')
    expect(textOf(3, head, '', '--b', '', 'mot', '--b', '', 'hai', '--b--')).toBe('mot')
  })
})
