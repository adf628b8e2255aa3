/** Finding letters in the archive, and the state of what finds them (ports/search.ts). */
import * as z from 'zod'
import { type FoundLetters, findLetters } from '../../archive/search.ts'
import { ok } from '../../base/result.ts'
import { facets, type IndexState, type Query, SearchError, searchOrders } from '../../ports/search.ts'
import { defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'

export const archiveSearchOperations = {
  'archive.search': defineOperation({
    summary: 'Search the archive',
    roles: ['auditor'],
    effect: 'evidence',
    parameters: z.strictObject({
      /** In the language of `archive/query/`; nothing asks for every letter. */
      query: z.string().optional(),
      /** A second query that must hold, too. */
      also: z.string().optional(),
      order: z.enum(searchOrders).optional(),
      /** `next` of the page before. */
      after: z.string().max(100).optional(),
      limit: z.int().nonnegative().optional(),
      facets: z.array(z.enum(facets)).max(facets.length).optional(),
    }),
    async run(services, { name, scope }, asking) {
      const { query = '', also = '', order = 'newest', after = null, limit, facets = [] } = asking
      const { store, config } = services
      if (scope === null) return refuse('refused', `${name} has no part of the archive`)
      const [asked, more] = [queryOf(services, query), queryOf(services, also)]
      if (!asked.ok) return asked
      if (!more.ok) return more
      const most = config.limits.resultRows
      const whole: Query = { kind: 'and', of: [asked.value, more.value] }
      const { directory } = store.read
      const agencies = [...(await directory.agencies()), ...(await directory.formerAgencies())]
      const known = new Set(agencies.map(({ code }) => code))
      return answered<FoundLetters & { readonly unknownAgencies: readonly string[] }>(async () => ({
        ...(await findLetters(services.search, store.read.archive, {
          query: whole,
          scope,
          page: { order, after, limit: Math.min(limit ?? most, most) },
          facets,
        })),
        // Told and not refused: queries that auditors keep outlive an agency.
        unknownAgencies: agenciesIn(whole).filter(code => !known.has(code)),
      }))
    },
  }),

  'archive.index': defineOperation({
    summary: 'Tell how far the index of the archive has come',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ search }) {
      return answered<IndexState>(() => search.state())
    },
  }),

  'archive.reindex': defineOperation({
    summary: 'Make the index of the archive anew',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({}),
    async run({ search }) {
      return answered<IndexState>(async () => {
        await search.rebuild()
        return search.state()
      })
    },
  }),
}

function queryOf({ parseQuery }: Services, text: string): Outcome<Query> {
  const parsed = parseQuery(text)
  return parsed.ok ? parsed : refuse('invalid', parsed.error)
}

/** Codes that a query asks for. */
function agenciesIn(query: Query): readonly string[] {
  if (query.kind === 'agency') return [query.code]
  if (query.kind === 'not') return agenciesIn(query.of)
  return query.kind === 'and' || query.kind === 'or' ? [...new Set(query.of.flatMap(agenciesIn))] : []
}

const refusals = {
  'too-slow': 'try-again',
  behind: 'try-again',
  busy: 'try-again',
  closed: 'try-again',
  failed: 'failed',
  page: 'invalid',
} as const satisfies Record<SearchError['reason'], string>

/** What the index answers; why it does not is a refusal. */
async function answered<T>(ask: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await ask())
  } catch (error) {
    if (error instanceof SearchError) return refuse(refusals[error.reason], error.message)
    throw error
  }
}
