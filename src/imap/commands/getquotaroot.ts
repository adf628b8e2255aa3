import { command, ok, refusal } from '../command.ts'
import { writeQuota } from '../mailboxes/quota.ts'
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
    const root = await account.quotaRoot?.(name)
    // RFC 9208 §6: the right to read is needed.
    if (root === undefined && account.quotaRoot !== undefined) return refusal({ reason: 'no-permission' })
    const quota = root === undefined ? undefined : await account.quota?.(root)
    writer.text('* QUOTAROOT ').mailbox(name)
    if (root !== undefined && quota !== undefined) {
      writer.text(' ').string(root).text('\r\n')
      writeQuota(writer, root, quota)
    } else writer.text('\r\n')
    return ok('GETQUOTAROOT completed')
  },
})
