import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** How nice a thread is to the ones that answer people; 19 is the most. */
const niceness = 5

/** Lets the calling thread run when others have nothing to do. Where the system cannot tell threads apart, nothing. */
export function lowerPriority(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (Number.isInteger(thread) && thread > 0 && thread !== process.pid) setPriority(thread, niceness)
  } catch {
    // Not Linux, or not allowed: it then runs like any other.
  }
}
