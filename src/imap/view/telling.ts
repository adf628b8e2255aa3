/**
 * What a client is told of what others do to its mailboxes: with the answer of a command (RFC 3501 §5.2), while it
 * idles (RFC 2177), and between its commands (RFC 5465 §3.1).
 */

import type { MailboxChange } from '../backend.ts'
import { Disconnected } from '../connection/connection.ts'
import { Notifier } from '../notify/notifier.ts'
import type { Contexts } from '../search/contexts.ts'
import { accessCode } from '../select/access-code.ts'
import type { Session } from '../session.ts'
import { LiteralError } from '../wire/writer.ts'

export class Telling implements Disposable {
  /** Searches of the selected mailbox that are kept current, once there was one. */
  contexts: Contexts | undefined
  readonly #session: Session
  #notifier: Notifier | undefined
  #between: Promise<void> | undefined
  /** Something changed while the change before was told. */
  #isBehind = false
  /** Something is about to be told. */
  #isWoken = false
  #isIdling = false
  #isRemoved = false
  #haveRightsChanged = false

  constructor(session: Session) {
    this.#session = session
  }

  /** Made when it is first asked for: only sessions that use NOTIFY or ENABLE METADATA have one. */
  get notifier(): Notifier {
    this.#notifier ??= new Notifier(this.#session, () => this.wake())
    return this.#notifier
  }

  /** What others do to annotations is told from now on, though nobody used NOTIFY (RFC 5464 §4.1). */
  watch(): void {
    void this.notifier
  }

  /** What is being told between commands. Commands wait until it is done: the pieces of two answers must not mix. */
  get between(): Promise<void> | undefined {
    return this.#between
  }

  /** The selected mailbox is gone, and the client was not told yet. */
  get isRemoved(): boolean {
    return this.#isRemoved
  }

  /** Nothing is to be told of the mailbox that was selected any more. */
  unselect(): void {
    this.contexts = undefined
    this.#isRemoved = false
    this.#haveRightsChanged = false
  }

  /** Something happened to the selected mailbox. */
  hear(change: MailboxChange): void {
    if (change.kind === 'removed') this.#isRemoved = true
    // At once: nothing more may be read from it.
    if (change.kind === 'withdrawn') this.#session.close('Your right to read the mailbox was withdrawn')
    if (change.kind === 'rights') this.#haveRightsChanged = true
    if (this.#session.state === 'selected') {
      const { view } = this.#session.selected
      if (change.kind === 'flags') view.flagsChanged(change.modseq)
      if (change.kind === 'expunged') view.expunged(change.modseq)
    }
    this.wake()
  }

  /**
   * Tells all that changed, with what it changes of searches that are kept current: what is gone is taken out while it
   * has its number. `everything`: also what NOTIFY did not ask for, since the command in hand did it.
   */
  async all(mayExpunge: boolean, everything = false): Promise<void> {
    if (mayExpunge) this.contexts?.tellExpunged()
    await this.#changes(mayExpunge, everything)
  }

  /** Tells every change at once until the client sends a line; what it sent (RFC 2177). */
  async idle(): Promise<Buffer | undefined> {
    await this.all(true)
    this.#isIdling = true
    try {
      const line = this.#session.ask('idling')
      // What came while the rest was told.
      this.wake()
      return await line
    } finally {
      this.#isIdling = false
      await this.#between
    }
  }

  /** Something is to be told, at once if the client listens now. One answer for a whole turn of the event loop. */
  wake(): void {
    if (this.#isWoken || this.#listens === undefined) return
    this.#isWoken = true
    setImmediate(() => {
      this.#isWoken = false
      const listens = this.#listens
      if (listens !== undefined && this.#session.isWaiting) this.#tellBetween(listens.mayExpunge)
    })
  }

  [Symbol.dispose](): void {
    this.#notifier?.[Symbol.dispose]()
    this.#notifier = undefined
  }

  get #listens(): { readonly mayExpunge: boolean } | undefined {
    return this.#isIdling ? { mayExpunge: true } : this.#notifier?.listens
  }

  #tellBetween(mayExpunge: boolean): void {
    if (this.#between !== undefined) {
      this.#isBehind = true
      return
    }
    const { connection, log, writer } = this.#session
    const tell = async () => {
      await writer.ready()
      await this.all(mayExpunge)
      writer.flush()
    }
    this.#between = tell()
      .catch((error: unknown) => {
        if (!(error instanceof Disconnected)) log.error({ err: error }, 'imap changes were not told')
        connection.destroy()
      })
      .finally(() => {
        this.#between = undefined
        if (this.#isBehind) this.wake()
        this.#isBehind = false
      })
  }

  async #changes(mayExpunge: boolean, everything: boolean): Promise<void> {
    if (this.#session.state === 'selected') {
      if (this.#isRemoved) return this.#session.close('The mailbox was deleted')
      if (this.#haveRightsChanged) this.#rights()
    }
    if (this.#notifier !== undefined)
      await this.#notifier.tell(mayExpunge, everything, () => this.#searches())
    else if (this.#session.state === 'selected') {
      this.#session.selected.view.tell(this.#session.writer, mayExpunge)
      await this.#searches()
    }
  }

  async #searches(): Promise<void> {
    await this.contexts?.tellChanged().catch((error: unknown) => {
      // What is written next would be taken for the rest of a literal.
      if (error instanceof Disconnected || error instanceof LiteralError) throw error
      // The command in hand did what it should; what changed is looked at again with the next.
      this.#session.log.error({ err: error }, 'search results were not updated')
    })
  }

  /** RFC 3501 §7.1: that a mailbox can be changed, or not any more, is told while it is selected, too. */
  #rights(): void {
    this.#haveRightsChanged = false
    const { selected, writer } = this.#session
    selected.view.writeFlags(writer)
    writer.text(`* OK [${accessCode(selected)}] Your rights in the mailbox have changed\r\n`)
  }
}
