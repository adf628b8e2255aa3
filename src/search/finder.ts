/**
 * Questions to the index, answered shard by shard within one read transaction, so that a page and its total are of
 * one moment. Between two shards it is seen whether there is time for more.
 */
import type Database from 'better-sqlite3'
import type { EntryId } from '../ports/archive.ts'
import { type Compiled, compile, type Sql } from './compile.ts'
import { type IndexDb, Shards, textColumns, wordsTable } from './database.ts'
import type { Answers, Question } from './protocol.ts'

export class TooSlow extends Error {}
/** `after` is of no page. */
export class NoSuchPage extends Error {}

type Value = string | number | bigint
type Statement = Database.Statement<Value[]>

/** Statements that are kept prepared. */
const keptStatements = 400

export class Finder {
  readonly #db: IndexDb
  readonly #statements = new Map<string, Statement>()
  readonly #plan: Shards
  #until = 0

  constructor(db: IndexDb) {
    this.#db = db
    this.#plan = Shards.of(db)
  }

  answer(question: Question, until: number): Answers[keyof Answers] {
    this.#until = until
    const compiled = compile(question.query, question.scope, question.agencies, this.#plan)
    return this.#db.transaction(() => this.#answer(question, compiled)).deferred()
  }

  #answer(question: Question, compiled: Compiled): Answers[keyof Answers] {
    switch (question.kind) {
      case 'find':
        return this.#find(compiled, question.page)
      case 'facets':
        return this.#facets(compiled, question.by)
      case 'entries':
        return {
          ids: this.#byNumber(compiled, 'ascending', question.after, question.limit),
          indexedTo: this.#prepare("SELECT value FROM meta WHERE name = 'indexed_to'")
            .pluck()
            .get() as EntryId,
        }
    }
  }

  #find(compiled: Compiled, page: Extract<Question, { kind: 'find' }>['page']): Answers['find'] {
    const { order, after, limit } = page
    let total = 0
    for (const shard of this.#shards(compiled)) total += this.#count(compiled, shard)
    if (order === 'rank') return { total, ...this.#byRank(compiled, after, limit) }
    const from = after === null ? null : numberOf(after)
    const direction = order === 'newest' ? 'descending' : 'ascending'
    const ids = this.#byNumber(compiled, direction, from, limit)
    return { total, ids, next: limit === 0 || ids.length < limit ? null : `${ids.at(-1)}` }
  }

  #count(compiled: Compiled, shard: number): number {
    const { sql, values } = this.#source(compiled, shard, false)
    return this.#prepare(`SELECT count(*) ${sql}`)
      .pluck()
      .get(...values) as number
  }

  #byNumber(
    compiled: Compiled,
    direction: 'ascending' | 'descending',
    after: EntryId | null,
    limit: number,
  ): readonly EntryId[] {
    const down = direction === 'descending'
    const shards = this.#shards(compiled)
    const found: EntryId[] = []
    for (const shard of down ? shards.toReversed() : shards) {
      const { first, end } = this.#plan.rangeOf(shard)
      if (after !== null && (down ? first >= after : end <= after + 1)) continue
      const { sql, values, id } = this.#source(compiled, shard, false)
      const bound = after === null ? '' : ` AND ${id} ${down ? '<' : '>'} ?`
      const statement = this.#prepare(
        `SELECT ${id} ${sql}${bound} ORDER BY ${id} ${down ? 'DESC' : 'ASC'} LIMIT ?`,
      )
      // A number is bound as a float, and FTS5 compares its own with integers alone.
      const bounds = after === null ? [] : [BigInt(after)]
      found.push(...(statement.pluck().all(...values, ...bounds, limit - found.length) as EntryId[]))
      if (found.length >= limit) break
    }
    return found
  }

  /** Best first; of equals, and where no word was asked for or nothing is weighed, the newest. */
  #byRank(compiled: Compiled, after: string | null, limit: number): Omit<Answers['find'], 'total'> {
    const from = after === null ? null : placeOf(after)
    const best: { id: EntryId; score: number }[] = []
    for (const shard of this.#shards(compiled)) {
      const { sql, values, id } = this.#source(compiled, shard, false)
      const score = compiled.match === null || !compiled.weighed ? '0.0' : scoreOf(shard)
      const beyond = from === null ? '' : 'WHERE score > ? OR (score = ? AND id < ?)'
      const statement = this.#prepare(
        `SELECT id, score FROM (SELECT ${id} AS id, ${score} AS score ${sql}) ${beyond}
         ORDER BY score, id DESC LIMIT ?`,
      )
      const bounds = from === null ? [] : [from.score, from.score, from.id]
      best.push(...(statement.all(...values, ...bounds, limit) as typeof best))
    }
    const ids = best.sort((a, b) => a.score - b.score || b.id - a.id).slice(0, limit)
    const last = ids.at(-1)
    const next = last === undefined || ids.length < limit ? null : `${last.score}:${last.id}`
    return { ids: ids.map(({ id }) => id), next }
  }

  #facets(compiled: Compiled, by: Extract<Question, { kind: 'facets' }>['by']): Answers['facets'] {
    const counts = new Map<string, number>()
    for (const shard of this.#shards(compiled)) {
      const { sql, values } = this.#source(compiled, shard, true)
      const column = facetColumns[by]
      const rows = this.#prepare(`SELECT l.${column} AS value, count(*) AS count ${sql} GROUP BY 1`).all(
        ...values,
      )
      for (const { value, count } of rows as { value: string | number; count: number }[])
        for (const key of keysOf(by, value)) counts.set(key, (counts.get(key) ?? 0) + count)
    }
    const facets = [...counts].map(([key, count]) => ({ key, count }))
    return by === 'month'
      ? facets.sort((a, b) => (a.key < b.key ? -1 : 1))
      : facets.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
  }

  /** Shards that can have what is asked for, in their order; throws between two when the time is over. */
  #shards({ reach }: Compiled): number[] {
    if (performance.now() > this.#until) throw new TooSlow()
    const { firstShard, lastShard, fromMs, beforeMs } = reach
    return this.#prepare(
      'SELECT n FROM shards WHERE n BETWEEN ? AND ? AND to_ms >= ? AND from_ms < ? ORDER BY n',
    )
      .pluck()
      .all(firstShard, lastShard, fromMs, beforeMs) as number[]
  }

  /** FROM and WHERE of a shard's letters, and what their number is called. */
  #source(compiled: Compiled, shard: number, rows: boolean): Sql & { readonly id: string } {
    const { match } = compiled
    const conditions = compiled.conditions(shard)
    const table = wordsTable(shard)
    const more = conditions === null ? '' : ` AND (${conditions.sql})`
    const values = conditions?.values ?? []
    if (match === null) {
      const { first, end } = this.#plan.rangeOf(shard)
      return {
        sql: `FROM letters l WHERE l.id >= ? AND l.id < ?${more}`,
        values: [first, end, ...values],
        id: 'l.id',
      }
    }
    const letters = rows || conditions !== null ? ` CROSS JOIN letters l ON l.id = ${table}.rowid` : ''
    return {
      sql: `FROM ${table}${letters} WHERE ${table} MATCH ?${more}`,
      values: [match, ...values],
      id: `${table}.rowid`,
    }
  }

  #prepare(sql: string): Statement {
    if (performance.now() > this.#until) throw new TooSlow()
    const known = this.#statements.get(sql)
    const statement = known ?? this.#db.prepare<Value[]>(sql)
    // The one used longest ago goes first.
    this.#statements.delete(sql)
    this.#statements.set(sql, statement)
    if (this.#statements.size > keptStatements) {
      const [oldest = ''] = this.#statements.keys()
      this.#statements.delete(oldest)
    }
    return statement.raw(false)
  }
}

const facetColumns = { agency: 'agencies', month: 'month', kind: 'kinds', verdict: 'verdict' } as const

/** Of a letter with several each, of one without none. */
function keysOf(by: keyof typeof facetColumns, value: string | number): readonly string[] {
  const text = `${value}`
  if (by === 'month') return [`${text.slice(0, 4)}-${text.slice(4)}`]
  if (by === 'verdict') return [text]
  return text === '' ? [] : text.split(',')
}

function scoreOf(shard: number): string {
  return `bm25(${wordsTable(shard)}, ${textColumns.map(({ weight }) => weight).join(', ')}, 0)`
}

function numberOf(after: string): EntryId {
  if (!/^\d{1,15}$/.test(after)) throw new NoSuchPage()
  return Number(after)
}

function placeOf(after: string): { readonly score: number; readonly id: EntryId } {
  const [, score = '', id = ''] = /^(-?[\d.]+(?:e[+-]?\d+)?):(\d{1,15})$/.exec(after) ?? []
  if (id === '') throw new NoSuchPage()
  return { score: Number(score), id: Number(id) }
}
