/** RCPT: does the address lead to one of our boxes, and may this client send there? */
import { type Reply, reply } from '../../base/reply.ts'
import { say, texts } from '../../base/texts.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Envelope, Peer, RecipientParameters } from '../../smtp/backend.ts'
import type { FlowContext } from '../context.ts'
import type { Addressee } from '../stages.ts'

const badAddress = reply(553, '5.1.3', 'Địa chỉ không đúng dạng / Bad recipient address', 'bad-address')
const relayDenied = reply(
  550,
  '5.7.1',
  'Máy chủ này không chuyển tiếp thư cho người lạ / Relaying denied',
  'relay-denied',
)
const literalRefused = reply(
  553,
  '5.1.2',
  'Không gửi tới địa chỉ IP / Address literals are not accepted',
  'address-literal',
)
const unknownUser = reply(550, '5.1.1', 'Không có hộp thư này / No such mailbox here', 'unknown-recipient')
const mailboxFull = reply(
  452,
  '4.2.2',
  'Hộp thư đã đầy, xin gửi lại sau / Mailbox full, try again later',
  'mailbox-full',
)

/**
 * One recipient. A locked box still receives; one without room asks the sender to try later, so that an official
 * letter is not returned for a full box.
 */
export async function admitRecipient(
  context: FlowContext,
  peer: Peer,
  address: string,
  parameters: RecipientParameters,
  sizeBytes: number,
): Promise<Addressee | Reply> {
  const addressee = await resolve(context, peer, address, parameters)
  if ('code' in addressee) return addressee
  for (const box of addressee.local?.boxes ?? []) {
    const used = await context.store.read.directory.usedBytes(box.id)
    if (used + sizeBytes > box.quotaBytes) return mailboxFull
  }
  return addressee
}

/**
 * The envelope's recipients when the message is there, each address once. A box may have gone since RCPT; one that
 * has filled up gets the letter it was promised.
 */
export async function admitAll(
  context: FlowContext,
  peer: Peer,
  recipients: Envelope['recipients'],
): Promise<readonly Addressee[] | Reply> {
  const addressees = new Map<string, Addressee>()
  for (const { address, parameters } of recipients) {
    const addressee = await resolve(context, peer, address, parameters)
    if ('code' in addressee) return addressee
    if (!addressees.has(addressee.address)) addressees.set(addressee.address, addressee)
  }
  return [...addressees.values()]
}

async function resolve(
  context: FlowContext,
  peer: Peer,
  address: string,
  parameters: RecipientParameters,
): Promise<Addressee | Reply> {
  // RFC 5321 §4.5.1: <postmaster> without a domain is ours.
  const given = address.toLowerCase() === 'postmaster' ? `postmaster@${context.domain}` : address
  const normal = normalizeAddress(given)
  if (normal === undefined) return badAddress
  if (normal.domain !== context.domain) {
    if (peer.box === null) return relayDenied
    // Mail goes to names: a literal would have this server open connections to any address, its own network's too.
    if (normal.domain.startsWith('[')) return literalRefused
    return { address: normal.address, parameters, local: null, agency: null }
  }
  const { directory } = context.store.read
  const local = await directory.recipient(normal.address)
  const first = local?.boxes[0]
  if (local === undefined || first === undefined) return noSuchBox(context, normal.address)
  const agency = (await directory.agencyById(first.agencyId)) ?? null
  return { address: normal.address, parameters, local, agency }
}

/** Who writes to a leaver learns that there is nobody any more (RFC 3463 §3.2: moved, no forwarding address). */
async function noSuchBox({ store }: FlowContext, address: string): Promise<Reply> {
  const box = await store.read.directory.box(address)
  if (box?.status !== 'removed') return unknownUser
  const { vi, en } = say(texts.officialLeft, { address })
  return reply(550, '5.1.6', `${vi}\n${en}`, 'official-left')
}
