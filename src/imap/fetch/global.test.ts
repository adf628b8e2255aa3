import { expect, it } from 'vitest'
import { withoutGlobal } from './global.ts'

function shown(structure: string): string {
  return Buffer.from(withoutGlobal(Buffer.from(structure, 'latin1'))).toString('latin1')
}

it('shows message/global as octets, wherever it stands', () => {
  const text = '("text" "plain" NIL NIL NIL "8bit" 5 1)'
  expect(
    shown(
      `(${text}("message" "global" NIL NIL NIL "8bit" 90)("message" "global" ("a" "b") NIL NIL "8bit" 7) "mixed")`,
    ),
  ).toBe(
    `(${text}("application" "octet-stream" NIL NIL NIL "8bit" 90)("application" "octet-stream" ("a" "b") NIL NIL "8bit" 7) "mixed")`,
  )
})

it('leaves everything else alone', () => {
  const structures = [
    '("text" "plain" ("message" "global") NIL NIL "7bit" 5 1)',
    '("text" "plain" ("message" "global" "charset" "utf-8") NIL NIL "7bit" 5 1)',
    '("text" "plain" NIL NIL "(\\"message\\" \\"global\\" NIL" "7bit" 5 1)',
    '("message" "rfc822" NIL NIL NIL "7bit" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" NIL NIL NIL "7bit" 0 0) 1)',
  ]
  for (const structure of structures) expect(shown(structure)).toBe(structure)
})
