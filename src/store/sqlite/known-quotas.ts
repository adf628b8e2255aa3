/**
 * What boxes use of their quotas, as notices leave it: SELECT and APPEND warn of a quota that is nearly used up, and right
 * after a commit the question is dear. What was read while writes are under way is not kept: the notices of some of them
 * would count it twice.
 */
import type { BoxId } from '../../ports/directory.ts'
import type { Quota } from '../../ports/mailboxes.ts'
import type { Notice } from '../../ports/store.ts'

export type StoredQuota = Omit<Quota, 'maxMessages'>

/** Boxes that are kept at a time, a hundred octets each; with one more all are read anew. */
const mostBoxes = 20_000

export class KnownQuotas {
  readonly #boxes = new Map<BoxId, StoredQuota>()
  readonly #isSettled: () => boolean

  /** `isSettled`: every commit was told of. */
  constructor(isSettled: () => boolean) {
    this.#isSettled = isSettled
  }

  /** `read`: from the database, at once. */
  of(box: BoxId, read: () => StoredQuota | undefined): StoredQuota | undefined {
    const known = this.#boxes.get(box)
    if (known !== undefined) return known
    const quota = read()
    if (quota === undefined || !this.#isSettled()) return quota
    if (this.#boxes.size >= mostBoxes) this.#clear()
    this.#boxes.set(box, quota)
    return quota
  }

  /** Takes a notice of the store. */
  hear(notice: Notice): void {
    if (notice.kind === 'directory' || notice.kind === 'uncertain') this.#clear()
    // What left is told without its size.
    if (notice.kind === 'expunged' || notice.kind === 'mailboxes') this.#boxes.delete(notice.box)
    if (notice.kind !== 'arrived') return
    const known = this.#boxes.get(notice.box)
    if (known === undefined) return
    const { sizesBytes } = notice
    const usedBytes = sizesBytes.reduce((sum, size) => sum + size, known.usedBytes)
    this.#boxes.set(notice.box, { ...known, usedBytes, messages: known.messages + sizesBytes.length })
  }

  #clear(): void {
    this.#boxes.clear()
  }
}
