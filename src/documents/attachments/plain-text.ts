/** Plain text in whatever charset: whether octets are text at all, and which. */
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset } from '../../mail/charset.ts'

/** Octets that are looked at. */
const sampleBytes = 4096

/** VISCII and TCVN 5712 spend a few control octets on letters; NUL stands in UTF-16 only. */
export function isText(file: Uint8Array): boolean {
  const bytes = asBuffer(file).subarray(0, sampleBytes)
  if (wideCharset(bytes) !== undefined) return true
  let controls = 0
  for (const octet of bytes) {
    if (octet === 0) return false
    if (octet < 0x20 && (octet < 0x09 || octet > 0x0d) && octet !== 0x1b) controls++
  }
  return controls * 20 <= bytes.length
}

/** UTF-16 and UTF-32 by their mark, and UTF-16 without one by where its zeros and Vietnamese letters stand. */
function wideCharset(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes.length < 8 || !bytes.includes(0)) return undefined
  const high = [0, 0]
  const pairs = bytes.length >> 1
  for (let at = 0; at < pairs * 2; at++) if (isHighOctet(bytes[at] as number)) high[at & 1]! += 1
  const share = 0.9 * pairs
  if (high[1]! >= share && high[0]! < share) return 'utf-16le'
  return high[0]! >= share && high[1]! < share ? 'utf-16be' : undefined
}

/** Of the blocks that Vietnamese is written in, and of punctuation. */
function isHighOctet(octet: number): boolean {
  return octet <= 0x03 || octet === 0x1e || octet === 0x20
}

/** Text by its mark, else by the declared charset, else by guess. */
export function decodeText(file: Uint8Array, charset = ''): string {
  const bytes = asBuffer(file)
  const wide = wideCharset(bytes.subarray(0, sampleBytes))
  if (wide !== undefined) return decodeCharset(bytes, wide)
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return decodeCharset(bytes, marked ? 'utf-8' : charset)
}

/** Vietnamese letters that no western charset has. */
const vietnameseOnly = /[ăđơưĂĐƠƯ\u1ea0-\u1ef9]/u

/**
 * Text set in fonts of the nineties (.VnTime): its letters are those of windows-1252, its octets those of TCVN 5712.
 * Such text is read as what it shows; all other text stays as it is.
 */
export function readLegacyFont(text: string): string {
  if (vietnameseOnly.test(text) || !/[\u00a1-\u00ff]/.test(text)) return text
  const read = decodeCharset(westernOctets(text), '')
  return vietnameseOnly.test(read) ? read : text
}

/** Text in a font of that family by its name; those that end in H show capitals. */
export function readInFont(text: string, font: string): string {
  if (/^VNI-/i.test(font)) return fromVni(text)
  if (!/^\.Vn/i.test(font)) return text
  const read = decodeCharset(westernOctets(text), 'tcvn')
  return /H$/i.test(font) ? read.toUpperCase() : read
}

/** Marks of VNI's fonts, which stand after their letter: the shape of the vowel, its tone. */
const vniMarks = new Map([
  ['Â', '\u0302'],
  ['Á', '\u0302\u0301'],
  ['À', '\u0302\u0300'],
  ['Å', '\u0302\u0309'],
  ['Ã', '\u0302\u0303'],
  ['Ä', '\u0302\u0323'],
  ['Ê', '\u0306'],
  ['É', '\u0306\u0301'],
  ['È', '\u0306\u0300'],
  ['Ú', '\u0306\u0309'],
  ['Ü', '\u0306\u0303'],
  ['Ë', '\u0306\u0323'],
  ['Ù', '\u0301'],
  ['Ø', '\u0300'],
  ['Û', '\u0309'],
  ['Õ', '\u0303'],
  ['Ï', '\u0323'],
])
/** Letters that VNI's fonts draw in the place of others. */
const vniLetters = new Map([...'ÔÖÑÆÓÒÎ'].map((from, at) => [from, 'ƠƯĐỈĨỊỴ'[at] as string]))

function fromVni(text: string): string {
  return text
    .replace(/(?<=[aeouyôö])[âáàåãäêéèúüëùøûõï]/giu, mark => vniMarks.get(mark.toUpperCase()) as string)
    .replace(/[ôöñæóòî]/giu, letter => {
      const drawn = vniLetters.get(letter.toUpperCase()) as string
      return letter === letter.toUpperCase() ? drawn : drawn.toLowerCase()
    })
    .normalize('NFC')
}

/** What windows-1252 puts between 0x80 and 0x9f. */
const westernSigns = new TextDecoder('windows-1252').decode(
  Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
)

function westernOctets(text: string): Buffer {
  const octets = text.replace(/[^\0-\xff]/gu, sign => {
    const at = westernSigns.indexOf(sign)
    return at < 0 ? ' ' : String.fromCharCode(0x80 + at)
  })
  return Buffer.from(octets, 'latin1')
}
