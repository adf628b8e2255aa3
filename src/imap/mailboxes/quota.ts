/**
 * QUOTA (RFC 9208): every mailbox of a box is under one quota root, whose limits people set elsewhere: `""`, or of an
 * office's box, in which others have rights, its address.
 *
 * STORAGE is a hard limit of everything. MESSAGE is one of what clients add (APPEND, COPY, MOVE from another box): a
 * letter that is delivered is not turned away for being one too many.
 */
import type { Quota } from '../../ports/mailboxes.ts'
import type { Session } from '../session.ts'
import type { ResponseWriter } from '../wire/writer.ts'

/** RFC 9208 §5.1. */
const unitBytes = 1024

/** From this part of a limit on, selecting a mailbox and adding to one come with a warning. */
const warnPercent = 90

/** Octets as STORAGE counts them, limits and usage alike, so that a full box reads as full. */
export function storageUnits(bytes: number): number {
  return Math.ceil(bytes / unitBytes)
}

/**
 * RFC 9208 §4.2.1:
 *
 *     quota-response = "QUOTA" SP quota-root-name SP quota-list
 *     quota-list     = "(" quota-resource *(SP quota-resource) ")"
 *     quota-resource = resource-name SP resource-usage SP resource-limit
 */
export function writeQuota(writer: ResponseWriter, root: string, quota: Quota): void {
  writer.text('* QUOTA ').string(root)
  writer.text(` (STORAGE ${storageUnits(quota.usedBytes)} ${storageUnits(quota.quotaBytes)}`)
  writer.text(` MESSAGE ${quota.messages} ${quota.maxMessages})\r\n`)
}

/** Of the limit that is nearest, in hundredths; of a limit of 0 everything is used. */
export function usedPercent({ usedBytes, quotaBytes, messages, maxMessages }: Quota): number {
  const part = (used: number, limit: number) => (limit === 0 ? 100 : Math.floor((used / limit) * 100))
  return Math.max(part(usedBytes, quotaBytes), part(messages, maxMessages))
}

/**
 * RFC 9208 §4.3.1: an untagged NO for a soft limit, only with a mailbox selected or in a command that adds messages. To
 * be called in those alone.
 */
export async function warnOfQuota({ account, writer, modes }: Session, mailbox: string): Promise<void> {
  if (modes.without.has('QUOTA')) return
  const root = await account.quotaRoot?.(mailbox)
  const quota = root === undefined ? undefined : await account.quota?.(root)
  if (quota === undefined) return
  const percent = usedPercent(quota)
  if (percent >= warnPercent) writer.text(`* NO [OVERQUOTA] ${percent} percent of the quota are in use\r\n`)
}
