import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storageUnits, usedPercent } from './quota.ts'

describe('quota', () => {
  it('counts storage in units of 1024 octets, begun ones whole', () => {
    expect([0, 1, 1024, 1025].map(storageUnits)).toEqual([0, 1, 1, 2])
  })

  it('never shows more in use than the limit while there is room', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (used, room) => storageUnits(used) <= storageUnits(used + room)),
    )
  })

  it('tells of the limit that is nearest', () => {
    const quota = { quotaBytes: 1000, usedBytes: 899, messages: 1, maxMessages: 10 }
    expect(usedPercent(quota)).toBe(89)
    expect(usedPercent({ ...quota, messages: 9 })).toBe(90)
    expect(usedPercent({ ...quota, quotaBytes: 0, usedBytes: 0 })).toBe(100)
  })
})
