/**
 * D5-form: a document that an office box sends is a PDF with number, date and signer, and the letter's subject tells
 * its abstract.
 */
import { inProperForm, subjectCarries } from '../../documents/agreement.ts'
import type { OfficialDocument } from '../../documents/facts.ts'
import { directive, mailRegulations } from '../citations.ts'
import type { LetterFacts } from '../facts.ts'
import type { Rule } from '../rules.ts'
import { documentEvidence, finding, ownDocumentsOf } from '../seen.ts'

export const documentFormRule: Rule = {
  id: 'D5-form',
  title: {
    vi: 'Văn bản gửi đi là tệp PDF đủ số, ngày, người ký; tiêu đề thư là trích yếu',
    en: 'A document goes out as PDF with number, date and signer; the subject is its abstract',
  },
  citation: directive('5', mailRegulations),
  find({ letter }, context) {
    if (letter.senderBox?.kind !== 'office') return []
    const own = ownDocumentsOf(letter, context)
    const [first] = own
    if (first === undefined) return []
    const lacks = own.map(document => lackOf(letter, document))
    return lacks.includes('')
      ? []
      : [
          finding('document-not-in-form', letter.senderBox, {
            lacks: lacks[0] ?? '',
            ...documentEvidence(first),
          }),
        ]
  },
}

/** What a document lacks of its form; empty when nothing. */
function lackOf({ findings, subject }: LetterFacts, document: OfficialDocument): string {
  const file = findings.attachments.find(({ place }) => place === document.place)
  if (file?.type !== 'pdf') return 'pdf'
  if (!inProperForm(document)) return 'number-date-signer'
  return document.abstract === null || subjectCarries(subject, document) ? '' : 'subject'
}
