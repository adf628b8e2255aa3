/**
 * D1c-unreadable: a document that nobody here could read may hold anything: pictures of text, a damaged file, one
 * beyond the limits. Flagged, or held where a province sets so.
 */
import type { Readability } from '../../documents/facts.ts'
import { directive, mailRegulations } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { authorOf, finding } from '../seen.ts'
import { attachmentEvidence } from './d1c-executable.ts'

const unread = new Set<Readability>(['image-only', 'damaged', 'over-limit', 'unsupported'])

export const unreadableRule: Rule = {
  id: 'D1c-unreadable',
  title: { vi: 'Tệp đính kèm không đọc được nội dung', en: 'Attachments whose text cannot be read' },
  citation: directive('1.c', mailRegulations),
  find({ letter }) {
    const opaque = letter.findings.attachments.find(({ readability }) => unread.has(readability))
    return opaque === undefined
      ? []
      : [
          finding('unreadable-attachment', authorOf(letter), {
            why: opaque.readability,
            ...attachmentEvidence(opaque),
          }),
        ]
  },
}
