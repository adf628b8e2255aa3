/**
 * Names and addresses of the directory: pure text rules.
 *
 * A person's address is `<tên><viết tắt họ đệm>.<agency>@domain` — Nguyễn Văn An of the Department of Science is
 * `annv.sokhcn@` — an office's `<agency>@`; a clash adds an ordinal. Local parts are plain ASCII on purpose: they are
 * dictated over the telephone and typed on any keyboard.
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

/** The local part of a person: given name, initials of family and middle names, agency. Empty for an empty name. */
export function personLocalPart(name: string, agencyCode: string): string {
  const words = name
    .split(/[\s-]+/u)
    .map(asciiLetters)
    .filter(Boolean)
  const given = words.at(-1)
  if (given === undefined) return ''
  const initials = words
    .slice(0, -1)
    .map(word => word.charAt(0))
    .join('')
  return `${given}${initials}.${agencyCode}`
}

/**
 * The first free address for a box: the ordinal of a clash stands before the agency (`annv2.sokhcn@`), so that the
 * part after the dot always names the agency.
 */
export function suggestAddress(
  box: { readonly kind: 'person' | 'office'; readonly name: string; readonly agencyCode: string },
  domain: string,
  isTaken: (address: string) => boolean,
): string | undefined {
  const base = box.kind === 'office' ? box.agencyCode : personLocalPart(box.name, box.agencyCode)
  if (base === '') return undefined
  const dot = base.lastIndexOf('.')
  for (let ordinal = 1; ordinal <= 1000; ordinal++) {
    const suffix = ordinal === 1 ? '' : String(ordinal)
    const local = dot < 0 ? base + suffix : base.slice(0, dot) + suffix + base.slice(dot)
    const address = directoryAddress(`${local}@${domain}`, domain)
    if (address === undefined) return undefined
    if (!isTaken(address)) return address
  }
  return undefined
}
