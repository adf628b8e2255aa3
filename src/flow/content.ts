/** What a letter says of itself, for judging it without a road: from its bytes alone. */
import { mailboxesOf } from '../mail/address.ts'
import { scanMessage } from '../mail/structure.ts'
import type { CheckedContent } from '../policy/check.ts'
import type { FlowContext } from './context.ts'
import { examine } from './stages/examine.ts'
import { headerFacts } from './stages/parse.ts'

export type ContentContext = Pick<FlowContext, 'limits' | 'hostname' | 'readLetter' | 'scanner'>

/** `receivedAt` is the time that its signatures are judged by, milliseconds. */
export async function contentOf(
  context: ContentContext,
  bytes: Uint8Array,
  receivedAt: number,
): Promise<CheckedContent & { readonly to: readonly string[] }> {
  const root = scanMessage(bytes, context.limits)
  const header = headerFacts(bytes, root, context.limits, context.hostname)
  const examined = await examine(context, { bytes, root, header, receivedAt })
  const { from, sender, replyTo, returnPath, subject, forwarded } = header
  const to = mailboxesOf([...(root.envelope?.to ?? []), ...(root.envelope?.cc ?? [])])
  return {
    from,
    sender,
    replyTo,
    returnPath,
    subject,
    forwarded,
    ...examined,
    to: to.map(({ local, domain }) => `${local}@${domain}`),
  }
}
