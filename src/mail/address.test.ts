import { describe, expect, test } from 'vitest'
import { mailboxesOf, normalizeAddress, parseAddressList } from './address.ts'

/** `name|route|local|domain`, groups as `name:[…]`. */
function shown(text: string): readonly string[] {
  return parseAddressList(text).map(address =>
    address.kind === 'group'
      ? `${address.name}:[${address.members.map(member => `${member.local}@${member.domain}`).join(',')}]`
      : [address.name, address.route, address.local, address.domain].join('|'),
  )
}

test.each([`<${':'.repeat(200_000)}`, `<@${','.repeat(200_000)}`])('%.3s… is read in linear time', text => {
  const before = process.cpuUsage()
  parseAddressList(text, 10)
  // A few milliseconds; what is quadratic takes seconds.
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000)
})

describe('lists', () => {
  test.each([
    ['vanthu@sokhcn.caobang.gov.vn', ['||vanthu|sokhcn.caobang.gov.vn']],
    ['Nguyen Van A <nva@caobang.gov.vn>, b@c.vn', ['Nguyen Van A||nva|caobang.gov.vn', '||b|c.vn']],
    ['"Nguyen, Van \\"A\\"" <a@b.vn>', ['Nguyen, Van "A"||a|b.vn']],
    ['=?utf-8?q?S=E1=BB=9F?= Y te <a@b.vn>', ['=?utf-8?q?S=E1=BB=9F?= Y te||a|b.vn']],
    ['a@b.vn (Nguyen Van A (van thu))', ['Nguyen Van A (van thu)||a|b.vn']],
    ['<@x.vn,@y.vn:a@b.vn>', ['|@x.vn,@y.vn|a|b.vn']],
    ['"a b"@c.vn', ['||a b|c.vn']],
    ['"a@b"@c.vn', ['||a@b|c.vn']],
    ['a @ b.vn', ['||a|b.vn']],
    ['Nguyen Van A a@b.vn', ['Nguyen Van A||a|b.vn']],
    ['Cac so: a@b.vn, "X" <c@d.vn>;, e@f.vn', ['Cac so:[a@b.vn,c@d.vn]', '||e|f.vn']],
    ['undisclosed-recipients:;', ['undisclosed-recipients:[]']],
    ['a@b.vn; c@d.vn', ['||a|b.vn', '||c|d.vn']],
    ['a@[IPv6:2001:db8::1]', ['||a|[IPv6:2001:db8::1]']],
    ['root', ['||root|']],
    ['J. Q. Public <a@b.vn>', ['J. Q. Public||a|b.vn']],
    ['<>', []],
    [', ,;', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(shown(text)).toEqual(expected)
  })

  test('broken lists give what can be read', () => {
    expect(shown('"Nguyen Van A <a@b.vn')).toEqual(['||Nguyen Van A <a@b.vn|'])
    expect(shown('A <a@b.vn, B <c@d.vn>')).toEqual(['A||a|b.vn', 'B||c|d.vn'])
    expect(shown('((((')).toEqual([])
  })

  test('no more addresses than asked for', () => {
    expect(parseAddressList('a@b, c@d, e@f', 2)).toHaveLength(2)
    expect(mailboxesOf(parseAddressList('g: a@b, c@d, e@f;', 3)).map(({ local }) => local)).toEqual([
      'a',
      'c',
    ])
  })
})

describe('the one spelling', () => {
  test.each([
    ['Van.Thu@SoKHCN.CaoBang.gov.vn', 'van.thu@sokhcn.caobang.gov.vn'],
    ['a@caobang。gov。vn', 'a@caobang.gov.vn'],
    ['văn.thư@tỉnh.vn'.normalize('NFD'), 'văn.thư@xn--tnh-rma1g.vn'],
    ['"van.thu"@b.vn', 'van.thu@b.vn'],
    ['"van thu"@b.vn', '"van thu"@b.vn'],
    ['a@[192.0.2.1]', 'a@[192.0.2.1]'],
  ])('%s', (address, normal) => {
    expect(normalizeAddress(address)?.address.replace(/xn--[a-z0-9-]+/, 'xn--')).toBe(
      normal.replace(/xn--[a-z0-9-]+/, 'xn--'),
    )
  })

  test.each([
    '',
    'a',
    '@b.vn',
    'a@',
    'a b@c.vn',
    'a..b@c.vn',
    '.a@c.vn',
    'a@b..vn',
    'a@-b.vn',
    'a@b_c.vn',
    'a\r\n@b.vn',
    `${'a'.repeat(65)}@b.vn`,
    `a@${'b'.repeat(64)}.vn`,
    `a@${'b.'.repeat(127)}vn`,
    'a@b.vn>',
  ])('%j is no address', address => {
    expect(normalizeAddress(address)).toBeUndefined()
  })

  test('a look-alike in Cyrillic stays apart', () => {
    expect(normalizeAddress('a@cаobang.gov.vn')?.domain).not.toBe('caobang.gov.vn')
  })
})
