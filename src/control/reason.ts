import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'

/** Why somebody looks at letters, as it stands on the trail: NFC, one line; or what is wrong with it. */
export function parseReason(
  given: unknown,
  { reasonMinChars, reasonMaxChars }: Pick<Limits, 'reasonMinChars' | 'reasonMaxChars'>,
): Result<string, string> {
  if (given === undefined) return fail('say why: the reason is recorded before anything is shown')
  if (typeof given !== 'string') return fail('is not text')
  const reason = given.normalize('NFC').trim()
  if (/[\p{Cc}\u2028\u2029]/u.test(reason)) return fail('is not one line of text')
  const length = [...reason].length
  if (length < reasonMinChars || length > reasonMaxChars)
    return fail(`has ${length} characters; ${reasonMinChars} to ${reasonMaxChars} say why`)
  return ok(reason)
}
