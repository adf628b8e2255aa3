/**
 * Names of agencies and officials as people write them, for comparing: without case and marks, `UBND` for Ủy ban
 * nhân dân, an agency also by the initials that its documents carry (`SNV`, `SKHCN`).
 */
import { fold } from '../base/fold.ts'

/** Letters and digits alone, single spaces between. */
export function foldName(name: string): string {
  return fold(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/\b(?:u[yi] ban nhan dan|uy ban nd)\b/g, 'ubnd')
    .replace(/\bhoi dong nhan dan\b/g, 'hdnd')
}

/** Words that agency abbreviations leave out: Sở Khoa học và Công nghệ is SKHCN. */
const leftOut = new Set(['va', 'tinh', 'cac'])

/** The initials of an agency's name as notations have them, folded: `snv`. */
export function initialsOf(name: string): string {
  return foldName(name)
    .split(' ')
    .filter(word => !leftOut.has(word))
    .map(word => (word === 'ubnd' || word === 'hdnd' ? word : word.charAt(0)))
    .join('')
}

/** Does a document's issuer, or else its notation, name this agency? */
export function issuedBy(
  document: { readonly issuer: string | null; readonly notation: string | null },
  agency: { readonly name: string },
): boolean {
  if (document.issuer !== null) {
    // Columns of a page run together: the words count, not their order.
    const issuer = new Set(foldName(document.issuer).split(' '))
    return foldName(agency.name)
      .split(' ')
      .every(word => issuer.has(word))
  }
  const initials = initialsOf(agency.name)
  return fold(document.notation ?? '')
    .split(/[-/]/)
    .some(part => part === initials)
}
