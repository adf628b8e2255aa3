/**
 * Words of a text, as search sees them: runs of letters and digits, in lower case and NFC (TCVN 6909:2001), so that
 * one word has one spelling whatever code points drew it. What draws nothing (soft hyphens, joiners) is no part of a
 * word. `15/CT-UBND` is three words in a row. `hòa` and `hoà`, `ủy` and `uỷ` are two ways to write one word, which half of
 * all documents use each: they are the same here.
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
  // A sigma is written otherwise at the end of a word; its case says nothing, like that of any other letter.
  return text
    .replace(invisible, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(toneOnLast, pair => tonePlaces.get(pair) ?? pair)
}

/** Where a word ends in oa, oe or uy with the tone on the last vowel, as it is with the tone on the first; not in `quý`. */
const tonePlaces: ReadonlyMap<string, string> = new Map(
  ['\u0300', '\u0301', '\u0309', '\u0303', '\u0323'].flatMap(tone =>
    ['oa', 'oe', 'uy'].map(([first, last]) => [
      `${first}${last}${tone}`.normalize('NFC'),
      `${first}${tone}${last}`.normalize('NFC'),
    ]),
  ),
)
const lastPlaces: ReadonlyMap<string, string> = new Map([...tonePlaces].map(([last, first]) => [first, last]))

/** What a word, as `wordsOf` gives it, is spelled like where more letters follow: `hòa` is `hoà`, as in `hoàn`. */
export function goingOn(word: string): string {
  const placed = lastPlaces.get(word.slice(-2))
  return placed === undefined ? word : word.slice(0, -2) + placed
}

const toneOnLast = /(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![\p{L}\p{N}\p{M}])/gu

const word = /[\p{L}\p{N}\p{M}]+/gu
const invisible = /\p{Cf}+/gu

/**
 * The words of a text as one line of each kind, a space between: both at once, for the index, which reads megabytes.
 * Each is what `wordsOf` and `plainWords` give.
 */
export function wordLines(text: string): { readonly spelled: string; readonly plain: string } {
  const { length } = text
  if (length > lineLength) return slowLines(text)
  let end = 0
  let gap = false
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    const low = code < tableSize ? (lower[code] as number) : odd
    if (low === odd) return slowLines(text)
    if (low === separator) {
      if (!gap) placeTone(end)
      gap = true
      continue
    }
    if (gap && end > 0) {
      spelledLine[end] = space
      plainLine[end++] = space
    }
    gap = false
    spelledLine[end] = low
    plainLine[end++] = unmarked[code] as number
  }
  placeTone(end)
  return { spelled: lineText(spelledLine, end), plain: lineText(plainLine, end) }
}

/** The same for the word that ends there; its two last letters are one UTF-16 unit each, before and after. */
function placeTone(end: number): void {
  const first = end < 2 ? 0 : spelledLine[end - 2]
  if (first !== letterO && first !== letterU) return
  if (first === letterU && end > 2 && spelledLine[end - 3] === letterQ) return
  const placed = tonePlaces.get(String.fromCharCode(first, spelledLine[end - 1] as number))
  if (placed === undefined) return
  spelledLine[end - 2] = placed.charCodeAt(0)
  spelledLine[end - 1] = placed.charCodeAt(1)
}

function slowLines(text: string): { readonly spelled: string; readonly plain: string } {
  return { spelled: wordsOf(text).join(' '), plain: plainWords(text).join(' ') }
}

function lineText(line: Uint16Array, end: number): string {
  return Buffer.from(line.buffer, 0, 2 * end).toString('utf16le')
}

const lineLength = 128 * 1024
const spelledLine = new Uint16Array(lineLength)
const plainLine = new Uint16Array(lineLength)
const space = 0x20
const letterO = 0x6f
const letterU = 0x75
const letterQ = 0x71
const separator = 0
/** Stands for characters that may change with what is around them, or become several. */
const odd = 0xffff

/** Of each character below that stands by itself whatever is around it, its lower case, and that without marks. */
const tableSize = 0x2070
const lower = new Uint16Array(tableSize)
const unmarked = new Uint16Array(tableSize)
for (let code = 0; code < tableSize; code++) {
  const char = String.fromCharCode(code)
  const [word = '', ...more] = wordsOf(char)
  const [bare = ''] = plainWords(char)
  // A mark composes with the letter before it, as do the letters of Hangul, and nothing is drawn for others.
  const alone =
    !/[\p{M}\p{Cf}\p{Cs}\u1100-\u11ff]/u.test(char) &&
    word.length <= 1 &&
    bare.length === word.length &&
    more.length === 0
  lower[code] = alone ? (word === '' ? separator : word.charCodeAt(0)) : odd
  unmarked[code] = bare === '' ? separator : bare.charCodeAt(0)
}
