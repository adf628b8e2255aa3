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
import type { Control, SessionGrant } from '../control/control.ts'
import type { OperationName, OutputOf, ParametersOf } from '../control/operations.ts'
import type { Services } from '../control/services.ts'
import type { Quickstart } from '../quickstart/quickstart.ts'
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

/** What the command line needs of the composed program; given by `main.ts`, so that no command knows an adapter. */
export interface Application {
  /** Opens the data directory for one command, when no server runs. */
  openServices(config: Config): Promise<Services & AsyncDisposable>
  /** Runs the server until a signal stops it. */
  serve(config: Config, development: boolean): Promise<void>
  /** Sets a server up in an empty place. */
  readonly quickstart: Quickstart
}

export interface SecretOptions {
  /** Take the first line of stdin (`--password-stdin`). */
  readonly fromStdin: boolean
  /** Ask twice. */
  readonly repeat?: boolean
}

/** One run of the program, as a command sees it. */
export interface Session {
  readonly json: boolean
  readonly application: Application
  /** Throws Failure when there is none or it is wrong. */
  config(): Config
  /** Runs an operation as the operator whose session permits it, with the verb's reason and code where they are needed. Throws Failure when it is refused. */
  call<Name extends OperationName>(name: Name, parameters: ParametersOf<Name>): Promise<OutputOf<Name>>
  /** The session that `call` would use. */
  grant(operation: OperationName): Promise<SessionGrant>
  /** The server, or the data directory opened by this process. */
  control(): Promise<Control>
  /** Prints rows as a table, or the rows themselves with `--json` (an empty list is `[]`). */
  print<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void
  /** Prints one record as `name: value` lines, or itself with `--json`. */
  show<Row>(record: Row, fields: readonly Field<Row>[]): void
  /** Confirms a change on stderr; with `--json` prints the payload on stdout instead. */
  done(payload: unknown, message: string): void
  /** Bytes or text to stdout as they are. */
  write(bytes: Uint8Array | string): Promise<void>
  /** A line on stderr. */
  note(message: string): void
  /** Asks before something that cannot be undone; `--yes` answers. Throws Failure when the answer is no. */
  confirm(question: string): Promise<void>
  /** A secret from the terminal without echo, or from stdin; never from the command line. */
  secret(prompt: string, options: SecretOptions): Promise<string>
  /** A text file's content, `-` for stdin. */
  readText(file: string): Promise<string>
}

export type Register = (command: Command, session: Session) => void
