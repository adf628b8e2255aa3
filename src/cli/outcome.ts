/** From an operation's refusal to the end of a command. */
import type { ConfigError } from '../config/load.ts'
import type { Outcome, RefusalReason } from '../control/operation.ts'
import { type ExitName, Failure } from './command.ts'

const exitOf: Readonly<Record<RefusalReason, ExitName>> = {
  invalid: 'usage',
  problems: 'problems',
  'not-found': 'not-found',
  refused: 'refused',
  'try-again': 'try-again',
  failed: 'failed',
}

/** The value of an outcome; a refusal ends the command. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  const { reason, message, problems } = outcome.error
  throw new Failure(exitOf[reason], message, problems)
}

export function configFailure({ file, problems }: ConfigError): Failure {
  const lines = problems.map(({ key, message }) => (key === '' ? message : `${key}: ${message}`))
  return new Failure('configuration', `${file ?? 'the configuration'} is not right`, lines)
}
