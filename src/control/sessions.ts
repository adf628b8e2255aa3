/**
 * Who a token stands for, asked at every call: a session lives no longer than what it was opened on. It ends with
 * its age, an auditor's also with silence, with the appointment, and with the operator.
 */
import { createHash } from 'node:crypto'
import type { Limits } from '../base/limits.ts'
import type { Operator, OperatorSession } from '../ports/directory.ts'
import type { Caller } from './operation.ts'
import type { Services } from './services.ts'

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** When a session that is opened now ends, used or not. */
export function sessionEnd({ role, appointment }: Operator, now: number, limits: Limits): number {
  const age = role === 'auditor' ? limits.auditorSessionMs : limits.operatorSessionMs
  return Math.min(now + age, appointment?.endsAt ?? Number.POSITIVE_INFINITY)
}

/** True when the appointment is over: nobody logs in on it, and no session goes on. */
export function appointmentEnded({ appointment }: Operator, now: number): boolean {
  return appointment !== null && appointment.endsAt !== null && appointment.endsAt <= now
}

function isOver(session: OperatorSession, operator: Operator, now: number, limits: Limits): boolean {
  if (session.expiresAt <= now || appointmentEnded(operator, now)) return true
  return operator.role === 'auditor' && session.lastUsedAt + limits.auditorIdleMs <= now
}

/** The operator of a session that has not ended; an auditor's use of it is noted, once in a while. */
export async function callerOf(
  { store, clock, config }: Pick<Services, 'store' | 'clock' | 'config'>,
  token: string,
): Promise<Caller | undefined> {
  const { directory } = store.read
  const now = clock.now()
  const session = await directory.operatorSession(hashToken(token))
  if (session === undefined) return undefined
  const operator = await directory.operatorById(session.operatorId)
  if (operator === undefined || isOver(session, operator, now, config.limits)) return undefined
  if (operator.role === 'auditor' && now - session.lastUsedAt >= config.limits.sessionTouchMs)
    await store.write.touchOperatorSession(session.tokenHash, now)
  const agency = operator.agencyId === null ? undefined : await directory.agencyById(operator.agencyId)
  return {
    name: operator.name,
    role: operator.role,
    agency: agency === undefined ? null : { id: agency.id, code: agency.code },
    scope: operator.appointment?.scope ?? null,
  }
}
