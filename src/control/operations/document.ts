/** Official documents that were recognised in letters, for auditors: the record by the names of Decree 30/2020. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import type { ArchivedDocument } from '../../ports/archive.ts'
import { defineOperation, refuse } from '../operation.ts'
import { present } from './parameters.ts'
import { scopeOf } from './scoped.ts'

/** `15/CT-TTg` into what stands before and after the stroke. */
function codeParts(code: string) {
  const stroke = code.indexOf('/')
  const number = code.slice(0, stroke).trim()
  const notation = code
    .slice(stroke + 1)
    .trim()
    .normalize('NFC')
  return stroke === -1 || number === '' || notation === '' ? undefined : { number, notation }
}

function shown({ number, notation, at, metadata, ...document }: ArchivedDocument) {
  return {
    ...document,
    code: [number, notation].filter(part => part !== null).join('/'),
    at: localTime(at),
    metadata: JSON.parse(metadata) as unknown,
  }
}

export const documentOperations = {
  'document.list': defineOperation({
    summary: 'List the official documents in letters, newest first',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({
      entry: z.int().positive().optional(),
      number: z.string().optional(),
      kind: z.string().optional(),
      limit: z.int().positive().optional(),
    }),
    entries: ({ entry }) => (entry === undefined ? [] : [entry]),
    async run({ store, config }, caller, { entry: entryId, number: code, kind, limit }) {
      const parts = code === undefined ? {} : codeParts(code)
      if (parts === undefined) return refuse('invalid', `${code} is no number and notation such as 15/CT-TTg`)
      const most = config.limits.resultRows
      const documents = await store.read.archive.documents({
        ...present({ entryId, kind: kind?.normalize('NFC') }),
        ...parts,
        ...scopeOf(caller),
        limit: Math.min(limit ?? most, most),
      })
      return ok(documents.map(shown))
    },
  }),
}
