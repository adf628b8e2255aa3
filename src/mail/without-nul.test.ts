import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { scanMessage } from './structure.ts'
import { decodeTransfer } from './transfer.ts'
import { withoutNul } from './without-nul.ts'

function encoded(lines: readonly string[]): string | undefined {
  return withoutNul(Buffer.from(lines.join('\r\n'), 'latin1'), defaultLimits)?.toString('latin1')
}

it('encodes the one part that has NUL, and leaves every other octet', () => {
  const before = ['Subject: x', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'chào', '--b']
  const header = ['Content-Type: image/png', 'content-transfer-encoding: binary', 'X-After: 1']
  const made = encoded([...before, ...header, '', 'a\0b', '--b--', 'end'])
  const fields = ['Content-Type: image/png', 'Content-Transfer-Encoding: base64', 'X-After: 1']
  expect(made).toBe([...before, ...fields, '', 'YQBi', '--b--', 'end'].join('\r\n'))
})

it('names the encoding where no field did, whether or not there are fields', () => {
  expect(encoded(['Subject: x', '', 'a\0'])).toBe(
    'Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\nYQA=\r\n',
  )
  const parts = ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'a\0', '--b--', '']
  expect(encoded(parts)).toContain('--b\r\nContent-Transfer-Encoding: base64\r\n\r\nYQA=\r\n--b--')
})

it.each([
  ['a header', ['Subject: \0', '', 'x']],
  ['what is between parts', ['Content-Type: multipart/mixed; boundary=b', '', '\0', '--b', '', 'x', '--b--']],
  ['what is encoded already', ['Content-Transfer-Encoding: base64', '', 'YQ\0==']],
  [
    'what is signed',
    ['Content-Type: multipart/signed; boundary=b', '', '--b', '', 'a\0', '--b', '', 'x', '--b--'],
  ],
])('refuses NUL in %s', (_, lines) => {
  expect(encoded(lines)).toBeUndefined()
})

it('loses nothing of any body', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), body => {
      const whole = Buffer.concat([
        Buffer.from('Subject: x\r\nContent-Type: image/png\r\n\r\n'),
        body,
        Buffer.alloc(1),
      ])
      const made = withoutNul(whole, defaultLimits)
      if (made === undefined) throw new Error('refused')
      const { bodyStart, bodyEnd, encoding } = scanMessage(made, defaultLimits)
      expect(encoding).toBe('base64')
      expect(Buffer.from(decodeTransfer(made.subarray(bodyStart, bodyEnd), encoding, 1000))).toEqual(
        Buffer.concat([body, Buffer.alloc(1)]),
      )
    }),
  )
})
