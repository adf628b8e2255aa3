/**
 * What an exception of SQLite or the file system means for a batch of jobs.
 *
 * `full`: no room; temporary, and the same connection goes on when there is room again. `io`: the device refused
 * or a sync failed; what is durable is known only after reopening. Anything else is a fault of ours.
 */
import Database from 'better-sqlite3'
import type { StoreError } from '../../ports/store.ts'

export type FailureReason = Extract<StoreError['reason'], 'full' | 'io' | 'internal'>

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])
const ioCodes = new Set([
  'EIO',
  'EROFS',
  'EFBIG',
  'ENXIO',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
])

export function failureReason(error: unknown): FailureReason {
  const code = codeOf(error)
  if (fullCodes.has(code)) return 'full'
  if (ioCodes.has(code) || code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) return 'io'
  return 'internal'
}

/** A page is damaged: the same fails again, on whatever connection, but not what needs other pages. */
export function isDamage(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_CORRUPT')
}

function codeOf(error: unknown): string {
  if (error instanceof Database.SqliteError) return error.code
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return ''
}
