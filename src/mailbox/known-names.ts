/**
 * Which mailboxes names lead to, of those that are mirrored: a client that comes back to a mailbox need not wait for the
 * store. What a box's mailboxes are called is forgotten with every notice that may change it.
 */
import type { BoxId } from '../ports/directory.ts'
import type { Mailbox, MailboxId } from '../ports/mailboxes.ts'
import type { Notice } from '../ports/store.ts'

/** What does not change of a mailbox while it has its name. */
export type NamedMailbox = Pick<Mailbox, 'id' | 'boxId' | 'name' | 'uidValidity'>

export class KnownNames {
  readonly #boxes = new Map<BoxId, Map<string, NamedMailbox>>()
  #notices = 0

  /** To be asked before a mailbox is read that is then to be kept. */
  get moment(): number {
    return this.#notices
  }

  find(box: BoxId, name: string): NamedMailbox | undefined {
    return this.#boxes.get(box)?.get(name)
  }

  /** As it was read at that moment or later; what notices may have changed since is not kept. */
  keep({ id, boxId, name, uidValidity }: NamedMailbox, moment: number): void {
    if (moment !== this.#notices) return
    const names = this.#boxes.get(boxId) ?? new Map<string, NamedMailbox>()
    this.#boxes.set(boxId, names.set(name, { id, boxId, name, uidValidity }))
  }

  /** It is not mirrored any more. */
  forget(id: MailboxId): void {
    for (const [box, names] of this.#boxes) {
      for (const [name, mailbox] of names) if (mailbox.id === id) names.delete(name)
      if (names.size === 0) this.#boxes.delete(box)
    }
  }

  /** Takes a notice of the store. */
  hear(notice: Notice): void {
    if (notice.kind !== 'mailboxes') return
    this.#notices++
    this.#boxes.delete(notice.box)
  }
}
