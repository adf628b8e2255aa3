import { expect, test } from 'vitest'
import { officeOf } from './office.ts'

const office = {
  address: 'sokhcn@caobang.gov.vn',
  agencyCode: 'sokhcn',
  kind: 'office',
  status: 'active',
} as const
const part = { ...office, address: 'vp.sokhcn@caobang.gov.vn' } as const
const person = { ...office, address: 'annv.sokhcn@caobang.gov.vn', kind: 'person' } as const
const locked = { ...office, status: 'locked' } as const

test.each([
  ['the one that bears the agency’s name', [person, part, office], office],
  ['a locked one, which still receives', [part, locked], locked],
  ['another where that one is gone', [{ ...office, status: 'removed' }, part], part],
  ['none where there are only people', [person], undefined],
] as const)('the office of an agency is %s', (_title, boxes, expected) => {
  expect(officeOf<(typeof boxes)[number]>(boxes)).toEqual(expected)
})
