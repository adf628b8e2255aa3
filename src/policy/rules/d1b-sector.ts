/**
 * D1b-sector: agencies with a mail system of their own sector are exempt from the provincial one. Their letters are
 * told apart so that they can be counted; a domain that authentication refutes is no exemption.
 */
import { directive } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { finding, name, named } from '../seen.ts'

export const sectorRule: Rule = {
  id: 'D1b-sector',
  title: {
    vi: 'Cơ quan có hệ thống thư điện tử riêng theo ngành',
    en: 'Agencies with a mail system of their own sector',
  },
  citation: directive('1.b'),
  find({ letter, recipient }, context) {
    const refuted = ['fail', 'no-author'].includes(letter.authentication?.dmarc.result ?? '')
    const candidates =
      letter.channel === 'mx'
        ? refuted
          ? []
          : named(context, 'From', letter.from)
        : [name(context, 'recipient', recipient.address)]
    const exempt = candidates.find(({ domain }) => domain.sector !== undefined)
    if (exempt?.domain.sector === undefined) return []
    const { name: domain, sector } = exempt.domain
    return [finding('sector-exempt', exempt, { domain, agency: sector.code })]
  },
}
