import type { Reply } from '../../base/reply.ts'
import { isAscii, parseAddressCommand } from '../address-command.ts'
import type { MailParameters } from '../backend.ts'
import type { Answer } from '../commands.ts'
import { replies, tooLarge } from '../replies.ts'
import type { Session } from '../session.ts'

const plainParameters: MailParameters = { sizeBytes: 0, body: '7bit', smtpUtf8: false, ret: '', envid: '' }

/** MAIL: RFC 5321 §4.1.1.2, with SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531) and DSN (RFC 3461). */
export function mail(session: Session, argument: string): Answer {
  const command = parseAddressCommand(argument, 'FROM:')
  if (!command.ok) return command.error === 'address' ? replies.badSender : replies.badParameter
  const { address, parameters: given } = command.value
  const parameters = given.size === 0 ? plainParameters : readParameters(session, given)
  if ('code' in parameters) return parameters
  if (!parameters.smtpUtf8 && !isAscii(address)) return replies.needsSmtpUtf8
  const { limits, memory } = session.context
  if (parameters.sizeBytes > limits.messageBytes) return tooLarge(limits.messageBytes)
  if (parameters.sizeBytes > memory.available) return replies.noMemory
  return proceed(session, address, parameters)
}

async function proceed(session: Session, mailFrom: string, parameters: MailParameters): Promise<Reply> {
  const refusal = await session.context.backend.mail(session.peer, mailFrom, parameters)
  if (refusal !== undefined) return refusal
  session.openEnvelope(mailFrom, parameters)
  return replies.senderOk
}

function readParameters(session: Session, given: ReadonlyMap<string, string>): MailParameters | Reply {
  const read = { ...plainParameters } as { -readonly [K in keyof MailParameters]: MailParameters[K] }
  for (const [keyword, value] of given) {
    if (keyword === 'SIZE') {
      if (!/^\d{1,20}$/.test(value)) return replies.badParameter
      read.sizeBytes = Number(value)
    } else if (keyword === 'BODY') {
      const body = value.toLowerCase()
      if (body !== '7bit' && body !== '8bitmime') return replies.badParameter
      read.body = body
    } else if (keyword === 'SMTPUTF8') {
      if (value !== '') return replies.badParameter
      read.smtpUtf8 = true
    } else if (keyword === 'RET' && session.context.dsn) {
      if (!/^(?:full|hdrs)$/i.test(value)) return replies.badParameter
      read.ret = value.toUpperCase()
    } else if (keyword === 'ENVID' && session.context.dsn) {
      // RFC 3461 §4.4: at most 100 characters of xtext, kept as given.
      if (!isXtext(value, 100)) return replies.badParameter
      read.envid = value
    } else if (!(keyword === 'AUTH' && session.context.authenticator !== undefined)) {
      // RFC 4954 §5: AUTH= is taken and not believed.
      return replies.unknownParameter
    }
  }
  return read
}

/** RFC 3461 §4 xtext. */
export function isXtext(text: string, maxLength: number): boolean {
  return text.length <= maxLength && /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})+$/.test(text)
}
