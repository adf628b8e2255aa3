/**
 * Skeletons of domain names, in the manner of UTS #39 §4: two names that a reader takes for each other have the
 * same skeleton. The table holds the letters that occur in look-alikes of a Latin domain, not all of Unicode; a
 * missing letter makes a look-alike pass, never an honest name fail.
 */
import { domainToASCII, domainToUnicode } from 'node:url'

const asciiDomain = /^[a-z0-9.-]+$/

/** Lower-case A-labels without a final dot (UTS #46); empty when it is no domain name. */
export function canonicalDomain(domain: string): string {
  const lower = domain.toLowerCase()
  const ascii = asciiDomain.test(lower) && !lower.includes('xn--') ? lower : domainToASCII(lower)
  return ascii.endsWith('.') ? ascii.slice(0, -1) : ascii
}

// Letters drawn like a Latin letter: Cyrillic, Greek, Armenian, Latin variants, digits.
const drawnAlike = new Map<string, string>()
for (const [latin, letters] of [
  ['a', 'аɑαạ4'],
  ['b', 'ЬьВвβƄƅ'],
  ['c', 'сϲⅽ'],
  ['d', 'ԁđɗⅾ'],
  ['e', 'еєҽɛ3'],
  ['g', 'ɡԍɢց9q'],
  ['h', 'һհн'],
  ['i', 'іıι'],
  ['k', 'кκ'],
  ['l', '1ӏǀⅼ|i'],
  ['m', 'мⅿ'],
  ['n', 'пոηñ'],
  ['o', 'оοօ0øσ'],
  ['p', 'рρ'],
  ['r', 'гᴦ'],
  ['s', 'ѕꜱ5'],
  ['t', 'тτ'],
  ['u', 'υսцʋ'],
  ['v', 'νѵⅴ'],
  ['w', 'ԝѡ'],
  ['x', 'хχ'],
  ['y', 'уγү'],
] as const)
  for (const letter of letters) drawnAlike.set(letter, latin)

/** Marks stripped, look-alike letters folded to one; dots and hyphens stay. */
export function skeleton(domain: string): string {
  const plain = domainToUnicode(domain)
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
  let folded = ''
  for (const letter of plain) folded += drawnAlike.get(letter) ?? letter
  return folded.replaceAll('rn', 'm').replaceAll('vv', 'w')
}

/** What is left when separators are taken out too: `caobang-gov.vn` reads as `caobang.gov.vn`. */
function squeezed(skeletonText: string): string {
  return skeletonText.replace(/[.-]/g, '').replaceAll('vv', 'w')
}

/** Says whether a foreign domain is written like one of ours, at its start, as a whole, or at its end. */
export function lookAlikeOf(ownDomains: readonly string[]): (domain: string) => string | undefined {
  const own = ownDomains.map(name => ({ name, tail: `.${skeleton(name)}`, whole: squeezed(skeleton(name)) }))
  return domain => {
    const drawn = skeleton(domain)
    const whole = squeezed(drawn)
    return own.find(o => whole.startsWith(o.whole) || `.${drawn}`.endsWith(o.tail))?.name
  }
}
