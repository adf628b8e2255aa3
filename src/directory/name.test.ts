import { describe, expect, it } from 'vitest'
import { directoryAddress, normalName } from './name.ts'

const domain = 'caobang.gov.vn'

describe('addresses', () => {
  it.each(['AnNV.sokhcn@CaoBang.gov.vn', ' annv.sokhcn@caobang.gov.vn '])(
    '%j is kept in lower case',
    text => {
      expect(directoryAddress(text, domain)).toBe('annv.sokhcn@caobang.gov.vn')
    },
  )

  it.each([
    '@caobang.gov.vn',
    'annv',
    'annv@gmail.com',
    'annv@mail.caobang.gov.vn',
    'ân@caobang.gov.vn',
    '.annv@caobang.gov.vn',
    'an..nv@caobang.gov.vn',
    'an nv@caobang.gov.vn',
    'annv@caobang。gov。vn',
    `${'a'.repeat(65)}@caobang.gov.vn`,
  ])('%j is refused', text => {
    expect(directoryAddress(text, domain)).toBeUndefined()
  })
})

describe('names', () => {
  it('are NFC with single spaces', () => {
    expect(normalName(' Nông  Thị Hạnh '.normalize('NFD'))).toBe('Nông Thị Hạnh')
  })

  it.each(['\u0000An', 'An\u202e', 'x'.repeat(201), ' '])('%j is none', text => {
    expect(normalName(text)).toBe('')
  })
})
