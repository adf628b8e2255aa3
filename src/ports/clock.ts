/** Time and randomness as parameters. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}
