/**
 * flow/ — the roads a message travels, and the SMTP server's backend that leads onto them.
 *
 *     mx          admit recipients → inbound.ts     → one commit → 250
 *     submission  admit sender     → submission.ts  → one commit → 250
 *     queue       outbound.ts: relay → record → report
 *
 * Each stage (`stages/`) takes what the one before found and returns more, or a Reply that ends the road; all
 * network traffic is over before the commit. Deliberately absent: sockets and framing (`smtp/`), the regulation's
 * rules (`policy/`), SQL (`store/`).
 */
import { isRefusal, reply } from '../base/reply.ts'
import type { SmtpBackend } from '../smtp/backend.ts'
import type { FlowContext } from './context.ts'
import { sha256Of } from './hash.ts'
import { receiveInbound } from './inbound.ts'
import { admitAll, admitRecipient } from './stages/admit.ts'
import { admitSender, receiveSubmission } from './submission.ts'

const internalError = reply(
  451,
  '4.3.0',
  'Lỗi tạm thời, xin gửi lại sau / Local error, try again later',
  'internal',
)

export function createSmtpBackend(context: FlowContext): SmtpBackend {
  const { directory } = context.store.read

  const message: SmtpBackend['message'] = async (peer, envelope, data) => {
    const addressees = await admitAll(context, peer, envelope.recipients)
    if ('code' in addressees) return addressees
    const senderAgency = peer.box === null ? null : ((await directory.agencyById(peer.box.agencyId)) ?? null)
    const received = {
      peer,
      envelope,
      addressees,
      senderAgency,
      id: messageId(context),
      bytes: data.bytes,
      sha256: sha256Of(data.bytes),
      receivedAt: data.receivedAt,
    }
    return peer.box === null
      ? receiveInbound(context, received)
      : receiveSubmission(context, peer.box, received)
  }

  return {
    connect: async () => undefined,
    async mail(peer, mailFrom) {
      return peer.box === null ? undefined : admitSender(context, peer.box, mailFrom)
    },
    async recipient(peer, envelope, address, parameters) {
      const admitted = await admitRecipient(context, peer, address, parameters, envelope.parameters.sizeBytes)
      return 'code' in admitted && isRefusal(admitted) ? admitted : undefined
    },
    async message(peer, envelope, data) {
      try {
        return await message(peer, envelope, data)
      } catch (error) {
        context.log.error({ err: error, connection: peer.id }, 'message failed inside')
        return internalError
      }
    },
    abandoned(peer, envelope, refusal) {
      context.log.info(
        { connection: peer.id, from: envelope.mailFrom, reply: refusal.code, reason: refusal.reason },
        'message abandoned',
      )
    },
  }
}

/** Sixteen characters of base64url: unguessable, and fit for a header field. */
function messageId({ random }: FlowContext): string {
  return Buffer.from(random(12)).toString('base64url')
}
