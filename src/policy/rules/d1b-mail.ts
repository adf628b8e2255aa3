/**
 * D1b-mail: agencies exchange documents on official mail. An official document that is sent to an address elsewhere
 * which is known to be an official's goes the wrong way.
 */
import { directive } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { documentEvidence, documentsOf, finding } from '../seen.ts'

export const officialMailRule: Rule = {
  id: 'D1b-mail',
  title: {
    vi: 'Văn bản trao đổi giữa các cơ quan qua hệ thống thư công vụ',
    en: 'Documents are exchanged on official mail',
  },
  citation: directive('1.b'),
  find({ letter, recipient }, context) {
    if (letter.channel === 'mx') return []
    const official = context.settings.officialOf(recipient.address)
    const [document] = documentsOf(letter, context)
    if (official === undefined || document === undefined) return []
    return [finding('document-to-private-box', recipient, { box: official, ...documentEvidence(document) })]
  },
}
