/**
 * The archive, for auditors alone. Every operation here has the effect `evidence`: it is on the audit trail with its
 * reason before the first row is read, and no other role can be given one. A letter outside the auditor's scope is
 * shown only when another auditor agreed (`archive/approval.ts`).
 */
import * as z from 'zod'
import { proofOf } from '../../archive/prove.ts'
import { DamagedForm, findForm, formBytes } from '../../archive/raw.ts'
import { erasureOf, type ShownEntry, showEntry } from '../../archive/show.ts'
import { ok } from '../../base/result.ts'
import { formKinds } from '../../ports/archive.ts'
import { BlobError } from '../../ports/blobs.ts'
import { defineOperation, refuse } from '../operation.ts'
import { findEntry } from './scoped.ts'

const id = z.int().positive()
/** Another auditor's, for a letter outside the scope. */
const approval = id.optional()

function erasedText(
  id: number,
  { at, rule, operator, leafIndex }: NonNullable<ShownEntry['erased']>,
): string {
  return `entry ${id} was erased at ${at} by ${operator}, under the retention class "${rule}" (leaf ${leafIndex} of the log)`
}

export const archiveOperations = {
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
