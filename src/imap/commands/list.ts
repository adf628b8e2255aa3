import type { Mailbox } from '../../ports/mailboxes.ts'
import { type ImapAccount, ToldFailure } from '../backend.ts'
import { command, ok } from '../command.ts'
import { attributes, hierarchy, levelsAbove, type Node, specialUse } from '../mailboxes/attributes.ts'
import {
  entries,
  type MetadataQuery,
  metadataOptions,
  seesOptions,
  tellMetadata,
} from '../mailboxes/metadata.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { nameMatcher } from '../wire/mailbox-name.ts'
import { writeMyRights } from './acl.ts'
import { statusItems, writeStatus } from './status.ts'

interface Arguments {
  /** Selection options of RFC 5258 §3.1. */
  readonly select: ReadonlySet<string>
  readonly reference: string
  readonly patterns: readonly string[]
  readonly return: ReturnOptions
}

interface ReturnOptions {
  readonly subscribed: boolean
  /** Empty when STATUS was not asked for (RFC 5819). */
  readonly status: readonly string[]
  /** RFC 9590. */
  readonly metadata: MetadataQuery | undefined
  /** RFC 8440 */
  readonly myRights: boolean
}

const selectOptions = new Set(['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'])

/**
 * RFC 3501 §6.3.8 with RFC 5258 §3, RFC 5819 §2 and RFC 9590 §4:
 *
 *     list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]
 *     mbox-or-pat      = list-mailbox / "(" list-mailbox *(SP list-mailbox) ")"
 *     list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"
 */
export const list = command({
  parse(cursor): Arguments {
    cursor.space()
    const select = new Set(cursor.sees('(') ? selection(cursor) : [])
    const reference = cursor.astring()
    cursor.space()
    if (cursor.sees('(')) cursor.needs('LIST-EXTENDED')
    const patterns = cursor.sees('(') ? cursor.list(() => cursor.listMailbox()) : [cursor.listMailbox()]
    if (patterns.length > cursor.limits.imapListPatterns) throw new ParseError('Too many patterns')
    return { select, reference, patterns, return: cursor.takes(' ') ? returnOptions(cursor) : plainReturn }
  },
  about: () => ({ mailbox: null }),
  async run(session, args) {
    if (args.patterns.length === 1 && args.patterns[0] === '' && args.select.size === 0) {
      // Asks for the hierarchy separator alone.
      session.writer.text('* LIST (\\Noselect) "/" ""\r\n')
      return ok('LIST completed')
    }
    const matchers = args.patterns.map(pattern =>
      nameMatcher(args.reference, pattern, session.modes.utf8Names),
    )
    // What is counted of the selected mailbox is what the client was told.
    if (args.return.status.length > 0) await session.telling.all(true)
    const nodes = hierarchy(await session.account.list(), await session.account.subscriptions())
    const named = new Set(nodes.filter(({ name }) => matchers.some(matches => matches(name))))
    const above = args.select.has('RECURSIVEMATCH') ? levelsAboveUnnamed(nodes, named, args.select) : none
    for (const node of named) await tell(session, node, above, args)
    await session.writer.ready()
    return ok('LIST completed')
  },
})

const plainReturn: ReturnOptions = { subscribed: false, status: [], metadata: undefined, myRights: false }

function selection(cursor: Cursor): string[] {
  cursor.needs('LIST-EXTENDED')
  const options = cursor.list(() => cursor.keyword())
  cursor.space()
  if (options.includes('SPECIAL-USE')) cursor.needs('SPECIAL-USE')
  for (const option of options) if (!selectOptions.has(option)) throw new ParseError('Unknown option of LIST')
  if (options.includes('RECURSIVEMATCH') && !options.some(o => o === 'SUBSCRIBED' || o === 'SPECIAL-USE')) {
    throw new ParseError('RECURSIVEMATCH needs another option')
  }
  return options
}

function returnOptions(cursor: Cursor): ReturnOptions {
  cursor.needs('LIST-EXTENDED')
  if (cursor.keyword() !== 'RETURN') throw new ParseError('RETURN was expected')
  cursor.space()
  let subscribed = false
  let myRights = false
  let status: readonly string[] = []
  let metadata: MetadataQuery | undefined
  cursor.list(() => {
    const option = cursor.keyword()
    if (option === 'SUBSCRIBED') subscribed = true
    else if (option === 'MYRIGHTS') {
      cursor.needs('LIST-MYRIGHTS')
      myRights = true
    } else if (option === 'STATUS') {
      cursor.needs('LIST-STATUS')
      cursor.space()
      status = statusItems(cursor)
    } else if (option === 'METADATA') {
      cursor.needs('LIST-METADATA')
      cursor.space()
      metadata = metadataQuery(cursor)
    } else if (option === 'SPECIAL-USE') cursor.needs('SPECIAL-USE')
    else if (option !== 'CHILDREN') throw new ParseError('Unknown return option')
  })
  return { subscribed, status, metadata, myRights }
}

/** RFC 9590 §5: `"METADATA" SP entries`, with the options of GETMETADATA before the entries if there are any. */
function metadataQuery(cursor: Cursor): MetadataQuery {
  const options = seesOptions(cursor) ? metadataOptions(cursor) : undefined
  if (options !== undefined) cursor.space()
  return { depth: 0, maxSize: Number.POSITIVE_INFINITY, ...options, entries: entries(cursor) }
}

/** What cannot be counted is left out (RFC 5819 §2). */
async function countsOf(account: ImapAccount, name: string): Promise<Mailbox | undefined> {
  try {
    return await account.status(name)
  } catch (error) {
    if (error instanceof ToldFailure) return undefined
    throw error
  }
}

/** By the selection options, without RECURSIVEMATCH. */
function isSelected(node: Node, select: ReadonlySet<string>): boolean {
  const exists = node.mailbox !== undefined || node.hasChildren
  const isAsked = select.has('SUBSCRIBED') ? node.subscribed : exists
  return isAsked && (!select.has('SPECIAL-USE') || specialUse(node.mailbox) !== undefined)
}

const none: ReadonlySet<string> = new Set()

/** Levels above what is selected but not told, since no pattern names it. */
function levelsAboveUnnamed(
  nodes: readonly Node[],
  named: ReadonlySet<Node>,
  select: ReadonlySet<string>,
): ReadonlySet<string> {
  const unnamed = nodes.filter(node => !named.has(node) && isSelected(node, select))
  return new Set(unnamed.flatMap(({ name }) => levelsAbove(name)))
}

/** What is not selected is told only for something below it that is not told itself (RFC 5258 §3.5). */
async function tell(
  session: Session,
  node: Node,
  aboveUnnamed: ReadonlySet<string>,
  { select, return: wanted }: Arguments,
): Promise<void> {
  const matches = isSelected(node, select)
  if (!matches && !aboveUnnamed.has(node.name)) return
  const bySubscription = select.has('SUBSCRIBED')
  const below: string[] = []
  if (select.has('RECURSIVEMATCH')) {
    if (bySubscription && node.hasSubscribedBelow) below.push('"SUBSCRIBED"')
    if (select.has('SPECIAL-USE') && node.hasSpecialUseBelow) below.push('"SPECIAL-USE"')
  }
  const told = attributes(node)
  if (node.subscribed && (wanted.subscribed || bySubscription)) told.push('\\Subscribed')
  session.writer.text(`* LIST (${told.join(' ')}) "/" `).mailbox(node.name)
  if (below.length > 0) session.writer.text(` ("CHILDINFO" (${below.join(' ')}))`)
  session.writer.text('\r\n')
  // What is there for its children alone does not match (RFC 5819 §2, RFC 8440 §4).
  if (!matches || node.mailbox === undefined) return
  if (wanted.myRights) await writeMyRights(session, node.name)
  if (wanted.status.length > 0 && !node.mailbox.uncounted) {
    const { account } = session
    const counted = account.listsWithoutCounts ? await countsOf(account, node.name) : node.mailbox
    if (counted !== undefined) await writeStatus(session, counted, wanted.status)
  }
  if (wanted.metadata !== undefined) await tellMetadata(session, node.mailbox, wanted.metadata)
}
