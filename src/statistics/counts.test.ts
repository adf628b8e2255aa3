import { describe, expect, test } from 'vitest'
import type { Count, EntryRecipient, NewEntry } from '../ports/archive.ts'
import { countsOf, localDay } from './counts.ts'

const vpubnd = 1
const soyte = 2
const thuetinh = 3

function to(address: string, agencyId: number | null, outcome: EntryRecipient['outcome'] = 'delivered') {
  return { address, boxId: agencyId, agencyId, outcome, reason: '', blind: false }
}

const letter: NewEntry = {
  receivedAt: Date.parse('2026-11-23T01:00:00Z'),
  channel: 'submission',
  direction: 'internal',
  verdict: 'allow',
  accepted: true,
  reply: { code: 250, enhanced: '2.0.0', reason: 'accepted', text: 'OK' },
  mailFrom: 'anv.vpubnd@caobang.gov.vn',
  recipients: [to('soyte@caobang.gov.vn', soyte)],
  client: { address: '10.1.2.3', helo: 'may-tinh', tls: 'TLSv1.3' },
  boxId: 11,
  senderAgencyId: vpubnd,
  messageId: '<15-ct-ubnd@caobang.gov.vn>',
  headerFrom: 'anv.vpubnd@caobang.gov.vn',
  subject: 'Chỉ thị 15/CT-UBND',
  sentAt: null,
  sha256: new Uint8Array(32),
  sizeBytes: 4096,
  authentication: '',
  judgements: '[]',
}

const unsigned = { signed: false, verified: false }

/** `agency direction verdict` of each step, the province as `tỉnh`. */
function steps(changes: Partial<NewEntry>): readonly string[] {
  return countsOf({ ...letter, ...changes }, '2026-11-23', unsigned).map(
    (count: Count) => `${count.agencyId ?? 'tỉnh'} ${count.direction} ${count.verdict}`,
  )
}

const fromOutside = { channel: 'mx', direction: 'inbound', boxId: null, senderAgencyId: null } as const

describe('countsOf', () => {
  test('an internal letter counts for both agencies and once for the province', () => {
    const counts = countsOf(letter, '2026-11-23', unsigned)
    expect(counts).toHaveLength(3)
    for (const count of counts) expect(count).toMatchObject({ day: '2026-11-23', messages: 1, bytes: 4096 })
    expect(steps({})).toEqual(['tỉnh internal allow', '1 internal allow', '2 internal allow'])
  })

  test('a signed letter counts as such wherever it counts', () => {
    for (const verified of [true, false]) {
      const counts = countsOf(letter, '2026-11-23', { signed: true, verified })
      for (const count of counts) expect(count).toMatchObject({ signed: 1, verified: verified ? 1 : 0 })
    }
    for (const count of countsOf(letter, '2026-11-23', unsigned))
      expect(count).toMatchObject({ signed: 0, verified: 0 })
  })

  test('many recipients of one agency are one message there', () => {
    const recipients = [to('soyte@caobang.gov.vn', soyte), to('bvdk.soyte@caobang.gov.vn', soyte)]
    expect(steps({ recipients })).toEqual(['tỉnh internal allow', '1 internal allow', '2 internal allow'])
  })

  test('a letter inside one agency counts once there', () => {
    const recipients = [to('vanthu.vpubnd@caobang.gov.vn', vpubnd)]
    expect(steps({ recipients })).toEqual(['tỉnh internal allow', '1 internal allow'])
  })

  test('a flagged letter to Gmail with a copy inside', () => {
    const recipients = [to('an@gmail.com', null, 'queued'), to('soyte@caobang.gov.vn', soyte)]
    expect(steps({ direction: 'outbound', verdict: 'flag', recipients })).toEqual([
      'tỉnh outbound flag',
      '1 outbound flag',
      '2 internal flag',
    ])
  })

  test('inbound mail counts at each agency what happened there', () => {
    const recipients = [
      to('vpubnd@caobang.gov.vn', vpubnd),
      to('soyte@caobang.gov.vn', soyte, 'held'),
      to('thuetinh@caobang.gov.vn', thuetinh, 'refused'),
    ]
    expect(steps({ ...fromOutside, verdict: 'block', recipients })).toEqual([
      'tỉnh inbound block',
      '1 inbound flag',
      '2 inbound hold',
      '3 inbound block',
    ])
  })

  test('a letter of a sector-exempt agency is sent by it and received by the other', () => {
    expect(steps({ ...fromOutside, senderAgencyId: thuetinh })).toEqual([
      'tỉnh inbound allow',
      '3 outbound allow',
      '2 inbound allow',
    ])
  })

  test('refused by the regulation is a block, refused otherwise is apart', () => {
    const recipients = [to('soyte@caobang.gov.vn', soyte, 'refused')]
    expect(steps({ ...fromOutside, accepted: false, verdict: 'block', recipients })).toEqual([
      'tỉnh inbound block',
      '2 inbound block',
    ])
    expect(steps({ ...fromOutside, accepted: false, verdict: 'flag', recipients })).toEqual([
      'tỉnh inbound refused',
      '2 inbound refused',
    ])
  })
})

test.each([
  ['2026-11-22T16:59:59.999Z', '2026-11-22'],
  ['2026-11-22T17:00:00.000Z', '2026-11-23'],
  ['2026-12-31T17:00:00.000Z', '2027-01-01'],
])('%s is %s in Cao Bằng', (instant, day) => {
  expect(localDay(Date.parse(instant))).toBe(day)
  const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' })
  expect(zone.format(new Date(instant))).toBe(day)
})
