/** What persons see of mailboxes that are not their own, while sessions of theirs have them selected. */
import type { Logger } from '../base/log.ts'
import type { MailboxListener } from '../imap/backend.ts'
import { hasRights } from '../imap/wire/rights.ts'
import type { BoxId } from '../ports/directory.ts'
import type { MailboxId, MailboxReads } from '../ports/mailboxes.ts'
import { rightBits, type ShareReads } from '../ports/shares.ts'
import type { Notice } from '../ports/store.ts'
import type { Mirror } from './mirror.ts'
import type { Mirrors } from './mirrors.ts'
import { PersonalMessages } from './personal-messages.ts'

type SeenNotice = Extract<Notice, { readonly kind: 'seen' }>

export interface PersonalLease extends Disposable {
  readonly mirror: PersonalMessages
}

interface Reads {
  readonly shares: ShareReads
  readonly mailboxes: Pick<MailboxReads, 'byId'>
}

interface Open {
  readonly person: BoxId
  readonly box: BoxId
  readonly mailbox: MailboxId
  readonly listeners: Set<MailboxListener>
  /** Undefined while what the person has seen is being read. */
  messages: PersonalMessages | undefined
  loading: Promise<PersonalMessages> | undefined
  readonly early: SeenNotice[]
  users: number
}

/** Runs read in one turn of the event loop. */
const runsAtATime = 8192

export class PersonalMirrors {
  readonly #mirrors: Mirrors
  readonly #reads: Reads
  readonly #log: Logger
  readonly #open = new Map<string, Open>()

  constructor(mirrors: Mirrors, reads: Reads, log: Logger) {
    this.#mirrors = mirrors
    this.#reads = reads
    this.#log = log
  }

  /** undefined when the mailbox is gone. */
  async lease(
    person: BoxId,
    mailbox: { readonly id: MailboxId; readonly boxId: BoxId },
    listener: MailboxListener,
  ): Promise<PersonalLease | undefined> {
    const base = await this.#mirrors.lease(mailbox.id, listener)
    if (base === undefined) return undefined
    const key = `${mailbox.id} ${person}`
    let open = this.#open.get(key)
    if (open === undefined) {
      open = {
        ...{ person, box: mailbox.boxId, mailbox: mailbox.id },
        ...{ listeners: new Set(), messages: undefined, loading: undefined, early: [], users: 0 },
      }
      this.#open.set(key, open)
    }
    const held = open
    held.users++
    const leave = () => {
      held.listeners.delete(listener)
      base[Symbol.dispose]()
      if (--held.users === 0 && this.#open.get(key) === held) this.#open.delete(key)
    }
    try {
      held.loading ??= this.#load(held, base.mirror)
      const mirror = await held.loading
      held.listeners.add(listener)
      let isHeld = true
      return {
        mirror,
        [Symbol.dispose]: () => {
          if (isHeld) leave()
          isHeld = false
        },
      }
    } catch (error) {
      leave()
      throw error
    }
  }

  /** Takes a notice of the store, after the shared mirrors did. */
  hear(notice: Notice): void {
    if (notice.kind === 'seen') this.#hearSeen(notice)
    if (notice.kind !== 'rights' && notice.kind !== 'logged-out') return
    for (const open of this.#open.values()) {
      if (open.box !== notice.box) continue
      if (notice.kind === 'rights' && notice.person !== null && notice.person !== open.person) continue
      this.#lookAgain(open).catch((error: unknown) => {
        this.#log.error({ err: error, mailbox: open.mailbox }, 'rights were not looked at again')
        for (const listener of open.listeners) listener({ kind: 'withdrawn' })
      })
    }
  }

  #hearSeen(notice: SeenNotice): void {
    const open = this.#open.get(`${notice.mailbox} ${notice.person}`)
    if (open === undefined) return
    if (open.messages === undefined) {
      open.early.push(notice)
      return
    }
    open.messages.hear(notice.uids, notice.seen, notice.modseq)
    if (notice.quiet) return
    for (const listener of open.listeners) listener({ kind: 'flags', modseq: notice.modseq })
  }

  async #load(open: Open, base: Mirror): Promise<PersonalMessages> {
    const messages = new PersonalMessages(base)
    // Read before what is seen: clients take it that they know every change up to it.
    const personal = await this.#reads.shares.modseq(open.person, open.mailbox)
    const stored = await this.#reads.mailboxes.byId(open.mailbox)
    messages.startModseqs(personal, stored?.modseq ?? 0)
    for (let after = 0; ; ) {
      const runs = await this.#reads.shares.seenRuns(open.person, open.mailbox, after, runsAtATime)
      messages.takeRuns(runs)
      if (runs.first.length < runsAtATime) break
      after = runs.first.at(-1)!
    }
    messages.rights = await this.#reads.shares.rights(open.person, open.mailbox)
    for (const { uids, seen, modseq } of open.early.splice(0)) messages.hear(uids, seen, modseq)
    open.messages = messages
    return messages
  }

  async #lookAgain(open: Open): Promise<void> {
    // Rights that change while they are being read are read after that.
    const messages = open.messages ?? (await open.loading)
    if (messages === undefined) return
    const rights = await this.#reads.shares.rights(open.person, open.mailbox)
    if (rights === messages.rights) return
    messages.rights = rights
    const kind = hasRights(rights, rightBits.r) ? 'rights' : 'withdrawn'
    for (const listener of open.listeners) listener({ kind })
  }
}
