/** What the reading thread is told; it tells the pieces of a letter's findings, in order (see `readLetter`). */
import type { WatchedMessage } from '../base/watched-thread.ts'
import type { OwnAuthorities, TrustData } from '../signing/verify/trust.ts'
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

export interface ToReadingThread extends WatchedMessage {
  readonly subject: string
  readonly from: string
  readonly inbound: boolean
  readonly at: number
  /** From this letter on; absent while nothing has changed. */
  readonly own?: OwnAuthorities
}
