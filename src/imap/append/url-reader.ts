/** Reads what URLs name in the mailboxes of a session. RFC 4469 §3, RFC 5550 §4 (URL-PARTIAL). */

import { lowerBound } from '../../base/lower-bound.ts'
import { parseParts } from '../../mail/stored.ts'
import { type ImapAccount, type SelectedMailbox, ToldFailure } from '../backend.ts'
import { fetchItems, type Section } from '../fetch/items.ts'
import { clip, locate } from '../fetch/section.ts'
import type { Session } from '../session.ts'
import { Cursor, ParseError } from '../wire/cursor.ts'
import { canonicalName } from '../wire/mailbox-name.ts'
import { type MessageUrl, parseMessageUrl, resolveMailbox } from './url.ts'

export interface Found {
  readonly sizeBytes: number
  read(): Promise<Uint8Array>
}

export class UrlReader implements Disposable {
  readonly #session: Session
  /** Mailboxes that were opened for it, by name. */
  readonly #opened = new Map<string, SelectedMailbox | undefined>()

  constructor(session: Session) {
    this.#session = session
  }

  /** What a URL names; undefined when it names nothing that can be read here. Sets no \Seen. */
  async find(text: string): Promise<Found | undefined> {
    const url = parseMessageUrl(text)
    if (url === undefined || !this.#isOwn(url)) return undefined
    if (url.partial !== undefined && this.#session.modes.without.has('URL-PARTIAL')) return undefined
    const section = sectionOf(url)
    const mailbox = await this.#mailbox(url)
    if (section === undefined || mailbox === undefined) return undefined
    if (url.uidValidity !== undefined && url.uidValidity !== mailbox.uidValidity) return undefined
    const { uids, count, views } = mailbox.messages
    const row = lowerBound(uids, count, url.uid)
    if (row >= count || uids[row] !== url.uid) return undefined
    const [view] = await mailbox.views([views[row]!])
    if (view === undefined) return undefined
    const range = locate(parseParts(view.structure.parts), view.sizeBytes, section)
    if (range === undefined) return undefined
    if (section.fields !== undefined) {
      const fields = section.fields.pick(await mailbox.read(view, range))
      const { start, end } = clip({ start: 0, end: fields.length }, url.partial)
      return { sizeBytes: end - start, read: async () => fields.subarray(start, end) }
    }
    const clipped = clip(range, url.partial)
    return { sizeBytes: clipped.end - clipped.start, read: () => mailbox.read(view, clipped) }
  }

  [Symbol.dispose](): void {
    for (const mailbox of this.#opened.values()) mailbox?.[Symbol.dispose]()
    this.#opened.clear()
  }

  /** An absolute URL must name this server, and who has logged in. */
  #isOwn({ server }: MessageUrl): boolean {
    if (server === undefined) return true
    const { hostname, principal } = this.#session
    const isSelf = server.user === undefined || server.user.toLowerCase() === principal?.address.toLowerCase()
    return isSelf && server.host.toLowerCase() === hostname?.toLowerCase()
  }

  async #mailbox(url: MessageUrl): Promise<SelectedMailbox | undefined> {
    const { account, state } = this.#session
    const selected = state === 'selected' ? this.#session.selected.mailbox : undefined
    const named = resolveMailbox(url, selected?.name)
    if (named === undefined) return undefined
    const name = canonicalName(named)
    if (name === selected?.name) return selected
    if (!this.#opened.has(name)) this.#opened.set(name, await openForReading(account, name))
    return this.#opened.get(name)
  }
}

/** undefined also when the user may not read it: the URL is a bad one (RFC 4469 §4.1). */
async function openForReading(account: ImapAccount, name: string): Promise<SelectedMailbox | undefined> {
  try {
    return await account.select(name, () => {})
  } catch (error) {
    if (error instanceof ToldFailure) return undefined
    throw error
  }
}

function sectionOf({ section }: MessageUrl): Section | undefined {
  try {
    const cursor = new Cursor({ kind: 'command', line: Buffer.from(`BODY.PEEK[${section}]`), literals: [] })
    const [item] = fetchItems(cursor)
    cursor.end()
    return item?.kind === 'section' && item.partial === undefined ? item : undefined
  } catch (error) {
    if (error instanceof ParseError) return undefined
    throw error
  }
}
