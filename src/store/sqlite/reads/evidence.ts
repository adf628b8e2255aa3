/** Rows for the verification of all of it. Runs on a connection of its own, on a thread that may take its time. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type EntryId, type FormKind, formKinds } from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type {
  BlobPlace,
  DerivedRow,
  DerivedTable,
  EvidenceAct,
  EvidenceBlob,
  EvidenceBounds,
  EvidenceEntry,
  EvidenceMessage,
  EvidenceReads,
  EvidenceView,
  Party,
  RowKey,
  StoredForm,
} from '../../../ports/evidence.ts'
import type { Db, Statement } from '../connection.ts'
import { storedBytes } from '../frames.ts'
import { decodeSlices } from '../slices.ts'
import { recipientsOf } from './tlog.ts'

/** Lines of the trail looked through in one piece. */
const actsAtATime = 16_384

interface PlaceRow {
  readonly hot: number
  readonly segment: number | null
  readonly start: number | null
  readonly frames: Buffer | null
  readonly segmentBytes: number | null
}

interface BlobRow extends PlaceRow {
  readonly id: BlobId
  readonly size: number
  readonly sha256: Buffer | null
  readonly hashed: number
}

interface EntryRow {
  readonly id: EntryId
  readonly leafIndex: number
  readonly sha256: Buffer
  readonly size: number
  readonly mailFrom: string
  readonly headerFrom: string
  readonly recipients: string
  readonly senderAgencyId: number | null
  readonly received: BlobId | null
  readonly sent: BlobId | null
  readonly encrypted: BlobId | null
  readonly decrypted: BlobId | null
}

const placeSql = `EXISTS (SELECT 1 FROM hot WHERE blob_id = b.id) AS hot, c.segment, c.start, c.frames,
  s.bytes AS segmentBytes`
const placeJoins = 'LEFT JOIN cold c ON c.blob_id = b.id LEFT JOIN segments s ON s.id = c.segment'
const blobSql = `SELECT b.id, b.size, b.sha256, b.sha256 IS NOT NULL AS hashed, ${placeSql} FROM blobs b ${placeJoins}`

const formOf = (alias: string, form: string) =>
  `CASE ${form} WHEN 'received' THEN ${alias}.received_blob WHEN 'sent' THEN ${alias}.sent_blob
    WHEN 'encrypted' THEN ${alias}.encrypted_blob WHEN 'decrypted' THEN ${alias}.decrypted_blob END`

/** Of each table its key, and what its rows need beside the entry. */
const derivedKeys: Readonly<
  Record<DerivedTable, { readonly key: readonly string[]; readonly whole: string }>
> = {
  entry_parties: { key: ['address', 'side', 'entry_id'], whole: '1' },
  entry_agencies: { key: ['agency_id', 'entry_id'], whole: '1' },
  violations: { key: ['id'], whole: '1' },
  documents: { key: ['id'], whole: '1' },
  queue: { key: ['id'], whole: `${formOf('e', 'd.form')} IS NOT NULL` },
  held: {
    key: ['id'],
    whole: `d.state <> 'held' OR iif(d.view_id IS NULL, ${formOf('e', 'd.form')} IS NOT NULL,
      EXISTS (SELECT 1 FROM views WHERE id = d.view_id AND entry_id = d.entry_id))`,
  },
  acknowledgements: { key: ['entry_id', 'box_id'], whole: '1' },
}

export class EvidenceReader implements EvidenceReads {
  readonly #db: Db
  readonly #folder: string
  readonly #entries: Statement<EntryRow>
  readonly #blob: Statement<BlobRow>
  readonly #blobs: Statement<BlobRow>
  readonly #condemned: Statement<{ entry: EntryId; act: number }>
  readonly #party: Statement
  readonly #agency: Statement
  readonly #views: Statement<
    Omit<EvidenceView, 'slices' | 'entryExists'> & { slices: string; entryExists: 0 | 1 }
  >

  constructor(db: Db, folder: string) {
    this.#db = db
    this.#folder = folder
    this.#entries = db.prepare(
      `SELECT id, leaf_index AS leafIndex, sha256, size, mail_from AS mailFrom, header_from AS headerFrom, recipients,
         sender_agency_id AS senderAgencyId, received_blob AS received, sent_blob AS sent,
         encrypted_blob AS encrypted, decrypted_blob AS decrypted
       FROM entries WHERE id > ? ORDER BY id LIMIT ?`,
    )
    this.#blob = db.prepare(`${blobSql} WHERE b.id = ?`)
    this.#blobs = db.prepare(`${blobSql} WHERE b.id > ? ORDER BY b.id LIMIT ?`)
    this.#condemned = db.prepare(
      'SELECT entry_id AS entry, act_leaf AS act FROM erasures WHERE entry_id > ? ORDER BY entry_id LIMIT ?',
    )
    this.#party = db.prepare('SELECT 1 FROM entry_parties WHERE address = ? AND side = ? AND entry_id = ?')
    this.#agency = db.prepare('SELECT 1 FROM entry_agencies WHERE agency_id = ? AND entry_id = ?')
    this.#views = db.prepare(
      `SELECT v.id, v.blob_id AS blob, b.size AS blobBytes, v.entry_id AS entry, e.id IS NOT NULL AS entryExists,
         v.form, ${formOf('e', 'v.form')} AS formBlob, v.size AS sizeBytes, length(v.prefix) AS prefixBytes, v.slices
       FROM views v LEFT JOIN blobs b ON b.id = v.blob_id LEFT JOIN entries e ON e.id = v.entry_id
       WHERE v.id > ? ORDER BY v.id LIMIT ?`,
    )
  }

  async bounds(): Promise<EvidenceBounds> {
    const number = (sql: string) => this.#db.prepare<unknown[], number>(sql).pluck().get()!
    const last = (table: string) => number(`SELECT coalesce(max(id), 0) FROM ${table}`)
    // Of one moment: a letter that came in between would be a blob without an entry.
    const read = this.#db.transaction(() => {
      const entries = last('entries')
      return {
        entries,
        blobs: last('blobs'),
        blobBytes: number('SELECT coalesce(sum(size), 0) FROM blobs'),
        views: last('views'),
        messages: number('SELECT coalesce(sum(messages), 0) FROM mailboxes'),
        derived: 4 * entries + last('violations') + last('documents') + last('queue') + last('held'),
      }
    })
    return read()
  }

  async segments(): Promise<readonly { readonly id: number; readonly bytes: number }[]> {
    return this.#db.prepare<unknown[], { id: number; bytes: number }>('SELECT id, bytes FROM segments').all()
  }

  async nextSegment(): Promise<number> {
    return this.#db
      .prepare<unknown[], number>(
        `SELECT 1 + max((SELECT coalesce(max(id), 0) FROM segments),
           (SELECT coalesce(max(value), 0) FROM meta WHERE name = 'removed_segment'))`,
      )
      .pluck()
      .get()!
  }

  async condemned(after: EntryId, limit: number) {
    return this.#condemned.all(after, limit)
  }

  async files(): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
    const found: { name: string; bytes: number }[] = []
    for (const name of await readdir(this.#folder)) {
      const status = await stat(join(this.#folder, name)).catch(() => undefined)
      if (status !== undefined) found.push({ name, bytes: status.size })
    }
    return found
  }

  async acts(after: number) {
    const last = this.#db.prepare<unknown[], number>('SELECT coalesce(max(id), 0) FROM audit').pluck().get()!
    const end = Math.min(last, after + actsAtATime)
    const rows = this.#db
      .prepare<unknown[], EvidenceAct>(
        `SELECT id, leaf_index AS leafIndex, iif(operation = 'retention.erase', detail, NULL) AS erasure FROM audit
         WHERE id > ? AND id <= ? AND (operation = 'retention.erase' OR leaf_index IS NULL) ORDER BY id`,
      )
      .all(after, end)
    return { rows, last: end === last ? null : end }
  }

  async entries(after: EntryId, limit: number): Promise<readonly EvidenceEntry[]> {
    return this.#entries.all(after, limit).map(row => ({
      id: row.id,
      leafIndex: row.leafIndex,
      sha256: row.sha256,
      sizeBytes: row.size,
      forms: formKinds.flatMap(kind => this.#form(kind, row[kind])),
      ...derivedOf(row),
    }))
  }

  #form(kind: FormKind, blob: BlobId | null): StoredForm[] {
    if (blob === null) return []
    const row = this.#blob.get(blob)
    if (row === undefined) return [{ kind, blob, row: null, place: { hot: false, cold: null } }]
    return [{ kind, blob, row: { sizeBytes: row.size, sha256: row.sha256 }, place: placeOf(row) }]
  }

  async partiesKept(entry: EntryId, parties: readonly Party[]): Promise<number> {
    return parties.filter(({ address, side }) => this.#party.get(address, side, entry) !== undefined).length
  }

  async agenciesKept(entry: EntryId, agencies: readonly number[]): Promise<number> {
    return agencies.filter(agency => this.#agency.get(agency, entry) !== undefined).length
  }

  async blobs(after: BlobId, limit: number): Promise<readonly EvidenceBlob[]> {
    return this.#blobs.all(after, limit).map(toBlob)
  }

  async blob(id: BlobId): Promise<EvidenceBlob | undefined> {
    const row = this.#blob.get(id)
    return row && toBlob(row)
  }

  async placesOfNone(kind: 'hot' | 'cold', after: BlobId, limit: number) {
    const rows = this.#db
      .prepare<unknown[], { blob: BlobId; known: 0 | 1 }>(
        `SELECT blob_id AS blob, EXISTS (SELECT 1 FROM blobs WHERE id = blob_id) AS known FROM ${kind}
         WHERE blob_id > ? ORDER BY blob_id LIMIT ?`,
      )
      .all(after, limit)
    const blobs = rows.filter(({ known }) => known === 0).map(({ blob }) => blob)
    return { blobs, last: rows.length < limit ? null : rows.at(-1)!.blob }
  }

  async views(after: number, limit: number): Promise<readonly EvidenceView[]> {
    return this.#views.all(after, limit).map(row => ({
      ...row,
      entryExists: row.entryExists === 1,
      slices: slicesOf(row.slices),
    }))
  }

  async messages(after: RowKey, limit: number): Promise<readonly EvidenceMessage[]> {
    const [mailbox, uid] = after ?? [-1, -1]
    return this.#db
      .prepare<unknown[], Omit<EvidenceMessage, 'mailboxExists'> & { mailboxExists: 0 | 1 }>(
        `SELECT m.mailbox_id AS mailbox, m.uid, EXISTS (SELECT 1 FROM mailboxes WHERE id = m.mailbox_id) AS mailboxExists,
           m.size AS sizeBytes, v.size AS viewBytes
         FROM messages m LEFT JOIN views v ON v.id = m.view_id
         WHERE (m.mailbox_id, m.uid) > (?, ?) ORDER BY m.mailbox_id, m.uid LIMIT ?`,
      )
      .all(mailbox, uid, limit)
      .map(row => ({ ...row, mailboxExists: row.mailboxExists === 1 }))
  }

  async derived(table: DerivedTable, after: RowKey, limit: number): Promise<readonly DerivedRow[]> {
    const { key, whole } = derivedKeys[table]
    const columns = key.map(name => `d.${name}`).join(', ')
    const beyond = after === null ? '' : `WHERE (${columns}) > (${key.map(() => '?').join(', ')})`
    return this.#db
      .prepare<unknown[], { entry: EntryId; known: 0 | 1; whole: 0 | 1 } & Record<string, string | number>>(
        `SELECT ${columns}, d.entry_id AS entry, e.id IS NOT NULL AS known, coalesce(${whole}, 0) AS whole
         FROM ${table} d LEFT JOIN entries e ON e.id = d.entry_id ${beyond} ORDER BY ${columns} LIMIT ?`,
      )
      .all(...(after ?? []), limit)
      .map(row => ({
        key: key.map(name => row[name]!),
        entry: row.entry,
        entryExists: row.known === 1,
        whole: row.whole === 1,
      }))
  }
}

function placeOf({ hot, segment, start, frames, segmentBytes }: PlaceRow): BlobPlace {
  if (segment === null || start === null || frames === null) return { hot: hot === 1, cold: null }
  return { hot: hot === 1, cold: { segment, start, bytes: storedBytes(frames), segmentBytes } }
}

function toBlob(row: BlobRow): EvidenceBlob {
  return { id: row.id, sizeBytes: row.size, hashed: row.hashed === 1, place: placeOf(row) }
}

/** As a commit writes them (jobs/archive.ts). */
function derivedOf(row: EntryRow): Pick<EvidenceEntry, 'parties' | 'agencies'> {
  const recipients = recipientsOf(row.recipients)
  if (recipients === undefined) return { parties: null, agencies: null }
  const senders = new Set([row.mailFrom.toLowerCase(), row.headerFrom.toLowerCase()])
  senders.delete('')
  const reached = new Set(recipients.map(({ address }) => address.toLowerCase()))
  const agencies = new Set([row.senderAgencyId, ...recipients.map(({ agencyId }) => agencyId)])
  agencies.delete(null)
  return {
    parties: [
      ...[...senders].map((address): Party => ({ address, side: 0 })),
      ...[...reached].map((address): Party => ({ address, side: 1 })),
    ],
    agencies: [...agencies].filter(agency => agency !== null && agency !== undefined),
  }
}

function slicesOf(text: string): EvidenceView['slices'] {
  return /^([pf]\d+-\d+( |$))*$/.test(text) ? decodeSlices(text) : null
}
