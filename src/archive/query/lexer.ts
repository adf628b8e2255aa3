/** The text of a query cut into tokens. Quotation marks of every shape are one: programs for letters make them round. */
import { fail, ok, type Result } from '../../base/result.ts'
import { searchTexts } from '../../base/texts-search.ts'
import { problem, type QueryProblem } from './problem.ts'

export type Token = { readonly at: number } & (
  | { readonly type: 'open' | 'close' | 'and' | 'or' | 'not' }
  /** As typed, without its colon. */
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean; readonly prefix: boolean }
)

const quotes = '"“”„‟'
const space = /\s/u
/** What a field's name looks like; `15:30` and `V/v:` are none. */
const fieldName = /^([a-z][a-z-]*):/i
/** In capitals alone. Of Vietnamese only what nobody writes in a title by chance and what then finds more, not less. */
const operators = new Map<string, 'and' | 'or' | 'not'>([
  ['AND', 'and'],
  ['OR', 'or'],
  ['HOẶC', 'or'],
  ['NOT', 'not'],
])

export function tokensOf(query: string): Result<readonly Token[], QueryProblem> {
  const tokens: Token[] = []
  let at = 0
  while (at < query.length) {
    const char = query[at] as string
    if (space.test(char)) at++
    else if (char === '(' || char === ')') tokens.push({ at: at++, type: char === '(' ? 'open' : 'close' })
    else if (char === '-' && isTerm(query[at + 1])) tokens.push({ at: at++, type: 'not' })
    else {
      const isValue = tokens.at(-1)?.type === 'field'
      const read = quotes.includes(char) ? readQuoted(query, at) : readBare(query, at, isValue)
      if (!read.ok) return read
      if (read.value.token !== null) tokens.push(read.value.token)
      at = read.value.end
    }
  }
  return ok(tokens)
}

type Read = Result<{ readonly token: Token | null; readonly end: number }, QueryProblem>

/** A minus before a term is a NOT; one that stands alone, or before another, is a dash. */
function isTerm(char: string | undefined): boolean {
  return char !== undefined && !space.test(char) && char !== '-' && char !== ')'
}

function readQuoted(query: string, at: number): Read {
  let end = at + 1
  while (end < query.length && !quotes.includes(query[end] as string)) end++
  if (end === query.length) return fail(problem(at, searchTexts.queryUnclosedQuote, {}))
  return starred(query.slice(at + 1, end), at, end + 1, true)
}

function readBare(query: string, at: number, isValue: boolean): Read {
  let end = at
  while (end < query.length && !isEnd(query[end] as string)) end++
  const text = query.slice(at, end)
  const field = fieldName.exec(text)
  if (field !== null) {
    const [whole, name = ''] = field
    return ok({ token: { at, type: 'field', name }, end: at + whole.length })
  }
  const operator = operators.get(text.normalize('NFC'))
  if (operator !== undefined) return ok({ token: { at, type: operator }, end })
  // A dash or another sign between words, as titles have them, is passed over.
  if (!isValue && /^[^\p{L}\p{N}*]+$/u.test(text)) return ok({ token: null, end })
  return starred(text, at, end, false)
}

function isEnd(char: string): boolean {
  return space.test(char) || char === '(' || char === ')' || quotes.includes(char)
}

/** A text with its star taken off. */
function starred(written: string, at: number, end: number, quoted: boolean): Read {
  const prefix = written.endsWith('*')
  const text = prefix ? written.slice(0, -1) : written
  const star = prefix && !/[\p{L}\p{N}\p{M}]$/u.test(text) ? text.length : text.indexOf('*')
  if (star >= 0) return fail(problem(at + (quoted ? 1 : 0) + star, searchTexts.queryStar, {}))
  return ok({ token: { at, type: 'text', text, quoted, prefix }, end })
}
