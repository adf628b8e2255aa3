/**
 * Tells one session what happens in its account: by NOTIFY (RFC 5465), or annotations alone by ENABLE METADATA
 * (RFC 5464 §4.1). Only sessions that asked for it have one. It holds what changed since it last told, by name and
 * number, and asks the account for counts when it tells; the selected mailbox has its own view.
 */
import type { Mailbox, MailboxId } from '../../ports/mailboxes.ts'
import type { AccountEvent, Watch } from '../backend.ts'
import { Responder } from '../fetch/respond.ts'
import { attributes, hierarchy, type Node } from '../mailboxes/attributes.ts'
import { writeChanged } from '../mailboxes/metadata.ts'
import type { Session } from '../session.ts'
import { Pending, type PendingMessages, type PendingName } from './pending.ts'
import { isWanted, type NotifyRequest, nothingWanted } from './request.ts'

export class Notifier implements Disposable {
  readonly #session: Session
  readonly #watch: Watch | undefined
  readonly #pending = new Pending()
  /** Undefined until NOTIFY is used. */
  #request: NotifyRequest | undefined
  #overflowed = false
  /** Messages of the selected mailbox that this session has put there and was not told of. */
  #ownUids = new Set<number>()

  /** `wake` is called when there is something to tell. */
  constructor(session: Session, wake: () => void) {
    this.#session = session
    this.#watch = session.account.watch?.(event => {
      this.#hear(event)
      wake()
    })
  }

  /** Whether the client listens between commands, and removals may be told there. */
  get listens(): { readonly mayExpunge: boolean } | undefined {
    return this.#request && { mayExpunge: !this.#request.selected.delayed }
  }

  /** Resolves once everything that can be is watched. */
  async ready(): Promise<void> {
    await this.#watch?.ready
  }

  /** Replaces what was asked for; what happened before is not told any more. */
  set(request: NotifyRequest): void {
    this.#request = request
    this.#forget()
  }

  /** Mailboxes that are asked for, and may be looked up but not read (RFC 5465 §3.1). */
  async tellNoAccess(): Promise<void> {
    const { account } = this.#session
    const listed = await account.list()
    if (!listed.some(({ uncounted }) => uncounted)) return
    for (const node of hierarchy(listed, await account.subscriptions())) {
      const { mailbox } = node
      if (!mailbox?.uncounted) continue
      if (this.#isWanted('MESSAGENEW', mailbox) || this.#isWanted('MAILBOXMETADATACHANGE', mailbox))
        this.#list(node.name, node, null, ['\\NoAccess'])
    }
  }

  /** STATUS of every other mailbox whose messages are watched (RFC 5465 §3.1). */
  async tellStatus(): Promise<void> {
    for (const mailbox of await this.#session.account.list()) {
      if (!this.#isWanted('MESSAGENEW', mailbox) || mailbox.id === this.#selectedId || mailbox.uncounted)
        continue
      const items = this.#flagItems(mailbox)
      // Whatever is enabled: it is where the client begins.
      if (this.#isWanted('FLAGCHANGE', mailbox) && this.#keepsModseqs) items.add('HIGHESTMODSEQ')
      this.#status(mailbox, ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', ...items])
      await this.#session.writer.ready()
    }
  }

  /**
   * Tells everything that may be told. `everything`: the command in hand changed the selected mailbox, so its own
   * changes are in the answer whatever was asked for. `searches` tells what changes of searches that are kept current:
   * before what is fetched of new messages (RFC 5465 §5.2).
   */
  async tell(mayExpunge: boolean, everything: boolean, searches: () => Promise<void>): Promise<void> {
    await this.#tellSelected(mayExpunge, everything, searches)
    if (this.#overflowed) {
      this.#overflowed = false
      // Annotations by ENABLE go on: only what was missed is not told.
      if (this.#request !== undefined) this.set(nothingWanted)
      this.#session.writer.text('* OK [NOTIFICATIONOVERFLOW] Too much happened at once\r\n')
    }
    const names = this.#pending.takeNames()
    if (names.size > 0) await this.#tellNames(names)
    for (const [id, changes] of this.#pending.takeMessages()) {
      if (id !== this.#selectedId) await this.#tellMessages(id, changes)
    }
    for (const [id, entries] of this.#pending.takeMetadata()) await this.#tellMetadata(id, entries)
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]()
  }

  get #selectedId(): MailboxId | undefined {
    return this.#session.state === 'selected' ? this.#session.selected.mailbox.id : undefined
  }

  #hear(event: AccountEvent): void {
    if (event.kind === 'own' && event.mailbox === this.#selectedId && this.#fetches)
      for (const uid of event.uids) this.#ownUids.add(uid)
    // The view of the selected mailbox hears of its messages by itself.
    if ('mailbox' in event && event.kind !== 'metadata' && event.mailbox === this.#selectedId) return
    if (event.kind === 'metadata' ? !this.#wantsMetadata : this.#request === undefined) return
    if (event.kind === 'flags' && !this.#request?.groups.some(({ events }) => events.has('FLAGCHANGE')))
      return
    if (this.#overflowed) return
    this.#pending.add(event)
    if (this.#pending.size <= this.#session.limits.imapPendingNotices) return
    this.#forget()
    this.#overflowed = true
  }

  get #fetches(): boolean {
    return (this.#request?.selected.fetch.length ?? 0) > 0
  }

  /** By ENABLE until NOTIFY says something else. */
  get #wantsMetadata(): boolean {
    return this.#request === undefined || this.#request.groups.length > 0
  }

  #isWanted(event: string, mailbox: Pick<Mailbox, 'name' | 'subscribed' | 'role'>): boolean {
    const isOthers = this.#session.account.acl?.isOthers(mailbox.name) === true
    return this.#request !== undefined && isWanted(this.#request, event, { ...mailbox, isOthers })
  }

  #forget(): void {
    this.#pending.takeMessages()
    this.#pending.takeNames()
    this.#pending.takeMetadata()
  }

  async #tellSelected(
    mayExpunge: boolean,
    everything: boolean,
    searches: () => Promise<void>,
  ): Promise<void> {
    const own = this.#ownUids
    if (own.size > 0) this.#ownUids = new Set()
    if (this.#session.state !== 'selected') return
    const { view } = this.#session.selected
    const wanted = this.#request?.selected
    const tellsAll = wanted === undefined || everything
    if (!tellsAll && !wanted.messages) {
      view.forgetFlags()
      return await searches()
    }
    const arrived = view.tell(this.#session.writer, mayExpunge, tellsAll || wanted.flags)
    await searches()
    // Arrivals after a removal that may not be told yet wait with it.
    if (!mayExpunge) for (const uid of own) if (view.place(uid) < 0) this.#ownUids.add(uid)
    if (wanted === undefined || wanted.fetch.length === 0 || arrived === 0) return
    const first = view.exists - arrived
    const places = Uint32Array.from({ length: arrived }, (_, i) => first + i)
    await new Responder(this.#session, wanted.fetch).respond(
      places.filter(place => !own.has(view.uid(place))),
    )
  }

  /** RFC 5465 §5.4 and §5.5: as they stand now, several changes of a name as one. */
  async #tellNames(names: ReadonlyMap<string, PendingName>): Promise<void> {
    const { account } = this.#session
    const nodes = new Map<string, Node>()
    for (const node of hierarchy(await account.list(), await account.subscriptions()))
      nodes.set(node.name, node)
    for (const [name, pending] of names) {
      const node = nodes.get(name)
      const is = (event: string, oldName: string | null) =>
        this.#isWanted(event, watchedOf(name, node)) ||
        (oldName !== null && this.#isWanted(event, watchedOf(oldName, nodes.get(oldName))))
      const isTold =
        (pending.named && is('MAILBOXNAME', pending.oldName)) ||
        (pending.subscription && is('SUBSCRIPTIONCHANGE', null))
      // RFC 5465 §5.9
      const access = node === undefined && pending.withdrawn ? ['\\NoAccess'] : []
      if (isTold) this.#list(name, node, pending.oldName, access)
    }
  }

  #list(name: string, node: Node | undefined, oldName: string | null, access: readonly string[] = []): void {
    const { writer } = this.#session
    const told = node === undefined ? ['\\NonExistent', '\\HasNoChildren'] : attributes(node)
    if (node?.subscribed) told.push('\\Subscribed')
    told.push(...access)
    writer.text(`* LIST (${told.join(' ')}) "/" `).mailbox(name)
    if (oldName !== null) writer.text(' ("OLDNAME" (').mailbox(oldName).text('))')
    writer.text('\r\n')
  }

  /** RFC 5465 §5.1 to §5.3 */
  async #tellMessages(id: MailboxId, changes: PendingMessages): Promise<void> {
    const mailbox = await this.#watch?.mailbox(id)
    if (mailbox === undefined || mailbox.uncounted || !this.#isWanted('MESSAGENEW', mailbox)) return
    const flagItems = this.#flagItems(mailbox)
    const hasMoved = changes.arrived > 0 || changes.expunged
    if (!hasMoved && !this.#isWanted('FLAGCHANGE', mailbox)) return
    this.#status(mailbox, hasMoved ? ['MESSAGES', 'UIDNEXT', ...flagItems] : ['UIDVALIDITY', ...flagItems])
    await this.#session.writer.ready()
  }

  #flagItems(mailbox: Mailbox): Set<'UNSEEN' | 'HIGHESTMODSEQ'> {
    const items = new Set<'UNSEEN' | 'HIGHESTMODSEQ'>()
    if (this.#isWanted('FLAGCHANGE', mailbox)) items.add('UNSEEN')
    if (this.#session.modes.condstore) items.add('HIGHESTMODSEQ')
    return items
  }

  get #keepsModseqs(): boolean {
    return !this.#session.modes.without.has('CONDSTORE')
  }

  #status(mailbox: Mailbox, items: readonly StatusItem[]): void {
    const { writer } = this.#session
    writer
      .text('* STATUS ')
      .mailbox(mailbox.name)
      .text(` (${items.map(item => `${item} ${statusValues[item](mailbox)}`).join(' ')})\r\n`)
  }

  /** RFC 5465 §5.6 and §5.7 */
  async #tellMetadata(id: MailboxId, entries: ReadonlySet<string>): Promise<void> {
    const { writer } = this.#session
    const mailbox = id === 0 ? undefined : await this.#watch?.mailbox(id)
    if (id !== 0 && mailbox === undefined) return
    const isTold =
      this.#request === undefined ||
      (mailbox === undefined
        ? this.#request.groups.some(({ events }) => events.has('SERVERMETADATACHANGE'))
        : !mailbox.uncounted && this.#isWanted('MAILBOXMETADATACHANGE', mailbox))
    if (isTold) writeChanged(writer, mailbox?.name ?? '', entries)
  }
}

const statusValues = {
  MESSAGES: (mailbox: Mailbox) => mailbox.messages,
  UIDNEXT: (mailbox: Mailbox) => mailbox.uidNext,
  UIDVALIDITY: (mailbox: Mailbox) => mailbox.uidValidity,
  UNSEEN: (mailbox: Mailbox) => mailbox.unseen,
  HIGHESTMODSEQ: (mailbox: Mailbox) => mailbox.modseq,
} as const
type StatusItem = keyof typeof statusValues

function watchedOf(name: string, node: Node | undefined) {
  const role = name === 'INBOX' ? 'inbox' : (node?.mailbox?.role ?? null)
  return { name, subscribed: node?.subscribed ?? false, role } as const
}
