import { beforeEach, describe, expect, it } from 'vitest'
import { isTemporary } from '../base/reply.ts'
import { createOutboundRate, type OutboundRate } from './outbound-rate.ts'

const minute = 60_000
const start = Date.parse('2026-11-23T08:00:00+07:00')
const rules = { externalLettersPerWindow: 250, externalWindowMinutes: 10 }

let now: number
let archived: { at: number; recipients: number }[]
let asked: number[]
let broken: boolean
let rate: OutboundRate

beforeEach(() => {
  now = start
  archived = []
  asked = []
  broken = false
  const sentOutside = async (box: number, sinceMs: number) => {
    asked.push(box)
    if (broken) throw new Error('disk I/O error')
    return archived.filter(({ at }) => at >= sinceMs)
  }
  rate = createOutboundRate({
    store: { read: { archive: { sentOutside } } },
    clock: { now: () => now },
    rules: () => rules,
  })
})

const admitted = async (outside: number, box = 1) => (await rate.admit(box, outside)) === undefined

describe('letters outside', () => {
  it('pass up to 250 recipients in ten minutes, then wait for the window to move', async () => {
    for (let i = 0; i < 250; i++) {
      now = start + i * 1000
      expect(await admitted(1)).toBe(true)
    }
    const refusal = await rate.admit(1, 1)
    expect(refusal).toMatchObject({
      code: 450,
      enhanced: '4.7.1',
      reason: 'outbound-rate',
    })
    const [vi = '', en = ''] = refusal?.text.split('\n') ?? []
    expect(vi).toContain('250 địa chỉ bên ngoài trong 10 phút')
    expect(vi).toContain('mục 1.c')
    expect(en).toContain('250 addresses outside in 10 minutes')
    now = start + 10 * minute
    expect(await admitted(1)).toBe(false)
    now += 1
    expect(await admitted(1)).toBe(true)
    expect(await admitted(1)).toBe(false)
    expect(asked).toEqual([1])
  })

  it('count each recipient, and a refused letter not at all', async () => {
    expect(await admitted(200)).toBe(true)
    expect(await admitted(51)).toBe(false)
    expect(await admitted(50)).toBe(true)
    expect(await admitted(1)).toBe(false)
  })

  it('of one box are not another’s', async () => {
    expect(await admitted(250)).toBe(true)
    expect(await admitted(250, 2)).toBe(true)
  })

  it('that come together find one window', async () => {
    const together = await Promise.all(Array.from({ length: 300 }, () => admitted(1)))
    expect(together.filter(Boolean)).toHaveLength(250)
    expect(asked).toEqual([1])
  })

  it('sent before a restart count', async () => {
    archived = [
      { at: start - 11 * minute, recipients: 250 },
      { at: start - 9 * minute, recipients: 240 },
    ]
    expect(await admitted(11)).toBe(false)
    expect(await admitted(10)).toBe(true)
    now = start + 2 * minute
    expect(await admitted(240)).toBe(true)
  })

  it('to more than the limit at once are refused for good', async () => {
    const refusal = (await rate.admit(1, 251))!
    expect(isTemporary(refusal)).toBe(false)
    expect(refusal.text).toContain('chia danh sách người nhận')
    expect(await admitted(250)).toBe(true)
  })

  it('to nobody outside ask nothing of the archive', async () => {
    expect(await admitted(0)).toBe(true)
    expect(asked).toEqual([])
  })

  it('are asked for again after the archive could not be read', async () => {
    broken = true
    await expect(rate.admit(1, 1)).rejects.toThrow('disk I/O error')
    broken = false
    expect(await admitted(1)).toBe(true)
  })
})
