/**
 * The archive, for auditors alone. Every operation here has the effect `evidence`: it is on the audit trail before
 * the first row is read, and no other role can be given one.
 */
import * as z from 'zod'
import { proofOf } from '../../archive/prove.ts'
import { DamagedForm, findForm, formBytes } from '../../archive/raw.ts'
import { showEntry } from '../../archive/show.ts'
import { ok } from '../../base/result.ts'
import { formKinds } from '../../ports/archive.ts'
import { BlobError } from '../../ports/blobs.ts'
import { defineOperation, refuse } from '../operation.ts'

const id = z.int().positive()

export const archiveOperations = {
  'archive.show': defineOperation({
    summary: 'Show everything the archive knows of a letter',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id }),
    async run({ store, config }, _caller, { id }) {
      const shown = await showEntry(store.read, id, config.limits.resultRows)
      return shown === undefined ? refuse('not-found', `no entry ${id}`) : ok(shown)
    },
  }),

  'archive.raw': defineOperation({
    summary: 'Give the exact bytes of a letter',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ id, form: z.enum(formKinds).optional() }),
    async run({ store }, _caller, { id, form: kind }) {
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
      try {
        const { entry, form } = found.value
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
    async run({ store }, _caller, { id }) {
      const [entry, proof] = await Promise.all([store.read.archive.entry(id), store.read.archive.proof(id)])
      if (entry === undefined || proof === undefined) return refuse('not-found', `no entry ${id}`)
      return ok(proofOf(entry, proof))
    },
  }),
}
