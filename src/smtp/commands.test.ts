import { expect, it } from 'vitest'
import { verbOf } from './commands.ts'

it.each([
  ['mail FROM:<lan@caobang.gov.vn>', 'MAIL'],
  ['QUIT', 'QUIT'],
  ['GET / HTTP/1.1', 'GET'],
])('the verb of %j is %j', (line, verb) => {
  expect(verbOf(line)).toBe(verb)
})

it('a password that is sent after a refused AUTH is no verb, so it gets into no log', () => {
  expect(verbOf(Buffer.from('Thác Bản Giốc 2026').toString('base64'))).toBe('')
})
