/**
 * Signs of life of a command that takes long (RFC 9585), so that neither the client nor a router between gives up:
 *
 *     resp-text-code =/ "INPROGRESS" [SP "(" inprogress-tag SP inprogress-state SP inprogress-goal ")"]
 *
 * Only for work during which nothing else is written: a line must not stand inside an answer.
 */
import type { Session } from './session.ts'

export interface Progress {
  /** How far the work is, up to the goal; undefined where nobody knows. Never falls. */
  done: number | undefined
  /** What there is to do in all. */
  goal: number | undefined
}

/** Does the work, and tells of it each `imapProgressMs` until it is done. */
export async function reporting<T>(
  session: Session,
  goal: number | undefined,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress: Progress = { done: undefined, goal }
  const timer = setInterval(() => tell(session, progress), session.limits.imapProgressMs)
  timer.unref()
  try {
    return await work(progress)
  } finally {
    clearInterval(timer)
  }
}

function tell({ writer, connection, tag, modes }: Session, { done, goal }: Progress): void {
  // Who does not read needs no sign of life.
  if (connection.full || modes.without.has('INPROGRESS')) return
  const known = done !== undefined && goal !== undefined
  writer.text('* OK [INPROGRESS (').string(tag)
  if (known) writer.text(' ').number(Math.min(done, goal)).text(' ').number(goal)
  else writer.text(' NIL NIL')
  writer.text(')] Still working\r\n').flush()
}
