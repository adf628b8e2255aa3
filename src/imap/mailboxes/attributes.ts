/**
 * imap/mailboxes/ — what is said of mailboxes beside their messages: in LIST (RFC 3348, RFC 5258, RFC 6154), their
 * identifiers (RFC 8474), quotas (RFC 9208) and annotations (RFC 5464).
 *
 * Invariants: mailboxes are of the account behind the session, under the names and with the counts that it may see; a
 * level without a mailbox of its own is shown where something is below it; nothing here changes a mailbox.
 *
 * Deliberately absent: \Marked and \Unmarked, which say less than STATUS, and referrals to other servers.
 */
import type { Mailbox, MailboxRole } from '../../ports/mailboxes.ts'

const uses: readonly (readonly [MailboxRole, string])[] = [
  ['drafts', 'Drafts'],
  ['sent', 'Sent'],
  ['junk', 'Junk'],
  ['trash', 'Trash'],
  ['archive', 'Archive'],
]

/** By the attribute's name in capitals, without its backslash. */
export const roleOfUse: ReadonlyMap<string, MailboxRole> = new Map(
  uses.map(([role, name]) => [name.toUpperCase(), role]),
)

const useOfRole = new Map(uses.map(([role, name]) => [role, `\\${name}`]))

/** A name of the hierarchy: a mailbox, a subscription, or a level above one. */
export interface Node {
  readonly name: string
  readonly mailbox: Mailbox | undefined
  readonly subscribed: boolean
  readonly hasChildren: boolean
  /** A name below it is subscribed to. */
  readonly hasSubscribedBelow: boolean
  /** A mailbox below it has a special use. */
  readonly hasSpecialUseBelow: boolean
}

/** Every name of an account with the levels above it, in order; INBOX first. */
export function hierarchy(mailboxes: readonly Mailbox[], subscriptions: readonly string[]): readonly Node[] {
  const nodes = new Map<string, { -readonly [K in keyof Node]: Node[K] }>()
  const node = (name: string) => {
    let found = nodes.get(name)
    if (found === undefined) {
      found = {
        name,
        mailbox: undefined,
        subscribed: false,
        hasChildren: false,
        hasSubscribedBelow: false,
        hasSpecialUseBelow: false,
      }
      nodes.set(name, found)
    }
    return found
  }
  for (const mailbox of mailboxes) {
    node(mailbox.name).mailbox = mailbox
    for (const above of levelsAbove(mailbox.name)) {
      const parent = node(above)
      parent.hasChildren = true
      if (specialUse(mailbox) !== undefined) parent.hasSpecialUseBelow = true
    }
  }
  for (const name of subscriptions) {
    node(name).subscribed = true
    for (const above of levelsAbove(name)) node(above).hasSubscribedBelow = true
  }
  return [...nodes.values()].sort((a, b) => order(a.name, b.name))
}

export function specialUse(mailbox: Mailbox | undefined): string | undefined {
  return mailbox?.role == null ? undefined : useOfRole.get(mailbox.role)
}

/** Attributes that every LIST tells; a name that only has mailboxes below it cannot be selected. */
export function attributes(node: Node): string[] {
  const told = node.mailbox === undefined ? ['\\Noselect', '\\NonExistent'] : []
  told.push(node.hasChildren ? '\\HasChildren' : '\\HasNoChildren')
  const use = specialUse(node.mailbox)
  if (use !== undefined) told.push(use)
  return told
}

/** The names of the levels above a name, the nearest first. */
export function levelsAbove(name: string): string[] {
  const levels: string[] = []
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1))
    levels.push(name.slice(0, at))
  return levels
}

function order(a: string, b: string): number {
  if (a === 'INBOX' || b === 'INBOX') return a === b ? 0 : a === 'INBOX' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
