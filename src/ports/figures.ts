/** A few numbers of the store that are cheap to have at any time: what a monitor asks for every quarter of a minute. */
export interface StoreFigures {
  /** The highest number of an entry. */
  readonly entries: number
  readonly leaves: number
  readonly queue: {
    readonly waiting: number
    readonly parked: number
    /** Milliseconds; null when nothing waits. */
    readonly oldestWaitingAt: number | null
  }
  readonly held: number
  /** Jobs that the writer has not answered. */
  readonly writerJobs: number
}
