/** A search index that looks through the whole archive at every question, and approvals that a test gives. */
import type { Agreed, Exporting } from '../../src/archive/export/exports.ts'
import { inScope } from '../../src/archive/scope.ts'
import { fail, ok } from '../../src/base/result.ts'
import type { Entry } from '../../src/ports/archive.ts'
import { type Query, wholeProvince } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'

/** `agency:CODE`, or nothing: everything. */
export function parsePlainQuery(text: string) {
  if (text === '') return ok<Query>({ kind: 'and', of: [] })
  const [, code] = /^agency:([a-z0-9-]+)$/.exec(text) ?? []
  return code === undefined ? fail('not a query: agency:CODE') : ok<Query>({ kind: 'agency', code })
}

export class PlainExporting implements Exporting {
  /** Approvals by their numbers. */
  readonly approvals = new Map<number, Agreed & { readonly subject: string; readonly operator: string }>()
  readonly #store: Store
  readonly index: Exporting['index']

  constructor(store: Store) {
    this.#store = store
    this.index = {
      caughtUp: async () => {},
      state: async () => ({ indexedTo: await this.#last(), behind: 0, lagMs: 0, partly: 0 }),
      entriesThrough: async (query, scope, after, limit) => {
        const codes = new Map((await store.read.directory.agencies()).map(({ id, code }) => [code, id]))
        const found: number[] = []
        const last = await this.#last()
        for (let id = after + 1; id <= last && found.length < limit; id++) {
          const entry = await store.read.archive.entry(id)
          if (entry !== undefined && inScope(entry, scope) && matches(entry, query, codes)) found.push(id)
        }
        return { ids: found, indexedTo: last }
      },
    }
  }

  async #last(): Promise<number> {
    return (await this.#store.read.archive.search({ limit: 1 }))[0]?.id ?? 0
  }

  agree(id: number, operator: string, subject: string, scope = wholeProvince): void {
    this.approvals.set(id, { operator, subject, scope })
  }

  parseQuery = parsePlainQuery

  useApproval: Exporting['useApproval'] = async ({ id, operator, subject }) => {
    const approval = this.approvals.get(id)
    if (approval?.operator !== operator) return fail({ reason: 'not-found', message: `no approval ${id}` })
    if (approval.subject !== subject)
      return fail({ reason: 'other-subject', message: `approval ${id} is to export ${approval.subject}` })
    return ok(approval)
  }
}

function matches(entry: Entry, query: Query, codes: ReadonlyMap<string, number>): boolean {
  if (query.kind === 'and') return query.of.every(one => matches(entry, one, codes))
  if (query.kind === 'or') return query.of.some(one => matches(entry, one, codes))
  if (query.kind === 'not') return !matches(entry, query.of, codes)
  if (query.kind !== 'agency') throw new Error(`no ${query.kind} here`)
  const id = codes.get(query.code) ?? null
  return id !== null && (entry.senderAgencyId === id || entry.recipients.some(r => r.agencyId === id))
}
