import type { Selected } from '../session.ts'
import { mayWrite } from '../wire/rights.ts'

/** Whether anything that others see can be changed (RFC 3501 §7.1, RFC 4314 §5.2). */
export function accessCode({ mailbox, readOnly }: Selected): 'READ-ONLY' | 'READ-WRITE' {
  return readOnly || !mayWrite(mailbox.rights) ? 'READ-ONLY' : 'READ-WRITE'
}
