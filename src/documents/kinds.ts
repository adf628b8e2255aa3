/** The kinds of administrative documents (Decree 30/2020, Article 7 and Appendix III), as `config/document-kinds.csv` lists them. */
import { parseTable } from '../base/csv.ts'
import type { Result } from '../base/result.ts'

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
  const names = new Set<string>()
  return parseTable(csv, columns, cells => {
    const kind = parseRow(cells)
    if (typeof kind === 'string') return kind
    if (names.has(kind.name)) return `${kind.name} is listed twice`
    names.add(kind.name)
    return kind
  })
}

function parseRow(cells: readonly string[]): DocumentKind | string {
  const [abbreviation = '', name = '', paper] = cells
  if (!/^\p{L}*$/u.test(abbreviation)) return `bad abbreviation ${abbreviation}`
  if (name === '') return 'no name'
  if (paper !== 'yes' && paper !== 'no') return `paper_copy_required is ${paper}, not yes or no`
  return {
    abbreviation: abbreviation.normalize('NFC'),
    name: name.normalize('NFC'),
    paperCopyRequired: paper === 'yes',
  }
}
