import { command, no, ok } from '../command.ts'
import { quotaRoot, writeQuota } from '../quota.ts'

/** RFC 9208 §4.1.1: `getquota = "GETQUOTA" SP quota-root-name` */
export const getquota = command({
  parse(cursor) {
    cursor.space()
    return cursor.astring()
  },
  async run(session, root) {
    const quota = root === quotaRoot ? await session.account.quota?.() : undefined
    if (quota === undefined) return no('There is no such quota root', 'NONEXISTENT')
    writeQuota(session.writer, quota)
    return ok('GETQUOTA completed')
  },
})
