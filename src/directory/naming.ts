/**
 * How a box gets its address. The province chooses one policy for persons (`[directory] naming`):
 *
 *     given-initials.agency   Nguyễn Văn An of sokhcn   annv.sokhcn@
 *     full-name.agency                                  nguyenvanan.sokhcn@
 *     given-initials                                    annv@
 *
 * An office is `<agency>@`, a part of one `<unit>.<agency>@`: a department's `phc.sokhcn@`, a commune's Party
 * committee `du.thucphan@` and People's Council `hdnd.thucphan@`. A clash adds an ordinal. Deliberately absent:
 * digits of any document of a person.
 */
import type { BoxKind } from '../ports/directory.ts'
import { asciiLetters, directoryAddress } from './name.ts'

export type NamingPolicy = 'given-initials.agency' | 'full-name.agency' | 'given-initials'

/** What an address is made from. */
export interface Named {
  readonly kind: BoxKind
  readonly name: string
  readonly agencyCode: string
  /** The part of the agency that an office box is for; null for the agency itself. */
  readonly unit: string | null
}

const policies: Readonly<Record<NamingPolicy, (words: readonly string[], agencyCode: string) => string>> = {
  'given-initials.agency': (words, agencyCode) => `${givenInitials(words)}.${agencyCode}`,
  'full-name.agency': (words, agencyCode) => `${words.join('')}.${agencyCode}`,
  'given-initials': givenInitials,
}

/** The given name, then the initials of family and middle names: a Vietnamese name ends with what one is called by. */
function givenInitials(words: readonly string[]): string {
  const initials = words.slice(0, -1).map(word => word.charAt(0))
  return `${words.at(-1) ?? ''}${initials.join('')}`
}

/** Empty for a name without letters. */
export function personLocalPart(name: string, agencyCode: string, naming: NamingPolicy): string {
  const words = name
    .split(/[\s-]+/u)
    .map(word => asciiLetters(word).replace(/\d/g, ''))
    .filter(Boolean)
  return words.length === 0 ? '' : policies[naming](words, agencyCode)
}

const unitPattern = /^[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?$/

/** A short name of a part of an agency: up to 16 lower-case letters, digits and inner hyphens. */
export function isUnit(text: string): boolean {
  return unitPattern.test(text)
}

/** An identity card has 12 digits, one of the old kind 9; they say more of a person than an address may. */
const identityDigits = 9

export function holdsIdentityNumber(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf('@'))
  return local.replace(/\D/g, '').length >= identityDigits
}

/** Ordinals tried before an address has to be given by hand. */
const maxOrdinal = 1000

/**
 * The first free address for a box: the ordinal of a clash stands before the agency (`annv2.sokhcn@`), so that the
 * part after the dot always names the agency.
 */
export function suggestAddress(
  box: Named,
  domain: string,
  naming: NamingPolicy,
  isTaken: (address: string) => boolean,
): string | undefined {
  const base =
    box.kind === 'office' ? officeLocalPart(box) : personLocalPart(box.name, box.agencyCode, naming)
  if (base === '') return undefined
  const dot = base.lastIndexOf('.')
  for (let ordinal = 1; ordinal <= maxOrdinal; ordinal++) {
    const suffix = ordinal === 1 ? '' : String(ordinal)
    const local = dot < 0 ? base + suffix : base.slice(0, dot) + suffix + base.slice(dot)
    const address = directoryAddress(`${local}@${domain}`, domain)
    if (address === undefined) return undefined
    if (!isTaken(address)) return address
  }
  return undefined
}

function officeLocalPart({ unit, agencyCode }: Named): string {
  return unit === null ? agencyCode : `${unit}.${agencyCode}`
}
