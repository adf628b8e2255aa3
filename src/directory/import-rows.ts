/** Reading a CSV file with named columns, every bad row reported by its line. */
import { parseCsv } from '../base/csv.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { describeProblems, type Problem } from './problem.ts'

export interface Columns {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** A record made from a row, with the line it came from. */
export interface Imported<T> {
  readonly line: number
  readonly value: T
}

/** Turns every row into a record, or tells everything that is wrong with the file: one text for each bad row. */
export function importRows<T>(
  csv: string,
  columns: Columns,
  maxRows: number,
  read: (row: ReadonlyMap<string, string>, line: number) => Result<T, readonly Problem[]>,
): Result<readonly Imported<T>[], readonly string[]> {
  const parsed = parseCsv(csv)
  if (!parsed.ok) return fail([atLine(parsed.error.line, parsed.error.message)])
  const [header, ...rows] = parsed.value
  if (header === undefined) return fail(['the file is empty'])
  const names = header.cells.map(cell => cell.trim().toLowerCase())
  const headerProblem = checkHeader(names, columns)
  if (headerProblem !== undefined) return fail([atLine(header.line, headerProblem)])
  if (rows.length > maxRows) return fail([`${rows.length} rows; at most ${maxRows} in one file`])
  const records: Imported<T>[] = []
  const problems: string[] = []
  for (const { line, cells } of rows) {
    const record =
      cells.length === names.length
        ? read(new Map(names.map((name, i) => [name, cells[i] ?? ''])), line)
        : fail([{ field: 'row', message: `${cells.length} cells under ${names.length} columns` }])
    if (record.ok) records.push({ line, value: record.value })
    else problems.push(atLine(line, describeProblems(record.error)))
  }
  return problems.length === 0 ? ok(records) : fail(problems)
}

export function atLine(line: number, message: string): string {
  return `line ${line}: ${message}`
}

function checkHeader(names: readonly string[], { required, optional }: Columns): string | undefined {
  const missing = required.filter(name => !names.includes(name))
  const unknown = names.filter(name => !required.includes(name) && !optional.includes(name))
  const repeated = names.filter((name, i) => names.indexOf(name) !== i)
  if (missing.length > 0) return `the header lacks ${missing.join(', ')}`
  if (unknown.length > 0) return `the header has unknown columns: ${unknown.join(', ')}`
  if (repeated.length > 0) return `the header repeats ${repeated.join(', ')}`
  return undefined
}
