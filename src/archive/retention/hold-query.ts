/** The query of a hold: `agency:sokhcn`, several words that must all hold, `-` before one that must not. */
import { fail, ok, type Result } from '../../base/result.ts'
import type { Query } from '../../ports/search.ts'

export function parseHoldQuery(text: string): Result<Query, string> {
  const words = text.trim().split(/\s+/u).filter(Boolean)
  if (words.length === 0) return fail('a hold needs a query, such as agency:sokhcn')
  const terms: Query[] = []
  for (const word of words) {
    const [, not, code] = /^(-?)agency:([a-z0-9-]+)$/.exec(word) ?? []
    if (code === undefined) return fail(`"${word}" is not understood; say agency:CODE`)
    const term: Query = { kind: 'agency', code }
    terms.push(not === '-' ? { kind: 'not', of: term } : term)
  }
  return ok(terms.length === 1 ? terms[0]! : { kind: 'and', of: terms })
}
