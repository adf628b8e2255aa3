import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relaxedBody, relaxedField } from './canonical.ts'

const relaxed = (body: string | Uint8Array) =>
  Buffer.concat([...relaxedBody(Buffer.from(body)).map(piece => Buffer.from(piece))]).toString('latin1')

/** RFC 6376 §3.4.4 word for word, for small bodies. */
function inWords(body: string): string {
  const lines = body.split('\r\n').map(line => line.replace(/[ \t]+$/, '').replace(/[ \t]+/g, ' '))
  const text = lines.join('\r\n').replace(/(?:\r\n)*$/, '')
  return text === '' ? '' : `${text}\r\n`
}

describe('a field in the relaxed form', () => {
  it.each([
    // RFC 6376 §3.4.5.
    ['a', ' X\r\n', 'a:X'],
    ['b', ' Y\t\r\n\tZ  \r\n', 'b:Y Z'],
    ['subject', '\r\n\t  V/v   15/CT-UBND\r\n', 'subject:V/v 15/CT-UBND'],
    ['subject', '\r\n', 'subject:'],
    ['subject', ' \r\n \t\r\n', 'subject:'],
    ['subject', '\xa0 \x0b\r\n', 'subject:\xa0 \x0b'],
  ])('%s:%j is %j', (name, value, canonical) => {
    expect(relaxedField(name, value)).toBe(canonical)
  })
})

describe('a body in the relaxed form', () => {
  it.each([
    // RFC 6376 §3.4.5.
    [' C \r\nD \t E\r\n\r\n\r\n', ' C\r\nD E\r\n'],
    ['', ''],
    ['\r\n', ''],
    ['\r\n\r\n \t\r\n', ''],
    [' \t ', ''],
    ['no line end', 'no line end\r\n'],
    ['a\r\n\r\n\r\nb', 'a\r\n\r\n\r\nb\r\n'],
    ['\r\n\r\na', '\r\n\r\na\r\n'],
    ['a\r\n \r\nb\t\r\n', 'a\r\n\r\nb\r\n'],
    ['a\rb\nc \n\r \r\n', 'a\rb\nc \n\r\r\n'],
    ['a\r', 'a\r\r\n'],
    ['a \r\r\n', 'a \r\r\n'],
  ])('%j is %j', (body, canonical) => {
    expect(relaxed(body)).toBe(canonical)
  })

  it('is what the standard says of any text', () => {
    const text = fc.array(fc.constantFrom('a', '.', ' ', '\t', '\r\n', '\r', '\n', 'ký'), { maxLength: 60 })
    fc.assert(
      fc.property(
        text.map(parts => Buffer.from(parts.join('')).toString('latin1')),
        body => {
          expect(relaxed(Buffer.from(body, 'latin1'))).toBe(inWords(body))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is the same wherever a piece begins', () => {
    const unit = 'a \t b\r\n \r\n\r\n\tcông văn  \r\r\n'
    for (let shift = 0; shift < unit.length; shift++) {
      const body = Buffer.from('x'.repeat(shift) + unit.repeat(12_000)).toString('latin1')
      expect(relaxed(Buffer.from(body, 'latin1'))).toBe(inWords(body))
    }
  })

  it.each([
    ['empty lines', '\r\n'],
    ['white space', ' \t'],
    ['empty lines with white space', ' \r\n\t\r\n'],
  ])('comes in pieces of bounded size and work: %s', (_, unit) => {
    const body = Buffer.from(`a${unit.repeat(500_000)}b`)
    const pieces = [...relaxedBody(body).map(({ length }) => length)]
    expect(Math.max(...pieces)).toBeLessThan(256 * 1024)
    expect(pieces.length).toBeGreaterThanOrEqual(body.length / (128 * 1024))
  })
})
