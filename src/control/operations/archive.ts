/**
 * The archive, for auditors alone. Every operation here has the effect `evidence`: it is on the audit trail with its
 * reason before the first row is read, and no other role can be given one. A letter outside the auditor's scope is
 * shown only when another auditor agreed (`archive/approval.ts`).
 */
import * as z from 'zod'
import { proofOf } from '../../archive/prove.ts'
import { DamagedForm, findForm, formBytes } from '../../archive/raw.ts'
import { searchEntries } from '../../archive/search.ts'
import { erasureOf, type ShownEntry, showEntry } from '../../archive/show.ts'
import { ok } from '../../base/result.ts'
import { formKinds } from '../../ports/archive.ts'
import { BlobError } from '../../ports/blobs.ts'
import { defineOperation, refuse } from '../operation.ts'
import { present } from './parameters.ts'
import { findEntry, scopeOf } from './scoped.ts'

const id = z.int().positive()
/** Another auditor's, for a letter outside the scope. */
const approval = id.optional()
const address = z.string().trim().toLowerCase()

function erasedText(
  id: number,
  { at, rule, operator, leafIndex }: NonNullable<ShownEntry['erased']>,
): string {
  return `entry ${id} was erased at ${at} by ${operator}, under the retention class "${rule}" (leaf ${leafIndex} of the log)`
}

export const archiveOperations = {
  'archive.search': defineOperation({
    summary: 'Search the archive, newest first',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({
      sender: address.optional(),
      recipient: address.optional(),
      agency: z.string().trim().toLowerCase().optional(),
      subject: z.string().optional(),
      messageId: z.string().optional(),
      direction: z.enum(['inbound', 'outbound', 'internal']).optional(),
      verdict: z.enum(['allow', 'flag', 'hold', 'block']).optional(),
      sinceMs: z.int().optional(),
      beforeMs: z.int().optional(),
      beforeId: id.optional(),
      limit: z.int().positive().optional(),
    }),
    async run({ store, config }, caller, { limit, ...query }) {
      const most = config.limits.resultRows
      return ok(
        await searchEntries(store.read.archive, {
          ...present(query),
          ...scopeOf(caller),
          limit: Math.min(limit ?? most, most),
        }),
      )
    },
  }),

  'archive.show': defineOperation({
    summary: 'Show everything the archive knows of a letter',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id, approval }),
    entries: ({ id }) => [id],
    async run(services, caller, { id, approval }) {
      const permitted = await findEntry(services, caller, id, approval)
      if (!permitted.ok) return permitted
      const { store, config } = services
      const shown = await showEntry(store.read, id, config.limits.resultRows)
      return shown === undefined ? refuse('not-found', `no entry ${id}`) : ok(shown)
    },
  }),

  'archive.raw': defineOperation({
    summary: 'Give the exact bytes of a letter',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id, form: z.enum(formKinds).optional(), approval }),
    entries: ({ id }) => [id],
    async run(services, caller, { id, form: kind, approval }) {
      const permitted = await findEntry(services, caller, id, approval)
      if (!permitted.ok) return permitted
      const { store } = services
      const found = await findForm(store.read.archive, id, kind)
      if (!found.ok) {
        if (found.error.reason === 'no-entry') return refuse('not-found', `no entry ${id}`)
        const kinds = found.error.kinds.join(', ')
        return refuse(
          'not-found',
          kinds === ''
            ? `entry ${id} was refused: its bytes were not kept`
            : `entry ${id} has only: ${kinds}`,
        )
      }
      const { entry, form } = found.value
      const erased = await erasureOf(store.read.retention, entry)
      if (erased !== null) return refuse('not-found', erasedText(id, erased))
      try {
        const bytes = await Array.fromAsync(formBytes(store.read.blobs, entry, form))
        return ok<Uint8Array>(Buffer.concat(bytes))
      } catch (error) {
        if (error instanceof DamagedForm || error instanceof BlobError) return refuse('failed', error.message)
        throw error
      }
    },
  }),

  'archive.prove': defineOperation({
    summary: 'Prove that a letter is in the log',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id }),
    entries: ({ id }) => [id],
    async run(services, caller, { id }) {
      const found = await findEntry(services, caller, id)
      if (!found.ok) return found
      const proof = await services.store.read.archive.proof(id)
      return proof === undefined ? refuse('not-found', `no entry ${id}`) : ok(proofOf(found.value, proof))
    },
  }),
}
