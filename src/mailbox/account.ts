/** One box's mailboxes by name. */
import { fail, ok, type Result } from '../base/result.ts'
import type {
  AppendedMessage,
  AppendRefusal,
  ImapAccount,
  MailboxListener,
  SelectedMailbox,
} from '../imap/backend.ts'
import { storedStructure } from '../mail/stored.ts'
import { scanMessage } from '../mail/structure.ts'
import type { Box } from '../ports/directory.ts'
import type { Mailbox, MailboxError, MailboxId, MailboxRole, NewMessage } from '../ports/mailboxes.ts'
import type { Acting } from '../ports/shares.ts'
import type { MailboxBackendOptions } from './backend.ts'
import type { Mirrors } from './mirrors.ts'
import { type FindTarget, OpenMailbox } from './open-mailbox.ts'

const noPrefix = new Uint8Array(0)

export class Account implements ImapAccount {
  readonly #box: Box
  readonly #mirrors: Mirrors
  readonly #options: MailboxBackendOptions

  readonly #target: FindTarget

  /** `target`: where COPY and MOVE lead. */
  constructor(box: Box, mirrors: Mirrors, options: MailboxBackendOptions, target: FindTarget) {
    this.#box = box
    this.#mirrors = mirrors
    this.#options = options
    this.#target = target
  }

  list(): Promise<readonly Mailbox[]> {
    return this.#options.store.read.mailboxes.list(this.#box.id)
  }

  status(name: string): Promise<Mailbox | undefined> {
    return this.#options.store.read.mailboxes.byName(this.#box.id, name)
  }

  recent(mailbox: Mailbox): Promise<number> {
    // What was claimed meanwhile is stored only when a session leaves the mailbox.
    const first = this.#mirrors.recentUid(mailbox.id) ?? mailbox.recentUid
    return this.#options.store.read.mailboxes.countFrom(mailbox.id, first)
  }

  subscriptions(): Promise<readonly string[]> {
    return this.#options.store.read.mailboxes.subscriptions(this.#box.id)
  }

  /** What is created is subscribed to, levels above it included: some clients show nothing else. */
  async create(name: string, role: MailboxRole | null): Promise<Result<void, MailboxError>> {
    const { write } = this.#options.store
    const known = new Set((await this.list()).map(mailbox => mailbox.name))
    const created = await write.createMailbox(this.#box.id, name, role)
    if (!created.ok) return created
    for (const made of [...levelsAbove(name), name]) {
      if (!known.has(made)) await write.subscribe(this.#box.id, made, true)
    }
    return ok(undefined)
  }

  rename(from: string, to: string): Promise<Result<void, MailboxError>> {
    return this.#options.store.write.renameMailbox(this.#box.id, from, to)
  }

  remove(name: string): Promise<Result<void, MailboxError>> {
    return this.#options.store.write.removeMailbox(this.#box.id, name)
  }

  async subscribe(name: string, subscribed: boolean): Promise<Result<void, MailboxError>> {
    await this.#options.store.write.subscribe(this.#box.id, name, subscribed)
    return ok(undefined)
  }

  async append(
    name: string,
    messages: readonly AppendedMessage[],
  ): Promise<Result<{ uidValidity: number; uids: Uint32Array }, MailboxError | AppendRefusal>> {
    const mailbox = await this.status(name)
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
    return await this.#options.store.write.append(messages.map(each => this.#stored(mailbox, each, as)))
  }

  async select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined> {
    const mailbox = await this.status(name)
    if (mailbox === undefined) return undefined
    const lease = await this.#mirrors.lease(mailbox.id, listener)
    return lease && new OpenMailbox(mailbox, lease, this.#options, { target: this.#target })
  }

  #stored(mailbox: MailboxId, message: AppendedMessage, as: Acting | undefined): NewMessage {
    const { bytes, flags, keywords, internalDateMs } = message
    const root = scanMessage(bytes, this.#options.limits)
    const view = {
      prefix: noPrefix,
      slices: [{ from: 'form', start: 0, end: bytes.length } as const],
      sizeBytes: bytes.length,
      structure: storedStructure(bytes, root, 0),
    }
    return {
      mailbox,
      bytes,
      view,
      flags,
      keywords,
      internalDateMs: internalDateMs ?? this.#options.clock.now(),
      ...(as && { as }),
    }
  }
}

/** From the top down. */
function levelsAbove(name: string): string[] {
  const levels: string[] = []
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) levels.push(name.slice(0, at))
  return levels
}
