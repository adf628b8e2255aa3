import { expect, test } from 'vitest'
import { encode } from '../../test/support/corpus/letters.ts'
import { defaultLimits } from '../base/limits.ts'
import { headerFields } from './header.ts'
import { needsPrefixGuard, parseParts, prefixGuard, storedStructure } from './stored.ts'
import { scanMessage } from './structure.ts'

const form = Buffer.from(
  [
    'From: =?UTF-8?B?TsO0bmcgVGjhu4sgSOG6oW5o?= <hanh@soyt.caobang.gov.vn>',
    'To: Cac so: vanthu@sokhcn.caobang.gov.vn;, "Van, Thu" <vanthu@sotc.caobang.gov.vn>',
    'Subject: =?UTF-8?Q?Gi=E1=BA=A5y_m=E1=BB=9Di?=',
    'Date: Mon, 23 Nov 2026 08:15:00 +0700',
    'Message-ID: <1@soyt.caobang.gov.vn>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Kính gửi',
    '--b',
    'Content-Type: message/rfc822',
    'Content-Disposition: attachment; filename=thu.eml',
    '',
    'Subject: trong',
    '',
    'x',
    '--b--',
    '',
  ].join('\r\n'),
)

test('what search needs, decoded', () => {
  expect(storedStructure(form, scanMessage(form, defaultLimits), 0)).toMatchObject({
    sentAt: Date.UTC(2026, 10, 23, 1, 15),
    messageId: '<1@soyt.caobang.gov.vn>',
    subject: 'Giấy mời',
    from: 'Nông Thị Hạnh <hanh@soyt.caobang.gov.vn>',
    to: 'Cac so: vanthu@sokhcn.caobang.gov.vn;, Van, Thu <vanthu@sotc.caobang.gov.vn>',
    cc: '',
  })
})

test('offsets count in the view: every part is found behind the prefix', () => {
  const prefix = Buffer.from('Return-Path: <hanh@soyt.caobang.gov.vn>\r\nReceived: from a by b\r\n')
  const view = Buffer.concat([prefix, form])
  const root = scanMessage(form, defaultLimits)
  const stored = storedStructure(form, root, prefix.length)
  const parts = parseParts(stored.parts)
  // The same tree as a scan of the whole view gives, but for the root's envelope, which is stored by itself.
  expect(parts).toEqual({ ...scanMessage(view, defaultLimits), envelope: null })
  expect(view.toString('utf8', parts.children[0]?.bodyStart, parts.children[0]?.bodyEnd)).toBe('Kính gửi')
  expect(view.subarray(0, stored.headerBytes).toString().endsWith('boundary=b\r\n\r\n')).toBe(true)
  expect(parts.children[1]?.message?.envelope?.subject).toBe('trong')
})

test('a view may be shorter than its form when header fields are cut out', () => {
  const stored = storedStructure(form, scanMessage(form, defaultLimits), -20)
  expect(parseParts(stored.parts)).toMatchObject({ headerStart: 0, bodyEnd: form.length - 20 })
})

test('raw 8-bit fields of one header are read in one charset', () => {
  const letter = Buffer.concat([
    Buffer.from('From: '),
    encode('Sở Y tế', 'viscii'),
    Buffer.from(' <a@b.vn>\r\nSubject: '),
    encode('Quyết định cử cán bộ', 'viscii'),
    Buffer.from('\r\n\r\n'),
  ])
  const { from, subject } = storedStructure(letter, scanMessage(letter, defaultLimits), 0)
  expect([from, subject]).toEqual(['Sở Y tế <a@b.vn>', 'Quyết định cử cán bộ'])
})

test('a form whose first line begins with white space does not fold into the prefix', () => {
  const odd = Buffer.from(' Subject: dau cach\r\nTo: a@b.vn\r\n\r\n')
  expect(needsPrefixGuard(odd)).toBe(true)
  expect(needsPrefixGuard(Buffer.from('\tx'))).toBe(true)
  expect(needsPrefixGuard(form)).toBe(false)
  expect(needsPrefixGuard(Buffer.alloc(0))).toBe(false)
  const received = 'Received: from a by b\r\n'
  const view = Buffer.concat([Buffer.from(`${received}${prefixGuard}`), odd])
  const [first, guard, to] = headerFields(view)
  expect(first).toMatchObject({ name: 'received', end: received.length })
  expect(guard?.name).toBe('x-congvu-first-line')
  expect(to?.name).toBe('to')
})
