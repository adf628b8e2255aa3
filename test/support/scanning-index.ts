/** A search index that looks at every entry of the store for each question. */
import { inScope } from '../../src/archive/scope.ts'
import type { Queries } from '../../src/audit-mailbox/queries.ts'
import { fail, ok } from '../../src/base/result.ts'
import type { Entry, EntryId } from '../../src/ports/archive.ts'
import type { Query } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'

export interface ScanningIndex extends Queries {
  /** Entries above are not indexed yet; null: all are. */
  indexedTo: EntryId | null
  /** Answers with what is outside the scope, too, as a damaged index might. */
  ignoresScope: boolean
  /** Answers nothing. */
  fails: boolean
}

/** Understands no words for everything, `agency:CODE` and `-agency:CODE`. */
export function createScanningIndex({ read }: Store): ScanningIndex {
  const last = async () => made.indexedTo ?? (await read.letters.last())
  const made: ScanningIndex = {
    indexedTo: null,
    ignoresScope: false,
    fails: false,
    parse(text) {
      if (text === '') return ok({ kind: 'and', of: [] })
      const [, minus, code] = /^(-?)agency:([a-z]+)$/.exec(text) ?? []
      if (code === undefined) return fail(`there is no field in "${text}"`)
      const agency: Query = { kind: 'agency', code }
      return ok(minus === '' ? agency : { kind: 'not', of: agency })
    },
    index: {
      async entriesThrough(query, scope, after, limit) {
        if (made.fails) throw new Error('the index does not answer')
        const agencies = new Map((await read.directory.agencies()).map(({ id, code }) => [id, code]))
        const found: EntryId[] = []
        const end = await last()
        for (let id = after + 1; id <= end && found.length < limit; id++) {
          const entry = await read.archive.entry(id)
          if (entry === undefined || !(made.ignoresScope || inScope(entry, scope))) continue
          if (matches(entry, query, agencies)) found.push(id)
        }
        return { ids: found, indexedTo: end }
      },
    },
  }
  return made
}

function matches(entry: Entry, query: Query, agencies: ReadonlyMap<number, string>): boolean {
  switch (query.kind) {
    case 'and':
      return query.of.every(part => matches(entry, part, agencies))
    case 'or':
      return query.of.some(part => matches(entry, part, agencies))
    case 'not':
      return !matches(entry, query.of, agencies)
    case 'agency':
      return [entry.senderAgencyId, ...entry.recipients.map(({ agencyId }) => agencyId)].some(
        id => id !== null && agencies.get(id) === query.code,
      )
    default:
      throw new Error(`no ${query.kind} here`)
  }
}
