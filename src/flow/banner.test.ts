import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { scanMessage } from '../mail/structure.ts'
import { plainTextOf } from '../mail/text.ts'
import { bannerInsertions } from './banner.ts'
import { makeView, withInsertions } from './view.ts'

const marked = '[Thư từ bên ngoài hệ thống thư công vụ của tỉnh'
const plain = '[Thu tu ben ngoai he thong thu cong vu cua tinh'

function shown(...lines: readonly string[]): Buffer {
  const form = Buffer.from(lines.join('\r\n'))
  const root = scanMessage(form, defaultLimits)
  const view = makeView(form, root, Buffer.from('Return-Path: <a@b.vn>\r\n'), [])
  const { prefix, slices, sizeBytes } = withInsertions(
    view,
    form,
    bannerInsertions(form, root),
    defaultLimits,
  )
  const bytes = Buffer.concat(
    slices.map(({ from, start, end }) =>
      Buffer.from((from === 'prefix' ? prefix : form).subarray(start, end)),
    ),
  )
  expect(bytes.length).toBe(sizeBytes)
  return bytes
}

function text(bytes: Buffer): string {
  return plainTextOf(bytes, scanMessage(bytes, defaultLimits), bytes.length)
}

const utf8 = 'Content-Type: text/plain; charset=utf-8'

describe('the line of warning', () => {
  test.each([
    ['8bit', utf8, 'Content-Transfer-Encoding: 8bit', 'Kính gửi', marked],
    ['7bit', utf8, 'Content-Transfer-Encoding: 7bit', 'Kinh gui', plain],
    ['no encoding', 'Content-Type: text/plain', 'X-Y: z', 'Kinh gui', plain],
    [
      'quoted-printable',
      utf8,
      'Content-Transfer-Encoding: quoted-printable',
      'K=C3=ADnh g=E1=BB=ADi',
      marked,
    ],
    [
      'base64',
      utf8,
      'Content-Transfer-Encoding: base64',
      Buffer.from('Kính gửi quý cơ quan').toString('base64'),
      marked,
    ],
    [
      'another charset',
      'Content-Type: text/plain; charset=windows-1258',
      'Content-Transfer-Encoding: quoted-printable',
      'K=EDnh',
      plain,
    ],
  ])('is said in %s, before the text', (_name, type, encoding, body, line) => {
    const said = text(shown('Subject: a', type, encoding, '', body, ''))
    expect(said.trimStart().startsWith(line)).toBe(true)
    expect(said).toMatch(/K(í|i)nh/)
  })

  test('stands in every alternative', () => {
    const bytes = shown(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      utf8,
      'Content-Transfer-Encoding: 8bit',
      '',
      'Kính gửi',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '<p>Kính gửi</p>',
      '--b--',
      '',
    ).toString()
    expect(bytes.split(marked)).toHaveLength(3)
    expect(bytes).toMatch(/<p><strong>\[Thư từ bên ngoài[^<]*\]<\/strong><\/p>\r\n<p>Kính gửi<\/p>/)
  })

  test('leaves an attached text alone', () => {
    const bytes = shown(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      utf8,
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'Kinh gui',
      '--b--',
      '',
    ).toString()
    expect(bytes).not.toContain('Thu tu ben ngoai')
  })

  test.each([
    ['a DKIM signature', 'DKIM-Signature: v=1; d=congty.vn', utf8],
    ['an ARC seal', 'ARC-Seal: i=1; d=congty.vn', utf8],
    ['S/MIME, opaque', 'X-Y: z', 'Content-Type: application/pkcs7-mime; smime-type=signed-data'],
    ['S/MIME, clear', 'X-Y: z', 'Content-Type: multipart/signed; boundary=b'],
    ['encryption', 'X-Y: z', 'Content-Type: multipart/encrypted; boundary=b'],
  ])('never breaks %s', (_name, field, type) => {
    expect(shown(field, type, '', 'Kinh gui', '').toString()).not.toMatch(/Th(ư|u) t(ừ|u)/)
  })

  test('never breaks OpenPGP in the text', () => {
    const body = '-----BEGIN PGP SIGNED MESSAGE-----'
    expect(shown(utf8, '', body, '').toString()).toContain(`\r\n\r\n${body}`)
  })
})
