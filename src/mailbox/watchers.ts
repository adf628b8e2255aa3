/**
 * Which sessions hear of everything in their box, selected or not: the store's notices by box, made small. Nothing is
 * kept of a mailbox here; who hears of a change asks the store for what it needs.
 */
import type { AccountEvent } from '../imap/backend.ts'
import type { BoxId } from '../ports/directory.ts'
import type { MailboxId } from '../ports/mailboxes.ts'
import type { Notice } from '../ports/store.ts'

/** An event, or a change of annotations with the number of the session that made it. */
type Listener = (event: AccountEvent, by: number) => void

/** What concerns one person in others' mailboxes: flags that only he sees, or (undefined) his rights. */
type ShareListener = (event: { readonly kind: 'flags'; readonly mailbox: MailboxId } | undefined) => void

export class Watchers {
  readonly #listeners = new Map<BoxId, Set<Listener>>()
  readonly #shares = new Map<BoxId, Set<ShareListener>>()

  watch(box: BoxId, listener: Listener): Disposable {
    const ofBox = this.#listeners.get(box) ?? new Set()
    this.#listeners.set(box, ofBox.add(listener))
    return {
      [Symbol.dispose]: () => {
        ofBox.delete(listener)
        if (ofBox.size === 0 && this.#listeners.get(box) === ofBox) this.#listeners.delete(box)
      },
    }
  }

  watchShares(person: BoxId, listener: ShareListener): Disposable {
    const ofPerson = this.#shares.get(person) ?? new Set()
    this.#shares.set(person, ofPerson.add(listener))
    return {
      [Symbol.dispose]: () => {
        ofPerson.delete(listener)
        if (ofPerson.size === 0 && this.#shares.get(person) === ofPerson) this.#shares.delete(person)
      },
    }
  }

  /** Takes a notice of the store. */
  hear(notice: Notice): void {
    if (!('box' in notice)) return
    if (notice.kind === 'seen' || notice.kind === 'rights' || notice.kind === 'logged-out') {
      this.#hearShares(notice)
      return
    }
    const listeners = this.#listeners.get(notice.box)
    if (listeners === undefined) return
    const event = eventOf(notice)
    if (event === undefined) return
    for (const listener of listeners) listener(event, notice.kind === 'metadata' ? notice.by : 0)
  }

  #hearShares(notice: Extract<Notice, { kind: 'seen' | 'rights' | 'logged-out' }>): void {
    if (notice.kind === 'seen') {
      // Quiet ones come with another notice of the mailbox.
      if (notice.quiet) return
      for (const listener of this.#shares.get(notice.person) ?? [])
        listener({ kind: 'flags', mailbox: notice.mailbox })
      return
    }
    // Whose box cannot be used any more may be an office's: then nobody has rights in it.
    const person = notice.kind === 'rights' ? notice.person : null
    const all = person === null ? [...this.#shares.values()] : [this.#shares.get(person) ?? []]
    for (const listeners of all) for (const listener of listeners) listener(undefined)
  }
}

function eventOf(
  notice: Extract<Notice, { kind: 'arrived' | 'expunged' | 'flags' | 'metadata' | 'mailboxes' }>,
): AccountEvent | undefined {
  switch (notice.kind) {
    case 'arrived':
      return { kind: 'arrived', mailbox: notice.mailbox, count: notice.uids.length }
    case 'flags':
      return notice.again ? undefined : { kind: 'flags', mailbox: notice.mailbox }
    case 'expunged':
      return { kind: notice.kind, mailbox: notice.mailbox }
    case 'metadata':
      return { kind: 'metadata', mailbox: notice.mailbox, entries: notice.entries }
    case 'mailboxes': {
      const { names = [], renamed = null, subscription = null } = notice
      if (names.length === 0 && renamed === null && subscription === null) return undefined
      return { kind: 'names', names, renamed, subscription }
    }
  }
}
