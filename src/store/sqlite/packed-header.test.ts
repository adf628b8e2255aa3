import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { HeaderUnpacker, packHeader } from './packed-header.ts'

const usual = Buffer.from(
  'Received: from may-tram.langson.gov.vn ([10.15.2.7])\r\n\tby mx.caobang.gov.vn with ESMTP id 4f2a;\r\n' +
    '\tMon, 02 Nov 2026 08:15:00 +0700\r\nFrom: =?UTF-8?B?VsSDbiB0aMawIFPhu58=?= <vanthu.sotc@langson.gov.vn>\r\n' +
    'To: <vanthu@caobang.gov.vn>\r\nSubject: =?UTF-8?B?QsOhbyBjw6Fv?= 17/BC-STC\r\nDate: Mon, 02 Nov 2026 08:15:00 +0700\r\n' +
    'Message-ID: <17.bc-stc@langson.gov.vn>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n',
)

it('gives every header as it was, octet by octet', () => {
  const unpacker = new HeaderUnpacker()
  const all = [
    usual,
    Buffer.alloc(0),
    Buffer.from('\r\n'),
    Buffer.from('no end'),
    Buffer.from([0, 255, 10, 13, 128]),
    ...[1, 3, 100, 5000, 16_384, 300_000].map(size => randomBytes(size)),
    Buffer.alloc(16_384, 'X-A: b\r\n'),
  ]
  for (const header of all)
    expect(Buffer.from(unpacker.unpack(7, packHeader(7, header))!).equals(header)).toBe(true)
})

it('takes less room than the header', () => {
  expect(packHeader(7, usual).length).toBeLessThan(0.6 * usual.length)
  const random = randomBytes(1000)
  expect(packHeader(7, random).length).toBe(1008)
})

it('takes nothing else', () => {
  const unpacker = new HeaderUnpacker()
  const packed = packHeader(7, usual)
  const longer = Buffer.from(packed)
  longer.writeUInt32LE(usual.length + 1, 4)
  const otherwise = Buffer.from(packed)
  otherwise[0]! ^= 1
  expect(unpacker.unpack(7, otherwise)).toBeUndefined()
  expect(unpacker.unpack(8, packed)).toBeUndefined()
  expect(unpacker.unpack(7, packed.subarray(0, 3))).toBeUndefined()
  for (const other of [packed.subarray(0, 8), packed.subarray(0, -1), longer])
    expect(() => unpacker.unpack(7, other)).toThrow()
  expect(Buffer.from(unpacker.unpack(7, packed)!).equals(usual)).toBe(true)
})
