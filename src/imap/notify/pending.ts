/** What happened in an account since its session was last told, by name and number: never a message itself. */
import type { MailboxId } from '../../ports/mailboxes.ts'
import type { AccountEvent } from '../backend.ts'

export interface PendingMessages {
  /** Arrivals that this session did not make itself. */
  arrived: number
  expunged: boolean
  flags: boolean
}

export interface PendingName {
  /** It was created, removed or renamed, or something directly below it was made or removed. */
  named: boolean
  subscription: boolean
  oldName: string | null
  /** The right to look it up was taken away. */
  withdrawn: boolean
}

export class Pending {
  #messages = new Map<MailboxId, PendingMessages>()
  #names = new Map<string, PendingName>()
  /** Entries by mailbox, 0 being the server. */
  #metadata = new Map<MailboxId, Set<string>>()

  /** Mailboxes, names and annotations that wait to be told. */
  get size(): number {
    let size = this.#messages.size + this.#names.size
    for (const entries of this.#metadata.values()) size += entries.size
    return size
  }

  add(event: AccountEvent): void {
    if (event.kind === 'names') this.#addNames(event)
    else if (event.kind === 'metadata') {
      const entries = this.#metadata.get(event.mailbox ?? 0) ?? new Set()
      for (const entry of event.entries) entries.add(entry)
      this.#metadata.set(event.mailbox ?? 0, entries)
    } else if (event.kind === 'own') this.#takeBack(event.mailbox, event.uids.length)
    else {
      const messages = this.#messages.get(event.mailbox) ?? { arrived: 0, expunged: false, flags: false }
      if (event.kind === 'arrived') messages.arrived += event.count
      else messages[event.kind] = true
      this.#messages.set(event.mailbox, messages)
    }
  }

  takeMessages(): ReadonlyMap<MailboxId, PendingMessages> {
    const taken = this.#messages
    if (taken.size > 0) this.#messages = new Map()
    return taken
  }

  takeNames(): ReadonlyMap<string, PendingName> {
    const taken = this.#names
    if (taken.size > 0) this.#names = new Map()
    return taken
  }

  takeMetadata(): ReadonlyMap<MailboxId, ReadonlySet<string>> {
    const taken = this.#metadata
    if (taken.size > 0) this.#metadata = new Map()
    return taken
  }

  #addNames({
    names,
    renamed,
    subscription,
    withdrawn = [],
  }: Extract<AccountEvent, { kind: 'names' }>): void {
    for (const name of names) {
      const pending = this.#name(name)
      pending.named = true
      pending.withdrawn = withdrawn.includes(name)
      // RFC 5465 §5.4: the direct parent of what is made or removed is affected too.
      const parentEnd = name.lastIndexOf('/')
      if (parentEnd > 0) this.#name(name.slice(0, parentEnd)).named = true
    }
    if (renamed !== null) {
      const pending = this.#name(renamed.to)
      pending.named = true
      pending.oldName = renamed.from
    }
    if (subscription !== null) this.#name(subscription).subscription = true
  }

  #name(name: string): PendingName {
    const pending = this.#names.get(name) ?? {
      named: false,
      subscription: false,
      oldName: null,
      withdrawn: false,
    }
    this.#names.set(name, pending)
    return pending
  }

  /** Messages that the session put there itself, and of whose arrival it was told before. */
  #takeBack(mailbox: MailboxId, count: number): void {
    const messages = this.#messages.get(mailbox)
    if (messages === undefined) return
    messages.arrived = Math.max(0, messages.arrived - count)
    if (messages.arrived === 0 && !messages.expunged && !messages.flags) this.#messages.delete(mailbox)
  }
}
