/**
 * Mailboxes through which an auditor reads the archive with a mail program. Whoever opens one can read letters from then
 * on, so that this is evidence: the reason that was given stands beside everything that is read through it.
 */
import * as z from 'zod'
import { type OpeningProblem, openAuditMailbox } from '../../audit-mailbox/opening.ts'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { Operator } from '../../ports/directory.ts'
import { type Caller, defineOperation, type Outcome, refuse, refuseDirectory } from '../operation.ts'
import type { Services } from '../services.ts'
import { agencyCodes } from './parameters.ts'

const text = z.string().transform(value => value.normalize('NFC').trim())

export const archiveMailboxOperations = {
  'archive.mailbox.open': defineOperation({
    summary: 'Open a mailbox on the archive for a mail program',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({
      queries: z
        .array(z.strictObject({ name: text, query: text }))
        .max(50)
        .optional(),
      agencies: z.array(z.string().trim().toLowerCase()).max(500).optional(),
      hours: z.int().positive().optional(),
    }),
    async run(services, caller, { queries = [], agencies = [], hours }) {
      const operator = await auditorOf(services, caller)
      if (!operator.ok) return operator
      const { store, clock, config, serverKey, parseQuery } = services
      const parts = { store, parseQuery, serverKey, limits: config.limits, now: clock.now() }
      const { reason = '' } = caller
      const request = { reason, queries, agencies, ...(hours === undefined ? {} : { hours }) }
      const opened = await openAuditMailbox(parts, operator.value.operator, operator.value.scope, request)
      if (!opened.ok) return refuseOpening(opened.error)
      const { id, user, password, expiresAt } = opened.value
      return ok({ id, server: services.hostname, user, password, expiresAt: localTime(expiresAt) })
    },
  }),

  'archive.mailbox.list': defineOperation({
    summary: 'List the mailboxes on the archive that the caller has open',
    roles: ['auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run(services, caller) {
      const operator = await auditorOf(services, caller)
      if (!operator.ok) return operator
      const { store, clock } = services
      const codeOf = await agencyCodes(store.read.directory)
      const mailboxes = await store.read.auditMailboxes.mailboxesOf(operator.value.operator.id)
      return ok(
        mailboxes
          .filter(({ expiresAt }) => expiresAt > clock.now())
          .map(({ id, reason, scope, queries, createdAt, expiresAt }) => ({
            id,
            reason,
            agencies: scope.agencies === null ? null : scope.agencies.map(agency => codeOf(agency) ?? ''),
            queries,
            openedAt: localTime(createdAt),
            expiresAt: localTime(expiresAt),
          })),
      )
    },
  }),

  'archive.mailbox.close': defineOperation({
    summary: 'Close a mailbox on the archive and log its programs out',
    roles: ['auditor'],
    effect: 'safeguard',
    parameters: z.strictObject({ id: z.int().positive() }),
    async run(services, caller, { id }) {
      const operator = await auditorOf(services, caller)
      if (!operator.ok) return operator
      const closed = await services.store.write.closeAuditMailbox(operator.value.operator.id, id)
      return closed.ok ? ok({ id }) : refuseDirectory(closed.error)
    },
  }),
}

/** The caller as a row, with the scope of now. */
export async function auditorOf(
  { store }: Services,
  { name, scope }: Caller,
): Promise<Outcome<{ readonly operator: Operator; readonly scope: NonNullable<Caller['scope']> }>> {
  const operator = await store.read.directory.operator(name)
  if (operator === undefined || scope === null)
    return refuse('refused', `${name} sees nothing of the archive`)
  return ok({ operator, scope })
}

function refuseOpening({ reason, text }: OpeningProblem) {
  return refuse(reason, text)
}
