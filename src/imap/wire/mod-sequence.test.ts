import { expect, it } from 'vitest'
import { Cursor } from './cursor.ts'
import { modSequence } from './mod-sequence.ts'

const cursorOver = (text: string) => new Cursor({ kind: 'command', line: Buffer.from(text), literals: [] })

it('reads 63 bits', () => {
  expect(modSequence(cursorOver('1)'))).toBe(1)
  expect(modSequence(cursorOver('0090071992547409'))).toBe(90_071_992_547_409)
  expect(modSequence(cursorOver('9223372036854775807'))).toBe(2 ** 63)
  expect(() => modSequence(cursorOver('9223372036854775808'))).toThrow('too large')
  expect(() => modSequence(cursorOver('9'.repeat(400)))).toThrow('too large')
})

it('takes zero', () => {
  expect(modSequence(cursorOver('0'))).toBe(0)
  for (const text of ['', '-1', 'x', '*']) expect(() => modSequence(cursorOver(text))).toThrow('missing')
})
