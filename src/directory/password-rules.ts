/** What a person's password must be, and passwords that are. The numbers are limits (`base/limits.ts`). */
import { randomInt } from 'node:crypto'
import type { Limits } from '../base/limits.ts'
import { say, type Text } from '../base/texts.ts'
import { accountTexts } from '../base/texts-account.ts'
import { asciiLetters } from './name.ts'
import { maxPasswordBytes } from './password.ts'

const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u]

/** A day, a month and a year of this century or the last, in either order; six digits by themselves are one, too. */
const dates = [
  /(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:19|20)\d\d(?!\d)/u,
  /(?<!\d)(?:19|20)\d\d[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:0?[1-9]|[12]\d|3[01])(?!\d)/u,
  /(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d(?!\d)/u,
]

export type PasswordLimits = Pick<Limits, 'passwordLength' | 'passwordClasses' | 'passwordLengthWithFactor'>

export interface PasswordOwner {
  readonly address: string
  readonly name: string
}

/** Why a password may not be a person's; undefined when it may. Beside a second factor it may be shorter. */
export function passwordProblem(
  password: string,
  owner: PasswordOwner,
  limits: PasswordLimits,
  secondFactor = false,
): Text | undefined {
  const text = password.normalize('NFC')
  const least = secondFactor ? limits.passwordLengthWithFactor : limits.passwordLength
  if ([...text].length < least) return say(accountTexts.passwordShort, { least: String(least) })
  if (Buffer.byteLength(text) > maxPasswordBytes)
    return say(accountTexts.passwordLong, { most: String(maxPasswordBytes) })
  if (/\p{Cc}/u.test(text)) return accountTexts.passwordControls
  const present = classes.filter(pattern => pattern.test(text)).length
  if (!secondFactor && present < limits.passwordClasses) {
    const counts = { present: String(present), least: String(limits.passwordClasses) }
    return say(accountTexts.passwordClasses, counts)
  }
  return personalProblem(text, owner)
}

/** What a stranger who knows the owner would try first. */
function personalProblem(text: string, owner: PasswordOwner): Text | undefined {
  const letters = asciiLetters(text)
  const local = asciiLetters(owner.address.slice(0, owner.address.lastIndexOf('@')))
  const [account = ''] = owner.address.split(/[.@]/, 1).map(asciiLetters)
  const holds = (word: string) => word.length >= 4 && letters.includes(word)
  if (holds(asciiLetters(owner.name))) return accountTexts.passwordHoldsName
  if (holds(local) || holds(account)) return accountTexts.passwordHoldsAddress
  return dates.some(date => date.test(text)) ? accountTexts.passwordHoldsDate : undefined
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
