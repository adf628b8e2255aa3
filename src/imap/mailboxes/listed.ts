/** LIST answers that nobody asked for with LIST: IMAP4rev2 has them where a name was normalized, and in SELECT. */

import type { Session } from '../session.ts'
import type { GivenName } from '../wire/mailbox-name.ts'
import { attributes, hierarchy } from './attributes.ts'

/**
 * What LIST says of one mailbox, with the name that the client gave where it is another (RFC 9051 §6.3.9.7):
 *
 *     oldname-extended-item = "OLDNAME" SP "(" mailbox ")"
 */
export async function tellListed(session: Session, name: string, oldName: string | undefined): Promise<void> {
  const { account, writer } = session
  const nodes = hierarchy(await account.list(), await account.subscriptions())
  const node = nodes.find(each => each.name === name)
  const told = node === undefined ? ['\\NonExistent'] : attributes(node)
  if (node?.subscribed) told.push('\\Subscribed')
  writer.text(`* LIST (${told.join(' ')}) "/" `).mailbox(name)
  if (oldName !== undefined) writer.text(' ("OLDNAME" (').mailbox(oldName).text('))')
  writer.text('\r\n')
}

/** After a command that made, renamed or removed a mailbox: only IMAP4rev2, and only when a name was normalized. */
export async function tellNormalized(
  session: Session,
  name: string,
  oldName: string,
  ...given: readonly GivenName[]
): Promise<void> {
  if (session.modes.rev2 && given.some(isNormalized)) await tellListed(session, name, oldName)
}

export function isNormalized({ name, given }: GivenName): boolean {
  return name !== given
}
