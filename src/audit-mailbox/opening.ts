/** Opens a mailbox: checks what is asked for, and issues the password that is shown once. */
import { bothScopes } from '../archive/scope.ts'
import type { Limits } from '../base/limits.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { appPasswordKeys, issueAppPassword } from '../directory/app-password.ts'
import type { AuditMailboxId, SavedQuery } from '../ports/audit-mailboxes.ts'
import type { AgencyId, Operator } from '../ports/directory.ts'
import type { ParseQuery, Scope } from '../ports/search.ts'
import type { Store } from '../ports/store.ts'
import { queryNameProblem } from './folders.ts'

export interface OpeningParts {
  readonly store: Store
  readonly parseQuery: ParseQuery
  readonly serverKey: Uint8Array
  readonly limits: Limits
  readonly now: number
}

export interface MailboxRequest {
  readonly reason: string
  readonly queries: readonly SavedQuery[]
  /** Codes; none narrows nothing. */
  readonly agencies: readonly string[]
  /** By default `auditMailboxMs`. */
  readonly hours?: number
}

export interface OpenedMailbox {
  readonly id: AuditMailboxId
  readonly user: string
  readonly password: string
  readonly expiresAt: number
}

export interface OpeningProblem {
  readonly reason: 'invalid' | 'not-found' | 'refused'
  readonly text: string
}

const hourMs = 3_600_000

/** `scope` is the operator's own. */
export async function openAuditMailbox(
  parts: OpeningParts,
  operator: Operator,
  scope: Scope,
  request: MailboxRequest,
): Promise<Result<OpenedMailbox, OpeningProblem>> {
  const { store, serverKey, limits, now } = parts
  const lifetimeMs = request.hours === undefined ? limits.auditMailboxMs : request.hours * hourMs
  if (lifetimeMs > limits.auditMailboxMaxMs)
    return problem('invalid', `a mailbox is open for ${limits.auditMailboxMaxMs / hourMs} hours at most`)
  for (const query of request.queries) {
    const wrong = queryProblem(parts.parseQuery, query)
    if (wrong !== undefined) return problem('invalid', `${query.name}: ${wrong}`)
  }
  if (new Set(request.queries.map(({ name }) => name)).size < request.queries.length)
    return problem('invalid', 'two queries have one name')
  const narrowed = await narrow(parts, scope, request.agencies)
  if (!narrowed.ok) return narrowed
  const keys = appPasswordKeys(serverKey)
  const account = { id: operator.id, address: operator.name }
  const { password, row } = await issueAppPassword(keys, account, '', now)
  const expiresAt = now + lifetimeMs
  const opened = await store.write.openAuditMailbox(
    {
      operatorId: operator.id,
      reason: request.reason,
      scope: narrowed.value,
      queries: request.queries,
      lookup: row.lookup,
      scram: row.scram,
      createdAt: now,
      expiresAt,
    },
    limits.auditMailboxes,
  )
  if (!opened.ok)
    return problem(
      'refused',
      `${limits.auditMailboxes} mailboxes are open: close one, see archive mailbox list`,
    )
  return ok({ id: opened.value, user: operator.name, password, expiresAt })
}

/** What is wrong with a query or its name; undefined when nothing is. */
export function queryProblem(parseQuery: ParseQuery, { name, query }: SavedQuery): string | undefined {
  const wrong = queryNameProblem(name)
  if (wrong !== undefined) return wrong
  const parsed = parseQuery(query)
  return parsed.ok ? undefined : parsed.error
}

async function narrow(
  { store }: Pick<OpeningParts, 'store'>,
  scope: Scope,
  codes: readonly string[],
): Promise<Result<Scope, OpeningProblem>> {
  if (codes.length === 0) return ok(scope)
  const agencies: AgencyId[] = []
  for (const code of codes) {
    const agency = await store.read.directory.agency(code)
    if (agency === undefined) return problem('not-found', `no agency ${code}`)
    if (scope.agencies !== null && !scope.agencies.includes(agency.id))
      return problem('refused', `agency ${code} is outside your scope`)
    agencies.push(agency.id)
  }
  const both = bothScopes(scope, { agencies, fromMs: null, beforeMs: null })
  return both === null ? problem('refused', 'nothing of that is in your scope') : ok(both)
}

function problem(reason: OpeningProblem['reason'], text: string): Result<never, OpeningProblem> {
  return fail({ reason, text })
}
