/** The folders of an auditor's mailbox as names, and what each stands for. Pure. */
import { hash } from 'node:crypto'
import { localInstant } from '../base/local-time.ts'
import type { Period, SavedQuery } from '../ports/audit-mailboxes.ts'
import type { AgencyId } from '../ports/directory.ts'
import type { Query, Scope } from '../ports/search.ts'

export const queriesName = 'Truy vấn'
export const agenciesName = 'Cơ quan'
export const provinceName = 'Toàn tỉnh'

export type Folder =
  /** IMAP demands it; it is always empty. */
  | { readonly kind: 'inbox'; readonly name: 'INBOX' }
  | { readonly kind: 'query'; readonly name: string; readonly text: string; readonly query: Query }
  | { readonly kind: 'month'; readonly name: string; readonly period: Period }

export type FolderName =
  | { readonly kind: 'inbox' }
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'agency'; readonly code: string; readonly month: string }
  | { readonly kind: 'province'; readonly month: string }

/** What a name asks for; undefined for one that no folder has. */
export function parseFolderName(name: string): FolderName | undefined {
  const [top, second, third, ...rest] = name.split('/')
  if (rest.length > 0) return undefined
  if (second === undefined) return top === 'INBOX' ? { kind: 'inbox' } : undefined
  if (top === queriesName && third === undefined) return { kind: 'query', query: second }
  if (top === provinceName && third === undefined && isMonth(second))
    return { kind: 'province', month: second }
  if (top === agenciesName && third !== undefined && isMonth(third))
    return { kind: 'agency', code: second, month: third }
  return undefined
}

export function queryFolderName(query: string): string {
  return `${queriesName}/${query}`
}

export function monthFolderName(code: string | null, month: string): string {
  return code === null ? `${provinceName}/${month}` : `${agenciesName}/${code}/${month}`
}

/** The part of a month (`2026-11`) that a scope has; undefined when it has none of it. */
export function periodOf(
  agency: AgencyId | null,
  month: string,
  { agencies, fromMs, beforeMs }: Scope,
): Period | undefined {
  if (agencies !== null && (agency === null || !agencies.includes(agency))) return undefined
  const period = {
    agency,
    fromMs: Math.max(localInstant(`${month}-01`), fromMs ?? Number.NEGATIVE_INFINITY),
    beforeMs: Math.min(localInstant(`${nextMonth(month)}-01`), beforeMs ?? Number.POSITIVE_INFINITY),
  }
  return period.fromMs < period.beforeMs ? period : undefined
}

/** Why a query cannot be named so; undefined when it can. It becomes one level of a folder's name. */
export function queryNameProblem(name: string): string | undefined {
  if (name === '' || name !== name.trim() || name.length > 64) return 'a name has 1 to 64 characters'
  // Wildcards of LIST, and the separator.
  if (/[/*%\p{Cc}]/u.test(name)) return 'a name has no / * % and no control characters'
  return undefined
}

/** What tells one set of letters from another: whoever has the same may share it. */
export function keyOf(folder: Folder, { agencies, fromMs, beforeMs }: Scope): string {
  if (folder.kind === 'inbox') return 'inbox'
  if (folder.kind === 'month') return JSON.stringify([folder.kind, ...Object.values(folder.period)])
  const sorted = agencies === null ? null : [...agencies].sort((a, b) => a - b)
  return JSON.stringify([folder.kind, folder.text, sorted, fromMs, beforeMs])
}

/**
 * UIDVALIDITY of a folder: the same for the life of the archive as long as the folder stands for the same letters
 * (RFC 3501 §2.3.1.1). Under another query of the same name, or another scope, letters may appear below UIDs that a
 * program has seen, so it is another then. Never 0.
 */
export function uidValidityOf(archive: Uint8Array, key: string): number {
  const digest = hash('sha256', Buffer.concat([archive, Buffer.from(key)]), 'buffer')
  return digest.readUInt32BE(0) >>> 1 || 1
}

/** Own ones of a mailbox before saved ones of the same name. */
export function queriesByName(
  own: readonly SavedQuery[],
  saved: readonly SavedQuery[],
): ReadonlyMap<string, string> {
  return new Map([...saved, ...own].map(({ name, query }) => [name, query]))
}

function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${month.slice(0, 'yyyy'.length)}-${String(number + 1).padStart(2, '0')}`
}
