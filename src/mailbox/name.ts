import { fail, ok, type Result } from '../base/result.ts'
import { decodeName, nameProblem } from '../imap/wire/mailbox-name.ts'

/** The name of a mailbox as a person types it, as the store has it; or what is wrong with it. */
export function mailboxName(typed: string, maxBytes: number): Result<string, string> {
  const name = decodeName(typed.trim())
  const problem = nameProblem(name, maxBytes)
  return problem === undefined ? ok(name) : fail(problem.toLowerCase())
}
