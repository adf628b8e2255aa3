/** One box's mailboxes by name. */
import { fail, ok, type Result } from '../base/result.ts'
import type {
  AccountEvent,
  AppendedMessage,
  AppendRefusal,
  ImapAccount,
  MailboxListener,
  SelectedMailbox,
  Watch,
} from '../imap/backend.ts'
import type { Box } from '../ports/directory.ts'
import type { Mailbox, MailboxError, MailboxId, MailboxRole, Quota } from '../ports/mailboxes.ts'
import type { Acting } from '../ports/shares.ts'
import type { MailboxBackendOptions } from './backend.ts'
import type { KnownNames, NamedMailbox } from './known-names.ts'
import { BoxMetadata } from './metadata.ts'
import type { Mirrors } from './mirrors.ts'
import { newMessage } from './new-message.ts'
import { type FindTarget, OpenMailbox, type Target } from './open-mailbox.ts'
import type { Watchers } from './watchers.ts'

/** What the accounts of all sessions share, and the number of this one's session. */
export interface SharedParts {
  readonly mirrors: Mirrors
  readonly watchers: Watchers
  readonly names: KnownNames
  readonly session: number
}

/** Of every mailbox of one's own (RFC 9208 §3.1). */
export const ownQuotaRoot = ''

type NamesEvent = Extract<AccountEvent, { readonly kind: 'names' }>

export class Account implements ImapAccount {
  readonly without: readonly string[]
  readonly #box: Box
  readonly #mirrors: Mirrors
  readonly #watchers: Watchers
  readonly #names: KnownNames
  readonly #session: number
  #listener: ((event: AccountEvent) => void) | undefined
  /** Which change of names is the one that this session has in hand: who makes it need not be told. */
  #isOwn: ((event: NamesEvent) => boolean) | undefined
  readonly metadata: BoxMetadata
  readonly #options: MailboxBackendOptions

  readonly #target: FindTarget

  /** `target`: where COPY and MOVE lead. */
  constructor(
    box: Box,
    { mirrors, watchers, names, session }: SharedParts,
    options: MailboxBackendOptions,
    target: FindTarget,
  ) {
    this.#box = box
    this.without = box.imapWithout
    this.#mirrors = mirrors
    this.#watchers = watchers
    this.#names = names
    this.#session = session
    this.#options = options
    this.#target = target
    this.metadata = new BoxMetadata(box, options.store, session)
  }

  watch(listener: (event: AccountEvent) => void): Watch {
    this.#listener = listener
    const watch = this.#watchers.watch(this.#box.id, (event, by) => {
      const isOwn = event.kind === 'names' ? this.#isOwn?.(event) : by === this.#session
      if (!isOwn) listener(event)
    })
    return {
      mailbox: id => this.#options.store.read.mailboxes.byId(id),
      [Symbol.dispose]: () => watch[Symbol.dispose](),
    }
  }

  list(): Promise<readonly Mailbox[]> {
    return this.#options.store.read.mailboxes.list(this.#box.id)
  }

  status(name: string): Promise<Mailbox | undefined> {
    return this.#options.store.read.mailboxes.byName(this.#box.id, name)
  }

  /** As `status`, but of what does not change: it seldom asks the store. */
  async find(name: string): Promise<NamedMailbox | undefined> {
    const names = this.#names
    const known = names.find(this.#box.id, name)
    if (known !== undefined) return known
    const { moment } = names
    const mailbox = await this.status(name)
    if (mailbox !== undefined) names.keep(mailbox, moment)
    return mailbox
  }

  recent(mailbox: Mailbox): Promise<number> {
    // What was claimed meanwhile is stored only when a session leaves the mailbox.
    const first = this.#mirrors.recentUid(mailbox.id) ?? mailbox.recentUid
    return this.#options.store.read.mailboxes.countFrom(mailbox.id, first)
  }

  async deletedBytes({ id, deleted }: Mailbox): Promise<number> {
    return deleted === 0 ? 0 : await this.#options.store.read.mailboxes.deletedBytes(id)
  }

  async quotaRoot(): Promise<string> {
    return ownQuotaRoot
  }

  async quota(root: string): Promise<Quota | undefined> {
    if (root !== ownQuotaRoot) return undefined
    const { store, limits } = this.#options
    const { quotaBytes } = this.#box
    const quota = await store.read.mailboxes.quota(this.#box.id)
    return { ...(quota ?? { quotaBytes, usedBytes: 0, messages: 0 }), maxMessages: limits.boxMessages }
  }

  subscriptions(): Promise<readonly string[]> {
    return this.#options.store.read.mailboxes.subscriptions(this.#box.id)
  }

  /** What is created is subscribed to, levels above it included: some clients show nothing else. */
  create(name: string, role: MailboxRole | null): Promise<Result<Mailbox, MailboxError>> {
    return this.#asOwn(
      event => event.names.includes(name),
      () => this.#options.store.write.createMailbox(this.#box.id, name, role, true),
    )
  }

  rename(from: string, to: string): Promise<Result<void, MailboxError>> {
    return this.#asOwn(
      ({ renamed }) => renamed?.from === from && renamed.to === to,
      () => this.#options.store.write.renameMailbox(this.#box.id, from, to),
    )
  }

  remove(name: string): Promise<Result<MailboxId, MailboxError>> {
    return this.#asOwn(
      event => event.names.includes(name),
      () => this.#options.store.write.removeMailbox(this.#box.id, name),
    )
  }

  async subscribe(name: string, subscribed: boolean): Promise<Result<void, MailboxError>> {
    await this.#asOwn(
      event => event.subscription === name,
      () => this.#options.store.write.subscribe(this.#box.id, name, subscribed),
    )
    return ok(undefined)
  }

  async append(
    name: string,
    messages: readonly AppendedMessage[],
  ): Promise<Result<{ uidValidity: number; uids: Uint32Array }, MailboxError | AppendRefusal>> {
    const mailbox = await this.find(name)
    return mailbox === undefined ? fail({ reason: 'not-found' }) : await this.appendTo(mailbox.id, messages)
  }

  /** `as`: into a mailbox that is not the account's own. */
  async appendTo(
    mailbox: MailboxId,
    messages: readonly AppendedMessage[],
    as?: Acting,
  ): Promise<Result<{ uidValidity: number; uids: Uint32Array }, MailboxError | AppendRefusal>> {
    for (const { bytes } of messages) {
      const refused = await this.#options.admitMessage(this.#box, bytes)
      if (refused !== undefined) return fail(refused)
    }
    const stored = messages.map(each => newMessage(mailbox, each, this.#options, as))
    const appended = await this.#options.store.write.append(stored)
    if (appended.ok) this.added(mailbox, appended.value.uids)
    return appended
  }

  async replace(
    from: SelectedMailbox,
    uid: number,
    to: string,
    message: AppendedMessage,
  ): ReturnType<ImapAccount['replace']> {
    const mailbox = await this.find(to)
    return mailbox === undefined
      ? fail({ reason: 'not-found' })
      : await this.replaceIn(from, uid, { id: mailbox.id }, message)
  }

  async replaceIn(
    from: SelectedMailbox,
    uid: number,
    { id, as }: Target,
    message: AppendedMessage,
  ): ReturnType<ImapAccount['replace']> {
    if (!(from instanceof OpenMailbox)) throw new Error('the mailbox is of another backend')
    const refused = await this.#options.admitMessage(this.#box, message.bytes)
    if (refused !== undefined) return fail(refused)
    const replaced = await from.replace(uid, newMessage(id, message, this.#options, as))
    if (replaced.ok) this.added(id, replaced.value.uids)
    return replaced
  }

  async select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined> {
    const mailbox = await this.find(name)
    if (mailbox === undefined) return undefined
    const lease = await this.#mirrors.lease(mailbox.id, listener)
    return lease && new OpenMailbox(mailbox, lease, this.#options, { target: this.#target }, this.added)
  }

  async #asOwn<T>(isOwn: (event: NamesEvent) => boolean, write: () => Promise<T>): Promise<T> {
    this.#isOwn = isOwn
    try {
      return await write()
    } finally {
      this.#isOwn = undefined
    }
  }

  /** Is told of messages that this session has put somewhere. */
  readonly added = (mailbox: MailboxId, uids: Uint32Array): void => {
    this.#listener?.({ kind: 'own', mailbox, uids })
  }
}
