import { command, no } from '../command.ts'

/**
 * RFC 9208 §4.1.3: quotas are set by administrators, not by the owner of a box, and QUOTASET is not announced.
 *
 *     setquota       = "SETQUOTA" SP quota-root-name SP setquota-list
 *     setquota-list  = "(" [setquota-resource *(SP setquota-resource)] ")"
 *     setquota-resource = resource-name SP resource-limit
 */
export const setquota = command({
  parse(cursor) {
    cursor.space()
    cursor.astring()
    cursor.space()
    cursor.list(() => {
      cursor.keyword()
      cursor.space()
      cursor.number()
    })
  },
  run: async () => no('Quotas are set by the administrators', 'NOPERM'),
})
