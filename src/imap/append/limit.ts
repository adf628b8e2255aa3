import type { Limits } from '../../base/limits.ts'
import type { ImapAccount } from '../backend.ts'

/** RFC 7889 §5: octets of the largest message that any mailbox of the account takes; 0 takes none. */
export function appendLimit({ readOnly }: ImapAccount, { messageBytes }: Limits): number {
  return readOnly ? 0 : messageBytes
}
