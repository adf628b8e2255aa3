/** What holds of the structure of every message, however hostile. */
import type { Part } from '../../src/mail/structure.ts'

/**
 * Parts inside parents, in order, and nothing between two parts but one delimiter line with its line end. In another
 * reading uuencoded files have text between them, and so have parts that go on after a closing boundary.
 */
export function checkOffsets(bytes: Uint8Array, root: Part): void {
  checkPart(bytes, root, 0, bytes.length, /^(?:\r?\n)?--[^\n]*\n?$/)
  if (root.otherReading !== undefined) checkPart(bytes, root.otherReading, 0, bytes.length, /^/)
}

function checkPart(bytes: Uint8Array, part: Part, start: number, end: number, gap: RegExp): void {
  const { headerStart, headerEnd, bodyStart, bodyEnd } = part
  const ordered =
    start <= headerStart && headerStart <= headerEnd && headerEnd === bodyStart && bodyStart <= bodyEnd
  if (!ordered || bodyEnd > end)
    throw new Error(`part at ${headerStart}: ${start} ${headerEnd} ${bodyEnd} ${end}`)
  let after = bodyStart
  for (const [i, child] of part.children.entries()) {
    checkPart(bytes, child, after, bodyEnd, gap)
    const between = Buffer.from(bytes.subarray(after, child.headerStart)).toString('latin1')
    if (i > 0 && !gap.test(between)) throw new Error(`between parts: ${JSON.stringify(between)}`)
    after = child.bodyEnd
  }
  if (part.message !== null) checkPart(bytes, part.message, bodyStart, bodyEnd, gap)
}

export function countParts(part: Part): number {
  return [...part.children, ...(part.message === null ? [] : [part.message])].reduce(
    (sum, child) => sum + countParts(child),
    1,
  )
}

/** A parenthesised list of RFC 3501 §9 with balanced brackets and correct literals, and nothing after it. */
export function isWireList(wire: Uint8Array): boolean {
  const text = Buffer.from(wire).toString('latin1')
  let at = 0
  let depth = 0
  do {
    const [token] = /^(?:[ ()]|NIL|\d+|"(?:[^"\\\r\n\0\x80-\xff]|\\["\\])*"|\{\d+\}\r\n)/.exec(
      text.slice(at, at + 300_000),
    ) ?? ['']
    if (token === '') return false
    at += token.length
    if (token.startsWith('{')) at += Number(token.slice(1, token.indexOf('}')))
    if (token === '(') depth++
    if (token === ')') depth--
  } while (depth > 0 && at < text.length)
  return depth === 0 && at === text.length
}
