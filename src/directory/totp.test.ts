import { describe, expect, it } from 'vitest'
import { decodeBase32, encodeBase32, hotp, newTotpSecret, totpStepMs, totpUrl, verifyTotp } from './totp.ts'

const key = Buffer.from('12345678901234567890')

describe('one-time passwords', () => {
  it.each(
    ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map(
      (code, counter) => [counter, code] as const,
    ),
  )('RFC 4226 appendix D, counter %i: %s', (counter, code) => {
    expect(hotp(key, counter)).toBe(code)
  })

  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('RFC 6238 appendix B, at %i s: %s', (seconds, code) => {
    expect(hotp(key, Math.floor(seconds / 30), 8)).toBe(code)
  })

  it('are good for a step either way, and once', () => {
    const secret = encodeBase32(key)
    const now = 59_000
    const step = Math.floor(now / totpStepMs)
    for (const drift of [-1, 0, 1]) {
      expect(verifyTotp(secret, hotp(key, step + drift), now)).toBe(step + drift)
    }
    expect(verifyTotp(secret, hotp(key, step + 2), now)).toBeUndefined()
    expect(verifyTotp(secret, hotp(key, step), now, step)).toBeUndefined()
    expect(verifyTotp(secret, ' 287 082 ', now)).toBe(step)
    for (const code of ['', '28708', '2870822', '287083', '２８７０８２']) {
      expect(verifyTotp(secret, code, now)).toBeUndefined()
    }
    expect(verifyTotp('not base32!', '287082', now)).toBeUndefined()
  })

  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('RFC 4648 §10: base32 of %j is %s', (text, encoded) => {
    expect(encodeBase32(Buffer.from(text))).toBe(encoded)
    expect(decodeBase32(encoded)?.toString()).toBe(text)
  })

  it('have secrets of 160 bits in a URL that apps read', () => {
    const secret = newTotpSecret()
    expect(decodeBase32(secret)).toHaveLength(20)
    expect(totpUrl(secret, 'quan.tri')).toBe(`otpauth://totp/congvu:quan.tri?secret=${secret}&issuer=congvu`)
  })
})
