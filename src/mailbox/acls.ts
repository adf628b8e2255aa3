/**
 * Access control lists of mailboxes by name (RFC 4314). An office's mailboxes have them, by officials' addresses; who
 * has the office's own password, or the right `a`, changes them, and each change is committed with its leaf of the log. A
 * person's own mailboxes are his alone: the right `a` in them is nobody's.
 *
 * An entry with `-` before the address denies rights (RFC 4314 §2): they are taken off those of the same mailbox, however
 * these were given, and stay denied when somebody gives them again.
 *
 * Deliberately absent: `anyone`, and groups: whoever reads an office's letters is known by name.
 */
import { fail, ok, type Result } from '../base/result.ts'
import type { AclChange, AclEntry, AclRefusal, MailboxAcls } from '../imap/backend.ts'
import { formatRights, hasRights } from '../imap/wire/rights.ts'
import type { Box } from '../ports/directory.ts'
import type { Mailbox, MailboxError } from '../ports/mailboxes.ts'
import { allRights, rightBits } from '../ports/shares.ts'
import type { MailboxBackendOptions } from './backend.ts'
import { isSharedName, parseSharedName, sharedPrefix } from './shared-name.ts'

interface Found {
  readonly mailbox: Mailbox
  /** The box's owner by the address. */
  readonly owner: string
  readonly rights: number
}

export class AccountAcls implements MailboxAcls {
  readonly #box: Box
  readonly #own: { status(name: string): Promise<Mailbox | undefined> }
  readonly #options: MailboxBackendOptions

  constructor(
    box: Box,
    own: { status(name: string): Promise<Mailbox | undefined> },
    options: MailboxBackendOptions,
  ) {
    this.#box = box
    this.#own = own
    this.#options = options
  }

  async rights(name: string): Promise<number | undefined> {
    const found = await this.#find(name)
    // RFC 4314 §4: any of these is enough to ask.
    const { l, r, i, k, x, a } = rightBits
    return found === undefined || (found.rights & (l | r | i | k | x | a)) === 0 ? undefined : found.rights
  }

  async entries(name: string): Promise<Result<readonly AclEntry[], MailboxError>> {
    const found = await this.#administered(name)
    if (!found.ok) return found
    const { mailbox, owner } = found.value
    const entries: AclEntry[] = [{ identifier: owner, rights: ownRights(this.#isOffice(found.value)) }]
    for (const share of await this.#options.store.read.shares.entries(mailbox.boxId)) {
      if (share.mailbox !== mailbox.id) continue
      if (share.rights !== 0) entries.push({ identifier: share.address, rights: share.rights })
      if (share.denied !== 0) entries.push({ identifier: `-${share.address}`, rights: share.denied })
    }
    return ok(entries)
  }

  async change(
    name: string,
    { identifier, mode, rights }: AclChange,
  ): Promise<Result<void, MailboxError | AclRefusal>> {
    const found = await this.#administered(name)
    if (!found.ok) return found
    const { mailbox, owner } = found.value
    const gives = rights !== 0 && mode !== 'remove'
    const who = await this.#official(identifier, owner, gives ? undefined : mailbox)
    if (!who.ok) return who
    const { store, clock } = this.#options
    const detail = { office: owner, mailbox: mailbox.name, identifier, mode, rights: formatRights(rights) }
    const changed = await store.write.changeShare(
      {
        office: mailbox.boxId,
        mailbox: mailbox.id,
        person: who.value,
        rights,
        mode,
        negative: identifier.startsWith('-'),
      },
      {
        at: clock.now(),
        operator: this.#box.address,
        role: 'official',
        operation: 'share.setacl',
        detail: JSON.stringify(detail),
      },
    )
    if (changed.ok) return changed
    return changed.error.reason === 'not-found' ? fail({ reason: 'not-found' }) : fail(full)
  }

  async grantable(
    name: string,
    identifier: string,
  ): Promise<Result<{ readonly always: number; readonly optional: number }, MailboxError | AclRefusal>> {
    const found = await this.#administered(name)
    if (!found.ok) return found
    if (identifier.toLowerCase() === found.value.owner) return ok({ always: allRights, optional: 0 })
    const who = await this.#official(identifier, found.value.owner)
    return who.ok ? ok({ always: 0, optional: allRights }) : who
  }

  async othersPrefix(): Promise<string | undefined> {
    const shared = await this.#options.store.read.shares.mailboxesFor(this.#box.id)
    return shared.length > 0 ? sharedPrefix : undefined
  }

  isOthers(name: string): boolean {
    return isSharedName(name)
  }

  /** `listed`: also somebody who left, as long as the mailbox's list has him. */
  async #official(identifier: string, owner: string, listed?: Mailbox): Promise<Result<number, AclRefusal>> {
    const address = identifier.replace(/^-/, '').toLowerCase()
    if (address === 'anyone' || address === 'anonymous') return fail(nobodyInParticular)
    if (address === owner) return fail(ofOwner)
    const { shares } = this.#options.store.read
    const person = await shares.person(address)
    if (person !== undefined) return ok(person)
    const entries = listed === undefined ? [] : await shares.entries(listed.boxId)
    const left = entries.find(each => each.mailbox === listed?.id && each.address === address)
    return left === undefined ? fail(unknown) : ok(left.person)
  }

  #isOffice({ owner }: Found): boolean {
    return owner !== this.#box.address || this.#box.kind === 'office'
  }

  async #administered(name: string): Promise<Result<Found, MailboxError>> {
    const found = await this.#find(name)
    if (found !== undefined && hasRights(found.rights, rightBits.a)) return ok(found)
    const isKnown = found !== undefined && hasRights(found.rights, rightBits.l)
    return fail({ reason: isKnown ? 'no-permission' : 'not-found' })
  }

  async #find(name: string): Promise<Found | undefined> {
    const { shares } = this.#options.store.read
    const shared = parseSharedName(name, this.#box.address)
    const office = shared && (await shares.officeFor(this.#box.id, shared.office))
    if (shared !== undefined && office !== undefined) {
      const found = await shares.mailboxFor(this.#box.id, shared.office, shared.mailbox)
      return found && { mailbox: found.mailbox, owner: found.address, rights: found.rights }
    }
    const mailbox = await this.#own.status(name)
    const rights = ownRights(this.#box.kind === 'office')
    return mailbox && { mailbox, owner: this.#box.address, rights }
  }
}

/** Nobody else is let into a person's mailboxes. */
function ownRights(isOffice: boolean): number {
  return isOffice ? allRights : allRights & ~rightBits.a
}

const nobodyInParticular: AclRefusal = {
  reason: 'refused',
  text: 'Rights are given to officials by their addresses, never to anyone',
}
const ofOwner: AclRefusal = { reason: 'refused', text: 'The office keeps its rights in its own mailboxes' }
const unknown: AclRefusal = { reason: 'refused', text: 'There is no official with this address' }
const full: AclRefusal = { reason: 'refused', text: 'Too many officials have rights in this box' }
