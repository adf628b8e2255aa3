import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddressCommand } from './address-command.ts'

function address(argument: string): string {
  const parsed = parseAddressCommand(argument, 'TO:')
  return parsed.ok ? parsed.value.address : `(${parsed.error})`
}

describe('the arguments of MAIL and RCPT', () => {
  it.each([
    ['TO:<hanh@caobang.gov.vn>', 'hanh@caobang.gov.vn'],
    ['to: <hanh@caobang.gov.vn>', 'hanh@caobang.gov.vn'],
    ['TO:<"nông thị \\" > hạnh"@caobang.gov.vn>', '"nông thị \\" > hạnh"@caobang.gov.vn'],
    ['TO:<@a.vn,@b.vn:hanh@caobang.gov.vn>', 'hanh@caobang.gov.vn'],
    ['TO:<hanh@[192.0.2.1]>', 'hanh@[192.0.2.1]'],
    ['TO:<hanh@[IPv6:2001:db8::1]>', 'hanh@[IPv6:2001:db8::1]'],
    ['TO:<hạnh@caobằng.vn>', 'hạnh@caobằng.vn'],
    ['TO:<POSTMASTER>', 'POSTMASTER'],
    ['TO:<>', ''],
    ['TO:hanh@caobang.gov.vn', '(address)'],
    ['TO:<hanh>', '(address)'],
    ['TO:<hanh@>', '(address)'],
    ['TO:<@caobang.gov.vn>', '(address)'],
    ['TO:<a@b@caobang.gov.vn>', '(address)'],
    ['TO:<a b@caobang.gov.vn>', '(address)'],
    ['TO:<hanh@cao bang.vn>', '(address)'],
    ['TO:<hanh@caobang.gov.vn', '(address)'],
    ['TO:<hanh@caobang.gov.vn>SIZE=1', '(address)'],
    ['TO:<ha\u200bnh@caobang.gov.vn>', '(address)'],
    ['TO:<ha\0nh@caobang.gov.vn>', '(address)'],
    [`TO:<${'h'.repeat(250)}@vn.vn>`, '(address)'],
    ['FROM:<hanh@caobang.gov.vn>', '(address)'],
    ['TO:<hanh@caobang.gov.vn> =x', '(parameter)'],
    ['TO:<hanh@caobang.gov.vn> A=', '(parameter)'],
    ['TO:<hanh@caobang.gov.vn> A=1 a=2', '(parameter)'],
  ])('%j', (argument, expected) => {
    expect(address(argument)).toBe(expected)
  })

  it('keeps parameters whose names are those of object properties', () => {
    const parsed = parseAddressCommand('FROM:<> constructor=1 toString', 'FROM:')
    expect(parsed.ok && [...parsed.value.parameters]).toEqual([
      ['CONSTRUCTOR', '1'],
      ['TOSTRING', ''],
    ])
  })

  it('never throws and never lets a control character or a bracket through', () => {
    const hostile = fc.array(
      fc.constantFrom('<', '>', '@', '"', '\\', ' ', '\t', '\0', '.', 'a', ':', ',', '=', 'ế'),
    )
    fc.assert(
      fc.property(hostile, characters => {
        const parsed = parseAddressCommand(`FROM:<${characters.join('')}`, 'FROM:')
        if (!parsed.ok || parsed.value.address.includes('"')) return
        expect(parsed.value.address).not.toMatch(/[\0-\x20<>\\]/)
      }),
      { numRuns: 2000 },
    )
  })
})
