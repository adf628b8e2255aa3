/**
 * Letters of the server's own: reports on what could not be delivered, and notices. They carry the null sender and
 * stay inside the province (no backscatter): one to an address that is not a box of ours is only logged.
 */
import { reply } from '../base/reply.ts'
import type { Text } from '../base/texts.ts'
import { composeMessage } from '../mail/compose.ts'
import { composeDsn, type DsnRecipient } from '../mail/dsn.ts'
import { scanMessage } from '../mail/structure.ts'
import type { CommitMessage } from '../ports/archive.ts'
import type { Recipient } from '../ports/directory.ts'
import { countsOf, localDay } from '../statistics/counts.ts'
import type { FlowContext } from './context.ts'
import { sha256Of } from './hash.ts'
import type { FailedItem } from './outbound.ts'
import { returnPath } from './trace-header.ts'
import { makeView } from './view.ts'

/** What letters of the server's own need of the world. */
export type SystemContext = Pick<
  FlowContext,
  'hostname' | 'domain' | 'store' | 'clock' | 'random' | 'limits' | 'log'
>

export interface Notice {
  readonly subject: Text
  readonly body: Text
}

/** Puts a notice into a box: Vietnamese first, English second, marked as written by a machine (RFC 3834 §5). */
export async function sendNotice(context: SystemContext, address: string, notice: Notice): Promise<void> {
  const to = await context.store.read.directory.recipient(address)
  if (to === undefined) {
    context.log.warn({ to: address }, 'no box for a notice')
    return
  }
  const now = context.clock.now()
  const bytes = await composeMessage({
    from: { name: 'Hệ thống thư công vụ', address: `postmaster@${context.domain}` },
    to: [{ address }],
    subject: `${notice.subject.vi} / ${notice.subject.en}`,
    text: `${notice.body.vi}\r\n\r\n* * *\r\n\r\n${notice.body.en}\r\n`,
    messageId: newMessageId(context),
    date: now,
    headers: [['Auto-Submitted', 'auto-generated']],
  })
  await context.store.write.commitMessage(systemMessage(context, to, address, bytes, now))
}

function newMessageId({ random, hostname }: SystemContext): string {
  return `<${Buffer.from(random(12)).toString('base64url')}@${hostname}>`
}

/** Header octets of a letter that a report may quote. */
const quotedBytes = 64 * 1024

/** Tells the sender of one message which recipients it will not reach (RFC 3464). */
export async function reportFailures(context: SystemContext, failed: readonly FailedItem[]): Promise<void> {
  const wanted = failed.filter(({ item }) => wantsFailure(item.notify))
  const first = wanted[0]?.item
  if (first === undefined || first.mailFrom === '') return
  const sender = await context.store.read.directory.recipient(first.mailFrom)
  if (sender === undefined) {
    context.log.warn({ entry: first.entryId, to: first.mailFrom }, 'no box to report a failure to')
    return
  }
  const original = await context.store.read.blobs.bytes(first.blob, { start: 0, end: quotedBytes })
  const now = context.clock.now()
  const bytes = composeDsn({
    reportingHost: context.hostname,
    from: `postmaster@${context.domain}`,
    to: first.mailFrom,
    messageId: newMessageId(context),
    date: now,
    arrivalDate: first.createdAt,
    envelopeId: '',
    recipients: wanted.map(dsnRecipient),
    original,
  })
  await context.store.write.commitMessage(systemMessage(context, sender, first.mailFrom, bytes, now))
}

/** RFC 3461 §4.1: without NOTIFY a failure is reported. */
function wantsFailure(notify: string): boolean {
  return notify === '' || /(^|,)\s*failure\s*(,|$)/i.test(notify)
}

function dsnRecipient({ item, outcome, expired }: FailedItem): DsnRecipient {
  return {
    address: item.address,
    orcpt: item.orcpt,
    action: 'failed',
    status: expired ? '4.4.7' : outcome.enhanced || '5.0.0',
    remoteHost: outcome.host,
    diagnostic: [outcome.code || '', outcome.enhanced, outcome.text].filter(Boolean).join(' '),
  }
}

function systemMessage(
  context: SystemContext,
  to: Recipient,
  address: string,
  bytes: Uint8Array,
  now: number,
): CommitMessage {
  const root = scanMessage(bytes, context.limits)
  const view = makeView(bytes, root, Buffer.from(returnPath('')), [])
  const sha256 = sha256Of(bytes)
  const { structure } = view
  const entry: CommitMessage['entry'] = {
    receivedAt: now,
    channel: 'system',
    direction: 'internal',
    verdict: 'allow',
    accepted: true,
    reply: reply(250, '2.0.0', '', 'system'),
    mailFrom: '',
    recipients: to.boxes.map(box => ({
      address,
      boxId: box.id,
      agencyId: box.agencyId,
      outcome: 'delivered',
      reason: '',
      blind: false,
    })),
    client: { address: '', helo: '', tls: '' },
    boxId: null,
    senderAgencyId: null,
    messageId: structure.messageId,
    headerFrom: structure.from,
    subject: structure.subject,
    sentAt: now,
    sha256,
    sizeBytes: bytes.length,
    authentication: '',
    judgements: '[]',
  }
  return {
    entry,
    forms: [{ kind: 'received', bytes, sha256 }],
    views: [{ ...view, form: 'received' }],
    deliveries: to.boxes.map(box => ({ boxId: box.id, role: 'inbox', flags: 0, view: 0 })),
    outbox: [],
    held: [],
    violations: [],
    documents: [],
    acknowledgeBy: null,
    counts: countsOf(entry, localDay(now), { signed: false, verified: false }),
  }
}
