import { type Reply, reply } from '../../base/reply.ts'
import { replies } from '../replies.ts'
import type { Session } from '../session.ts'
import { mechanisms } from './auth.ts'

/** RFC 5321 §4.5.3.1.2 bounds a domain at 255 octets. What stands here goes into Received fields and logs. */
const nameForm = /^[^\s\0-\x1f\x7f-\x9f]{1,255}$/

/** HELO and EHLO: RFC 5321 §4.1.1.1. The name is not judged here; many honest clients send a bad one. */
export function helo(session: Session, argument: string): Reply {
  if (!nameForm.test(argument)) return replies.syntax
  session.hello(argument)
  return reply(250, '', session.context.hostname, 'ok')
}

export function ehlo(session: Session, argument: string): Reply {
  if (!nameForm.test(argument)) return replies.syntax
  session.hello(argument)
  return reply(250, '', [session.context.hostname, ...extensions(session)].join('\n'), 'ok')
}

function extensions(session: Session): string[] {
  const { limits, authenticator, dsn } = session.context
  const offered = [
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    `SIZE ${limits.messageBytes}`,
    `LIMITS MAILMAX=${limits.smtpMessagesPerConnection} RCPTMAX=${limits.recipients}`,
  ]
  if (dsn) offered.push('DSN')
  if (!session.secure) offered.push('STARTTLS')
  else if (authenticator !== undefined && session.peer.box === null) offered.push(`AUTH ${mechanisms}`)
  return offered
}
