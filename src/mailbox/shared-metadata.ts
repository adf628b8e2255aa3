/**
 * Annotations as an official sees them (RFC 5464): his own mailboxes' and the server's, and those of offices' mailboxes in
 * which he has rights. There the /shared entries are the office's, and the /private ones his own.
 */
import { fail, ok, type Result } from '../base/result.ts'
import type { AccountMetadata } from '../imap/backend.ts'
import { hasRights } from '../imap/wire/rights.ts'
import type { BoxId } from '../ports/directory.ts'
import type { Mailbox } from '../ports/mailboxes.ts'
import type { MetadataChange, MetadataEntry, MetadataError } from '../ports/metadata.ts'
import { rightBits } from '../ports/shares.ts'
import type { MailboxStore } from './backend.ts'

const { l, r, s, w, i, p } = rightBits
const privatePrefix = '/private/'

export class SharedMetadata implements AccountMetadata {
  readonly #person: BoxId
  readonly #own: AccountMetadata
  readonly #store: MailboxStore
  readonly #find: (name: string) => Promise<Mailbox | undefined>
  /** Names this session in the notices of its own changes. */
  readonly #by: number

  /** `find`: a mailbox that the person may look up, whoever's it is. */
  constructor(
    person: BoxId,
    own: AccountMetadata,
    store: MailboxStore,
    find: (name: string) => Promise<Mailbox | undefined>,
    by: number,
  ) {
    this.#person = person
    this.#own = own
    this.#store = store
    this.#find = find
    this.#by = by
  }

  mailbox(name: string): Promise<Mailbox | undefined> {
    return this.#find(name)
  }

  async of(mailbox: Mailbox | null): Promise<readonly MetadataEntry[] | undefined> {
    if (mailbox === null || mailbox.boxId === this.#person) return await this.#own.of(mailbox)
    if (!mayAnnotate(await this.#rights(mailbox))) return undefined
    const { metadata } = this.#store.read
    const [shared, mine] = await Promise.all([
      metadata.of(mailbox.boxId, mailbox.id),
      metadata.of(this.#person, mailbox.id),
    ])
    return [...mine, ...shared.filter(({ name }) => !name.startsWith(privatePrefix))]
  }

  async set(
    mailbox: Mailbox | null,
    changes: readonly MetadataChange[],
  ): Promise<Result<void, MetadataError | { readonly reason: 'no-permission' }>> {
    if (mailbox === null || mailbox.boxId === this.#person) return await this.#own.set(mailbox, changes)
    const rights = await this.#rights(mailbox)
    const areMine = changes.every(({ name }) => name.startsWith(privatePrefix))
    // RFC 5464 §3.3 would let whoever reads change what all see: here that takes the right to write.
    if (!mayAnnotate(rights) || (!areMine && !hasRights(rights, w))) return fail({ reason: 'no-permission' })
    // A shared mailbox has no special use for those who share it (RFC 6154 §3).
    if (changes.some(({ name }) => name === '/private/specialuse')) return fail({ reason: 'use' })
    const set = await this.#store.write.setMetadata({
      box: mailbox.boxId,
      mailbox: mailbox.id,
      // A literal lies in a larger buffer, which would go to the writer whole.
      entries: changes.map(({ name, value }) => ({ name, value: value && Uint8Array.from(value) })),
      person: this.#person,
      by: this.#by,
    })
    return set.ok ? ok(undefined) : set
  }

  /** As they are committed at this moment. */
  #rights(mailbox: Mailbox): Promise<number> {
    return this.#store.read.shares.rights(this.#person, mailbox.id)
  }
}

/** RFC 5464 §3.3: the right to look it up, and any one of these. */
export function mayAnnotate(rights: number): boolean {
  return hasRights(rights, l) && (rights & (r | s | w | i | p)) !== 0
}
