/** The kinds of administrative documents (Decree 30/2020, Article 7 and Appendix III), as `config/document-kinds.csv` lists them. */
import { parseCsv } from '../base/csv.ts'
import { fail, ok, type Result } from '../base/result.ts'

export interface DocumentKind {
  /** `QĐ`, `CTr`; empty for a công văn and a thư công. */
  readonly abbreviation: string
  /** `Quyết định` */
  readonly name: string
  /** Travels with a copy on paper, too. */
  readonly paperCopyRequired: boolean
}

const columns = ['abbreviation', 'name', 'paper_copy_required']

/** Reads the table, or tells every bad line. */
export function parseDocumentKinds(csv: string): Result<readonly DocumentKind[], readonly string[]> {
  const table = parseCsv(csv)
  if (!table.ok) return fail([`line ${table.error.line}: ${table.error.message}`])
  const [head, ...rows] = table.value
  if (head?.cells.join(',') !== columns.join(',')) return fail([`line 1: expected ${columns.join(',')}`])
  const kinds = new Map<string, DocumentKind>()
  const problems: string[] = []
  for (const { line, cells } of rows) {
    const kind = parseRow(cells)
    if (typeof kind === 'string') problems.push(`line ${line}: ${kind}`)
    else if (kinds.has(kind.name)) problems.push(`line ${line}: ${kind.name} is listed twice`)
    else kinds.set(kind.name, kind)
  }
  return problems.length === 0 ? ok([...kinds.values()]) : fail(problems)
}

function parseRow(cells: readonly string[]): DocumentKind | string {
  const [abbreviation = '', name = '', paper] = cells
  if (cells.length !== columns.length) return `${cells.length} fields instead of ${columns.length}`
  if (!/^\p{L}*$/u.test(abbreviation)) return `bad abbreviation ${abbreviation}`
  if (name === '') return 'no name'
  if (paper !== 'yes' && paper !== 'no') return `paper_copy_required is ${paper}, not yes or no`
  return {
    abbreviation: abbreviation.normalize('NFC'),
    name: name.normalize('NFC'),
    paperCopyRequired: paper === 'yes',
  }
}
