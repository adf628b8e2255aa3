/**
 * archive/query/ — the language in which auditors ask: text in, a `Query` (ports/search.ts) or a problem out, pure.
 *
 *     query  = or
 *     or     = and *( ("OR" / "HOẶC") and )
 *     and    = not *( ["AND"] not )
 *     not    = *( "NOT" / "-" ) term
 *     term   = "(" or ")" / [field ":"] ( word / quoted )
 *
 * A word typed without marks finds every spelling of it, one typed with marks that spelling alone; in a phrase with a
 * marked word all are meant as they are spelled. Case never matters. Every bound is a named limit, and a problem says
 * where it is and what would be right.
 *
 * `lexer.ts` cuts, `fields.ts` knows the fields, `values.ts` reads dates, sizes and numbers, `format.ts` writes a query
 * back as text that is parsed to the same, `base/texts-query-syntax.ts` explains it all.
 *
 * Deliberately absent: words near each other, patterns inside a word, and corrections of what was typed.
 */
import type { Limits } from '../../base/limits.ts'
import { nearest } from '../../base/nearest.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { searchTexts } from '../../base/texts-search.ts'
import type { Query } from '../../ports/search.ts'
import { fields, type NamedKind, wordsQuery } from './fields.ts'
import { type Token, tokensOf } from './lexer.ts'
import { problem, type QueryProblem } from './problem.ts'

export type QueryLimits = Pick<Limits, 'queryChars' | 'queryTerms' | 'queryDepth'>

export interface QueryOptions {
  readonly limits: QueryLimits
  /** What `kind:` may name. */
  readonly kinds: readonly NamedKind[]
}

/** A text of nothing asks for every entry. */
export function parseQuery(text: string, options: QueryOptions): Result<Query, QueryProblem> {
  const { queryChars, queryTerms } = options.limits
  if (text.length > queryChars)
    return fail(problem(queryChars, searchTexts.queryTooLong, { most: `${queryChars}` }))
  const tokens = tokensOf(text)
  if (!tokens.ok) return tokens
  const excess = tokens.value.filter(({ type }) => type === 'text')[queryTerms]
  if (excess !== undefined)
    return fail(problem(excess.at, searchTexts.queryTooManyTerms, { most: `${queryTerms}` }))
  if (tokens.value.length === 0) return ok({ kind: 'and', of: [] })
  return new Parser(text, tokens.value, options).parse()
}

/** Every operator's word, as problems tell it. */
const shown = { and: 'AND', or: 'OR', not: 'NOT' } as const

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  readonly #options: QueryOptions
  #next = 0
  #depth = 0

  constructor(text: string, tokens: readonly Token[], options: QueryOptions) {
    this.#text = text
    this.#tokens = tokens
    this.#options = options
  }

  parse(): Result<Query, QueryProblem> {
    const query = this.#or()
    const rest = this.#tokens[this.#next]
    if (query.ok && rest !== undefined) return fail(problem(rest.at, searchTexts.queryUnopenedGroup, {}))
    return query
  }

  #or(): Result<Query, QueryProblem> {
    const of: Query[] = []
    do {
      const query = this.#and()
      if (!query.ok) return query
      of.push(query.value)
    } while (this.#take('or') !== undefined)
    return ok(of.length === 1 ? (of[0] as Query) : { kind: 'or', of })
  }

  #and(): Result<Query, QueryProblem> {
    const of: Query[] = []
    for (;;) {
      const query = this.#not()
      if (!query.ok) return query
      of.push(query.value)
      const and = this.#take('and')
      const next = this.#tokens[this.#next]
      if (and === undefined && (next === undefined || next.type === 'or' || next.type === 'close'))
        return ok(of.length === 1 ? (of[0] as Query) : { kind: 'and', of })
    }
  }

  #not(): Result<Query, QueryProblem> {
    let negated = false
    while (this.#take('not') !== undefined) negated = !negated
    const term = this.#term()
    return term.ok && negated ? ok({ kind: 'not', of: term.value }) : term
  }

  #term(): Result<Query, QueryProblem> {
    const token = this.#tokens[this.#next]
    const before = this.#tokens[this.#next - 1]
    if (token === undefined || token.type === 'close') return fail(this.#missing(token, before))
    this.#next++
    switch (token.type) {
      case 'open':
        return this.#group(token.at)
      case 'field':
        return this.#field(token.name, token.at)
      case 'text':
        return wordsQuery(null, token)
      default:
        return fail(problem(token.at, searchTexts.queryMissingBefore, { operator: shown[token.type] }))
    }
  }

  /** There should have been a term here. */
  #missing(token: Token | undefined, before: Token | undefined): QueryProblem {
    if (before !== undefined && (before.type === 'and' || before.type === 'or' || before.type === 'not'))
      return problem(before.at, searchTexts.queryMissingTerm, { operator: shown[before.type] })
    if (before?.type === 'open' && token !== undefined)
      return problem(before.at, searchTexts.queryEmptyGroup, {})
    return token === undefined
      ? problem(before?.at ?? this.#text.length, searchTexts.queryUnclosedGroup, {})
      : problem(token.at, searchTexts.queryUnopenedGroup, {})
  }

  #group(at: number): Result<Query, QueryProblem> {
    const { queryDepth } = this.#options.limits
    if (++this.#depth > queryDepth)
      return fail(problem(at, searchTexts.queryTooDeep, { most: `${queryDepth}` }))
    const query = this.#or()
    this.#depth--
    if (query.ok && this.#take('close') === undefined)
      return fail(problem(at, searchTexts.queryUnclosedGroup, {}))
    return query
  }

  #field(typed: string, at: number): Result<Query, QueryProblem> {
    const name = typed.toLowerCase()
    const field = fields.get(name)
    if (field === undefined) {
      const meant = nearest(name, [...fields.keys()]) ?? ''
      return fail(problem(at, searchTexts.queryUnknownField, { field: typed, nearest: meant }))
    }
    const value = this.#tokens[this.#next]
    const example = `${name}:${field.example}`
    if (value?.type !== 'text')
      return fail(problem(at, searchTexts.queryMissingValue, { field: name, example }))
    this.#next++
    if (value.prefix && !field.words) return fail(problem(value.at, searchTexts.queryStar, {}))
    const read = field.read(value, this.#options.kinds)
    return (
      read ?? fail(problem(value.at, searchTexts.queryBadValue, { text: value.text, field: name, example }))
    )
  }

  #take(type: Token['type']): Token | undefined {
    const token = this.#tokens[this.#next]
    if (token?.type !== type) return undefined
    this.#next++
    return token
  }
}
