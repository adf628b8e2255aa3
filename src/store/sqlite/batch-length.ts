/** How much of what waits goes into one transaction: a longer one would keep the first of its callers waiting. */
import { keptHeaderBytes } from '../../ports/kept-headers.ts'
import { keptBytes } from '../../ports/kept-texts.ts'
import type { Job } from './protocol.ts'

const batchJobs = 512
const batchBytes = 8 * 1024 * 1024

/** How many jobs, from the first: at least one, as many as end with the one that reaches a bound. */
export function batchLength(waiting: readonly Job[]): number {
  let bytes = 0
  let count = 0
  while (count < waiting.length && count < batchJobs && bytes < batchBytes) bytes += sizeOf(waiting[count++]!)
  return count
}

/** The messages that a job brings: it owns their bytes (cargo.ts). */
export function messagesOf(job: Job): readonly { readonly bytes: Uint8Array }[] {
  if (job.name === 'commitMessage') return job.args[0].forms
  return job.name === 'append' ? job.args[0] : []
}

function sizeOf(job: Job): number {
  if (job.name === 'keepHeaders') return job.args[1].reduce((sum, kept) => sum + keptHeaderBytes(kept), 0)
  if (job.name === 'keepTexts') return job.args[1].reduce((sum, kept) => sum + keptBytes(kept), 0)
  if (job.name === 'keepSlab') return job.args[1]?.records.reduce((sum, { length }) => sum + length, 0) ?? 0
  return messagesOf(job).reduce((sum, message) => sum + message.bytes.length, 0)
}
