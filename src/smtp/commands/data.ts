import type { Reply } from '../../base/reply.ts'
import type { Envelope } from '../backend.ts'
import type { Answer } from '../commands.ts'
import { replies } from '../replies.ts'
import type { Session } from '../session.ts'

/** DATA: RFC 5321 §4.1.1.4. The session's `dataEnd` gives the message to the backend. */
export function data(session: Session, argument: string): Answer {
  if (argument !== '') return replies.syntax
  if (session.envelope === undefined) return replies.needMail
  if (session.envelope.parameters.sizeBytes >= session.context.limits.largeLetterBytes)
    return afterTurn(session, session.envelope)
  session.receive(session.envelope)
  return replies.startData
}

async function afterTurn(session: Session, envelope: Envelope): Promise<Reply> {
  const { largeLetters, limits } = session.context
  session.receive(envelope, await largeLetters.take(envelope.parameters.sizeBytes, limits.largeLetterWaitMs))
  return replies.startData
}
