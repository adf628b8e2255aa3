import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMessageUrl, resolveMailbox } from './url.ts'

const whole = {
  server: undefined,
  isRelative: false,
  uidValidity: undefined,
  section: '',
  partial: undefined,
}

it.each([
  // RFC 4469 Appendix A.
  [
    '/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER',
    { ...whole, mailbox: 'Drafts', uidValidity: 385759045, uid: 20, section: 'HEADER' },
  ],
  // RFC 5092 §11 and RFC 8508 §4.2.
  ['/Drafts/;UID=3002', { ...whole, mailbox: 'Drafts', uid: 3002 }],
  [';UID=4/;SECTION=1.2', { ...whole, isRelative: true, mailbox: '', uid: 4, section: '1.2' }],
  ['C%C3%B4ng/;UID=4', { ...whole, isRelative: true, mailbox: 'Công', uid: 4 }],
  [
    'imap://thanh;AUTH=*@mail.vn:143/L%C6%B0u/2026/;UID=7/;SECTION=TEXT/;PARTIAL=0.1024',
    {
      ...whole,
      server: { user: 'thanh', host: 'mail.vn' },
      mailbox: 'Lưu/2026',
      uid: 7,
      section: 'TEXT',
      partial: { offset: 0, length: 1024 },
    },
  ],
  [
    '//mail.vn/INBOX/;UID=7/;PARTIAL=5',
    {
      ...whole,
      server: { user: undefined, host: 'mail.vn' },
      mailbox: 'INBOX',
      uid: 7,
      partial: { offset: 5, length: Number.POSITIVE_INFINITY },
    },
  ],
])('%s', (url, expected) => {
  expect(parseMessageUrl(url)).toEqual(expected)
})

it.each([
  '',
  '/',
  '/INBOX',
  '/INBOX;UID=1',
  '/;UID=1',
  '/INBOX/;UID=0',
  '/INBOX/;UID=4294967296',
  '/INBOX/;UID=1/',
  '/INBOX/;UID=1/;SECTION=',
  '/INBOX/;UID=1/;PARTIAL=1.0',
  '/INBOX/;UID=1;URLAUTH=anonymous',
  '/INBOX?SUBJECT%20x',
  '/%ff/;UID=1',
  ';SECTION=1',
  'imap://mail.vn',
  'imap://a@b@mail.vn/INBOX/;UID=1',
  'http://mail.vn/INBOX/;UID=1',
])('names no message: %s', url => {
  expect(parseMessageUrl(url)).toBeUndefined()
})

it('reads back any name', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.integer({ min: 1, max: 0xffffffff }),
      (name, uid) => {
        const url = parseMessageUrl(`/${encodeURIComponent(name)}/;UID=${uid}`)
        expect(url).toMatchObject({ mailbox: name, uid })
      },
    ),
  )
})

it('takes a relative mailbox from beside the selected one', () => {
  const resolved = (url: string, selected?: string) => resolveMailbox(parseMessageUrl(url)!, selected)
  expect(resolved(';UID=1', 'Dự án/A')).toBe('Dự án/A')
  expect(resolved(';UID=1')).toBeUndefined()
  expect(resolved('B/;UID=1', 'Dự án/A')).toBe('Dự án/B')
  expect(resolved('B/;UID=1')).toBe('B')
  expect(resolved('/B/;UID=1', 'Dự án/A')).toBe('B')
})
