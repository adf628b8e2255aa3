/** Grounds of the rules. A province under other acts puts a table of its own in their place, rule by rule. */
import { readFile } from 'node:fs/promises'
import { parseTable } from '../base/csv.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { Text } from '../base/texts.ts'
import { reasons } from './reasons.ts'
import type { Citation } from './verdict.ts'

const columns = ['rule', 'clause', 'vi', 'en']

/** Corrected citations by the id of their rule (`D1b-free`), or every bad line. */
export function parseCitations(csv: string): Result<ReadonlyMap<string, Citation>, readonly string[]> {
  const rules = new Set([...reasons.values()].map(({ rule }) => rule))
  const corrected = new Map<string, Citation>()
  const table = parseTable(csv, columns, cells => {
    const [rule = '', clause = '', vi = '', en = ''] = cells.map(cell => cell.normalize('NFC').trim())
    if (!rules.has(rule)) return `there is no rule ${rule}`
    if (corrected.has(rule)) return `${rule} is listed twice`
    if (clause === '' || vi === '' || en === '') return `${rule} lacks clause, vi or en`
    const citation = { clause, vi, en }
    corrected.set(rule, citation)
    return citation
  })
  return table.ok ? ok(corrected) : table
}

export async function loadCitations(
  path: string,
): Promise<Result<ReadonlyMap<string, Citation>, readonly string[]>> {
  const parsed = parseCitations(await readFile(path, 'utf8'))
  return parsed.ok ? parsed : fail(parsed.error.map(problem => `${path}: ${problem}`))
}

/** A clause of the provincial directive; `today`: the act that fills it in now. */
export function directive(clause: string, today?: Text): Citation {
  const vi = `Chỉ thị 14/CT-UBND ngày 23/8/2013 của UBND tỉnh Cao Bằng, mục ${clause}`
  const en = `Directive 14/CT-UBND of 23 August 2013 of the People’s Committee of Cao Bằng, clause ${clause}`
  return today === undefined
    ? { clause, vi, en }
    : { clause, vi: `${vi}; ${today.vi}`, en: `${en}; ${today.en}` }
}

export const secrecyLaw: Text = {
  vi: 'Luật Bảo vệ bí mật nhà nước (Luật số 117/2025/QH15, hiệu lực từ 01/3/2026)',
  en: 'Law on Protection of State Secrets (Law 117/2025/QH15, in force from 1 March 2026)',
}

export const recordsDecree: Text = {
  vi: 'Nghị định 30/2020/NĐ-CP về công tác văn thư',
  en: 'Decree 30/2020/NĐ-CP on records work',
}

/** What the mail regulations of other provinces say where the directive is silent. */
export const mailRegulations: Text = {
  vi: 'thông lệ quy chế thư công vụ cấp tỉnh năm 2025',
  en: 'the practice of the provincial mail regulations of 2025',
}
