/** Annotations of mailboxes and of the server. */
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { MetadataEntry, MetadataReads } from '../../../ports/metadata.ts'
import type { Db, Statement } from '../connection.ts'

export class MetadataReader implements MetadataReads {
  readonly #of: Statement<MetadataEntry>

  constructor(db: Db) {
    this.#of = db.prepare(
      `SELECT entry AS name, value FROM metadata
       WHERE box_id = ? AND coalesce(mailbox_id, 0) = ? ORDER BY entry`,
    )
  }

  async of(box: BoxId, mailbox: MailboxId | null): Promise<readonly MetadataEntry[]> {
    return this.#of.all(box, mailbox ?? 0)
  }
}
