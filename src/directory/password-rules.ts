/** What a person's password must be, and passwords that are. The numbers are limits (`base/limits.ts`). */
import { randomInt } from 'node:crypto'
import type { Limits } from '../base/limits.ts'
import { asciiLetters } from './name.ts'
import { maxPasswordBytes } from './password.ts'

const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u]

/** Why a password may not be a person's; undefined when it may. */
export function passwordProblem(
  password: string,
  owner: { readonly address: string; readonly name: string },
  limits: Pick<Limits, 'passwordLength' | 'passwordClasses'>,
): string | undefined {
  const text = password.normalize('NFC')
  if ([...text].length < limits.passwordLength) return `shorter than ${limits.passwordLength} characters`
  if (Buffer.byteLength(text) > maxPasswordBytes) return `longer than ${maxPasswordBytes} bytes`
  if (/\p{Cc}/u.test(text)) return 'holds control characters'
  const present = classes.filter(pattern => pattern.test(text)).length
  if (present < limits.passwordClasses) {
    return `has ${present} of ${limits.passwordClasses} kinds of characters: lower case, upper case, digits, others`
  }
  const letters = asciiLetters(text)
  const local = asciiLetters(owner.address.slice(0, owner.address.lastIndexOf('@')))
  const [account = ''] = owner.address.split(/[.@]/, 1).map(asciiLetters)
  const name = asciiLetters(owner.name)
  const holds = (word: string) => word.length >= 4 && letters.includes(word)
  if (holds(name)) return "holds the owner's name"
  if (holds(local) || holds(account)) return 'holds the address'
  return undefined
}

/** Letters and digits that are not mistaken for one another on paper. */
const lower = 'abcdefghjkmnpqrstuvwxyz'
const upper = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const digits = '23456789'

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length))
}

/** `tkqd-Wmxz-7pr4-hcvn`: about 70 bits, every class of characters, easy to read out. */
export function generatePassword(): string {
  const characters = Array.from({ length: 13 }, () => pick(lower + digits))
  for (const alphabet of [upper, digits, lower])
    characters.splice(randomInt(characters.length + 1), 0, pick(alphabet))
  return characters.join('').replace(/(.{4})(?=.)/g, '$1-')
}
