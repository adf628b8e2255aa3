import { describe, expect, it } from 'vitest'
import { LoginThrottle, networkOf, throttleWindowMs } from './throttle.ts'

const limits = { failedLoginsPerSource: 5, failedLoginsPerAccount: 3, failedLoginRecords: 1000 }
const an = 'annv.sokhcn@caobang.gov.vn'
const hanh = 'hanhnt.soyte@caobang.gov.vn'

function guesses(
  throttle: LoginThrottle,
  account: string,
  source: string,
  count: number,
  now = 0,
): boolean[] {
  return Array.from({ length: count }, (_, i) =>
    throttle.admit(account, source, `${account} guess ${i}`, now),
  )
}

describe('login throttle', () => {
  it('makes a source wait at one account, and nobody else there', () => {
    const throttle = new LoginThrottle(limits)
    expect(guesses(throttle, an, '203.0.113.9', 4)).toEqual([true, true, true, false])
    expect(throttle.admit(an, '10.1.2.3', 'right', 0)).toBe(true)
    expect(throttle.admit(hanh, '203.0.113.9', 'other account', 0)).toBe(true)
  })

  it('makes a source wait that tries many accounts', () => {
    const throttle = new LoginThrottle(limits)
    const admitted = Array.from({ length: 6 }, (_, i) => throttle.admit(`a${i}`, '203.0.113.9', `g${i}`, 0))
    expect(admitted).toEqual([true, true, true, true, true, false])
  })

  it('counts the same wrong password of a forgotten device once', () => {
    const throttle = new LoginThrottle(limits)
    for (let i = 0; i < 50; i++) expect(throttle.admit(an, '10.1.2.3', 'old password', i)).toBe(true)
    expect(throttle.admit(an, '10.1.2.3', 'new password', 51)).toBe(true)
  })

  it('forgets after a right guess, and after the window', () => {
    const throttle = new LoginThrottle(limits)
    guesses(throttle, an, '10.1.2.3', 2)
    throttle.admit(an, '10.1.2.3', 'right', 0)
    throttle.forget(an, '10.1.2.3', 'right')
    expect(guesses(throttle, an, '10.1.2.3', 3)).toEqual([true, true, true])
    expect(throttle.admit(an, '10.1.2.3', 'one more', throttleWindowMs - 1)).toBe(false)
    expect(throttle.admit(an, '10.1.2.3', 'one more', throttleWindowMs)).toBe(true)
  })

  it('remembers a bounded number of sources', () => {
    const throttle = new LoginThrottle({ ...limits, failedLoginRecords: 4 })
    guesses(throttle, an, '203.0.113.9', 4)
    guesses(throttle, an, '203.0.113.10', 1)
    guesses(throttle, an, '203.0.113.11', 1)
    expect(throttle.admit(an, '203.0.113.9', 'again', 0)).toBe(true)
  })

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:1:2::', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['unknown', 'unknown'],
  ])('takes %s as %s', (source, network) => {
    expect(networkOf(source)).toBe(network)
  })
})
