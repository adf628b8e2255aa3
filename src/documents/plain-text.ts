/**
 * The plain form of a text: what its reader sees, whatever code points draw it. Recognition compares plain texts
 * only, so that a word spelled with Cyrillic letters, full-width letters or invisible characters between is the
 * word it looks like.
 *
 * Plain means: letters in the order they are shown; NFC; compatibility forms resolved (NFKC); characters that draw
 * nothing taken out; letters of other scripts that look Latin made Latin (the idea of UTS #39 §4, with the case
 * kept); of the combining marks those that Vietnamese writes, and the ones drawn like them; every space a space,
 * every line end `\n`. What remains has no loose combining mark: one character a letter, so that `fold` keeps its
 * length.
 */
import { decodeCharset, guessCharset } from '../mail/charset.ts'
import type { Disguise } from './facts.ts'

/** Disguises that lie in the code points, not in how the letters stand. */
export type Spelling = Extract<Disguise, 'decomposed' | 'zero-width' | 'look-alike' | 'full-width'>

/** All but ASCII and the letters and dashes of composed Vietnamese, which is nearly every text. */
const odd = /[^\t\n\f\r\x20-\x7eÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–—“”‘’•]/
const lineEnds = /\r\n|[\r\v\u0085\u2028\u2029]/g
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]|[^\P{Cc}\t\n\f]/gu
/** U+2800 is a Braille cell without dots. */
const spaces = /[\p{Zs}\u2800]/gu

// Grave, acute, tilde, hook above, dot below; circumflex, breve, horn.
const foreignMark = /(?![\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b])\p{M}/gu
/** Marks that are drawn like those: caron and inverted breve; diaeresis, ring, comma, cedilla, ogonek below. */
const markDrawnLike = new Map([
  ['\u030b', '\u0301'],
  ...Array.from('\u030c\u0311\u1dcd', mark => [mark, '\u0302'] as const),
  ...Array.from('\u0324\u0325\u0326\u0327\u0328\u0329', mark => [mark, '\u0323'] as const),
])

/** Letters that look Latin: Cyrillic, Greek, Armenian, Cherokee, Lisu, small capitals, turned into what they look. */
const letterDrawnLike = new Map<string, string>()
for (const [latin, letters] of [
  ['A', 'АΑᎪꓮᴀ'],
  ['B', 'ВΒᏴꓐʙ'],
  ['C', 'СϹᏟꓚᴄ'],
  ['D', 'Ꭰꓓᴅ'],
  ['Đ', 'ÐƉ'],
  ['E', 'ЕΕᎬꓰᴇ'],
  ['F', 'Ϝꓝ'],
  ['G', 'ԌᏀꓖɢ'],
  ['H', 'НΗᎻꓧʜ'],
  ['I', 'ІΙӀᏆꓲɪ'],
  ['J', 'ЈᎫꓙᴊ'],
  ['K', 'КΚᏦꓗᴋ'],
  ['L', 'Ꮮꓡʟ'],
  ['M', 'МΜϺᎷꓟᴍ'],
  ['N', 'Νꓠɴ'],
  ['O', 'ОΟՕꓳᴏ'],
  ['P', 'РΡᏢꓑᴘ'],
  ['Q', 'Ԛ'],
  ['R', 'ᎡꓣʀᏒ'],
  ['S', 'ЅᏚꓢꜱ'],
  ['T', 'ТΤᎢꓔᴛ'],
  ['U', 'Սꓴᴜ'],
  ['V', 'ѴᏙꓦᴠ'],
  ['W', 'ԜᎳꓪᴡ'],
  ['X', 'ХΧꓫ'],
  ['Y', 'УҮΥᎩꓬʏ'],
  ['Z', 'ΖᏃꓜᴢ'],
  ['a', 'аɑα'],
  ['c', 'сϲ'],
  ['d', 'ԁ'],
  ['đ', 'ðɖ'],
  ['e', 'еҽ'],
  ['g', 'ɡ'],
  ['h', 'һհ'],
  ['i', 'іιı'],
  ['j', 'ј'],
  ['k', 'кκ'],
  ['l', 'ӏ'],
  ['m', 'м'],
  ['n', 'ոη'],
  ['o', 'оοօ'],
  ['p', 'рρ'],
  ['q', 'ԛ'],
  ['s', 'ѕ'],
  ['t', 'тτ'],
  ['u', 'υս'],
  ['v', 'ѵν'],
  ['w', 'ԝ'],
  ['x', 'хχ'],
  ['y', 'уүγ'],
] as const)
  for (const letter of letters) letterDrawnLike.set(letter, latin)
// Letters on dark discs, on dark squares, and of flags have no compatibility mapping.
for (const first of [0x1f150, 0x1f170, 0x1f1e6])
  for (let i = 0; i < 26; i++)
    letterDrawnLike.set(String.fromCodePoint(first + i), String.fromCodePoint(0x41 + i))

const lookAlike = new RegExp(`[${[...letterDrawnLike.keys()].join('')}]`, 'gu')

/** True for a text of which at most the ends of lines are not plain. */
export function isPlain(text: string): boolean {
  return !odd.test(text)
}

export function plain(text: string): string {
  if (isPlain(text)) return text.includes('\r') ? text.replace(lineEnds, '\n') : text
  // Nothing is composed across the end of a line, and most lines of an odd text are not odd.
  return text.replace(lineEnds, '\n').split('\n').map(plainLine).join('\n')
}

function plainLine(line: string): string {
  if (isPlain(line)) return line
  const composed = leftToRight(line).replace(invisible, '').replace(spaces, ' ').normalize('NFC')
  if (isPlain(composed)) return composed
  return composed
    .normalize('NFKD')
    .replace(lookAlike, letter => letterDrawnLike.get(letter) ?? letter)
    .replace(foreignMark, mark => markDrawnLike.get(mark) ?? '')
    .normalize('NFC')
    .replace(/\p{M}+/gu, '')
}

/** From a right-to-left override up to what ends it: shown from its last letter to its first. */
const overridden = /\u202e([^\u202a-\u202e\u2066-\u2069]*)/g

/** The letters of a line in the order in which a reader sees them. */
function leftToRight(line: string): string {
  if (!line.includes('\u202e')) return line
  // A mark goes with the letter before it.
  return line.replace(overridden, (_, letters: string) =>
    (letters.match(/.\p{M}*/gu) ?? []).reverse().join(''),
  )
}

/** Every space, and every row of them, as one space. */
export function singleSpaced(text: string): string {
  // Most are single already, and passed over.
  return text.replace(/\s{2,}|[^\S ]/g, ' ')
}

/** How `text` was spelled otherwise than a keyboard for Vietnamese does it. */
export function spellings(text: string): readonly Spelling[] {
  const visible = text.replace(invisible, '')
  const composed = visible.normalize('NFC')
  const resolved = composed.normalize('NFKD')
  const found: readonly (Spelling | false)[] = [
    visible !== text && 'zero-width',
    composed !== visible && 'decomposed',
    (resolved.replace(lookAlike, '') !== resolved || resolved.replace(foreignMark, '') !== resolved) &&
      'look-alike',
    Array.from(composed).some(isCompatibilityLetter) && 'full-width',
  ]
  return found.filter(spelling => spelling !== false)
}

function isCompatibilityLetter(character: string): boolean {
  const resolved = character.normalize('NFKC')
  return resolved !== character && /\p{L}/u.test(resolved)
}

/** Letters that Vietnamese has and Latin-1 has not. */
const unicodeLetter = /[ăđơưĂĐƠƯ\u1ea0-\u1ef9]|[\u0300-\u036f]/
/** Characters of a text that are decoded. */
const fontTextLength = 400_000

/**
 * Text set in a font for TCVN 5712, as files from before Unicode hold it: its letters come as those of Latin-1,
 * `Céng hßa x· héi`. Fonts of capitals hold small letters, so that case means nothing. Null for any other text.
 */
export function fromTcvnFont(text: string): string | null {
  if (unicodeLetter.test(text) || !/[\u00a1-\u00ff]/.test(text)) return null
  const bytes = Buffer.from(text.slice(0, fontTextLength).replace(/[^\0-\xff]/g, '-'), 'latin1')
  return guessCharset(bytes) === 'tcvn' ? decodeCharset(bytes, 'tcvn') : null
}

/** Tabs, gaps of two spaces and more, and the bars that frame tables. */
const cellEnds = /[\t|¦\u2500-\u257f]| {2,}/

/**
 * What stands side by side in a line of plain text, as in the two columns of a document's head: trimmed, none
 * empty.
 */
export function cellsOf(line: string): readonly string[] {
  if (!cellEnds.test(line)) return /\S/.test(line) ? [line.trim()] : []
  return line
    .split(cellEnds)
    .map(cell => cell.trim())
    .filter(cell => cell !== '')
}

/** True when no letter is small and one is capital. */
export function isCapital(text: string): boolean {
  return !/[a-z]/.test(text) && text === text.toUpperCase() && /\p{Lu}/u.test(text)
}
