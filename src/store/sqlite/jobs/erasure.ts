/**
 * Erasure: letters are condemned by an act that is a leaf of the log, and destroyed afterwards. Of every table that
 * knows something of a letter, this is what goes and what stays:
 *
 *   hot, cold          the row, and so the only copy of the wrapped key; the ciphertext goes when its segment is compacted
 *   views              the row: header prefix, envelope, structure, subject, sender, recipients, names of parts
 *   text_filters, kept_texts, kept_headers  the rows go with their view (triggers of the table)
 *   filter_slabs      so do the rows in which there is anything of it, and with each the only copy of the slab's keys
 *   slab_records, slab_views  what nothing opens any more: swept before the erasure is finished
 *   messages           the references of all boxes, expunged: sessions are told, counters and quotas follow
 *   entries            subject, its folded form, Message-ID, From, Date, outcomes of signatures, the text of the reply,
 *                      and the evidence of judgements; everything its leaf commits to stays, with reply code and reason
 *   entry_parties      addresses that only the From field had; those of the envelope stay
 *   documents          issuer, abstract, signer, metadata; number, kind and dates stay for statistics and the register
 *   violations         evidence; rule, action, address, state and what people noted stay
 *   held               the view that a release would have delivered; who decided and why stays
 *   queue              stays: when and how each recipient was reached
 *   acknowledgements, cases, counts, entry_agencies   stay: they hold no words of a letter
 *   known_certificates stay: whoever signed wants to be written to, and the certificate is public
 *   audit, policy      stay: acts of people, leaves of the log themselves
 *   blobs              stays: size and hash of each form
 *
 * What a client stored by APPEND is a mailbox object of the box's owner and not touched.
 */
import { formatSpan } from '../../../base/keep-span.ts'
import type { EntryId } from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Destroyed } from '../../../ports/retention.ts'
import type { Statement } from '../connection.ts'
import { Blocks, DueEntries, readClasses, toClass } from '../due.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'
import { ActWriter } from './audit.ts'
import { BlobEraser } from './blob-eraser.ts'
import { MailboxCounters } from './mailbox-counters.ts'
import type { MessageRow } from './message-rows.ts'
import { Transfer } from './transfer.ts'

/** References that one job takes out, more only for a single letter. */
const stepReferences = 500

type ErasureJobs = Pick<Jobs, 'orderErasure' | 'destroyCondemned' | 'finishErasures' | 'resumeErasures'>

export function erasureJobs(session: WriterSession): ErasureJobs {
  const { db } = session
  const due = new DueEntries(db)
  const blocks = new Blocks(db)
  const acts = new ActWriter(session)
  const classes = readClasses(db)
  const destroyer = new Destroyer(session)
  const condemn = db.prepare(
    `INSERT INTO erasures (entry_id, act_leaf) SELECT value, @leaf FROM json_each(@entries) WHERE true
     ON CONFLICT DO NOTHING`,
  )
  const finish = db.prepare(
    'DELETE FROM erasures WHERE destroyed = 1 AND entry_id IN (SELECT value FROM json_each(?))',
  )
  return {
    orderErasure({ at, operator, role, className, entries: asked }) {
      const blocked = blocks.of(asked)
      const entries = due
        .of(at, asked)
        .filter(entry => entry.className === className && !blocked.has(entry.id))
        .map(({ id }) => id)
      if (entries.length === 0) return { leafIndex: null, entries }
      const keep =
        classes
          .all()
          .map(toClass)
          .find(({ name }) => name === className)?.keep ?? null
      const detail = JSON.stringify({ rule: className, keep: formatSpan(keep), entries })
      const leafIndex = acts.write({ at, operator, role, operation: 'retention.erase', detail, entries })
      condemn.run({ leaf: leafIndex, entries: JSON.stringify(entries) })
      return { leafIndex, entries }
    },

    destroyCondemned: (limit, at) => destroyer.run(limit, at),

    finishErasures(entries) {
      finish.run(JSON.stringify(entries))
    },

    resumeErasures(leaf, entries) {
      condemn.run({ leaf, entries: JSON.stringify(entries) })
    },
  }
}

interface Condemned {
  readonly id: EntryId
  readonly leaf: number
  readonly blobs: string
  readonly mailFrom: string
  readonly headerFrom: string
  readonly judgements: string
}

interface Reference extends MessageRow {
  readonly mailbox: MailboxId
}

class Destroyer {
  readonly #session: WriterSession
  readonly #eraser: BlobEraser
  readonly #counters: MailboxCounters
  readonly #transfer: Transfer
  readonly #condemned: Statement<Condemned>
  readonly #references: Statement<Reference>
  readonly #evidence: Statement<{ id: number; evidence: string }>
  readonly #blankEvidence: Statement
  readonly #blankEntry: Statement
  readonly #dropParty: Statement
  readonly #rest: readonly Statement[]

  constructor(session: WriterSession) {
    this.#session = session
    this.#eraser = new BlobEraser(session)
    this.#counters = new MailboxCounters(session)
    this.#transfer = new Transfer(session)
    const { db } = session
    // A row that no act vouches for was put there by somebody: nothing is destroyed for it.
    this.#condemned = db.prepare(
      `SELECT e.id, x.act_leaf AS leaf, mail_from AS mailFrom, header_from AS headerFrom, judgements,
         json_array(received_blob, sent_blob, encrypted_blob, decrypted_blob) AS blobs
       FROM erasures AS x JOIN entries AS e ON e.id = x.entry_id
       WHERE x.destroyed = 0
         AND EXISTS (SELECT 1 FROM audit AS a, json_each(a.detail, '$.entries') AS named
                     WHERE a.leaf_index = x.act_leaf AND a.operation = 'retention.erase' AND named.value = x.entry_id)
       ORDER BY x.entry_id LIMIT ?`,
    )
    this.#references = db.prepare(
      `SELECT m.mailbox_id AS mailbox, m.uid, m.flags, m.view_id AS view, m.internal_date AS internalDateMs,
         m.size AS sizeBytes
       FROM views AS v JOIN messages AS m ON m.view_id = v.id WHERE v.entry_id = ?`,
    )
    this.#evidence = db.prepare('SELECT id, evidence FROM violations WHERE entry_id = ?')
    this.#blankEvidence = db.prepare('UPDATE violations SET evidence = ? WHERE id = ?')
    this.#blankEntry = db.prepare(
      `UPDATE entries SET subject = '', subject_fold = '', message_id = '', header_from = '', sent_at = NULL,
         authentication = '', judgements = @judgements, reply_text = '', erased_at = coalesce(erased_at, @at),
         erased_by = @leaf
       WHERE id = @id`,
    )
    this.#dropParty = db.prepare('DELETE FROM entry_parties WHERE address = ? AND side = 0 AND entry_id = ?')
    this.#rest = [
      'DELETE FROM views WHERE entry_id = ?',
      `UPDATE documents SET issuer = NULL, abstract = NULL, signer = NULL, metadata = '{}' WHERE entry_id = ?`,
      'UPDATE held SET view_id = NULL WHERE entry_id = ?',
      'UPDATE erasures SET destroyed = 1 WHERE entry_id = ?',
    ].map(sql => db.prepare(sql))
  }

  run(limit: number, at: number): Destroyed {
    const entries: EntryId[] = []
    const references: Reference[] = []
    let bytes = 0
    for (const condemned of this.#condemned.all(limit)) {
      if (references.length >= stepReferences) break
      references.push(...this.#references.all(condemned.id))
      bytes += this.#destroy(condemned, at)
      entries.push(condemned.id)
    }
    this.#expunge(references)
    if (entries.length > 0) this.#session.notify({ kind: 'erased' })
    return { entries, references: references.length, bytes }
  }

  #destroy({ id, leaf, blobs, mailFrom, headerFrom, judgements }: Condemned, at: number): number {
    let bytes = 0
    for (const blob of JSON.parse(blobs) as (BlobId | null)[])
      if (blob !== null) bytes += this.#eraser.erase(blob)
    for (const violation of this.#evidence.all(id))
      this.#blankEvidence.run(withoutEvidence(violation.evidence), violation.id)
    if (headerFrom.toLowerCase() !== mailFrom.toLowerCase()) this.#dropParty.run(headerFrom.toLowerCase(), id)
    this.#blankEntry.run({ id, leaf, at, judgements: withoutEvidence(judgements) })
    for (const statement of this.#rest) statement.run(id)
    return bytes
  }

  #expunge(references: readonly Reference[]): void {
    for (const [id, ofMailbox] of Map.groupBy(references, ({ mailbox }) => mailbox)) {
      const mailbox = this.#counters.row(id)
      if (mailbox === undefined) throw new Error(`references of mailbox ${id}, which is gone`)
      const rows = ofMailbox.toSorted((a, b) => a.uid - b.uid)
      this.#transfer.remove(mailbox, { rows, runs: rows.map(({ uid }) => [uid, uid]) })
    }
  }
}

/** Judgements as the entry and the ledger have them, in JSON: what was decided, without what was seen in the letter. */
function withoutEvidence(text: string): string {
  try {
    const judgements: unknown = JSON.parse(text)
    if (!Array.isArray(judgements)) return '[]'
    return JSON.stringify(
      judgements.map((judgement: object) => ({ ...judgement, address: '', evidence: {} })),
    )
  } catch {
    return '[]'
  }
}
