/** Queries that an auditor keeps under a name: folders of the mailboxes that he opens. */
import * as z from 'zod'
import { queryProblem } from '../../audit-mailbox/opening.ts'
import { ok } from '../../base/result.ts'
import { defineOperation, refuse, refuseDirectory } from '../operation.ts'
import { auditorOf } from './archive-mailbox.ts'

const text = z.string().transform(value => value.normalize('NFC').trim())

export const archiveQueryOperations = {
  'archive.query.list': defineOperation({
    summary: 'List the queries that the caller keeps',
    roles: ['auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run(services, caller) {
      const operator = await auditorOf(services, caller)
      if (!operator.ok) return operator
      return ok(await services.store.read.auditMailboxes.savedQueries(operator.value.operator.id))
    },
  }),

  'archive.query.add': defineOperation({
    summary: 'Keep a query under a name',
    roles: ['auditor'],
    effect: 'safeguard',
    parameters: z.strictObject({ name: text, query: text }),
    async run(services, caller, query) {
      const operator = await auditorOf(services, caller)
      if (!operator.ok) return operator
      const wrong = queryProblem(services.parseQuery, query)
      if (wrong !== undefined) return refuse('invalid', wrong)
      const { savedQueries } = services.config.limits
      const { id } = operator.value.operator
      const added = await services.store.write.addSavedQuery(id, query, savedQueries)
      if (added.ok) return ok(query)
      const { reason } = added.error
      return refuse(
        'refused',
        reason === 'exists' ? `${query.name} already exists` : `${savedQueries} are kept`,
      )
    },
  }),

  'archive.query.remove': defineOperation({
    summary: 'Forget a query',
    roles: ['auditor'],
    effect: 'safeguard',
    parameters: z.strictObject({ name: text }),
    async run(services, caller, { name }) {
      const operator = await auditorOf(services, caller)
      if (!operator.ok) return operator
      const removed = await services.store.write.removeSavedQuery(operator.value.operator.id, name)
      return removed.ok ? ok({ name }) : refuseDirectory(removed.error)
    },
  }),
}
