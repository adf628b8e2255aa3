import type { Result } from '../base/result.ts'
import type { Query, SearchIndex } from '../ports/search.ts'

/** How the text of a query becomes letters. */
export interface Queries {
  /** What is wrong with it, in the words of its author. */
  parse(text: string): Result<Query, string>
  readonly index: Pick<SearchIndex, 'entriesThrough'>
}
