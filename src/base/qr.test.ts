import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type QrMatrix, qrCode, reedSolomon } from './qr.ts'

const drawn = (code: QrMatrix | undefined) =>
  code?.map(row => row.map(dark => (dark ? '#' : '.')).join('')).join('\n') ?? ''

describe('a QR code', () => {
  // All expected codes are those of qrcode-generator 2.0, an encoder that shares nothing with ours.
  it('is drawn module by module as others draw it', () => {
    expect(`\n${drawn(qrCode('QR'))}\n`).toBe(`
#######....##.#######
#.....#..###..#.....#
#.###.#.#...#.#.###.#
#.###.#.##.##.#.###.#
#.###.#.##.##.#.###.#
#.....#.#.#.#.#.....#
#######.#.#.#.#######
........#####........
#.#####..##.#.#####..
.#.....#.#..#..#..##.
..###.#....#.#..#..#.
.#.##....#.....##.##.
#...######.#.#..#.#..
........#######..#.#.
#######...#.#.##...#.
#.....#.#.#####..#..#
#.###.#.###.#..#..#..
#.###.#.#...#..#..#..
#.###.#.####.#..###..
#.....#..#.....##.#..
#######.#..#.#..####.
`)
  })

  const person = 'annv.sokhcn@caobang.gov.vn'
  it.each([
    [2, 'otpauth://totp/congvu: 0', '53c9b83ac21c5b11f0252f62748fcb56'],
    [3, 'Thư công vụ tỉnh Cao Bằng, 32', '6b88fac7bdf4277c214e74fce737b129'],
    [4, `otpauth://totp/congvu:${person} 73`, '5ef9689f71b2152b7f242ddf285cbedd'],
    [5, `otpauth://totp/congvu:${person} ${person} 10`, 'c03b9d3e16e8f7b6b3a7c12349739541'],
    [6, `Thư công vụ tỉnh Cao Bằng, ${`${person} `.repeat(2)}1466`, 'b2d1a222ed9b5b97f754ac938e88a553'],
    [7, `Thư công vụ tỉnh Cao Bằng, ${`${person} `.repeat(3)}107`, 'f8d2f9059769c94e41acf64ebbedd520'],
    [8, `otpauth://totp/congvu:${`${person} `.repeat(4)}4`, 'efa8e2959b187eceff4aaefa78c03e2a'],
    [9, `Thư công vụ tỉnh Cao Bằng, ${`${person} `.repeat(5)}13`, '03b9142e26dcfa2be6d26fb372fc9cfb'],
    [10, `Thư công vụ tỉnh Cao Bằng, ${`${person} `.repeat(6)}6`, '542784248e47b3180b5ffc0a9dec9deb'],
  ])('of version %i is that of the other encoder', (version, text, sha256) => {
    const code = qrCode(text)
    expect(code).toHaveLength(17 + 4 * version)
    expect(createHash('sha256').update(drawn(code)).digest('hex').slice(0, 32)).toBe(sha256)
  })

  it('holds up to 213 bytes', () => {
    expect(qrCode('ư'.repeat(106))).toHaveLength(57)
    expect(qrCode('ư'.repeat(107))).toBeUndefined()
    expect(qrCode('')).toHaveLength(21)
  })

  it('has the check bytes of ISO/IEC 18004, annex I', () => {
    const data = [
      0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
    ]
    const check = [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]
    expect(reedSolomon(data, 10)).toEqual(check)
  })
})
