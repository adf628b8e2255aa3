/** What the store is given of a message that a client appends. */
import type { AppendedMessage } from '../imap/backend.ts'
import { storedStructure } from '../mail/stored.ts'
import { scanMessage } from '../mail/structure.ts'
import type { MailboxId, NewMessage } from '../ports/mailboxes.ts'
import type { Acting } from '../ports/shares.ts'
import type { MailboxBackendOptions } from './backend.ts'

const noPrefix = new Uint8Array(0)

export function newMessage(
  mailbox: MailboxId,
  { bytes, flags, keywords, internalDateMs }: AppendedMessage,
  { clock, limits }: Pick<MailboxBackendOptions, 'clock' | 'limits'>,
  as: Acting | undefined,
): NewMessage {
  const root = scanMessage(bytes, limits)
  const view = {
    prefix: noPrefix,
    slices: [{ from: 'form', start: 0, end: bytes.length } as const],
    sizeBytes: bytes.length,
    structure: storedStructure(bytes, root, 0),
  }
  return {
    mailbox,
    bytes,
    view,
    flags,
    keywords,
    internalDateMs: internalDateMs ?? clock.now(),
    ...(as && { as }),
  }
}
