import { expect, test } from 'vitest'
import { acknowledgeBy } from './acknowledgement.ts'
import { noPolicyState, PolicySettings } from './settings.ts'

const ordinary = { urgency: null }
const urgent = { urgency: 'hoa-toc' }
const at = (local: string) => Date.parse(`${local}+07:00`)

test.each([
  ['a document by closing time', [ordinary], '2026-11-23T08:00', '2026-11-23T17:00'],
  ['one after closing the next working day', [ordinary], '2026-11-27T17:00', '2026-11-30T17:00'],
  ['an urgent one within two hours', [urgent], '2026-11-23T08:00', '2026-11-23T10:00'],
  ['an urgent one on a Saturday two hours after opening', [urgent], '2026-11-28T08:00', '2026-11-30T09:00'],
  ['an urgent one among others at once', [ordinary, urgent], '2026-11-23T08:00', '2026-11-23T10:00'],
])('%s', (_, documents, received, due) => {
  expect(acknowledgeBy(documents, at(received), new PolicySettings())).toBe(at(due))
})

test('a letter without documents at no time', () => {
  expect(acknowledgeBy([], at('2026-11-23T08:00'), new PolicySettings())).toBeNull()
})

test('hours are the province’s to set', () => {
  const thresholds = [
    { name: 'officeOpeningHour', value: 8 },
    { name: 'officeClosingHour', value: 16 },
    { name: 'urgentAcknowledgeHours', value: 1 },
  ]
  const settings = new PolicySettings({ ...noPolicyState, thresholds })
  expect(acknowledgeBy([ordinary], at('2026-11-23T15:30'), settings)).toBe(at('2026-11-23T16:00'))
  expect(acknowledgeBy([urgent], at('2026-11-23T15:30'), settings)).toBe(at('2026-11-24T08:30'))
})
