/**
 * Octets as text, as somebody may come to see it. A charset's label can be wrong: programs that believe it and
 * programs that know better show different texts, and rules must read both.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import { decodeCharset, guessCharset } from '../mail/charset.ts'
import { decodeText } from './attachments/plain-text.ts'

/** Octets that show whether a label lies: fewer than for a text that has none. */
const sampleBytes = 512

/** The likeliest text first, then what else the octets may be read as. */
export function textsOf(octets: Uint8Array, label = ''): readonly [string, ...string[]] {
  const labelled = decodeText(octets, label)
  if (isAscii(octets)) return [labelled]
  const utf8 = decodeCharset(octets, 'utf-8')
  // Nothing else happens to be valid UTF-8.
  if (isUtf8(octets)) return [...new Set([utf8, labelled])] as [string, ...string[]]
  const others = label === '' ? [utf8] : [guessed(octets, label), utf8]
  return [labelled, ...new Set(others.filter(text => text !== labelled))]
}

/** By what the octets look like, the label set aside. */
export function guessed(octets: Uint8Array, label: string): string {
  return decodeCharset(octets, isAscii(octets) ? label : guessCharset(octets, sampleBytes))
}
