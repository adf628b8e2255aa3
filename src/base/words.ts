/**
 * Words of a text, as search sees them: runs of letters and digits, in lower case and NFC (TCVN 6909:2001), so that
 * one word has one spelling whatever code points drew it. What draws nothing (soft hyphens, joiners) is no part of a
 * word. `15/CT-UBND` is three words in a row.
 *
 * `plainWords` are the same without marks: `họp`, `hợp` and `hop` are all `hop`.
 */
import { fold } from './fold.ts'

/** As they are spelled. */
export function wordsOf(text: string): readonly string[] {
  return spelled(text).match(word) ?? []
}

export function plainWords(text: string): readonly string[] {
  return fold(spelled(text)).match(word) ?? []
}

/** Whether a word, or one in a row, is written with a mark: then it is meant as it is spelled. */
export function hasMarks(word: string): boolean {
  return fold(word) !== word
}

/** Lower case, NFC, without what draws nothing; no longer a text to show. */
export function spelled(text: string): string {
  return text.replace(invisible, '').normalize('NFC').toLowerCase()
}

const word = /[\p{L}\p{N}\p{M}]+/gu
const invisible = /\p{Cf}+/gu
