import { command, no, ok } from '../command.ts'
import { writeQuota } from '../mailboxes/quota.ts'

/** RFC 9208 §4.1.1: `getquota = "GETQUOTA" SP quota-root-name` */
export const getquota = command({
  parse(cursor) {
    cursor.space()
    return cursor.astring()
  },
  async run(session, root) {
    const quota = await session.account.quota?.(root)
    if (quota === undefined) return no('There is no such quota root', 'NONEXISTENT')
    writeQuota(session.writer, root, quota)
    return ok('GETQUOTA completed')
  },
})
