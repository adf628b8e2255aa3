/**
 * Which mailboxes names lead to: a client that comes back to a mailbox, or adds to one, need not wait for the store. What
 * a box's mailboxes are called is forgotten with every notice that may change it, and all after a failure of the disk.
 */
import type { BoxId } from '../ports/directory.ts'
import type { Mailbox } from '../ports/mailboxes.ts'
import type { Notice } from '../ports/store.ts'

/** What does not change of a mailbox while it has its name. */
export type NamedMailbox = Pick<Mailbox, 'id' | 'boxId' | 'name' | 'uidValidity'>

/** Names that are kept at a time, a few hundred octets each; with one more all are asked for anew. */
const mostNames = 20_000

export class KnownNames {
  readonly #boxes = new Map<BoxId, Map<string, NamedMailbox>>()
  #count = 0
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
    if (this.#count >= mostNames) this.#forgetAll()
    const names = this.#boxes.get(boxId) ?? new Map<string, NamedMailbox>()
    this.#count -= names.size
    names.set(name, { id, boxId, name, uidValidity })
    this.#count += names.size
    this.#boxes.set(boxId, names)
  }

  /** Takes a notice of the store. */
  hear(notice: Notice): void {
    if (notice.kind === 'uncertain') {
      this.#notices++
      this.#forgetAll()
    } else if (notice.kind === 'mailboxes') {
      this.#notices++
      this.#count -= this.#boxes.get(notice.box)?.size ?? 0
      this.#boxes.delete(notice.box)
    }
  }

  #forgetAll(): void {
    this.#boxes.clear()
    this.#count = 0
  }
}
