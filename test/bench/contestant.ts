/** A mail server that the bench starts, loads and stops. Both are driven by the same code through this. */
export interface Account {
  readonly address: string
  readonly password: string
}

export interface Contestant extends AsyncDisposable {
  readonly name: string
  /** Loopback ports: plain SMTP for outside senders, and IMAP over TLS. The same after a restart. */
  readonly mxPort: number
  readonly imapsPort: number
  readonly accounts: readonly Account[]
  /** The processes whose trees are the server. */
  readonly pids: readonly number[]
  /** Stops what serves IMAP and starts it again on the same data: nothing of before is in its memory. */
  restart(): Promise<void>
  /** Gives back garbage, so that memory can be read. Absent: the server makes none. */
  collect?(): Promise<void>
  /** Syncs of the mailboxes off while the bench fills one, on again before it measures. Absent: always on. */
  setSyncs?(on: boolean): Promise<void>
}
