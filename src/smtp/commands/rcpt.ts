import type { Reply } from '../../base/reply.ts'
import { isAscii, parseAddressCommand } from '../address-command.ts'
import type { RecipientParameters } from '../backend.ts'
import type { Answer } from '../commands.ts'
import { replies } from '../replies.ts'
import type { OpenEnvelope, Session } from '../session.ts'
import { isXtext } from './mail.ts'

const plainParameters: RecipientParameters = { notify: '', orcpt: '' }

/** RCPT: RFC 5321 §4.1.1.3, with DSN (RFC 3461 §4.1, §4.2). */
export function rcpt(session: Session, argument: string): Answer {
  const envelope = session.envelope
  if (envelope === undefined) return replies.needMail
  const command = parseAddressCommand(argument, 'TO:')
  if (!command.ok) return command.error === 'address' ? replies.badRecipient : replies.badParameter
  const { address, parameters: given } = command.value
  if (address === '') return replies.badRecipient
  const parameters = given.size === 0 ? plainParameters : readParameters(session, given)
  if ('code' in parameters) return parameters
  if (!envelope.parameters.smtpUtf8 && !isAscii(address)) return replies.needsSmtpUtf8
  // RFC 5321 §4.5.3.1.10.
  if (envelope.recipients.length >= session.context.limits.recipients) return replies.tooManyRecipients
  return proceed(session, envelope, address, parameters)
}

async function proceed(
  session: Session,
  envelope: OpenEnvelope,
  address: string,
  parameters: RecipientParameters,
): Promise<Reply> {
  const refusal = await session.context.backend.recipient(session.peer, envelope, address, parameters)
  if (refusal !== undefined) {
    session.refusedRecipient = true
    return refusal
  }
  // The same RCPT again is one recipient; spellings that differ are the backend's to compare.
  const known = envelope.recipients.some(recipient => recipient.address === address)
  if (!known) envelope.recipients.push({ address, parameters })
  return replies.recipientOk
}

function readParameters(session: Session, given: ReadonlyMap<string, string>): RecipientParameters | Reply {
  let { notify, orcpt } = plainParameters
  for (const [keyword, value] of given) {
    if (keyword === 'NOTIFY' && session.context.dsn) {
      notify = value.toUpperCase()
      if (!isNotify(notify)) return replies.badParameter
    } else if (keyword === 'ORCPT' && session.context.dsn) {
      orcpt = value
      const [, address = ''] = /^[a-z0-9-]+;(.+)$/i.exec(orcpt) ?? []
      if (!isXtext(address, 500)) return replies.badParameter
    } else return replies.unknownParameter
  }
  return { notify, orcpt }
}

function isNotify(value: string): boolean {
  if (value === 'NEVER') return true
  return /^(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2}$/.test(value)
}
