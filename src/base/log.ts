/**
 * What the program asks of a log: structured fields, then a constant message. pino satisfies it as it is.
 * Passwords, proofs and the text of messages are never logged.
 */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** A logger that adds `fields` to every line. */
  child(fields: object): Logger
}

/** Discards everything: for tests and for the command line's short-lived uses. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
}
