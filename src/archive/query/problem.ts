import { joinTexts, say, type Text, type ValuesOf } from '../../base/texts.ts'
import { searchTexts } from '../../base/texts-search.ts'

/** Why a query cannot be understood, and where. */
export interface QueryProblem {
  /** Offset in the query, in UTF-16. */
  readonly at: number
  readonly text: Text
}

export function problem<T extends Text>(at: number, text: T, values: ValuesOf<T>): QueryProblem {
  return { at, text: say(text, values) }
}

/** As a person is told: which character, and what about it, in both languages. */
export function tellProblem({ at, text }: QueryProblem, query: string): string {
  const character = `${Array.from(query.slice(0, at)).length + 1}`
  const told = joinTexts([say(searchTexts.queryAt, { at: character, problem: text })])
  return `${told.vi}\n${told.en}`
}
