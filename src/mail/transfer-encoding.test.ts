import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { decodeTransfer } from './transfer.ts'
import { encodeBase64, encodeQuotedPrintable } from './transfer-encoding.ts'

test.each([
  ['Kính gửi', 'K=C3=ADnh g=E1=BB=ADi'],
  ['a=b', 'a=3Db'],
  ['cuối \r\ndòng\t', 'cu=E1=BB=91i=20\r\nd=C3=B2ng=09'],
  ['From a\r\nFrom b\r\nfrom From c', '=46rom a\r\n=46rom b\r\nfrom From c'],
  ['.\r\n..', '=2E\r\n=2E.'],
  ['-- \r\n--b\r\n-b', '=2D-=20\r\n=2D-b\r\n-b'],
  ['a\nb\rc', 'a=0Ab=0Dc'],
  ['x'.repeat(76), `${'x'.repeat(75)}=\r\nx`],
  [`${'x'.repeat(74)}é`, `${'x'.repeat(74)}=\r\n=C3=A9`],
  [`${'x'.repeat(75)}--b`, `${'x'.repeat(75)}=\r\n=2D-b`],
  ['', ''],
])('quoted-printable of %j', (text, expected) => {
  expect(encodeQuotedPrintable(Buffer.from(text)).toString()).toBe(expected)
})

const anyOctets = fc.oneof(
  fc.uint8Array({ maxLength: 500 }),
  fc
    .array(fc.constantFrom(' ', '\t', '\r\n', '.', '-', '--', 'From ', '=', 'ừ', 'abc', 'x'.repeat(70)), {
      maxLength: 60,
    })
    .map(pieces => new Uint8Array(Buffer.from(pieces.join('')))),
)

it('comes back the same, in lines of at most 76 characters that no server changes', () => {
  fc.assert(
    fc.property(anyOctets, octets => {
      for (const [encoding, encode] of [
        ['base64', encodeBase64],
        ['quoted-printable', encodeQuotedPrintable],
      ] as const) {
        const encoded = encode(octets)
        expect(Buffer.from(decodeTransfer(encoded, encoding, octets.length))).toEqual(Buffer.from(octets))
        for (const line of encoded.toString('latin1').split('\r\n')) {
          expect(line).toMatch(/^[\t\x20-\x7e]{0,76}$/)
          expect(line).not.toMatch(/[ \t]$|^From |^\.|^--/)
        }
      }
    }),
    { numRuns: 300 },
  )
})
