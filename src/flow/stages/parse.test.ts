import { expect, test } from 'vitest'
import { defaultLimits } from '../../base/limits.ts'
import { scanMessage } from '../../mail/structure.ts'
import { headerFacts } from './parse.ts'

function facts(...lines: readonly string[]) {
  const bytes = Buffer.from([...lines, '', ''].join('\r\n'))
  return headerFacts(bytes, scanMessage(bytes, defaultLimits), defaultLimits, 'mail.caobang.gov.vn')
}

test('of addresses that should stand in one field all count, wherever they stand', () => {
  const { sender, replyTo, returnPath } = facts(
    'Sender: a@x.vn',
    'Reply-To: b@x.vn, c@x.vn',
    'Return-Path: <d@x.vn>',
    'REPLY-TO : Phong <e@gmail.com>',
    'Return-Path: <f@x.vn>',
    'Sender: g@x.vn',
  )
  const addresses = (list: typeof sender) => list.map(({ address }) => address)
  expect(addresses(sender)).toEqual(['a@x.vn', 'g@x.vn'])
  expect(addresses(replyTo)).toEqual(['b@x.vn', 'c@x.vn', 'e@gmail.com'])
  expect(addresses(returnPath)).toEqual(['d@x.vn', 'f@x.vn'])
})

test('the first subject is the one that is shown', () => {
  expect(facts('Subject: mot', 'Subject: hai').subject).toBe('mot')
})
