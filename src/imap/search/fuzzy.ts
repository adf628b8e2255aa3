/**
 * FUZZY search (RFC 6203): all words of what is looked for, in any order, each as a word's beginning, without marks and
 * with đ as d. Scores tell how near a text comes, from 1 to 100.
 */
import { fold } from '../../base/fold.ts'

export interface Fuzzy {
  readonly phrase: string
  /** One expression for each word. */
  readonly words: readonly RegExp[]
}

/** Words of one key that are looked for; further ones are passed over. */
const maxWords = 50

/** `key` is a key of i;unicode-casemap, as every text here is. */
export function fuzzyOf(key: string): Fuzzy {
  const words = fold(key).match(/[\p{L}\p{N}]+/gu) ?? []
  return {
    phrase: key,
    words: words.slice(0, maxWords).map(word => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, 'u')),
  }
}

/** 0 where a text is none of what is looked for. */
export function fuzzyScore(text: string, { phrase, words }: Fuzzy): number {
  if (text.includes(phrase)) return 100
  if (words.length === 0) return 0
  const folded = fold(text)
  let whole = 0
  for (const word of words) {
    const found = word.exec(folded)
    if (found === null) return 0
    const end = found.index + found[0].length
    if (!/^[\p{L}\p{N}]/u.test(folded.slice(end, end + 2))) whole++
  }
  return 40 + Math.round((40 * whole) / words.length)
}
