/**
 * Tells one session what happens in the mailboxes of offices that its person may look up (RFC 5465): what others do in
 * them, and which of them come, go and get other names, be it by a change of rights.
 *
 * What the person may see is read again whenever names or rights have changed, and told as the difference: the name of a
 * mailbox that may not be looked up is never told.
 */
import type { Logger } from '../base/log.ts'
import type { AccountEvent } from '../imap/backend.ts'
import { hasRights } from '../imap/wire/rights.ts'
import type { BoxId } from '../ports/directory.ts'
import type { MailboxId, MailboxReads } from '../ports/mailboxes.ts'
import { rightBits, type SharedMailbox, type ShareReads } from '../ports/shares.ts'
import { mayAnnotate } from './shared-metadata.ts'
import type { Watchers } from './watchers.ts'

/** Of mailboxes, as the person knows them. */
type Names = ReadonlyMap<MailboxId, string>
type NameOf = (shared: SharedMailbox) => string

interface Parts {
  readonly watchers: Watchers
  readonly shares: ShareReads
  readonly mailboxes: Pick<MailboxReads, 'byId'>
  readonly nameOf: NameOf
  readonly session: number
  readonly log: Logger
}

export class SharedWatch implements Disposable {
  readonly #person: BoxId
  readonly #parts: Parts
  readonly #listener: (event: AccountEvent) => void
  readonly #rights: Disposable
  /** Everything is watched. */
  readonly ready: Promise<void>
  readonly #offices = new Map<BoxId, Disposable>()
  /** Names of the mailboxes that the person may look up. */
  #known: Names | undefined
  /** Those of them whose annotations the person may see. */
  #annotated: ReadonlySet<MailboxId> = new Set()
  #reading: Promise<void> | undefined
  #readsAgain = false
  /** Commands of this session that change names: what they do is not told. */
  #inHand = 0
  #isClosed = false

  constructor(person: BoxId, parts: Parts, listener: (event: AccountEvent) => void) {
    this.#person = person
    this.#parts = parts
    this.#listener = listener
    this.#rights = parts.watchers.watchShares(person, event => {
      if (event === undefined) this.#refresh()
      else if (this.#known?.has(event.mailbox)) listener(event)
    })
    this.#refresh()
    this.ready = this.#reading ?? Promise.resolve()
  }

  /** Runs a command of this session that changes names; what it changed is known then, and not told. */
  async asOwn<T>(names: readonly string[], write: () => Promise<T>): Promise<T> {
    // Before the wait: nothing else begins to read in between.
    this.#inHand++
    try {
      await this.#reading
      return await write()
    } finally {
      this.#readsAgain = false
      await this.#read(names).catch((error: unknown) => this.#failed(error))
      this.#inHand--
      this.#readAgain()
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    this.#rights[Symbol.dispose]()
    for (const watch of this.#offices.values()) watch[Symbol.dispose]()
    this.#offices.clear()
  }

  #refresh(): void {
    if (this.#isClosed) return
    if (this.#reading !== undefined || this.#inHand > 0) {
      this.#readsAgain = true
      return
    }
    this.#reading = this.#read([])
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#reading = undefined
        this.#readAgain()
      })
  }

  #readAgain(): void {
    if (!this.#readsAgain || this.#inHand > 0) return
    this.#readsAgain = false
    this.#refresh()
  }

  async #read(own: readonly string[]): Promise<void> {
    const shared = await this.#parts.shares.mailboxesFor(this.#person)
    if (this.#isClosed) return
    this.#watch(new Set(shared.map(({ office }) => office)))
    const visible = shared.filter(({ rights }) => hasRights(rights, rightBits.l))
    const known = new Map(visible.map(each => [each.mailbox.id, this.#parts.nameOf(each)]))
    const before = this.#known
    // What cannot be told now is told with the next difference.
    const withdrawn = before && (await this.#withdrawn(before, known))
    this.#known = known
    this.#annotated = new Set(
      visible.filter(({ rights }) => mayAnnotate(rights)).map(({ mailbox }) => mailbox.id),
    )
    if (before && withdrawn && !this.#isClosed) this.#tell(before, known, own, withdrawn)
  }

  /** Names of what left the person's sight and is still there. */
  async #withdrawn(before: Names, after: Names): Promise<readonly string[]> {
    const names: string[] = []
    for (const [id, name] of before) {
      if (!after.has(id) && (await this.#parts.mailboxes.byId(id)) !== undefined) names.push(name)
    }
    return names
  }

  #tell(before: Names, after: Names, own: readonly string[], withdrawn: readonly string[]): void {
    // Levels above are made with it, and what is below goes along.
    const isOwn = (name: string) =>
      own.some(each => each === name || each.startsWith(`${name}/`) || name.startsWith(`${each}/`))
    const names: string[] = []
    for (const [id, from] of before) {
      const to = after.get(id)
      if (to === undefined) names.push(from)
      else if (to !== from && !isOwn(to))
        this.#listener({ kind: 'names', names: [], renamed: { from, to }, subscription: null })
    }
    for (const [id, name] of after) if (!before.has(id)) names.push(name)
    const others = names.filter(name => !isOwn(name))
    if (others.length > 0)
      this.#listener({ kind: 'names', names: others, withdrawn, renamed: null, subscription: null })
  }

  #watch(offices: ReadonlySet<BoxId>): void {
    for (const [office, watch] of this.#offices) {
      if (offices.has(office)) continue
      watch[Symbol.dispose]()
      this.#offices.delete(office)
    }
    for (const office of offices) {
      if (this.#offices.has(office)) continue
      this.#offices.set(
        office,
        this.#parts.watchers.watch(office, (event, by) => this.#hear(event, by)),
      )
    }
  }

  #hear(event: AccountEvent, by: number): void {
    if (event.kind === 'names') {
      if (event.names.length > 0 || event.renamed !== null) this.#refresh()
      return
    }
    if (event.mailbox === null || !this.#known?.has(event.mailbox)) return
    if (event.kind !== 'metadata') {
      this.#listener(event)
      return
    }
    if (!this.#annotated.has(event.mailbox)) return
    // The office's own /private entries are not this person's.
    const entries = event.entries.filter(name => !name.startsWith('/private/'))
    if (entries.length > 0 && by !== this.#parts.session) this.#listener({ ...event, entries })
  }

  #failed(error: unknown): void {
    this.#parts.log.error({ err: error, person: this.#person }, 'shared mailboxes were not looked at again')
  }
}
