/** Pieces that the operations of several nouns share. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { AgencyId, DirectoryReads } from '../../ports/directory.ts'
import { parseTokenUri } from '../../signing/keys/token/uri.ts'
import { type Outcome, refuse } from '../operation.ts'

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

/** Why, in a person's words: one line that may stand in a notice. */
export const note = z
  .string()
  .transform(text => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(500)
      .regex(/^\P{Cc}*$/u, 'is not one line of text'),
  )

/** PKCS #11 URI of a key on a token. Refused before it is on the trail: one that is none may bring a PIN along. */
export const tokenKey = z.string().superRefine((text, context) => {
  const uri = parseTokenUri(text)
  if (!uri.ok) context.addIssue({ code: 'custom', message: uri.error })
})

/** A moment that can be told as a date. */
export const timeMs = z
  .int()
  .min(0)
  .max(Date.UTC(9999, 11, 31))

export const direction = z.enum(['inbound', 'outbound', 'internal'])

/** The agency a setting is for; null for all of them. */
export async function agencyIdOf(
  directory: DirectoryReads,
  code: string | undefined,
): Promise<Outcome<AgencyId | null>> {
  if (code === undefined) return ok(null)
  const agency = await directory.agency(code)
  return agency === undefined ? refuse('not-found', `no agency ${code}`) : ok(agency.id)
}

/** Codes of the agencies, for rows that know only their ids. */
export async function agencyCodes(
  directory: DirectoryReads,
): Promise<(id: AgencyId | null) => string | null> {
  const codes = new Map((await directory.agencies()).map(({ id, code }) => [id, code]))
  return id => (id === null ? null : (codes.get(id) ?? `${id}`))
}
