/**
 * A box's own mailboxes, and those of offices in which its owner has rights (RFC 4314), by their names in the other
 * users' namespace. Each operation is held against the rights as they are committed at that moment; a mailbox that one
 * may not look up is one that does not exist (RFC 4314 §6).
 */
import { fail, ok, type Result } from '../base/result.ts'
import {
  type AccountEvent,
  type AppendedMessage,
  type AppendRefusal,
  type ImapAccount,
  type MailboxListener,
  type SelectedMailbox,
  ToldFailure,
  type Watch,
} from '../imap/backend.ts'
import { changeableFlags, hasRights } from '../imap/wire/rights.ts'
import type { Box } from '../ports/directory.ts'
import type { Mailbox, MailboxError, MailboxId, MailboxRole, Quota } from '../ports/mailboxes.ts'
import { type Acting, rightBits, type SharedMailbox } from '../ports/shares.ts'
import { Account, ownQuotaRoot, type SharedParts } from './account.ts'
import { AccountAcls } from './acls.ts'
import type { MailboxBackendOptions } from './backend.ts'
import { OpenMailbox, type Target } from './open-mailbox.ts'
import type { PersonalMirrors } from './personal-mirrors.ts'
import { SharedMetadata } from './shared-metadata.ts'
import { isSharedName, parseSharedName, sharedName } from './shared-name.ts'
import { SharedWatch } from './shared-watch.ts'

/** Where a name leads. */
type Place =
  | { readonly kind: 'own' }
  | {
      readonly kind: 'shared'
      readonly address: string
      readonly name: string
      /** With the rights in mailboxes to come at its top. */
      readonly office: { readonly id: number; readonly rights: number }
    }

type Parts = SharedParts & { readonly personal: PersonalMirrors }

export class SharingAccount implements ImapAccount {
  readonly acl: AccountAcls
  readonly metadata: SharedMetadata
  readonly #box: Box
  readonly #own: Account
  readonly #parts: Parts
  readonly #options: MailboxBackendOptions
  #watch: SharedWatch | undefined

  constructor(box: Box, parts: Parts, options: MailboxBackendOptions) {
    this.#box = box
    this.#own = new Account(box, parts, options, name => this.#target(name))
    this.#parts = parts
    this.#options = options
    this.acl = new AccountAcls(box, this.#own, options)
    const find = (name: string) => this.#visible(name)
    this.metadata = new SharedMetadata(box.id, this.#own.metadata, options.store, find, parts.session)
  }

  get without(): readonly string[] {
    return this.#own.without
  }

  watch(listener: (event: AccountEvent) => void): Watch {
    const { store, log } = this.#options
    const { watchers, session } = this.#parts
    const own = this.#own.watch(listener)
    const nameOf = (shared: SharedMailbox) => this.#seen(shared).name
    const { shares, mailboxes } = store.read
    const parts = { watchers, shares, mailboxes, nameOf, session, log }
    const shared = new SharedWatch(this.#box.id, parts, listener)
    this.#watch = shared
    return {
      ready: shared.ready,
      mailbox: async id => {
        const mailbox = await own.mailbox(id)
        return mailbox === undefined || mailbox.boxId === this.#box.id ? mailbox : await this.#watched(id)
      },
      [Symbol.dispose]: () => {
        own[Symbol.dispose]()
        shared[Symbol.dispose]()
        if (this.#watch === shared) this.#watch = undefined
      },
    }
  }

  async list(): Promise<readonly Mailbox[]> {
    const own = await this.#own.list()
    const shared = await this.#options.store.read.shares.mailboxesFor(this.#box.id)
    if (shared.length === 0) return own
    const subscribed = new Set(await this.subscriptions())
    const visible = shared.filter(each => hasRights(each.rights, rightBits.l))
    return [...own, ...visible.map(each => this.#seen(each, subscribed))]
  }

  async status(name: string): Promise<Mailbox | undefined> {
    const found = await this.#shared(name)
    if (found === 'own') return await this.#own.status(name)
    if (found === undefined) return undefined
    if (!hasRights(found.rights, rightBits.r)) throw notPermitted(found)
    return this.#seen(found)
  }

  recent(mailbox: Mailbox): Promise<number> {
    return this.#own.recent(mailbox)
  }

  deletedBytes(mailbox: Mailbox): Promise<number> {
    return this.#own.deletedBytes(mailbox)
  }

  /** Of a shared mailbox the office's address; only to whoever may read there (RFC 9208 §6). */
  async quotaRoot(name: string): Promise<string | undefined> {
    const place = await this.#place(name)
    if (place.kind === 'own') return ownQuotaRoot
    const found = await this.#options.store.read.shares.mailboxFor(this.#box.id, place.address, place.name)
    const rights = found?.rights ?? (await this.#rightsAbove(place))
    return hasRights(rights, rightBits.r) ? place.address : undefined
  }

  async quota(root: string): Promise<Quota | undefined> {
    if (root === ownQuotaRoot) return await this.#own.quota(root)
    const { store, limits } = this.#options
    const shared = await store.read.shares.mailboxesFor(this.#box.id)
    const readable = shared.find(({ address, rights }) => address === root && hasRights(rights, rightBits.r))
    const quota = readable && (await store.read.mailboxes.quota(readable.office))
    return quota && { ...quota, maxMessages: limits.boxMessages }
  }

  subscriptions(): Promise<readonly string[]> {
    return this.#own.subscriptions()
  }

  async create(name: string, role: MailboxRole | null): Promise<Result<Mailbox, MailboxError>> {
    const place = await this.#place(name)
    if (place.kind === 'own')
      return isSharedName(name) ? fail({ reason: 'no-permission' }) : this.#own.create(name, role)
    const { office } = place
    if (place.name === '') return fail({ reason: 'no-permission' })
    if (!hasRights(await this.#rightsAbove(place), rightBits.k)) return fail({ reason: 'no-permission' })
    // RFC 6154 §3: a special use is of one's own mailboxes.
    if (role !== null) throw new ToldFailure('USEATTR', 'A shared mailbox has no special use')
    const created = await this.#asOwn([name], () =>
      this.#options.store.write.createMailbox(office.id, place.name, null),
    )
    if (!created.ok) return fail(await this.#inTheWay(name, created.error))
    await this.#own.subscribe(name, true)
    return ok({ ...created.value, name })
  }

  async rename(from: string, to: string): Promise<Result<void, MailboxError>> {
    const source = await this.#place(from)
    const target = await this.#place(to)
    if (source.kind === 'own' && target.kind === 'own')
      return isSharedName(to) ? fail({ reason: 'no-permission' }) : this.#own.rename(from, to)
    if (source.kind === 'own' || target.kind === 'own' || source.address !== target.address)
      throw new ToldFailure('CANNOT', 'A mailbox stays in its box')
    const found = await this.#options.store.read.shares.mailboxFor(this.#box.id, source.address, source.name)
    const refused = lacking(found, rightBits.x)
    if (found === undefined || refused !== undefined) return fail(refused ?? { reason: 'not-found' })
    if (found.mailbox.role !== null) return fail({ reason: 'inbox' })
    if (!hasRights(await this.#rightsAbove(target), rightBits.k)) return fail({ reason: 'no-permission' })
    const renamed = await this.#asOwn([from, to], () =>
      this.#options.store.write.renameMailbox(found.office, source.name, target.name),
    )
    return renamed.ok ? renamed : fail(await this.#inTheWay(to, renamed.error))
  }

  async remove(name: string): Promise<Result<MailboxId, MailboxError>> {
    const found = await this.#shared(name)
    if (found === 'own') return await this.#own.remove(name)
    const refused = lacking(found, rightBits.x)
    if (found === undefined || refused !== undefined) return fail(refused ?? { reason: 'not-found' })
    return await this.#asOwn([name], () =>
      this.#options.store.write.removeMailbox(found.office, found.mailbox.name, this.#acting(0)),
    )
  }

  async subscribe(name: string, subscribed: boolean): Promise<Result<void, MailboxError>> {
    const found = subscribed ? await this.#shared(name) : 'own'
    if (found !== 'own') {
      const refused = lacking(found, rightBits.l)
      if (refused !== undefined) return fail(refused)
    }
    return await this.#own.subscribe(name, subscribed)
  }

  async append(
    name: string,
    messages: readonly AppendedMessage[],
  ): Promise<Result<{ uidValidity: number; uids: Uint32Array }, MailboxError | AppendRefusal>> {
    const target = await this.#target(name)
    if (!target.ok) return target
    const { id, as } = target.value
    if (as === undefined) return await this.#own.appendTo(id, messages)
    return await this.#own.appendTo(
      id,
      messages.map(message => allowed(message, as)),
      as,
    )
  }

  async replace(
    from: SelectedMailbox,
    uid: number,
    to: string,
    message: AppendedMessage,
  ): ReturnType<ImapAccount['replace']> {
    const target = await this.#target(to)
    if (!target.ok) return target
    const { as } = target.value
    return await this.#own.replaceIn(
      from,
      uid,
      target.value,
      as === undefined ? message : allowed(message, as),
    )
  }

  async select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined> {
    const found = await this.#shared(name)
    if (found === 'own') return await this.#own.select(name, listener)
    if (found === undefined) return undefined
    if (!hasRights(found.rights, rightBits.r)) throw notPermitted(found)
    const lease = await this.#parts.personal.lease(this.#box.id, found.mailbox, listener)
    if (lease === undefined) return undefined
    const { mirror } = lease
    if (!hasRights(mirror.rights, rightBits.r)) {
      // They were taken away meanwhile, and there was no session to hear of it.
      lease[Symbol.dispose]()
      throw notPermitted({ ...found, rights: mirror.rights })
    }
    const shared = {
      get rights() {
        return mirror.rights
      },
      acting: (mask: number) => this.#acting(mask),
    }
    const access = { target: (to: string) => this.#target(to), shared }
    return new OpenMailbox(this.#seen(found), lease, this.#options, access, this.#own.added)
  }

  /** A mailbox for APPEND, COPY and MOVE. */
  async #target(name: string): Promise<Result<Target, MailboxError>> {
    const found = await this.#shared(name)
    if (found === 'own') {
      const own = await this.#own.find(name)
      return own === undefined ? fail({ reason: 'not-found' }) : ok({ id: own.id })
    }
    const refused = lacking(found, rightBits.i)
    if (found === undefined || refused !== undefined) {
      // TRYCREATE would lead to a refusal (RFC 4314 §4).
      if (refused?.reason === 'not-found' && !(await this.#mayCreate(name)))
        throw new ToldFailure('NONEXISTENT', 'There is no such mailbox')
      return fail(refused ?? { reason: 'not-found' })
    }
    return ok({ id: found.mailbox.id, as: this.#acting(changeableFlags(found.rights)) })
  }

  async #mayCreate(name: string): Promise<boolean> {
    const place = await this.#place(name)
    return place.kind === 'shared' && hasRights(await this.#rightsAbove(place), rightBits.k)
  }

  #acting(mask: number): Acting {
    return { person: this.#box.id, mask, at: this.#options.clock.now() }
  }

  /** Under the name that the person knows it by. Uses are of the office's own programs: a client keeps one Sent. */
  #seen({ address, mailbox, rights }: SharedMailbox, subscribed?: ReadonlySet<string>): Mailbox {
    const name = sharedName(address, this.#box.address, mailbox.name)
    const seen = { ...mailbox, name, role: null, subscribed: subscribed?.has(name) ?? false }
    return hasRights(rights, rightBits.r) ? seen : { ...seen, uncounted: true }
  }

  async #asOwn<T>(names: readonly string[], write: () => Promise<T>): Promise<T> {
    return this.#watch === undefined ? await write() : await this.#watch.asOwn(names, write)
  }

  async #watched(id: MailboxId): Promise<Mailbox | undefined> {
    const found = await this.#options.store.read.shares.mailboxById(this.#box.id, id)
    if (found === undefined || !hasRights(found.rights, rightBits.l)) return undefined
    return this.#seen(found, new Set(await this.subscriptions()))
  }

  async #visible(name: string): Promise<Mailbox | undefined> {
    const found = await this.#shared(name)
    if (found === 'own') return await this.#own.status(name)
    return found !== undefined && hasRights(found.rights, rightBits.l) ? this.#seen(found) : undefined
  }

  /** Names that only look like shared ones are one's own: they may be older than this. */
  async #place(name: string): Promise<Place> {
    const shared = parseSharedName(name, this.#box.address)
    if (shared === undefined) return { kind: 'own' }
    const office = await this.#options.store.read.shares.officeFor(this.#box.id, shared.office)
    if (office === undefined) return { kind: 'own' }
    return { kind: 'shared', address: shared.office, name: shared.mailbox, office }
  }

  async #shared(name: string): Promise<SharedMailbox | 'own' | undefined> {
    const place = await this.#place(name)
    if (place.kind === 'own') return 'own'
    return await this.#options.store.read.shares.mailboxFor(this.#box.id, place.address, place.name)
  }

  /** Rights in the nearest mailbox above that there is, known to the person or not (RFC 4314 §4), or in those to come. */
  async #rightsAbove({ name, office }: Extract<Place, { kind: 'shared' }>): Promise<number> {
    const { mailboxes, shares } = this.#options.store.read
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const above = await mailboxes.byName(office.id, name.slice(0, at))
      if (above !== undefined) return await shares.rights(this.#box.id, above.id)
    }
    return office.rights
  }

  /** That a name is taken by a mailbox that one may not look up is not told (RFC 4314 §6). */
  async #inTheWay(name: string, error: MailboxError): Promise<MailboxError> {
    return error.reason === 'exists' && (await this.#visible(name)) === undefined
      ? { reason: 'no-permission' }
      : error
  }
}

/** Flags that may not be set are left out (RFC 4314 §4). */
function allowed(message: AppendedMessage, { mask }: Acting): AppendedMessage {
  return { ...message, flags: message.flags & mask, keywords: mask > 31 ? message.keywords : [] }
}

/** Why a mailbox is not there for what needs a right; undefined when it is. */
export function lacking(found: SharedMailbox | undefined, right: number): MailboxError | undefined {
  if (found === undefined) return { reason: 'not-found' }
  if (hasRights(found.rights, right)) return undefined
  return { reason: hasRights(found.rights, rightBits.l) ? 'no-permission' : 'not-found' }
}

function notPermitted({ rights }: SharedMailbox): ToldFailure {
  return hasRights(rights, rightBits.l)
    ? new ToldFailure('NOPERM', 'You have no right to do that')
    : new ToldFailure('NONEXISTENT', 'There is no such mailbox')
}
