import { command, ok } from '../command.ts'
import { quotaRoot, writeQuota } from '../quota.ts'
import { mailbox } from '../wire/mailbox-name.ts'

/**
 * RFC 9208 §4.1.2: `getquotaroot = "GETQUOTAROOT" SP mailbox`. The mailbox need not exist: the answer is the root that
 * it would be under. Without any, as in an auditor's account, the list of roots is empty.
 */
export const getquotaroot = command({
  parse(cursor) {
    cursor.space()
    return mailbox(cursor)
  },
  async run({ account, writer }, name) {
    const quota = await account.quota?.()
    writer.text('* QUOTAROOT ').mailbox(name)
    if (quota !== undefined) writer.text(' ').string(quotaRoot)
    writer.text('\r\n')
    if (quota !== undefined) writeQuota(writer, quota)
    return ok('GETQUOTAROOT completed')
  },
})
