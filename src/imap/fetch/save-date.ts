import { lowerBound } from '../../base/lower-bound.ts'
import { DateTimeFormat } from '../wire/date.ts'
import type { RowItem } from './extra.ts'

/** RFC 8514 §5: `msg-att-static =/ "SAVEDATE" SP (date-time / nil)`; NIL where it was not noted. */
export const saveDate: RowItem = {
  kind: 'row',
  async bind(mailbox, uids) {
    const dates = await mailbox.savedDates?.(uids)
    const format = new DateTimeFormat()
    return (writer, rows, row) => {
      const savedAt = dates?.[lowerBound(uids, uids.length, rows.uids[row]!)] ?? Number.NaN
      writer.text(Number.isNaN(savedAt) ? 'SAVEDATE NIL' : `SAVEDATE ${format.format(savedAt)}`)
    }
  },
}
