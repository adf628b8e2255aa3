import type { Reply } from '../../base/reply.ts'
import { replies } from '../replies.ts'
import type { Session } from '../session.ts'

/** DATA: RFC 5321 §4.1.1.4. The session's `dataEnd` gives the message to the backend. */
export function data(session: Session, argument: string): Reply {
  if (argument !== '') return replies.syntax
  if (session.envelope === undefined) return replies.needMail
  session.receive(session.envelope)
  return replies.startData
}
