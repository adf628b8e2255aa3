import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeTransfer } from './transfer.ts'
import { decodeTransferStream, transferEncoding } from './transfer-stream.ts'

async function* pieces(bytes: Buffer, sizes: readonly number[]) {
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const end = at + (sizes[i % sizes.length] ?? bytes.length)
    yield bytes.subarray(at, end)
    at = end
  }
}

const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '=',
        '==',
        '=\r\n',
        '= \t\r\n',
        '=C3=AD',
        '=c',
        ' ',
        '\t',
        '\r',
        '\n',
        '\r\n',
        '-',
        'S2lu',
        'aA==',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 60 },
  )
  .map(parts => Buffer.from(parts.join('')))
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })

it.each(['base64', 'quoted-printable', 'identity'] as const)(
  '%s cut anywhere gives what the whole gives',
  async encoding => {
    await fc.assert(
      fc.asyncProperty(texts, sizes, async (bytes, cuts) => {
        const decoded: Uint8Array[] = []
        for await (const piece of decodeTransferStream(pieces(bytes, cuts), encoding)) decoded.push(piece)
        const whole = decodeTransfer(bytes, encoding, bytes.length)
        expect(Buffer.concat(decoded).toString('latin1')).toBe(Buffer.from(whole).toString('latin1'))
      }),
      { numRuns: 500 },
    )
  },
)

it('knows the encodings of the standard alone', () => {
  expect(['7bit', '8bit', 'binary', ''].map(transferEncoding)).toEqual(Array(4).fill('identity'))
  expect(transferEncoding('"base64"')).toBe('base64')
  expect(transferEncoding('x-uuencode')).toBeUndefined()
})
