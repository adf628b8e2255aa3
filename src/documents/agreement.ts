/** Whether a letter and the official document in it agree, as the provincial mail regulations ask. */
import { fold } from '../base/fold.ts'
import type { OfficialDocument } from './facts.ts'
import { plain } from './plain-text.ts'

/** Part of the abstract's words that must stand in the subject, in their order. */
const mostWords = 0.8
/** Words of either side that are compared. */
const wordsCompared = 200
/** Words of an abstract that are enough when the subject is cut off after them. */
const leastWords = 5

/**
 * Says whether the Subject contains the abstract: marks, case, spacing, a number before it, "V/v" and "Re:" do not
 * count, nor a cut-off end. A document without an abstract is named by its number.
 */
export function subjectCarries(subject: string, document: OfficialDocument): boolean {
  const said = wordsOf(subject)
  if (document.abstract === null)
    return (
      document.number !== null &&
      said.join(' ').includes(wordsOf(`${document.number}/${document.notation}`).join(' '))
    )
  const asked = wordsOf(document.abstract)
  if (asked.length === 0) return false
  const found = inOrder(asked, said)
  if (found >= asked.length * mostWords) return true
  const cutOff = said.slice(-leastWords).join(' ')
  return said.length >= leastWords && asked.join(' ').includes(cutOff) && found >= leastWords
}

/** Number, date and signer are there: what the office that sends a document must see in it. */
export function inProperForm(document: OfficialDocument): boolean {
  return document.number !== null && document.issuedDate !== null && document.signerName !== null
}

/** Folded words; "V/v" and "về việc" are none. */
function wordsOf(text: string): readonly string[] {
  return fold(plain(text))
    .replace(/(?<!\p{L})v\s?\/\s?v(?!\p{L})/gu, ' ')
    .replace(/(?<!\p{L})ve viec(?!\p{L})/gu, ' ')
    .split(/[^\p{L}\d]+/u)
    .filter(word => word !== '')
    .slice(0, wordsCompared)
}

/** Words of the longest row that both have in the same order, whatever stands between. */
function inOrder(asked: readonly string[], said: readonly string[]): number {
  let row = new Array<number>(said.length + 1).fill(0)
  for (const word of asked) {
    const next = [0]
    for (const [i, other] of said.entries())
      next.push(word === other ? row[i]! + 1 : Math.max(row[i + 1]!, next[i]!))
    row = next
  }
  return row.at(-1)!
}
