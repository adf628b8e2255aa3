/**
 * The fresh code: six digits of the second factor at the very moment of an act that must be the person's own. A session
 * is a file, which whoever sits at the same account can use; the telephone is with its owner. RFC 6238 §5.2: no code is
 * accepted twice, so the one that opened the session is none; wrong ones count as wrong log-ins do.
 *
 * It is given as `code` beside the parameters, and is never on the trail.
 */
import { fail, ok, type Result } from '../base/result.ts'
import { say } from '../base/texts.ts'
import { accountTexts } from '../base/texts-account.ts'
import type { Caller, Outcome, Refusal } from './operation.ts'

export type CodeCause = 'code-needed' | 'wrong-code' | 'used-code' | 'too-many-codes'

/** Name of the rule that a refusal goes by. */
export const ruleOfTwo = 'two-auditors'

/** Takes a caller's code, which is used up by that; the refusal when it is not right, or has to wait. */
export type FreshCodes = (caller: Caller, code: string) => Promise<Result<never, Refusal> | undefined>

/** Where nobody can be asked for a code. */
export const noCodes: FreshCodes = async ({ name }) => refuseCode('code-needed', name)

/** Takes the code out of what was given. What is not six digits is no guess, and used up by nothing. */
export function parseCode(
  given: unknown,
  { name }: Caller,
): Outcome<{ readonly given: unknown; readonly code: string }> {
  const all: Record<string, unknown> = typeof given === 'object' && given !== null ? { ...given } : {}
  const { code, ...rest } = all
  const digits = typeof code === 'string' ? code.replace(/\s/g, '') : ''
  return /^\d{6}$/.test(digits) ? ok({ given: rest, code: digits }) : refuseCode('code-needed', name)
}

const refusals = {
  'code-needed': { reason: 'invalid', text: accountTexts.codeForAct },
  'wrong-code': { reason: 'refused', text: accountTexts.wrongCodeForAct },
  'used-code': { reason: 'refused', text: accountTexts.usedCodeForAct },
  'too-many-codes': { reason: 'try-again', text: accountTexts.tooManyTries },
} as const satisfies Readonly<
  Record<CodeCause, { readonly reason: Refusal['reason']; readonly text: object }>
>

export function refuseCode(cause: CodeCause, name: string): Result<never, Refusal> {
  const { reason, text } = refusals[cause]
  const { vi, en } = say(text, { name })
  return fail({ reason, message: `${vi}\n${en}`, cause, rule: ruleOfTwo })
}
