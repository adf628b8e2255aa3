import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { composeDsn, type DsnReport } from './dsn.ts'
import { fieldValue, headerFields } from './header.ts'
import { scanMessage } from './structure.ts'
import { parameter } from './structured.ts'

const report: DsnReport = {
  reportingHost: 'mail.caobang.gov.vn',
  from: 'postmaster@caobang.gov.vn',
  to: 'hanh@soyt.caobang.gov.vn',
  messageId: '<bao-cao-1@caobang.gov.vn>',
  date: Date.UTC(2026, 10, 24, 1, 15),
  arrivalDate: Date.UTC(2026, 10, 23, 1, 15),
  envelopeId: 'QQ314159',
  recipients: [
    {
      address: 'khong.co@example.vn',
      orcpt: 'rfc822;khong.co@example.vn',
      action: 'failed',
      status: '5.1.1',
      remoteHost: 'mx.example.vn',
      diagnostic: '550 5.1.1 No such user\r\nBcc: x@y.vn\r\n--gia-mao',
    },
    {
      address: 'thư@ví-dụ.vn',
      orcpt: '',
      action: 'delayed',
      status: '4.4.1',
      remoteHost: '',
      diagnostic: '',
    },
  ],
  original: Buffer.from(
    'From: hanh@soyt.caobang.gov.vn\r\nSubject: Giấy mời\r\n\r\nThân thư không được gửi lại',
  ),
}

const bytes = Buffer.from(composeDsn(report))
const root = scanMessage(bytes, defaultLimits)
const [explanation, status, header] = root.children.map(part =>
  bytes.toString('utf8', part.bodyStart, part.bodyEnd),
)

test('the parts of RFC 6522 §3', () => {
  expect(`${root.type}/${root.subtype}`).toBe('multipart/report')
  expect(parameter(root.params, 'report-type')).toBe('delivery-status')
  expect(root.children.map(({ type, subtype }) => `${type}/${subtype}`)).toEqual([
    'text/plain',
    'message/delivery-status',
    'text/rfc822-headers',
  ])
  const fields = headerFields(bytes).map(field => [field.name, fieldValue(bytes, field)])
  expect(fields).toContainEqual(['auto-submitted', 'auto-replied'])
})

test('explains itself in Vietnamese, then in English', async () => {
  const { text = '', subject } = await simpleParser(bytes)
  expect(subject).toBe('Thư không gửi được / Undelivered mail')
  expect(text).toContain('<khong.co@example.vn>\n    Không gửi được (5.1.1)\n    550 5.1.1 No such user')
  expect(text.indexOf('Không gửi được')).toBeLessThan(text.indexOf('Not delivered (5.1.1)'))
  expect(explanation).toMatch(/^[A-Za-z0-9+/=\r\n]+$/)
})

test('the fields of RFC 3464, one line each, whatever the remote host said', () => {
  expect(status?.split('\r\n\r\n').map(group => group.trimEnd().split('\r\n'))).toEqual([
    [
      'Original-Envelope-Id: QQ314159',
      'Reporting-MTA: dns; mail.caobang.gov.vn',
      'Arrival-Date: Mon, 23 Nov 2026 08:15:00 +0700',
    ],
    [
      'Original-Recipient: rfc822;khong.co@example.vn',
      'Final-Recipient: rfc822; khong.co@example.vn',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; mx.example.vn',
      'Diagnostic-Code: smtp; 550 5.1.1 No such user Bcc: x@y.vn --gia-mao',
      'Last-Attempt-Date: Tue, 24 Nov 2026 08:15:00 +0700',
    ],
    [
      'Final-Recipient: utf-8; th\\x{1B0}@v\\x{ED}-d\\x{1EE5}.vn',
      'Action: delayed',
      'Status: 4.4.1',
      'Last-Attempt-Date: Tue, 24 Nov 2026 08:15:00 +0700',
    ],
  ])
})

test('carries the header of the letter and not its body', () => {
  expect(header).toBe('From: hanh@soyt.caobang.gov.vn\r\nSubject: Giấy mời\r\n')
  expect(bytes.toString()).not.toContain('Thân thư')
  expect(bytes.toString('latin1')).not.toMatch(/[^\r]\n/)
})
