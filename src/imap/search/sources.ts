/** Which mailboxes ESEARCH looks into. RFC 7377 §2.2. */
import type { Mailbox, MailboxId } from '../../ports/mailboxes.ts'
import type { ImapAccount } from '../backend.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { hierarchySeparator, mailbox } from '../wire/mailbox-name.ts'

export type Source =
  | { readonly kind: 'SELECTED' | 'INBOXES' | 'PERSONAL' | 'SUBSCRIBED' }
  | { readonly kind: 'SUBTREE' | 'SUBTREE-ONE' | 'MAILBOXES'; readonly names: readonly string[] }

const bare = ['SELECTED', 'INBOXES', 'PERSONAL', 'SUBSCRIBED'] as const
const named = ['SUBTREE', 'SUBTREE-ONE', 'MAILBOXES'] as const

/**
 *     esearch-source-opts = "IN" SP "(" source-mbox [SP "(" scope-options ")"] ")"
 *     source-mbox         = filter-mailboxes *(SP filter-mailboxes)
 *     filter-mailboxes    = "selected" / "inboxes" / "personal" / "subscribed" /
 *                           (("subtree" / "subtree-one" / "mailboxes") SP one-or-more-mailbox)
 *     one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"
 *
 * No scope option is defined, so that none is taken.
 */
export function sources(cursor: Cursor): readonly Source[] {
  const all = cursor.list(() => source(cursor))
  if (all.length === 0) throw new ParseError('A source is missing')
  return all
}

function source(cursor: Cursor): Source {
  const name = cursor.keyword()
  const simple = bare.find(each => each === name)
  if (simple !== undefined) return { kind: simple }
  const kind = named.find(each => each === name)
  if (kind === undefined) throw new ParseError('Unknown source')
  cursor.space()
  const names = cursor.sees('(') ? cursor.list(() => mailbox(cursor)) : [mailbox(cursor)]
  if (names.length === 0) throw new ParseError('A mailbox is missing')
  return { kind, names }
}

/** The mailboxes that there are, each once, INBOX first. `selected` may have another name than when it was selected. */
export async function mailboxesOf(
  account: ImapAccount,
  all: readonly Source[],
  selected: MailboxId | undefined,
): Promise<readonly Mailbox[]> {
  const existing = (await account.list()).toSorted((one, other) => inOrder(one.name, other.name))
  const subscribed = all.some(({ kind }) => kind === 'SUBSCRIBED')
    ? new Set(await account.subscriptions())
    : undefined
  const isMeant = ({ id, name }: Mailbox, each: Source): boolean => {
    switch (each.kind) {
      case 'SELECTED':
        return id === selected
      case 'INBOXES':
        return name === 'INBOX'
      case 'PERSONAL':
        return account.acl?.isOthers(name) !== true
      case 'SUBSCRIBED':
        return subscribed?.has(name) ?? false
      case 'MAILBOXES':
        return each.names.includes(name)
      case 'SUBTREE':
        return each.names.some(top => isBelow(name, top))
      case 'SUBTREE-ONE':
        return each.names.some(
          top => isBelow(name, top) && !name.slice(top.length + 1).includes(hierarchySeparator),
        )
    }
  }
  return existing.filter(mailbox => all.some(each => isMeant(mailbox, each)))
}

function inOrder(a: string, b: string): number {
  if (a === 'INBOX' || b === 'INBOX') return a === b ? 0 : a === 'INBOX' ? -1 : 1
  return a < b ? -1 : 1
}

/** The mailbox itself, or one below it. */
function isBelow(name: string, top: string): boolean {
  return name === top || name.startsWith(`${top}${hierarchySeparator}`)
}
