/**
 * A box's own mailboxes, and those of offices in which its owner has rights (RFC 4314), by their names in the other
 * users' namespace. Each operation is held against the rights as they are committed at that moment; a mailbox that one
 * may not look up is one that does not exist (RFC 4314 §6).
 */
import { fail, ok, type Result } from '../base/result.ts'
import {
  type AppendedMessage,
  type AppendRefusal,
  type ImapAccount,
  type MailboxListener,
  type SelectedMailbox,
  ToldFailure,
} from '../imap/backend.ts'
import { changeableFlags, hasRights } from '../imap/wire/rights.ts'
import type { Box } from '../ports/directory.ts'
import type { Mailbox, MailboxError, MailboxRole } from '../ports/mailboxes.ts'
import { type Acting, rightBits, type SharedMailbox } from '../ports/shares.ts'
import { Account } from './account.ts'
import { AccountAcls } from './acls.ts'
import type { MailboxBackendOptions } from './backend.ts'
import type { Mirrors } from './mirrors.ts'
import { OpenMailbox, type Target } from './open-mailbox.ts'
import type { PersonalMirrors } from './personal-mirrors.ts'
import { parseSharedName, sharedName, sharedPrefix } from './shared-name.ts'

/** Where a name leads. */
type Place =
  | { readonly kind: 'own' }
  /** `office`: undefined when the person has no right in it, or there is none. */
  | {
      readonly kind: 'shared'
      readonly address: string
      readonly name: string
      readonly office: { readonly id: number; readonly rights: number } | undefined
    }

export class SharingAccount implements ImapAccount {
  readonly acl: AccountAcls
  readonly #box: Box
  readonly #own: Account
  readonly #personal: PersonalMirrors
  readonly #options: MailboxBackendOptions

  constructor(box: Box, mirrors: Mirrors, personal: PersonalMirrors, options: MailboxBackendOptions) {
    this.#box = box
    this.#own = new Account(box, mirrors, options, name => this.#target(name))
    this.#personal = personal
    this.#options = options
    this.acl = new AccountAcls(box, this.#own, options)
  }

  async list(): Promise<readonly Mailbox[]> {
    const own = await this.#own.list()
    const shared = await this.#options.store.read.shares.mailboxesFor(this.#box.id)
    if (shared.length === 0) return own
    return [
      ...own,
      ...shared.filter(each => hasRights(each.rights, rightBits.l)).map(each => this.#seen(each)),
    ]
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

  subscriptions(): Promise<readonly string[]> {
    return this.#own.subscriptions()
  }

  async create(name: string, role: MailboxRole | null): Promise<Result<void, MailboxError>> {
    const place = await this.#place(name)
    if (place.kind === 'own')
      return isOfOthers(name) ? fail({ reason: 'no-permission' }) : this.#own.create(name, role)
    if (place.office === undefined || place.name === '') return fail({ reason: 'no-permission' })
    if (!hasRights(await this.#rightsAbove(place), rightBits.k)) return fail({ reason: 'no-permission' })
    // RFC 6154 §3: a special use is of one's own mailboxes.
    if (role !== null) throw new ToldFailure('USEATTR', 'A shared mailbox has no special use')
    const created = await this.#options.store.write.createMailbox(place.office.id, place.name, null)
    if (!created.ok) return created
    return await this.#own.subscribe(name, true)
  }

  async rename(from: string, to: string): Promise<Result<void, MailboxError>> {
    const source = await this.#place(from)
    const target = await this.#place(to)
    if (source.kind === 'own' && target.kind === 'own')
      return isOfOthers(to) ? fail({ reason: 'no-permission' }) : this.#own.rename(from, to)
    if (source.kind === 'own' || target.kind === 'own' || source.address !== target.address)
      throw new ToldFailure('CANNOT', 'A mailbox stays in its box')
    const found = await this.#options.store.read.shares.mailboxFor(this.#box.id, source.address, source.name)
    const refused = lacking(found, rightBits.x)
    if (found === undefined || refused !== undefined) return fail(refused ?? { reason: 'not-found' })
    if (found.mailbox.role !== null) return fail({ reason: 'inbox' })
    if (!hasRights(await this.#rightsAbove(target), rightBits.k)) return fail({ reason: 'no-permission' })
    return await this.#options.store.write.renameMailbox(found.office, source.name, target.name)
  }

  async remove(name: string): Promise<Result<void, MailboxError>> {
    const found = await this.#shared(name)
    if (found === 'own') return await this.#own.remove(name)
    const refused = lacking(found, rightBits.x)
    if (found === undefined || refused !== undefined) return fail(refused ?? { reason: 'not-found' })
    return await this.#options.store.write.removeMailbox(found.office, found.mailbox.name, this.#acting(0))
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
    // Flags that may not be set are left out (RFC 4314 §4).
    const allowed = messages.map(message => ({
      ...message,
      flags: message.flags & as.mask,
      keywords: as.mask > 31 ? message.keywords : [],
    }))
    return await this.#own.appendTo(id, allowed, as)
  }

  async select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined> {
    const found = await this.#shared(name)
    if (found === 'own') return await this.#own.select(name, listener)
    if (found === undefined) return undefined
    if (!hasRights(found.rights, rightBits.r)) throw notPermitted(found)
    const lease = await this.#personal.lease(this.#box.id, found.mailbox, listener)
    if (lease === undefined) return undefined
    const { mirror } = lease
    const shared = {
      get rights() {
        return mirror.rights
      },
      acting: (mask: number) => this.#acting(mask),
    }
    return new OpenMailbox(this.#seen(found), lease, this.#options, {
      target: to => this.#target(to),
      shared,
    })
  }

  /** A mailbox for APPEND, COPY and MOVE. */
  async #target(name: string): Promise<Result<Target, MailboxError>> {
    const found = await this.#shared(name)
    if (found === 'own') {
      const own = await this.#own.status(name)
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
  #seen({ address, mailbox, rights }: SharedMailbox): Mailbox {
    const name = sharedName(address, this.#box.address, mailbox.name)
    const seen = { ...mailbox, name, role: null }
    return hasRights(rights, rightBits.r) ? seen : { ...seen, uncounted: true }
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

  /** Rights in the nearest mailbox above, or in those to come at the top. */
  async #rightsAbove({ address, name, office }: Extract<Place, { kind: 'shared' }>): Promise<number> {
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const above = await this.#options.store.read.shares.mailboxFor(this.#box.id, address, name.slice(0, at))
      if (above !== undefined) return above.rights
    }
    return office?.rights ?? 0
  }
}

function isOfOthers(name: string): boolean {
  return `${name}/`.startsWith(sharedPrefix)
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
