import { describe, expect, it } from 'vitest'
import {
  holdsIdentityNumber,
  isUnit,
  type Named,
  type NamingPolicy,
  personLocalPart,
  suggestAddress,
} from './naming.ts'

const domain = 'caobang.gov.vn'
const usual: NamingPolicy = 'given-initials.agency'

function suggest(box: Partial<Named>, naming: NamingPolicy = usual, taken: readonly string[] = []) {
  const named: Named = { kind: 'person', name: 'Nông Văn Ân', agencyCode: 'sokhcn', unit: null, ...box }
  return suggestAddress(named, domain, naming, address => taken.includes(address))
}

describe('the address of a person', () => {
  it.each([
    ['Nguyễn Văn An', 'annv.sokhcn', 'nguyenvanan.sokhcn', 'annv'],
    ['Đinh Thị Ngọc Ánh', 'anhdtn.sokhcn', 'dinhthingocanh.sokhcn', 'anhdtn'],
    ['ĐÀM ĐỨC ĐẠT', 'datdd.sokhcn', 'damducdat.sokhcn', 'datdd'],
    ['Nông Thị Hạnh'.normalize('NFD'), 'hanhnt.sokhcn', 'nongthihanh.sokhcn', 'hanhnt'],
    ['Triệu  Tài Phương', 'phuongtt.sokhcn', 'trieutaiphuong.sokhcn', 'phuongtt'],
    ['Lý Sùng', 'sungl.sokhcn', 'lysung.sokhcn', 'sungl'],
    ['Phượng', 'phuong.sokhcn', 'phuong.sokhcn', 'phuong'],
    ['Lý Sùng 001085012345', 'sungl.sokhcn', 'lysung.sokhcn', 'sungl'],
  ])('of %s follows from the policy', (name, givenAgency, fullName, given) => {
    expect(personLocalPart(name, 'sokhcn', 'given-initials.agency')).toBe(givenAgency)
    expect(personLocalPart(name, 'sokhcn', 'full-name.agency')).toBe(fullName)
    expect(personLocalPart(name, 'sokhcn', 'given-initials')).toBe(given)
  })

  it('gets an ordinal before the agency when it is taken', () => {
    const at = (local: string) => `${local}@${domain}`
    expect(suggest({}, usual, [at('annv.sokhcn'), at('annv2.sokhcn')])).toBe(at('annv3.sokhcn'))
    expect(suggest({}, 'full-name.agency', [at('nongvanan.sokhcn')])).toBe(at('nongvanan2.sokhcn'))
    expect(suggest({}, 'given-initials', [at('annv')])).toBe(at('annv2'))
  })

  it('needs a name with letters, and room', () => {
    expect(suggest({ name: '***' })).toBeUndefined()
    expect(suggest({ name: 'Nguyễn '.repeat(12) }, 'full-name.agency')).toBeUndefined()
  })
})

describe('the address of an office', () => {
  it.each([
    ['Sở Khoa học và Công nghệ', 'sokhcn', null, 'sokhcn'],
    ['Phòng Hành chính', 'sokhcn', 'phc', 'phc.sokhcn'],
    ['UBND phường Thục Phán', 'thucphan', null, 'thucphan'],
    ['Đảng ủy phường Thục Phán', 'thucphan', 'du', 'du.thucphan'],
    ['HĐND phường Thục Phán', 'thucphan', 'hdnd', 'hdnd.thucphan'],
  ])('%s', (name, agencyCode, unit, local) => {
    expect(suggest({ kind: 'office', name, agencyCode, unit })).toBe(`${local}@${domain}`)
  })

  it.each(['', 'Phòng', 'p.hc', '-phc', 'phc-', 'p'.repeat(17)])('has no part %j', unit => {
    expect(isUnit(unit)).toBe(false)
  })
})

describe('digits of an identity card', () => {
  it.each([
    ['001085012345@caobang.gov.vn', true],
    ['an.001085012345.sokhcn@caobang.gov.vn', true],
    ['an-001-085-012@caobang.gov.vn', true],
    ['annv12.sokhcn@caobang.gov.vn', false],
    ['to115.sokhcn@999999999.vn', false],
  ])('%s: %s', (address, found) => {
    expect(holdsIdentityNumber(address)).toBe(found)
  })
})
