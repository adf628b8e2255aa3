import { describe, expect, it } from 'vitest'
import { directoryAddress, normalName, suggestAddress } from './name.ts'

const domain = 'caobang.gov.vn'
const free = () => false

describe('addresses', () => {
  it.each([
    ['Nguyễn Văn An', 'annv.sokhcn'],
    ['Đinh Thị Ngọc Ánh', 'anhdtn.sokhcn'],
    ['ĐÀM ĐỨC ĐẠT', 'datdd.sokhcn'],
    ['Nông Thị Hạnh'.normalize('NFD'), 'hanhnt.sokhcn'],
    ['Triệu  Tài Phương', 'phuongtt.sokhcn'],
    ['Lý Sùng', 'sungl.sokhcn'],
    ['Phượng', 'phuong.sokhcn'],
  ])('of %s begins %s', (name, local) => {
    expect(suggestAddress({ kind: 'person', name, agencyCode: 'sokhcn' }, domain, free)).toBe(
      `${local}@${domain}`,
    )
  })

  it('of an office is its agency', () => {
    const office = { kind: 'office', name: 'Sở Khoa học và Công nghệ', agencyCode: 'sokhcn' } as const
    expect(suggestAddress(office, domain, free)).toBe('sokhcn@caobang.gov.vn')
  })

  it('gets an ordinal before the agency when it is taken', () => {
    const taken = new Set(['annv.sokhcn@caobang.gov.vn', 'annv2.sokhcn@caobang.gov.vn'])
    const person = { kind: 'person', name: 'Nông Văn Ân', agencyCode: 'sokhcn' } as const
    expect(suggestAddress(person, domain, address => taken.has(address))).toBe('annv3.sokhcn@caobang.gov.vn')
  })

  it('needs a name with letters', () => {
    expect(
      suggestAddress({ kind: 'person', name: '***', agencyCode: 'sokhcn' }, domain, free),
    ).toBeUndefined()
  })

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
