/** Views: what a box shows of a blob. Shared by every reference to it. */
import type { EntryId, FormKind } from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { NewView, ViewId } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import type { WriterSession } from '../session.ts'
import { encodeSlices } from '../slices.ts'
import { BlobEraser } from './blob-eraser.ts'

export class ViewWriter {
  readonly #insert: Statement

  constructor(db: Db) {
    this.#insert = db.prepare(
      `INSERT INTO views (blob_id, entry_id, form, size, header_bytes, sent_at, subject, sender, recipients, copies,
         message_id, envelope, body_structure, slices, prefix, parts, ancestors)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  insert(view: NewView, blob: BlobId, entry: EntryId | null, form: FormKind | null): ViewId {
    const { structure } = view
    const { lastInsertRowid } = this.#insert.run(
      blob,
      entry,
      form,
      view.sizeBytes,
      structure.headerBytes,
      structure.sentAt,
      structure.subject,
      structure.from,
      structure.to,
      structure.cc,
      structure.messageId,
      structure.envelope,
      structure.bodyStructure,
      encodeSlices(view.slices),
      view.prefix,
      structure.parts,
      structure.ancestors,
    )
    return Number(lastInsertRowid)
  }
}

/**
 * Removes views that nothing refers to any more. A mailbox object's blob goes with its view, and its data key
 * with it; an archived form stays, and as long as its bytes do what a box saw of it, which may be put back.
 */
export class ViewSweeper {
  readonly #eraser: BlobEraser
  readonly #deleteViews: Statement<BlobId | null>
  readonly #deleteBlob: Statement

  constructor(session: WriterSession) {
    this.#eraser = new BlobEraser(session)
    const { db } = session
    this.#deleteViews = db
      .prepare<unknown[], BlobId | null>(
        `DELETE FROM views
         WHERE id IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM messages WHERE view_id = views.id)
           AND NOT EXISTS (SELECT 1 FROM held WHERE view_id = views.id AND state = 'held')
           AND NOT (EXISTS (SELECT 1 FROM deliveries d WHERE d.entry_id = views.entry_id AND d.view_id = views.id)
             AND (EXISTS (SELECT 1 FROM hot WHERE blob_id = views.blob_id)
               OR EXISTS (SELECT 1 FROM cold WHERE blob_id = views.blob_id)))
         RETURNING iif(entry_id IS NULL, blob_id, NULL)`,
      )
      .pluck()
    this.#deleteBlob = db.prepare('DELETE FROM blobs WHERE id = ?')
  }

  sweep(candidates: readonly ViewId[]): void {
    if (candidates.length === 0) return
    for (const blob of this.#deleteViews.all(JSON.stringify(candidates))) {
      if (blob !== null) this.#erase(blob)
    }
  }

  #erase(blob: BlobId): void {
    this.#deleteBlob.run(blob)
    this.#eraser.erase(blob)
  }
}
