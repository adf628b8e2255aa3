import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { renderBody, renderBodyStructure, renderEnvelope } from './imap-text.ts'
import { scanMessage } from './structure.ts'

function scan(...lines: readonly string[]) {
  return scanMessage(Buffer.from(lines.join('\r\n'), 'latin1'), defaultLimits)
}

function text(wire: Uint8Array): string {
  return Buffer.from(wire).toString('latin1')
}

describe('ENVELOPE', () => {
  test('the example of RFC 3501 §7.4.2', () => {
    const root = scan(
      'Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)',
      'From: Terry Gray <gray@cac.washington.edu>',
      'Subject: IMAP4rev1 WG mtg summary and minutes',
      'To: imap@cac.washington.edu',
      'cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>',
      'Message-Id: <B27397-0100000@cac.washington.edu>',
      '',
    )
    expect(text(renderEnvelope(root))).toBe(
      '("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" ' +
        '(("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ' +
        '(("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ' +
        '((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL ' +
        '"<B27397-0100000@cac.washington.edu>")',
    )
  })

  test('nothing there', () => {
    expect(text(renderEnvelope(scan('')))).toBe('(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)')
  })

  test('groups, a missing domain, a sender of its own', () => {
    const wire = text(
      renderEnvelope(scan('From: root', 'Sender: vt@a.vn', 'To: Cac so: a@b.vn;, Trong:;', '')),
    )
    expect(wire).toBe(
      '(NIL NIL ((NIL NIL "root" "")) ((NIL NIL "vt" "a.vn")) ((NIL NIL "root" "")) ' +
        '((NIL NIL "Cac so" NIL)(NIL NIL "a" "b.vn")(NIL NIL NIL NIL)(NIL NIL "Trong" NIL)(NIL NIL NIL NIL)) ' +
        'NIL NIL NIL NIL)',
    )
  })

  test('quotes are escaped; 8-bit text is a literal; NUL is left out', () => {
    expect(text(renderEnvelope(scan('Subject: "Cong\\van"', '')))).toContain('(NIL "\\"Cong\\\\van\\"" NIL')
    expect(text(renderEnvelope(scan('Subject: Gi\xe2\xb4y', '')))).toContain('(NIL {5}\r\nGi\xe2\xb4y NIL')
    expect(text(renderEnvelope(scan('Subject: a\0b', '')))).toContain('(NIL {2}\r\nab NIL')
  })
})

describe('BODYSTRUCTURE and BODY', () => {
  test('a single part', () => {
    const root = scan('Content-Type: text/plain; charset=UTF-8', 'Content-Language: vi', '', 'mot', 'hai', '')
    expect(text(renderBodyStructure(root))).toBe(
      '("text" "plain" ("charset" "UTF-8") NIL NIL "7bit" 10 2 NIL NIL "vi" NIL)',
    )
    expect(text(renderBody(root))).toBe('("text" "plain" ("charset" "UTF-8") NIL NIL "7bit" 10 2)')
  })

  test('a multipart with an attachment and a message', () => {
    const root = scan(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/pdf',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="15 CT.pdf"',
      'Content-Language: vi, en',
      'Content-MD5: abc=',
      'Content-Location: /15',
      '',
      'AAAA',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: trong',
      '',
      'x',
      '--b--',
    )
    const attachment = '("application" "pdf" NIL NIL NIL "base64" 4'
    const inside = '("message" "rfc822" NIL NIL NIL "7bit" 19 (NIL "trong" NIL NIL NIL NIL NIL NIL NIL NIL)'
    const inner = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0'
    expect(text(renderBodyStructure(root))).toBe(
      `(${attachment} "abc=" ("attachment" ("filename" "15 CT.pdf")) ("vi" "en") "/15")` +
        `${inside} ${inner} NIL NIL NIL NIL) 2 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)`,
    )
    expect(text(renderBody(root))).toBe(`(${attachment})${inside} ${inner}) 2) "mixed")`)
  })

  test('a multipart without parts shows an empty one', () => {
    expect(text(renderBody(scan('Content-Type: multipart/mixed; boundary=b', '', 'x')))).toBe(
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) "mixed")',
    )
  })

  test('an opaque message is not shown as one', () => {
    const root = scan('Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', '', 'AAAA')
    expect(text(renderBody(root))).toBe('("application" "octet-stream" NIL NIL NIL "base64" 4)')
  })
})
