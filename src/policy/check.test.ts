import { beforeAll, expect, test } from 'vitest'
import { provincePolicy } from '../../test/support/letter-facts.ts'
import type { Agency, Box } from '../ports/directory.ts'
import { checkLetter } from './check.ts'
import { loadFreeMail } from './free-mail.ts'
import { Policy } from './policy.ts'
import { noPolicyState } from './settings.ts'

const office = {
  id: 1,
  code: 'vpubnd',
  name: 'Văn phòng UBND tỉnh',
  mailSystem: 'provincial',
  sectorDomains: [],
} as unknown as Agency
const tax = {
  ...office,
  id: 2,
  code: 'thuetinh',
  mailSystem: 'sector-exempt',
  sectorDomains: ['gdt.gov.vn'],
} as Agency

const directory = {
  recipient: async (address: string) =>
    address === 'vpubnd@caobang.gov.vn' ? { boxes: [{ id: 5, agencyId: 1 } as Box], alias: null } : undefined,
  agencyById: async (id: number) => [office, tax].find(agency => agency.id === id),
}
const clock = { now: () => Date.UTC(2026, 10, 23) }
let policy: Policy

beforeAll(async () => {
  const list = await loadFreeMail('config/free-mail.csv')
  if (!list.ok) throw new Error('list')
  policy = new Policy({ ...provincePolicy, freeMail: list.value })
  policy.useAgencies([office, tax])
  policy.useState({
    ...noPolicyState,
    actions: [{ reason: 'free-mail-recipient', agencyId: 1, direction: null, action: 'hold' }],
  })
})

test.each([
  [
    'vpubnd@caobang.gov.vn',
    'dan@gmail.com',
    {
      channel: 'submission',
      direction: 'outbound',
      action: 'hold',
      rule: 'D1b-free',
      clause: '1.b',
      senderAgency: 'vpubnd',
    },
  ],
  [
    'dan@gmail.com',
    'vpubnd@caobang.gov.vn',
    { channel: 'mx', direction: 'inbound', action: 'flag', recipientAgency: 'vpubnd' },
  ],
  [
    'vpubnd@caobang.gov.vn',
    'soyte@caobang.gov.vn',
    { direction: 'internal', action: 'allow', rule: null, clause: null },
  ],
  [
    'vanthu@gdt.gov.vn',
    'vpubnd@caobang.gov.vn',
    { action: 'allow', senderAgency: 'thuetinh', rule: 'D1b-sector' },
  ],
])('%s to %s', async (from, to, expected) => {
  const answer = await checkLetter({ policy, directory, clock }, { from, to })
  expect(answer).toMatchObject({ ok: true, value: expected })
})

test('our domain from outside, without and with our signature', async () => {
  const request = { from: 'vpubnd@caobang.gov.vn', to: 'vpubnd@caobang.gov.vn', channel: 'mx' as const }
  expect(await checkLetter({ policy, directory, clock }, request)).toMatchObject({
    value: { action: 'block' },
  })
  const signed = { ...request, signedBy: 'caobang.gov.vn' }
  expect(await checkLetter({ policy, directory, clock }, signed)).toMatchObject({ value: { action: 'flag' } })
})

test('a country that was looked up brings its credit', async () => {
  const peer = { address: '8.8.8.8', helo: '', country: 'US' }
  const answer = await checkLetter(
    { policy, directory, clock },
    {
      from: 'a@congty.vn',
      to: 'vpubnd@caobang.gov.vn',
      peer,
    },
  )
  expect(answer).toMatchObject({ value: { action: 'flag', credit: expect.stringContaining('DB-IP') } })
})

test.each([
  [
    { from: 'a b@x.vn', to: 'vpubnd@caobang.gov.vn' },
    { reason: 'bad-address', what: 'a b@x.vn' },
  ],
  [
    { from: 'dan@gmail.com', to: 'dan@yahoo.com' },
    { reason: 'not-ours', what: 'dan@yahoo.com' },
  ],
])('%j is no letter of ours', async (request, error) => {
  expect(await checkLetter({ policy, directory, clock }, request)).toEqual({ ok: false, error })
})
