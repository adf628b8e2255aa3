/**
 * Which sessions hear of everything in their box, selected or not: the store's notices by box, made small. Nothing is
 * kept of a mailbox here; who hears of a change asks the store for what it needs.
 */
import type { AccountEvent } from '../imap/backend.ts'
import type { BoxId } from '../ports/directory.ts'
import type { Notice } from '../ports/store.ts'

/** An event, or a change of annotations with the number of the session that made it. */
type Listener = (event: AccountEvent, by: number) => void

export class Watchers {
  readonly #listeners = new Map<BoxId, Set<Listener>>()

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

  /** Takes a notice of the store. */
  hear(notice: Notice): void {
    if (!('box' in notice) || notice.kind === 'logged-out') return
    const listeners = this.#listeners.get(notice.box)
    if (listeners === undefined) return
    const event = eventOf(notice)
    if (event === undefined) return
    for (const listener of listeners) listener(event, notice.kind === 'metadata' ? notice.by : 0)
  }
}

function eventOf(notice: Extract<Notice, { box: BoxId }>): AccountEvent | undefined {
  switch (notice.kind) {
    case 'arrived':
      return { kind: 'arrived', mailbox: notice.mailbox, count: notice.uids.length }
    case 'expunged':
    case 'flags':
      return { kind: notice.kind, mailbox: notice.mailbox }
    case 'metadata':
      return { kind: 'metadata', mailbox: notice.mailbox, entries: notice.entries }
    case 'mailboxes': {
      const { names = [], renamed = null, subscription = null } = notice
      if (names.length === 0 && renamed === null && subscription === null) return undefined
      return { kind: 'names', names, renamed, subscription }
    }
    case 'logged-out':
      return undefined
  }
}
