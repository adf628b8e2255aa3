/** Pieces that the operations of several nouns share. */
import { localTime } from '../../base/local-time.ts'

/** Without the keys whose value is undefined, so that a partial change cannot blank a field. */
export function present<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

/** A time of the store as results tell it; null for never. */
export function timeOrNever(ms: number | null): string | null {
  return ms === null ? null : localTime(ms)
}
