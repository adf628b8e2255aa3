/**
 * D4a-sign: electronic signatures take the place of paper with signature and seal. An official document that leaves
 * an office box without one inside, or with one that is broken or revoked, is told, so that it is counted; a province
 * that asks for signatures sets `flag`.
 */
import { directive } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { documentEvidence, finding, ownDocumentsOf } from '../seen.ts'

export const signatureRule: Rule = {
  id: 'D4a-sign',
  title: {
    vi: 'Chữ ký số thay cho văn bản giấy có chữ ký và dấu',
    en: 'Electronic signatures instead of paper with signature and seal',
  },
  citation: directive('4.a'),
  find({ letter }, context) {
    if (letter.senderBox?.kind !== 'office') return []
    const bare = ownDocumentsOf(letter, context).find(
      ({ signed, signature }) => !signed || signature === 'invalid',
    )
    if (bare === undefined) return []
    const signature = bare.signature === null ? {} : { signature: bare.signature }
    return [finding('unsigned-document', letter.senderBox, { ...documentEvidence(bare), ...signature })]
  },
}
