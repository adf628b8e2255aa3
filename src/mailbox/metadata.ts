/** The annotations of one box as its IMAP sessions see them: the stored ones, and those that are computed. */
import { fail, type Result } from '../base/result.ts'
import type { AccountMetadata } from '../imap/backend.ts'
import { roleOfUse, specialUse } from '../imap/mailboxes/attributes.ts'
import type { Box } from '../ports/directory.ts'
import type { Mailbox, MailboxRole } from '../ports/mailboxes.ts'
import type { MetadataChange, MetadataEntry, MetadataError } from '../ports/metadata.ts'
import type { MailboxStore } from './backend.ts'

/** RFC 6154 §4: the special use as an annotation. */
const useEntry = '/private/specialuse'
/** RFC 5464 §6.2.2: how to reach the administrators, as a URI. */
const adminEntry = '/shared/admin'

export class BoxMetadata implements AccountMetadata {
  readonly #box: Box
  readonly #store: MailboxStore
  /** Names this session in the notices of its own changes. */
  readonly #by: number

  constructor(box: Box, store: MailboxStore, by: number) {
    this.#box = box
    this.#store = store
    this.#by = by
  }

  mailbox(name: string): Promise<Mailbox | undefined> {
    return this.#store.read.mailboxes.byName(this.#box.id, name)
  }

  async of(mailbox: Mailbox | null): Promise<readonly MetadataEntry[]> {
    const stored = await this.#store.read.metadata.of(this.#box.id, mailbox?.id ?? null)
    const computed = mailbox === null ? this.#admin() : useOf(mailbox)
    return computed === undefined ? stored : [...stored, computed]
  }

  async set(
    mailbox: Mailbox | null,
    changes: readonly MetadataChange[],
  ): Promise<Result<void, MetadataError>> {
    const use = mailbox === null ? undefined : changes.find(({ name }) => name === useEntry)
    const role = use && roleOf(use.value)
    if (use !== undefined && role === undefined) return fail({ reason: 'use' })
    return await this.#store.write.setMetadata({
      box: this.#box.id,
      mailbox: mailbox?.id ?? null,
      // A literal lies in a larger buffer, which would go to the writer whole.
      entries: changes
        .filter(change => change !== use)
        .map(({ name, value }) => ({ name, value: value && Uint8Array.from(value) })),
      ...(role !== undefined && { role }),
      by: this.#by,
    })
  }

  #admin(): MetadataEntry {
    const domain = this.#box.address.slice(this.#box.address.indexOf('@') + 1)
    return { name: adminEntry, value: Buffer.from(`mailto:postmaster@${domain}`) }
  }
}

function useOf(mailbox: Mailbox): MetadataEntry | undefined {
  const use = specialUse(mailbox)
  return use === undefined ? undefined : { name: useEntry, value: Buffer.from(use) }
}

/** null for none, undefined for one that there is not here: `\Archive`. */
function roleOf(value: Uint8Array | null): MailboxRole | null | undefined {
  const text = value === null ? '' : Buffer.from(value).toString('latin1').trim()
  if (text === '') return null
  return text.startsWith('\\') ? roleOfUse.get(text.slice(1).toUpperCase()) : undefined
}
