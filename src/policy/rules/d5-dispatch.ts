/**
 * D5-dispatch: a document is dispatched the day it is signed, at the latest the next working day; an urgent one at
 * once. What counts is the date on the document and the moment its letter was submitted.
 */
import { localTime } from '../../base/local-time.ts'
import { directive, recordsDecree } from '../citations.ts'
import type { Rule } from '../rules.ts'
import { documentEvidence, finding, ownDocumentsOf } from '../seen.ts'
import { addWorkingDays } from '../working-days.ts'

export const dispatchRule: Rule = {
  id: 'D5-dispatch',
  title: {
    vi: 'Văn bản phát hành trong ngày, chậm nhất ngày làm việc tiếp theo',
    en: 'Documents are dispatched the same day, the next working day at the latest',
  },
  citation: directive('5', recordsDecree),
  thresholds: ['dispatchDays'],
  find({ letter }, context) {
    if (letter.senderBox?.kind !== 'office') return []
    const today = localTime(letter.at).slice(0, 'yyyy-mm-dd'.length)
    for (const document of ownDocumentsOf(letter, context)) {
      if (document.issuedDate === null) continue
      const days = document.urgency === null ? context.settings.threshold('dispatchDays') : 0
      const due = addWorkingDays(document.issuedDate, days)
      if (today > due)
        return [finding('late-dispatch', letter.senderBox, { due, ...documentEvidence(document) })]
    }
    return []
  },
}
