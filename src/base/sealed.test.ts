import { describe, expect, it } from 'vitest'
import { seal, unseal } from './sealed.ts'

describe('a sealed secret', () => {
  const key = Buffer.alloc(32, 1)
  const secret = Buffer.from('JBSWY3DP')

  it('opens with its key for its owner, and not otherwise', () => {
    const sealed = seal(key, secret, 'quantri')
    expect(unseal(key, sealed, 'quantri')).toEqual(secret)
    expect(unseal(Buffer.alloc(32, 2), sealed, 'quantri')).toBeUndefined()
    expect(unseal(key, sealed, 'kiemtoan')).toBeUndefined()
  })

  it('does not open once an octet is another, or is missing', () => {
    const sealed = seal(key, secret, 'quantri')
    for (const at of sealed.keys()) {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(unseal(key, altered, 'quantri')).toBeUndefined()
      expect(unseal(key, sealed.subarray(0, at), 'quantri')).toBeUndefined()
    }
  })
})
