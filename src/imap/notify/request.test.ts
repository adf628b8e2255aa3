import { describe, expect, it } from 'vitest'
import { Cursor } from '../wire/cursor.ts'
import { isWanted, type NotifyArguments, notifyArguments } from './request.ts'

const parse = (text: string) =>
  notifyArguments(new Cursor({ kind: 'command', line: Buffer.from(text), literals: [] }))
const set = (text: string): NotifyArguments => parse(`SET ${text}`)!

const mailbox = { name: 'Lists/Lemonade', subscribed: false, role: null, isOthers: false } as const

describe('NOTIFY', () => {
  it('takes the examples of RFC 5465, in any case', () => {
    const { selected, groups } = set(
      '(selected (Messagenew (uid body.peek[header.fields (from to subject)]) messageExpunge)) (subtree Lists (MessageNew MessageExpunge)) (mailboxes misc (MessageNew MessageExpunge))',
    )
    expect(selected).toMatchObject({ delayed: false, messages: true, flags: false })
    expect(selected.fetch.map(({ kind }) => kind)).toEqual(['UID', 'section'])
    expect(groups.map(({ filter, names }) => [filter, names])).toEqual([
      ['SUBTREE', ['Lists']],
      ['MAILBOXES', ['misc']],
    ])
    expect(set('status (personal NONE)').withStatus).toBe(true)
    expect(parse('none')).toBe(undefined)
  })

  it('lets several groups apply to one mailbox', () => {
    const request = set(
      '(mailboxes INBOX (Messagenew messageExpunge)) (personal (SubscriptionChange)) (subtree Lists NONE)',
    )
    const inbox = { name: 'INBOX', subscribed: true, role: 'inbox', isOthers: false } as const
    expect(isWanted(request, 'MESSAGENEW', inbox)).toBe(true)
    expect(isWanted(request, 'SUBSCRIPTIONCHANGE', inbox)).toBe(true)
    expect(isWanted(request, 'MESSAGENEW', mailbox)).toBe(false)
    expect(isWanted(request, 'SUBSCRIPTIONCHANGE', mailbox)).toBe(true)
  })

  it.each([
    ['personal', mailbox, true],
    ['personal', { ...mailbox, isOthers: true }, false],
    ['subtree Lists', { ...mailbox, isOthers: true }, true],
    ['subscribed', mailbox, false],
    ['subscribed', { ...mailbox, subscribed: true }, true],
    ['inboxes', mailbox, false],
    ['inboxes', { ...mailbox, role: 'junk' as const }, true],
    ['subtree Lists', mailbox, true],
    ['subtree Lists/Lemonade', mailbox, true],
    ['subtree List', mailbox, false],
    ['subtree (Other Lists)', mailbox, true],
    ['mailboxes Lists', mailbox, false],
    // RFC 5465 §6.6: no wildcards.
    ['mailboxes "Lists/*"', mailbox, false],
    ['mailboxes (a "Lists/Lemonade")', mailbox, true],
  ])('knows %s', (filter, of, expected) => {
    expect(isWanted(set(`(${filter} (MailboxName))`), 'MAILBOXNAME', of)).toBe(expected)
  })

  it('tells what is not supported from what is not allowed', () => {
    expect(set('(personal (SomethingNew))').hasUnsupported).toBe(true)
    expect(set('(selected (MessageNew MessageExpunge AnnotationChange))').hasUnsupported).toBe(true)
    for (const bad of [
      '(selected (AnnotationChange))',
      '(selected (MessageExpunge))',
      '(personal ())',
      '(personal MailboxName)',
      '(subtree (MailboxName))',
      '(selected NONE) (selected-delayed NONE)',
      '',
    ])
      expect(() => set(bad), bad).toThrow()
  })
})
