import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { threadMs } from '../../../test/support/processor-time.ts'
import { Cursor, ParseError } from './cursor.ts'
import { DateTimeFormat, date, dateTime, dayOf } from './date.ts'
import { flagList, flagNames, keywordBit } from './flags.ts'
import { decodeName, encodeName, mailbox, nameMatcher, nameProblem } from './mailbox-name.ts'
import { plainModes } from './modes.ts'
import { formatSet, sequenceSet } from './sequence-set.ts'
import { LiteralError, ResponseWriter } from './writer.ts'

function cursor(text: string, ...literals: string[]): Cursor {
  return new Cursor({
    kind: 'command',
    line: Buffer.from(text),
    literals: literals.map(literal => Buffer.from(literal)),
  })
}

function written(write: (writer: ResponseWriter) => void): string {
  const chunks: Uint8Array[] = []
  const writer = new ResponseWriter({
    write: chunk => chunks.push(chunk),
    full: false,
    drained: async () => {},
  })
  write(writer)
  writer.flush()
  return Buffer.concat(chunks).toString()
}

/** Any Unicode but lone surrogates and NUL, ASCII and Vietnamese more often than the rest. */
const unicode = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0x01, max: 0x7f }),
      fc.constantFrom(...'ăâđêôơưáạẩễợÝỹ&-"\\').map(letter => letter.codePointAt(0)!),
      fc.integer({ min: 0x80, max: 0xd7ff }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
    ),
    { maxLength: 60 },
  )
  .map(points => String.fromCodePoint(...points))

describe('strings', () => {
  it.each([
    ['atom', 'Sent', [], 'Sent'],
    ['quoted', '"Chỉ thị \\"15\\" \\\\ UBND"', [], 'Chỉ thị "15" \\ UBND'],
    ['literal', '{10}\r\n', ['C\u00f4ng v\u0103n'], 'Công văn'],
  ])('%s', (_, text, literals, value) => {
    const at = cursor(text, ...literals)
    expect(at.astring()).toBe(value)
    at.end()
  })

  it.each(['"open', '"\\n"', '', '(', '{5}\r\n'])('%j is none', text => {
    expect(() => cursor(text).astring()).toThrow(ParseError)
  })

  it('survive the wire, whatever they hold', () => {
    fc.assert(
      fc.property(unicode, text => {
        const wire = written(writer => writer.string(text))
        const literal = /^\{\d+\}\r\n/.exec(wire)
        const at = literal === null ? cursor(wire) : cursor(literal[0], wire.slice(literal[0].length))
        return at.string() === text
      }),
    )
  })
})

describe('mailbox names', () => {
  it('follow the example of RFC 3501 §5.1.3', () => {
    expect(decodeName('~peter/mail/&U,BTFw-/&ZeVnLIqe-')).toBe('~peter/mail/台北/日本語')
    expect(encodeName('~peter/mail/台北/日本語')).toBe('~peter/mail/&U,BTFw-/&ZeVnLIqe-')
  })

  it('are NFC, and INBOX in any case is INBOX', () => {
    expect(decodeName('Công văn'.normalize('NFD'))).toBe('Công văn')
    expect(['inbox', 'Inbox/2026', 'inboxes'].map(decodeName)).toEqual(['INBOX', 'INBOX/2026', 'inboxes'])
  })

  it('stand for themselves where they are no modified UTF-7', () => {
    expect(['R&D', 'R&-D', '&AAA', '&2AA-', 'A&x-B'].map(decodeName)).toEqual([
      'R&D',
      'R&D',
      '&AAA',
      '&2AA-',
      'A&x-B',
    ])
  })

  it('survive encoding', () => {
    fc.assert(
      fc.property(unicode, text => {
        const name = text.normalize('NFC')
        fc.pre(!/^inbox/i.test(name))
        expect(encodeName(name)).toMatch(/^[\x20-\x7e]*$/)
        return decodeName(encodeName(name)) === name
      }),
    )
  })

  it('survive UTF-8 after ENABLE, & and all', () => {
    fc.assert(
      fc.property(unicode, text => {
        const name = text.normalize('NFC')
        fc.pre(!/^inbox/i.test(name) && nameProblem(name, 1000) === undefined)
        const wire = written(writer => {
          writer.utf8Names = true
          writer.mailbox(name)
        })
        const modes = { ...plainModes, utf8Names: true }
        const at = new Cursor({ kind: 'command', line: Buffer.from(wire), literals: [] }, modes)
        return mailbox(at) === name
      }),
    )
  })
  it.each(['', 'a//b', '/a', 'a/', 'a%', 'a*', 'a\tb', 'a\u2028b', '\ud800', 'ă'.repeat(501)])(
    '%j cannot be given',
    name => {
      expect(nameProblem(name, 1000)).toBeTypeOf('string')
    },
  )

  it.each([
    ['*', 'Công văn/Đến', true],
    ['%', 'Công văn/Đến', false],
    ['Công%', 'Công văn', true],
    ['C&APQ-ng%/%', 'Công văn/Đến', true],
    ['inbox', 'INBOX', true],
    ['a.c', 'abc', false],
    ['%%**%', 'x/y/z', true],
    ['*ến', 'Công văn/Đến/Đã chuyển đến', true],
    ['%/%', 'Công văn/Đến/Hoả tốc', false],
    ['%/*/H%t%', 'Công văn/Đến/Hoả tốc', true],
    ['C*n%', 'Công văn/Đến', true],
    ['*/Đến%', 'Công văn/Đến/Hoả tốc', false],
  ])('%s matches %s: %s', (pattern, name, matches) => {
    expect(nameMatcher('', pattern)(name)).toBe(matches)
  })

  it('match in time that the name and the pattern cannot stretch', () => {
    const began = threadMs()
    expect(nameMatcher('', '*a*a*a*a*b')('a'.repeat(1000))).toBe(false)
    expect(threadMs() - began).toBeLessThan(200)
    expect(() => nameMatcher('*a'.repeat(20), 'b')).toThrow(ParseError)
  })
})

describe('sets', () => {
  it('are read and written', () => {
    const star = Number.POSITIVE_INFINITY
    expect(sequenceSet(cursor('1,3:*,*:9'))).toEqual([
      { first: 1, last: 1 },
      { first: 3, last: star },
      { first: star, last: 9 },
    ])
    expect(formatSet([1, 2, 3, 7, 9, 10])).toBe('1:3,7,9:10')
    expect(formatSet([])).toBe('')
  })

  it.each(['0', '', '1,', '4294967296', '-1', 'a'])('%j is none', text => {
    expect(() => sequenceSet(cursor(text))).toThrow(ParseError)
  })
})

describe('dates', () => {
  const dates = new DateTimeFormat()
  const format = (ms: number) => dates.format(ms)

  it('are told in the zone of the province', () => {
    expect(format(Date.UTC(2026, 10, 22, 18, 5, 9, 999))).toBe('"23-Nov-2026 01:05:09 +0700"')
    expect(format(Date.UTC(2026, 0, 1))).toBe('" 1-Jan-2026 07:00:00 +0700"')
    expect(dayOf(Date.UTC(2026, 10, 22, 16, 59))).toBe(date(cursor('22-Nov-2026')))
    expect(dayOf(Date.UTC(2026, 10, 22, 17, 0))).toBe(date(cursor('"23-nov-2026"')))
  })

  it('are read in any zone', () => {
    expect(dateTime(cursor('"17-Jul-1996 02:44:25 -0700"'))).toBe(Date.UTC(1996, 6, 17, 9, 44, 25))
    expect(dateTime(cursor('" 1-Dec-2026 00:30:00 +0700"'))).toBe(Date.UTC(2026, 10, 30, 17, 30))
  })

  it('survive the wire', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), seconds => {
        return dateTime(cursor(format(seconds * 1000))) === seconds * 1000
      }),
    )
  })

  it.each([
    '"31-Feb-2026 00:00:00 +0700"',
    '"01-Foo-2026 00:00:00 +0700"',
    '"01-Jan-2026 24:00:00 +0700"',
    '""',
  ])('%s is none', text => {
    expect(() => dateTime(cursor(text))).toThrow(ParseError)
  })
})

describe('flags', () => {
  it('are bits, and keywords by name', () => {
    expect(flagList(cursor('(\\seen $Forwarded \\FLAGGED $forwarded)'))).toEqual({
      bits: 5,
      keywords: ['$forwarded'],
    })
    expect(flagNames(5 | 64, ['$A', '$B'])).toBe('\\Flagged \\Seen $B')
    expect(keywordBit('$b', ['$A', '$B'])).toBe(64)
    expect(keywordBit('$c', ['$A', '$B'])).toBe(0)
  })

  it.each(['(\\Recent)', '(\\*)', '(a b', `(${'k'.repeat(101)})`])('%s cannot be set', text => {
    expect(() => flagList(cursor(text))).toThrow(ParseError)
  })
})

describe('the writer', () => {
  it('writes numbers', () => {
    const numbers = [0, 9, 10, 99, 100, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER]
    for (const number of numbers) expect(written(writer => writer.number(number))).toBe(String(number))
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), n => written(writer => writer.number(n)) === String(n)),
    )
  })

  it('keeps the order of what it copies and what it passes on', () => {
    const large = Buffer.alloc(100_000, 'x')
    const text = written(writer => {
      for (let i = 0; i < 1000; i++) writer.text('a'.repeat(100))
      writer.bytes(large).text('end')
    })
    expect(text).toBe(`${'a'.repeat(100_000)}${'x'.repeat(100_000)}end`)
  })

  it.each([
    ['short', 4],
    ['long', 2],
  ])('does not let a literal be too %s', async (_, size) => {
    const writer = new ResponseWriter({ write() {}, full: false, drained: async () => {} })
    async function* chunks() {
      yield Buffer.from('abc')
    }
    await expect(writer.streamed(size, chunks())).rejects.toThrow(LiteralError)
  })
})
