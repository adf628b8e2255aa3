/**
 * Letters leave the server, when a second auditor agreed. Every page that is fetched is on the trail; that a letter left
 * is in the log by the act that began its export, with the list of what it holds.
 */
import * as z from 'zod'
import { createExports, type ExportFailure, type Exports } from '../../archive/export/exports.ts'
import type { Result } from '../../base/result.ts'
import { exportFormats } from '../../ports/exports.ts'
import { LogForked } from '../../tlog/log.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'

export type { Part } from '../../archive/export/parts.ts'

const export_ = z.string().regex(/^[0-9a-f]{18}$/)
const cursor = z.string().max(300)

function exportsOf(services: Services): Exports {
  return createExports({ ...services, index: services.search, origin: services.config.transparency.origin })
}

function told<T>(result: Result<T, ExportFailure>): Outcome<T> {
  return result.ok ? result : refuse(result.error.reason, result.error.message)
}

export const archiveExportOperations = {
  'archive.export.begin': defineOperation({
    summary: 'Begin an export of letters',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({
      query: z.string().max(4000),
      approval: z.int().positive(),
      format: z.enum(exportFormats),
    }),
    run: async (services, caller, wanted) => told(await exportsOf(services).begin(caller, wanted)),
  }),

  'archive.export.page': defineOperation({
    summary: 'Fetch the next letters or proofs of an export',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ export: export_, cursor }),
    async run(services, caller, { export: id, cursor }): Promise<Outcome<Uint8Array>> {
      return told(await exportsOf(services).page(caller, id, cursor))
    },
  }),

  'archive.export.end': defineOperation({
    summary: 'End an export whose letters were fetched',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({ export: export_, cursor }),
    async run(services, caller, { export: id, cursor }) {
      try {
        return told(await exportsOf(services).end(caller, id, cursor))
      } catch (error) {
        if (error instanceof LogForked)
          return refuse('problems', `nothing is signed any more: ${error.message}`)
        throw error
      }
    },
  }),
}
