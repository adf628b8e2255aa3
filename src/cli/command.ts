/**
 * How a command of the command line works, for every file of this folder.
 *
 * A noun's file exports `register(command, session)`: it adds its verbs to the given commander command. A verb's
 * action reads its options, calls ONE operation through `session.call`, and hands the result to `session.print`.
 * Data goes to stdout, everything else to stderr; `--json` prints the bare payload. A failure is thrown as
 * `Failure` and becomes an exit code in `program.ts` only. Files are imported when their noun is used, so a noun
 * may import what it needs; operations are reached by type alone, never imported for their code.
 */
import type { Command } from 'commander'
import type { Config } from '../config/config.ts'
import type { OperationName, OutputOf, ParametersOf } from '../control/operations.ts'
import type { Column, Field } from './table.ts'

/** What the shell is told (product documentation, "Exit codes"). */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  problems: 3,
  'not-found': 4,
  refused: 5,
  'try-again': 75,
  configuration: 78,
} as const
export type ExitName = keyof typeof exitCodes

/** Ends a command with a message on stderr and an exit code. */
export class Failure extends Error {
  readonly exit: ExitName
  readonly problems: readonly string[]
  constructor(exit: ExitName, message: string, problems: readonly string[] = []) {
    super(message)
    this.exit = exit
    this.problems = problems
  }
}

/** One run of the program, as a command sees it. */
export interface Session {
  readonly json: boolean
  readonly yes: boolean
  config(): Promise<Config>
  /** Runs an operation as the operator whose session permits it. Throws Failure when it is refused. */
  call<Name extends OperationName>(name: Name, parameters: ParametersOf<Name>): Promise<OutputOf<Name>>
  /** Prints rows as a table, or the rows themselves with `--json` (an empty list is `[]`). */
  print<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void
  /** Prints one record as `name: value` lines, or itself with `--json`. */
  show<Row>(record: Row, fields: readonly Field<Row>[]): void
  /** Confirms a change on stderr; with `--json` prints the payload on stdout as well. */
  done(payload: unknown, message: string): void
  /** Bytes to stdout as they are. */
  write(bytes: Uint8Array): Promise<void>
  /** A line on stderr. */
  note(message: string): void
  /** Asks before something that cannot be undone; `--yes` answers. Throws Failure when the answer is no. */
  confirm(question: string): Promise<void>
  /** A secret from the terminal without echo, or the first line of stdin when `fromStdin`. */
  secret(prompt: string, options: { fromStdin: boolean; repeat?: boolean }): Promise<string>
  /** A text file's content, `-` for stdin. */
  readText(file: string): Promise<string>
}

export type Register = (command: Command, session: Session) => void
