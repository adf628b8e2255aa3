/** What is kept of letters for the searches of a session, none of which fails for want of it. */
import type { Logger } from '../base/log.ts'
import type { KeptTexts } from '../imap/backend.ts'
import { type KeptSlab, type KeptText, keptBatchBytes, keptBytes } from '../ports/kept-texts.ts'
import type { MailboxId, ViewId } from '../ports/mailboxes.ts'
import { StoreError } from '../ports/store.ts'
import type { MailboxStore } from './backend.ts'

export class SearchTexts implements KeptTexts {
  readonly #store: MailboxStore
  readonly #mailbox: MailboxId
  readonly #log: Logger
  /** Octets on their way into the store. */
  #underWayBytes = 0
  #isDamaged = false
  /** The disk refused what was written: it failed the letters, too, that were in the same commit. */
  #isRefused = false

  constructor(store: MailboxStore, mailbox: MailboxId, log: Logger) {
    this.#store = store
    this.#mailbox = mailbox
    this.#log = log
  }

  filters(recipe: number, ids: readonly ViewId[]): ReturnType<KeptTexts['filters']> {
    return this.#store.read.keptTexts.filters(recipe, ids).catch(error => this.#nothing(error))
  }

  texts(recipe: number, ids: readonly ViewId[]): ReturnType<KeptTexts['texts']> {
    return this.#store.read.keptTexts.texts(recipe, ids).catch(error => this.#nothing(error))
  }

  async slabs(recipe: number, uid: number): Promise<readonly KeptSlab[]> {
    const { keptTexts } = this.#store.read
    const slabs = await keptTexts.slabs?.(recipe, this.#mailbox, uid).catch(error => this.#nothing(error))
    return (slabs ?? []).map(slab => ({
      ...slab,
      records: numbers => slab.records(numbers).catch(error => new Map(this.#nothing(error))),
    }))
  }

  /** Nobody waits for it: what is lost, or too much at a time, is read once more. */
  keep(recipe: number, texts: readonly KeptText[]): void {
    // What cannot be read had better not be written, in one commit with letters.
    if (this.#isDamaged || this.#isRefused) return
    let bytes = 0
    const taken = texts.filter(text => {
      if (this.#underWayBytes + bytes + keptBytes(text) > keptBatchBytes) return false
      bytes += keptBytes(text)
      return true
    })
    if (taken.length === 0) return
    this.#underWayBytes += bytes
    this.#store.write
      .keepTexts(recipe, taken)
      .catch((error: unknown) => {
        if (error instanceof StoreError && error.reason === 'io') this.#isRefused = true
        this.#log.warn({ err: error, mailbox: this.#mailbox }, 'texts for searches were not kept')
      })
      .finally(() => {
        this.#underWayBytes -= bytes
      })
  }

  /** Told once: every batch of every search would else tell it again. */
  #nothing(error: unknown): [] {
    if (!this.#isDamaged)
      this.#log.warn({ err: error, mailbox: this.#mailbox }, 'what is kept for searches cannot be read')
    this.#isDamaged = true
    return []
  }
}
