/**
 * D5-office: a person's box does not speak for the office. A document that the sender's own agency issued leaves
 * from its office box; another agency's, passed on, is no such case.
 */
import { directive, mailRegulations } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { documentEvidence, finding, ownDocumentsOf } from '../seen.ts'

export const officeVoiceRule: Rule = {
  id: 'D5-office',
  title: {
    vi: 'Văn bản của cơ quan gửi từ hộp thư của cơ quan',
    en: "An agency's documents leave from its office box",
  },
  citation: directive('5', mailRegulations),
  find({ letter }, context) {
    if (letter.senderBox?.kind !== 'person') return []
    const [own] = ownDocumentsOf(letter, context)
    return own === undefined ? [] : [finding('document-from-person', letter.senderBox, documentEvidence(own))]
  },
}
