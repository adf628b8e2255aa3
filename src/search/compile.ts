/**
 * A question as FTS5 and SQL understand it. What words and facts can tell becomes one MATCH; times, sizes and numbers
 * are conditions on the rows of letters, wherever in the tree they stand.
 */
import { goingOn } from '../base/words.ts'
import type { Query, Scope } from '../ports/search.ts'
import { type Shards, textColumns, wordsTable } from './database.ts'
import { everyLetter, type Fact, factToken, kindFact, numberFact, partlyRead } from './letter.ts'
import type { AgencyIds } from './protocol.ts'

/** A piece of SQL with what its question marks stand for. */
export interface Sql {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

export interface Compiled {
  /** null: words and facts say nothing about all letters that are asked for. */
  readonly match: string | null
  /** Of a shard's letters; null for no more conditions. */
  conditions(shard: number): Sql | null
  /** Shards that can have such letters, by their numbers and the times of their letters. */
  readonly reach: Reach
  /**
   * Whether letters may be weighed against each other. The weight of a word is how rare it is in all letters, so that
   * with a scope an order by weight, and its numbers, would tell of letters outside.
   */
  readonly weighed: boolean
}

export interface Reach {
  readonly firstShard: number
  readonly lastShard: number
  readonly fromMs: number
  readonly beforeMs: number
}

export function compile(query: Query, scope: Scope, agencies: AgencyIds, shards: Shards): Compiled {
  const within = scopeParts(scope)
  const parts = [...conjuncts(query), ...within].map(part =>
    typeof part === 'string' ? part : (matchOf(part, agencies) ?? part),
  )
  const matches = parts.filter(part => typeof part === 'string')
  const rest = parts.filter(part => typeof part !== 'string')
  return {
    match: matches.length === 0 ? null : allOf(matches),
    conditions: shard =>
      rest.length === 0
        ? null
        : joined(
            rest.map(part => sqlOf(part, shard, agencies)),
            'AND',
          ),
    reach: reachOf(rest, shards),
    weighed: within.length === 0,
  }
}

/** What all must hold, flat. */
function conjuncts(query: Query): readonly Query[] {
  return query.kind === 'and' ? query.of.flatMap(conjuncts) : [query]
}

/** The scope of whoever asks is a part of the question like any other: an FTS expression, and a time. */
function scopeParts({ agencies, fromMs, beforeMs }: Scope): readonly (Query | string)[] {
  const period: readonly Query[] =
    fromMs === null && beforeMs === null ? [] : [{ kind: 'received', fromMs, beforeMs }]
  if (agencies === null) return period
  return [...period, anyOf(agencies.map(id => fact(['agency', `${id}`])))]
}

const everything = fact(everyLetter)
/** No letter has it. */
const nothing = fact(['none', ''])

function fact(given: Fact): string {
  return quoted(factToken(given))
}

function quoted(token: string): string {
  return `"${token.replaceAll('"', '""')}"`
}

function allOf(matches: readonly string[]): string {
  return matches.length === 1 ? (matches[0] as string) : `(${matches.join(' AND ')})`
}

function anyOf(matches: readonly string[]): string {
  if (matches.length === 0) return nothing
  return matches.length === 1 ? (matches[0] as string) : `(${matches.join(' OR ')})`
}

type Term = Exclude<Query, { readonly kind: 'and' | 'or' | 'not' }>

/** As an FTS5 expression; null where it takes the rows of letters. */
function matchOf(query: Query, agencies: AgencyIds): string | null {
  switch (query.kind) {
    case 'and': {
      // NOT of FTS5 stands between two.
      const wanted = matchesOf(
        query.of.filter(({ kind }) => kind !== 'not'),
        agencies,
      )
      const unwanted = matchesOf(
        query.of.flatMap(part => (part.kind === 'not' ? [part.of] : [])),
        agencies,
      )
      if (wanted === null || unwanted === null) return null
      const found = wanted.length === 0 ? everything : allOf(wanted)
      return unwanted.length === 0 ? found : `(${found} NOT ${anyOf(unwanted)})`
    }
    case 'or': {
      const matches = matchesOf(query.of, agencies)
      return matches === null ? null : anyOf(matches)
    }
    case 'not': {
      const unwanted = matchOf(query.of, agencies)
      return unwanted === null ? null : `(${everything} NOT ${unwanted})`
    }
    default:
      return termMatch(query, agencies)
  }
}

function matchesOf(queries: readonly Query[], agencies: AgencyIds): readonly string[] | null {
  const matches = queries.map(query => matchOf(query, agencies))
  return matches.every(match => match !== null) ? matches : null
}

function termMatch(term: Term, agencies: AgencyIds): string | null {
  switch (term.kind) {
    case 'words':
      return wordsMatch(term)
    case 'address':
      return fact([term.side, term.address])
    case 'domain':
      return fact([term.side, `@${term.domain}`])
    case 'agency': {
      const ids = agencies.get(term.code)
      return ids === undefined ? nothing : anyOf(ids.map(id => fact(['agency', `${id}`])))
    }
    case 'direction':
      return fact(['direction', term.direction])
    case 'verdict':
      return fact(['verdict', term.verdict])
    case 'rule':
      return fact(['rule', term.rule])
    case 'document-kind':
      return fact(kindFact(term.abbreviation))
    case 'document-number':
      return fact(numberFact(term.number, term.notation))
    case 'signed':
      return fact(['signed', term.signed])
    case 'message-id':
      return fact(['message-id', term.messageId])
    case 'partly':
      return fact(partlyRead)
    case 'received':
    case 'size':
    case 'ids':
      return null
  }
}

function wordsMatch({ field, words, exact, prefix }: Extract<Query, { kind: 'words' }>): string {
  const column = textColumns.find(known => known.field === field)?.column
  const last = words.at(-1) ?? ''
  const lasts = prefix && exact ? [...new Set([last, goingOn(last)])] : [last]
  return anyOf(
    lasts.map(last => {
      const spelled = [...words.slice(0, -1), last].map(word => (exact ? `_${word}` : word))
      const phrase = quoted(spelled.join(' ')) + (prefix ? ' *' : '')
      return column === undefined ? phrase : `${column} : ${phrase}`
    }),
  )
}

/** Of a query that is not an FTS expression as a whole. */
function sqlOf(query: Query, shard: number, agencies: AgencyIds): Sql {
  const match = matchOf(query, agencies)
  if (match !== null) {
    const table = wordsTable(shard)
    return { sql: `l.id IN (SELECT rowid FROM ${table} WHERE ${table} MATCH ?)`, values: [match] }
  }
  switch (query.kind) {
    case 'and':
    case 'or':
      return joined(
        query.of.map(part => sqlOf(part, shard, agencies)),
        query.kind === 'and' ? 'AND' : 'OR',
      )
    case 'not': {
      const { sql, values } = sqlOf(query.of, shard, agencies)
      return { sql: `NOT (${sql})`, values }
    }
    case 'received':
      return between('l.received_at', query.fromMs, query.beforeMs === null ? null : query.beforeMs - 1)
    case 'size':
      return between('l.size', query.leastBytes, query.mostBytes)
    case 'ids':
      return between('l.id', query.first, query.last)
    default:
      throw new TypeError(`${query.kind} is a match`)
  }
}

function joined(parts: readonly Sql[], operator: 'AND' | 'OR'): Sql {
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(` ${operator} `),
    values: parts.flatMap(({ values }) => values),
  }
}

/** Both inclusive. */
function between(column: string, least: number | null, most: number | null): Sql {
  const bounds = [
    ...(least === null ? [] : [{ sql: `${column} >= ?`, value: least }]),
    ...(most === null ? [] : [{ sql: `${column} <= ?`, value: most }]),
  ]
  if (bounds.length === 0) return { sql: 'true', values: [] }
  return { sql: bounds.map(({ sql }) => sql).join(' AND '), values: bounds.map(({ value }) => value) }
}

function reachOf(parts: readonly Query[], shards: Shards): Reach {
  const reach = {
    firstShard: 0,
    lastShard: shards.shardOf(Number.MAX_SAFE_INTEGER),
    fromMs: Number.MIN_SAFE_INTEGER,
    beforeMs: Number.MAX_SAFE_INTEGER,
  }
  for (const part of parts)
    if (part.kind === 'received') {
      reach.fromMs = Math.max(reach.fromMs, part.fromMs ?? reach.fromMs)
      reach.beforeMs = Math.min(reach.beforeMs, part.beforeMs ?? reach.beforeMs)
    } else if (part.kind === 'ids') {
      reach.firstShard = Math.max(reach.firstShard, shards.shardOf(part.first))
      reach.lastShard = Math.min(reach.lastShard, shards.shardOf(part.last))
    }
  return reach
}
