/** What the reading thread and its client say to each other. */
import type { OwnAuthorities, TrustData } from '../signing/verify/trust.ts'
import type { LetterFindings } from './facts.ts'
import type { ReadingLimits } from './letter.ts'
import type { TextLists } from './text-reading.ts'

export interface ReadingData extends TextLists {
  readonly runnableSuffixes: readonly string[]
}

export interface ReadingThreadData {
  readonly data: ReadingData
  readonly trust: TrustData
  readonly limits: ReadingLimits
}

/** A letter, its octets in a buffer of the thread's own. */
export interface ToReadingThread {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly subject: string
  readonly from: string
  readonly inbound: boolean
  readonly at: number
  /** From this letter on; absent while nothing has changed. */
  readonly own?: OwnAuthorities
}

/** A piece of a letter's findings, in order (see `readLetter`). */
export interface FromReadingThread {
  readonly piece: LetterFindings
  readonly last: boolean
}
