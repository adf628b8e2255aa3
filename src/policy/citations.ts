/** Grounds of the rules. A province under other acts replaces them by rule in its settings (`Policy`). */
import type { Text } from '../base/texts.ts'
import type { Citation } from './verdict.ts'

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
