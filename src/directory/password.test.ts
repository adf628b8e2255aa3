import { argon2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { accountTexts } from '../base/texts-account.ts'
import { createPasswordHasher } from './password.ts'
import { generatePassword, passwordProblem } from './password-rules.ts'

const hasher = createPasswordHasher({ passwordHashes: 2, passwordQueue: 200 })

describe('argon2id', () => {
  it('verifies what it hashed and nothing else', async () => {
    const phc = await hasher.hash('Cao Bằng 15/CT-UBND')
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(await hasher.verify('Cao Bằng 15/CT-UBND', phc)).toBe('match')
    expect(await hasher.verify('Cao Bằng 15/CT-UBND'.normalize('NFD'), phc)).toBe('match')
    expect(await hasher.verify('Cao Bằng 14/CT-UBND', phc)).toBe('mismatch')
    expect(await hasher.hash('Cao Bằng 15/CT-UBND')).not.toBe(phc)
  })

  it('computes RFC 9106 argon2id in the PHC form of the reference implementation', async () => {
    const salt = Buffer.from('somesalt')
    const tag = argon2Sync('argon2id', {
      message: 'password',
      nonce: salt,
      memory: 65_536,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    })
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(tag.toString('base64')).toContain('CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc')
    expect(await hasher.verify('password', phc)).toBe('match')
  })

  it.each([
    '',
    'plain',
    '$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA',
    '$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA',
    '$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$c29tZXNhbHRzb21lc2FsdA',
    '$argon2id$v=19$m=19456,t=2,p=1$c2E$c29tZXNhbHRzb21lc2FsdA',
  ])('matches nothing against %j', async phc => {
    expect(await hasher.verify('password', phc)).toBe('mismatch')
  })

  it('puts log-ins off when too many wait', async () => {
    const narrow = createPasswordHasher({ passwordHashes: 1, passwordQueue: 1 })
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => narrow.pretend('mật khẩu')))
    expect(outcomes).toEqual(['mismatch', 'mismatch', 'busy', 'busy'])
    expect(await narrow.pretend('mật khẩu')).toBe('mismatch')
  })
})

describe('password rules', () => {
  const owner = { address: 'annv.sokhcn@caobang.gov.vn', name: 'Nguyễn Văn An' }

  it.each([
    ['Suối Lê-nin 2026', undefined],
    ['ngắn Quá 1!', 'The password must have at least 14 characters.'],
    [
      'suối lê-nin chảy mãi',
      'The password has 2 of the 4 kinds of characters: lower case, upper case, digits, others.',
    ],
    ['Nguyễn-Văn-An-1985!', accountTexts.passwordHoldsName.en],
    ['NguyenVanAn@CaoBang1', accountTexts.passwordHoldsName.en],
    ['AnNV.SoKHCN-2026', accountTexts.passwordHoldsAddress.en],
    ['xin chào annv 2026 A', accountTexts.passwordHoldsAddress.en],
    [`Aa1!${'x'.repeat(2000)}`, 'The password is longer than 1024 bytes.'],
    ['Suối Lê-nin 16/8/1985', accountTexts.passwordHoldsDate.en],
    ['Suối Lê-nin 19850816', accountTexts.passwordHoldsDate.en],
    ['Suối Lê-nin 160885', accountTexts.passwordHoldsDate.en],
    ['Suối Lê-nin 993985', undefined],
    ['Suối Lê-nin\u0007 2026', accountTexts.passwordControls.en],
  ])('%j: %s', (password, problem) => {
    expect(passwordProblem(password, owner, defaultLimits)?.en).toBe(problem)
  })

  it('ask for less beside a second factor, though never for a name', () => {
    const problem = (password: string) => passwordProblem(password, owner, defaultLimits, true)
    expect(problem('thác bản')).toBeUndefined()
    expect(problem('thác bả')?.en).toBe('The password must have at least 8 characters.')
    expect(problem('nguyen van an')).toBe(accountTexts.passwordHoldsName)
    expect(problem('bản giốc 160885')).toBe(accountTexts.passwordHoldsDate)
  })

  it('are kept by every generated password', () => {
    const made = new Set(Array.from({ length: 500 }, generatePassword))
    expect(made.size).toBe(500)
    for (const password of made) {
      expect(password).toMatch(/^(\w{4}-){3}\w{4}$/)
      expect(passwordProblem(password, owner, defaultLimits)).toBeUndefined()
    }
  })
})
