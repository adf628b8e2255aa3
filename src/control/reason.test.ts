import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { parseReason } from './reason.ts'

const parse = (given: unknown) => parseReason(given, defaultLimits)

describe('a reason', () => {
  it('is kept as one line of NFC', () => {
    const nfd = 'Xác minh đơn tố cáo số 31'.normalize('NFD')
    expect(parse(`  ${nfd} `)).toEqual({ ok: true, value: 'Xác minh đơn tố cáo số 31'.normalize('NFC') })
  })

  it.each([
    ['nothing', undefined, 'say why'],
    ['a number', 12, 'is not text'],
    ['two lines', 'Xác minh đơn\ntố cáo', 'one line'],
    ['a line separator', 'Xác minh đơn\u2028tố cáo', 'one line'],
    ['nine characters', 'Thanh tra', 'has 9 characters; 10 to 500'],
    ['blanks alone', '                ', 'has 0 characters'],
    ['too many', 'ê'.repeat(501), 'has 501 characters'],
  ])('is not %s', (_what, given, message) => {
    expect(parse(given)).toMatchObject({ ok: false, error: expect.stringContaining(message) })
  })

  it('is counted as it is read: ten letters with marks are enough, however they are written', () => {
    expect(parse('Thanh tra2'.normalize('NFD')).ok).toBe(true)
    expect(parse('ế'.normalize('NFD').repeat(9)).ok).toBe(false)
    expect(parse('ế'.normalize('NFD').repeat(500)).ok).toBe(true)
  })
})
