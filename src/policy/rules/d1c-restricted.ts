/**
 * D1c-restricted: papers of personnel, inspection, complaint and anti-corruption cases leave the province only with
 * somebody's eye on them.
 */
import { directive, mailRegulations } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { finding } from '../seen.ts'

export const restrictedRule: Rule = {
  id: 'D1c-restricted',
  title: {
    vi: 'Hạn chế gửi ra ngoài hồ sơ cán bộ, thanh tra, khiếu nại, tố cáo, phòng chống tham nhũng',
    en: 'Papers of personnel, inspection, complaint and anti-corruption cases are restricted',
  },
  citation: directive('1.c', mailRegulations),
  find({ letter, recipient }) {
    const { topics } = letter.findings
    if (recipient.direction !== 'outbound' || topics.length === 0) return []
    return [
      finding('restricted-paper', recipient, {
        topics: [...new Set(topics.map(({ topic }) => topic))],
        places: [...new Set(topics.map(({ place }) => place))],
      }),
    ]
  },
}
