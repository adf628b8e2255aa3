import { describe, expect, test } from 'vitest'
import { load, Pressure } from './pressure.ts'

/** Letters of one size, so many a second for `seconds`, from `start`; what the pressure is after each second. */
function poured(pressure: Pressure, perSecond: number, seconds: number, letters = 1, start = 0): boolean[] {
  const high: boolean[] = []
  for (let second = 0; second < seconds; second++) {
    for (let i = 0; i < perSecond; i++) pressure.came(letters, start + 1000 * (second + i / perSecond))
    high.push(pressure.isHigh(start + 1000 * (second + 1)))
  }
  return high
}

describe('the pressure of mail', () => {
  test('is none while letters come as fast as they leave', () => {
    expect(poured(new Pressure(150), 140, 5)).toEqual([false, false, false, false, false])
  })

  test('is high in a flood, and a second later no more', () => {
    const pressure = new Pressure(150)
    expect(poured(pressure, 2000, 3)).toEqual([true, true, true])
    expect(pressure.isHigh(3900)).toBe(true)
    expect(pressure.isHigh(4000)).toBe(false)
    expect(poured(pressure, 20, 2, 1, 5000)).toEqual([false, false])
  })

  test('counts a large letter for several', () => {
    expect(load(4096)).toBe(1)
    expect(load(1024 * 1024)).toBe(32)
    expect(poured(new Pressure(150), 20, 2, load(1024 * 1024))).toEqual([true, true])
  })
})
