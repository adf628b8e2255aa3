import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byNumber, findCommand } from './commands.ts'
import { Cursor, ParseError } from './wire/cursor.ts'

function parse(line: Buffer, literals: readonly Buffer[] = []): void {
  const cursor = new Cursor({ kind: 'command', line, literals })
  findCommand(cursor)?.handler(cursor, false)
}

const names = [
  'APPEND',
  'AUTHENTICATE',
  'CREATE',
  'ENABLE',
  'FETCH',
  'ID',
  'LIST',
  'LOGIN',
  'RENAME',
  'REPLACE',
  'SEARCH',
  'STATUS',
  'STORE',
]
const pieces = [
  ' ',
  '(',
  ')',
  '"',
  '\\',
  '{3}\r\n',
  '~{3}\r\n',
  'CATENATE',
  'TEXT',
  'URL',
  'UTF8',
  ';UID=1',
  'BINARY',
  'PREVIEW',
  'SAVEDON',
  'EMAILID',
  '1:*',
  'INBOX',
  'BODY[',
  'HEADER.FIELDS',
  ']',
  '<0.1>',
  'RETURN',
  'NOT',
  'OR',
  'FLAGS',
  '\\Seen',
  '*',
  '%',
  'NIL',
  '"Công văn"',
  '&U,BTFw-',
  '1-Jan-2026',
  'SUBJECT',
  'UIDBEFORE',
  '$',
  '\xff',
  '',
]

it('every parser takes any text, or refuses it by ParseError', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 25 })
  fc.assert(
    fc.property(fc.constantFrom(...names), text, (name, parts) => {
      try {
        parse(Buffer.from(`${name} ${parts.join('')}`, 'latin1'), [Buffer.from('abc')])
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError)
      }
    }),
    { numRuns: 5000 },
  )
})

it('what UIDONLY refuses can be done by UID', () => {
  const found = (line: string) =>
    findCommand(new Cursor({ kind: 'command', line: Buffer.from(line), literals: [] }))
  for (const name of byNumber) {
    expect(found(name)?.flags.byUid).toBeUndefined()
    expect(found(`UID ${name}`)).toMatchObject({ flags: { byUid: true }, handler: found(name)?.handler })
  }
})

it('a search nested without end is refused, not followed', () => {
  expect(() => parse(Buffer.from(`SEARCH ${'NOT '.repeat(16_000)}ALL`))).toThrow('nested too deeply')
  expect(() => parse(Buffer.from(`SEARCH ${'('.repeat(60_000)}`))).toThrow('nested too deeply')
})
