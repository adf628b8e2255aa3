/** The headers that are kept of letters, for a session's FETCH, which never fails for want of them. */
import type { Logger } from '../base/log.ts'
import type { KeptHeaders } from '../imap/backend.ts'
import { type KeptHeader, keptHeaderBytes } from '../ports/kept-headers.ts'
import { keptBatchBytes } from '../ports/kept-texts.ts'
import type { MailboxId, ViewId } from '../ports/mailboxes.ts'
import { StoreError } from '../ports/store.ts'
import type { MailboxStore } from './backend.ts'

export class MailboxHeaders implements KeptHeaders {
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

  async headers(
    recipe: number,
    ids: readonly ViewId[],
    which: 'listed' | 'whole',
  ): ReturnType<KeptHeaders['headers']> {
    // What cannot be read is told of once, and not tried for every batch.
    if (this.#isDamaged) return []
    try {
      return await this.#store.read.keptHeaders.headers(recipe, ids, which)
    } catch (error) {
      this.#isDamaged = true
      this.#log.warn({ err: error, mailbox: this.#mailbox }, 'the headers that are kept cannot be read')
      return []
    }
  }

  /** Nobody waits for it: what is lost, or too much at a time, is read from the letter once more. */
  keep(recipe: number, headers: readonly KeptHeader[]): void {
    const bytes = headers.reduce((sum, kept) => sum + keptHeaderBytes(kept), 0)
    if (this.#isDamaged || this.#isRefused || this.#underWayBytes + bytes > keptBatchBytes) return
    this.#underWayBytes += bytes
    this.#store.write
      .keepHeaders(recipe, headers)
      .catch((error: unknown) => {
        if (error instanceof StoreError && error.reason === 'io') this.#isRefused = true
        this.#log.warn({ err: error, mailbox: this.#mailbox }, 'headers were not kept')
      })
      .finally(() => {
        this.#underWayBytes -= bytes
      })
  }
}
