import { emailObjectId } from '../mailboxes/object-id.ts'
import type { RowItem } from './extra.ts'

/** RFC 8474 §5.3: `fetch-emailid-resp = "EMAILID" SP "(" objectid ")"` */
export const emailId: RowItem = {
  kind: 'row',
  async bind() {
    return (writer, { views }, row) => writer.text(`EMAILID (${emailObjectId(views[row]!)})`)
  },
}

/** RFC 8474 §5.3: `fetch-threadid-resp = "THREADID" SP ( "(" objectid ")" / nil )`; which messages belong together is for clients. */
export const threadId: RowItem = {
  kind: 'row',
  async bind() {
    return writer => writer.text('THREADID NIL')
  },
}
