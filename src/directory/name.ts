/**
 * Names and addresses of the directory: pure text rules; how an address is made from a name is in `naming.ts`.
 * Local parts are plain ASCII on purpose: they are dictated over the telephone and typed on any keyboard.
 */

const maxNameLength = 200

/** A display name in NFC with single spaces; empty when it holds control characters or is too long. */
export function normalName(text: string): string {
  const name = text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  return name.length > maxNameLength || /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(name) ? '' : name
}

const localPart = /^[a-z0-9]+(?:[._+-][a-z0-9]+)*$/
const maxLocalBytes = 64

/** An address in the form the directory keeps, or undefined when it is not one of `domain`. */
export function directoryAddress(text: string, domain: string): string | undefined {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  if (at < 1 || address.slice(at + 1) !== domain) return undefined
  return local.length <= maxLocalBytes && localPart.test(local) ? address : undefined
}

/** Vietnamese letters as the Latin letters under their marks, đ as d; all but letters and digits falls out. */
export function asciiLetters(text: string): string {
  return text
    .normalize('NFD')
    .replace(/đ/giu, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, '')
}
