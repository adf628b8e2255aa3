import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from '../base/budget.ts'
import { DataReader } from './data-reader.ts'

const MiB = 1024 * 1024

function readWhole(wire: Buffer, sizes: readonly number[] = []) {
  const memory = new Budget(64 * MiB)
  const reader = new DataReader(48 * MiB, memory)
  let at = 0
  for (let i = 0; at < wire.length; i++) {
    const size = Math.max(1, sizes.length === 0 ? wire.length : sizes[i % sizes.length]!)
    const chunk = Buffer.from(wire.subarray(at, at + size))
    const end = reader.feed(chunk)
    if (end >= 0) {
      const bytes = reader.fault === undefined ? Buffer.from(reader.bytes()) : undefined
      const rest = wire.subarray(at + end).toString()
      reader.release()
      return { bytes, fault: reader.fault, rest, left: memory.available }
    }
    at += chunk.length
  }
  return { bytes: undefined, fault: reader.fault, rest: undefined, left: memory.available }
}

function stuff(text: Buffer): Buffer {
  const lines = text.toString('latin1').split('\r\n')
  return Buffer.from(`${lines.map(l => (l.startsWith('.') ? `.${l}` : l)).join('\r\n')}.\r\n`, 'latin1')
}

const letter = Buffer.from(
  [
    'From: Nông Thị Hạnh <hanh@caobang.gov.vn>',
    'Subject: V/v triển khai Chỉ thị 15/CT-UBND',
    '',
    '.',
    '..',
    '...hai dấu chấm',
    '. một dấu chấm',
    'giữa . dòng .. có chấm.',
    '',
    '.cuối',
    '',
  ].join('\r\n'),
)

describe('the data of a message', () => {
  it('comes out as it was before dot-stuffing, however the packets are cut', () => {
    const wire = Buffer.concat([stuff(letter), Buffer.from('QUIT\r\n')])
    for (const sizes of [[wire.length], [1], [2], [3], [5], [7, 1], [64], [1, 200]]) {
      const read = readWhole(wire, sizes)
      expect(read.bytes).toEqual(letter)
      expect(wire.subarray(wire.length - 6).toString()).toBe('QUIT\r\n')
      expect('QUIT\r\n'.startsWith(read.rest ?? 'x')).toBe(
        sizes.includes(wire.length) || read.rest !== undefined,
      )
      expect(read.left).toBe(64 * MiB)
    }
  })

  it('leaves what follows the end alone', () => {
    expect(readWhole(Buffer.from('a\r\n.\r\nMAIL FROM:<>\r\n')).rest).toBe('MAIL FROM:<>\r\n')
    expect(readWhole(Buffer.from('.\r\nNOOP\r\n'))).toMatchObject({
      bytes: Buffer.alloc(0),
      rest: 'NOOP\r\n',
    })
  })

  it('round-trips any text of CRLF lines in any cuts', () => {
    const octet = fc.constantFrom(0, 9, 0x2e, 0x2e, 0x2e, 0x41, 0x80, 0xe1, 0xff)
    const line = fc.array(octet, { maxLength: 12 }).map(octets => Buffer.from([...octets, 13, 10]))
    const text = fc.array(line, { maxLength: 40 }).map(lines => Buffer.concat(lines))
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(text, cuts, (original, sizes) => {
        const read = readWhole(stuff(original), sizes)
        expect(read.fault).toBeUndefined()
        expect(read.bytes?.equals(original)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps a line of a megabyte and many small packets after a large one', () => {
    const huge = Buffer.concat([Buffer.alloc(MiB, 'ệ'), Buffer.from('\r\n'), letter])
    expect(readWhole(stuff(huge), [65536]).bytes?.equals(huge)).toBe(true)
    expect(readWhole(stuff(huge), [65536, 10, 3000, 1]).bytes?.equals(huge)).toBe(true)
  })

  // The forms by which one server's end of data is another's text.
  it.each([
    '\n.\n',
    '\n.\r\n',
    '\r.\r',
    '\r.\n',
    '\r.\r\n',
    '\r\n.\n',
    '\r\n.\r',
    '\n.\r',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
    '\r\r\n.\r\r\n',
    '\n\r\n.\n\r\n',
  ])('does not end at %j', form => {
    const smuggled = 'MAIL FROM:<chutich@caobang.gov.vn>\r\n'
    for (const sizes of [[], [1]]) {
      const read = readWhole(Buffer.from(`chào${form}${smuggled}\r\n.\r\nQUIT\r\n`), sizes)
      expect(read.rest === undefined ? '' : 'QUIT\r\n').toContain(read.rest ?? '')
      if (!form.includes('\0')) expect(read.fault).toBe('bare-line-end')
      else expect(read.bytes?.toString()).toContain('MAIL FROM')
    }
  })

  it('refuses bare line ends also where a packet ends', () => {
    for (const text of [
      'a\nb\r\n',
      'a\rb\r\n',
      '\nb\r\n',
      '\rb\r\n',
      '.\nb\r\n',
      '.\rb\r\n',
      'a\r\n.\n',
      'a\r\r\n',
    ]) {
      for (const sizes of [[], [1], [2]]) {
        expect(readWhole(Buffer.from(`${text}\r\n.\r\n`), sizes).fault).toBe('bare-line-end')
      }
    }
  })

  it('reads a message that is too large to its end and keeps nothing of it', () => {
    const memory = new Budget(10 * MiB)
    const reader = new DataReader(MiB, memory)
    for (let i = 0; i < 20; i++) expect(reader.feed(Buffer.alloc(100_000, 0x61))).toBe(-1)
    expect(reader.fault).toBe('too-large')
    expect(memory.available).toBe(10 * MiB)
    expect(reader.feed(Buffer.from('\r\n.\r\n'))).toBe(5)
  })

  it('counts every session against one budget', () => {
    const memory = new Budget(300_000)
    const first = new DataReader(MiB, memory)
    const second = new DataReader(MiB, memory)
    first.feed(Buffer.alloc(200_000, 0x61))
    second.feed(Buffer.alloc(200_000, 0x61))
    expect([first.fault, second.fault]).toEqual([undefined, 'no-memory'])
    first.release()
    const third = new DataReader(MiB, memory)
    third.feed(Buffer.alloc(200_000, 0x61))
    expect(third.fault).toBeUndefined()
    third.release()
    expect(memory.available).toBe(300_000)
  })

  it('gives a message a buffer of its own, and back what it came in', () => {
    const text = 'Kính gửi Sở Nội vụ.\r\n'.repeat(2000)
    const first = Buffer.from(text)
    const whole = Buffer.concat([first, Buffer.from('.\r\n')])
    const andMore = Buffer.concat([first, Buffer.from('.\r\nQUIT\r\n')])
    for (const [chunks, given] of [
      [[whole], true],
      [[andMore], false],
      [[Buffer.from(text), whole], true],
      [[Buffer.from(text), andMore], false],
    ] as const) {
      const copies = chunks.map(chunk => Buffer.from(chunk))
      const reader = new DataReader(MiB, new Budget(MiB))
      let end = -1
      for (const chunk of copies) end = reader.feed(chunk)
      const bytes = reader.bytes()
      expect(Buffer.from(bytes).toString()).toBe(text.repeat(chunks.length))
      expect(bytes.buffer.byteLength).toBe(bytes.length)
      const [last] = copies.slice(-1) as [Buffer]
      if (given) expect(last.length).toBe(0)
      else expect(last.subarray(end).toString()).toBe('QUIT\r\n')
      reader.release()
    }
  })

  it('does not let one-octet packets cost more than they hold', () => {
    const memory = new Budget(MiB)
    const reader = new DataReader(MiB, memory)
    for (let i = 0; i < 100_000; i++) reader.feed(Buffer.from('a'))
    expect(MiB - memory.available).toBeLessThan(130_000)
  })
})
