/**
 * Comma-separated values (RFC 4180 §2), read strictly with two liberties: a line may end in LF alone, and a
 * byte-order mark at the start is skipped (spreadsheets write both).
 */
import { fail, ok, type Result } from './result.ts'

export interface CsvRecord {
  /** Line of the file the record begins on, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvError {
  readonly line: number
  readonly message: string
}

const quote = '"'

/** Every record, or the first place where the text is not CSV. Empty lines are no records. */
export function parseCsv(text: string): Result<readonly CsvRecord[], CsvError> {
  const records: CsvRecord[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  let line = 1
  let cells: string[] = []
  let recordLine = line
  while (at < text.length) {
    const cell = text[at] === quote ? quotedCell(text, at) : plainCell(text, at)
    if (!cell.ok) return fail({ line, message: cell.error })
    cells.push(cell.value.text)
    line += countNewlines(text, at, cell.value.end)
    at = cell.value.end
    if (text[at] === ',') {
      at++
      if (at < text.length) continue
      cells.push('')
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    if (cells.length > 1 || cells[0] !== '') records.push({ line: recordLine, cells })
    cells = []
    line++
    recordLine = line
  }
  return ok(records)
}

interface Cell {
  readonly text: string
  /** Where the comma, the line end or the end of the text stands. */
  readonly end: number
}

/** `escaped = DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE` */
function quotedCell(text: string, start: number): Result<Cell, string> {
  let content = ''
  let from = start + 1
  for (;;) {
    const close = text.indexOf(quote, from)
    if (close < 0) return fail('a quoted cell is never closed')
    content += text.slice(from, close)
    if (text[close + 1] !== quote) return endOfCell(text, content, close + 1)
    content += quote
    from = close + 2
  }
}

function endOfCell(text: string, content: string, end: number): Result<Cell, string> {
  const ends = end >= text.length || text[end] === ',' || text[end] === '\n' || text.startsWith('\r\n', end)
  return ends ? ok({ text: content, end }) : fail('text follows a closing quote')
}

/** `non-escaped = *TEXTDATA` */
function plainCell(text: string, start: number): Result<Cell, string> {
  let end = start
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !text.startsWith('\r\n', end)) {
    if (text[end] === quote) return fail('a quote stands inside an unquoted cell')
    end++
  }
  return ok({ text: text.slice(start, end), end })
}

function countNewlines(text: string, start: number, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Rows as CSV, the first of them the names of the columns. */
export function formatCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map(cells => `${cells.map(cell => formatCell(String(cell))).join(',')}\r\n`).join('')
}

function formatCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll(quote, quote + quote)}"` : text
}

/**
 * The rows of a table whose first line names its columns, or every bad line. `parseRow` is given as many cells as
 * there are columns, and tells in words what is wrong with them.
 */
export function parseTable<T>(
  text: string,
  columns: readonly string[],
  parseRow: (cells: readonly string[]) => T | string,
): Result<readonly T[], readonly string[]> {
  const table = parseCsv(text)
  if (!table.ok) return fail([`line ${table.error.line}: ${table.error.message}`])
  const [head, ...records] = table.value
  if (head?.cells.join(',') !== columns.join(',')) return fail([`line 1: expected ${columns.join(',')}`])
  const rows: T[] = []
  const problems: string[] = []
  for (const { line, cells } of records) {
    const fits = cells.length === columns.length
    const row = fits ? parseRow(cells) : `${cells.length} fields instead of ${columns.length}`
    if (typeof row === 'string') problems.push(`line ${line}: ${row}`)
    else rows.push(row)
  }
  return problems.length === 0 ? ok(rows) : fail(problems)
}

/** What a spreadsheet would compute instead of showing: OWASP, "CSV Injection"; full-width forms count too. */
const formulaStart = /^[\s\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u

/** A text that others wrote as a cell that a spreadsheet shows: an apostrophe stands before a formula. */
export function neutralCell(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text
}
