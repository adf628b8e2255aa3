/** What ENABLE turns on, by the name of the capability (RFC 5161 §3.1). */
import type { Session } from './session.ts'

export const enabling: ReadonlyMap<string, (session: Session) => void> = new Map([
  ['CONDSTORE', session => session.enableCondstore()],
  ['QRESYNC', enableQresync],
])

/** RFC 7162 §3.2.3: QRESYNC is CONDSTORE and more. */
function enableQresync(session: Session): void {
  session.awareness.qresync = true
  session.enableCondstore()
}
