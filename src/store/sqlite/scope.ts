/** The part of the archive that somebody may see, as conditions of SQL over the number of an entry. */
import type { Scope } from '../../ports/search.ts'

const ofAgencies = `EXISTS (SELECT 1 FROM entry_agencies sa
  WHERE sa.entry_id = se.id AND sa.agency_id IN (SELECT value FROM json_each(@scopeAgencies)))`

/** For a statement with names, whose values `scopeValues` gives; `entry` is a column. */
export function scopedSql(entry: string): string {
  return `(@scoped = 0 OR EXISTS (SELECT 1 FROM entries se WHERE se.id = ${entry}
    AND se.received_at >= @scopeFrom AND se.received_at < @scopeBefore
    AND (@scopeAgencies IS NULL OR ${ofAgencies})))`
}

export function scopeValues(scope: Scope | undefined) {
  const { agencies = null, fromMs = null, beforeMs = null } = scope ?? {}
  return {
    scoped: agencies === null && fromMs === null && beforeMs === null ? 0 : 1,
    scopeFrom: fromMs ?? 0,
    scopeBefore: beforeMs ?? Number.MAX_SAFE_INTEGER,
    scopeAgencies: agencies === null ? null : JSON.stringify(agencies),
  } as const
}

/** For a statement without names. */
export function scopeCondition(
  entry: string,
  scope: Scope,
): readonly [sql: string, ...values: (string | number)[]] {
  const { scopeFrom, scopeBefore, scopeAgencies } = scopeValues(scope)
  const times = `SELECT 1 FROM entries se WHERE se.id = ${entry} AND se.received_at >= ? AND se.received_at < ?`
  if (scopeAgencies === null) return [`EXISTS (${times})`, scopeFrom, scopeBefore]
  const agencies = ofAgencies.replace('@scopeAgencies', '?')
  return [`EXISTS (${times} AND ${agencies})`, scopeFrom, scopeBefore, scopeAgencies]
}
