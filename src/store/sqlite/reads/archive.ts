/** The archive: entries and their views, violations, proofs. */

import { breathe } from '../../../base/breath.ts'
import { fold } from '../../../base/fold.ts'
import { edgeAt, inclusionPath, leafHash, type ReadNode, root } from '../../../base/merkle.ts'
import type {
  ArchivedDocument,
  ArchiveReads,
  Entry,
  EntryId,
  EntryQuery,
  EntryRecipient,
  FormKind,
  InclusionProof,
  Violation,
} from '../../../ports/archive.ts'
import type { BlobId } from '../../../ports/blobs.ts'
import type { BoxId } from '../../../ports/directory.ts'
import type { NewView } from '../../../ports/mailboxes.ts'
import type { Db, Statement } from '../connection.ts'
import { leafData } from '../leaf.ts'
import { nodeReader } from '../log.ts'
import { scopeCondition } from '../scope.ts'
import { toView, type ViewRow } from './mailboxes.ts'

interface EntryRow {
  readonly id: EntryId
  readonly received_at: number
  readonly channel: Entry['channel']
  readonly direction: Entry['direction']
  readonly verdict: Entry['verdict']
  readonly accepted: number
  readonly reply_code: number
  readonly reply_enhanced: string
  readonly reply_reason: string
  readonly reply_text: string
  readonly mail_from: string
  readonly recipients: string
  readonly client_address: string
  readonly client_helo: string
  readonly client_tls: string
  readonly box_id: number | null
  readonly sender_agency_id: number | null
  readonly message_id: string
  readonly header_from: string
  readonly subject: string
  readonly sent_at: number | null
  readonly sha256: Buffer
  readonly size: number
  readonly authentication: string
  readonly judgements: string
  readonly received_blob: BlobId | null
  readonly sent_blob: BlobId | null
  readonly encrypted_blob: BlobId | null
  readonly decrypted_blob: BlobId | null
  readonly leaf_index: number
  readonly leaf_salt: Buffer
  readonly erased_at: number | null
  readonly erased_by: number | null
  readonly leaf_version: number
}

type ViolationFilter = Parameters<ArchiveReads['violations']>[0]
type DocumentFilter = Parameters<ArchiveReads['documents']>[0]
type DocumentRow = Omit<ArchivedDocument, 'signed'> & { readonly signed: number }
/** Stand for the bounds of the window that is being searched. */
const windowStart = Symbol('first entry of the window')
const windowEnd = Symbol('entry after the window')
const inWindow = 'entry_id >= ? AND entry_id < ?'
/** Entries looked through in one turn of the event loop: some milliseconds. */
const windowEntries = 8192

type Condition = readonly [sql: string, ...values: (string | number | symbol)[]]

const agencyIdSql = '(SELECT id FROM agencies WHERE code = ?)'

export class ArchiveReader implements ArchiveReads {
  readonly #db: Db
  /** By their texts, of which there are as many as kinds of filters. */
  readonly #statements = new Map<string, Statement>()
  readonly #node: ReadNode
  readonly #entry: Statement<EntryRow>
  readonly #after: Statement<EntryRow>
  readonly #blob: Statement<{ sizeBytes: number; sha256: Buffer }>
  readonly #views: Statement<ViewRow & { form: FormKind }>
  readonly #treeSize: Statement<number>
  readonly #lastEntry: Statement<number>
  readonly #sentOutside: Statement<{ at: number; recipients: number }>

  constructor(db: Db) {
    this.#db = db
    this.#node = nodeReader(db)
    this.#entry = db.prepare('SELECT * FROM entries WHERE id = ?')
    this.#after = db.prepare('SELECT * FROM entries WHERE id > ? ORDER BY id LIMIT ?')
    this.#blob = db.prepare('SELECT size AS sizeBytes, sha256 FROM blobs WHERE id = ?')
    this.#views = db.prepare('SELECT * FROM views WHERE entry_id = ? ORDER BY id')
    this.#sentOutside = db.prepare(
      `SELECT received_at AS at, count(*) AS recipients FROM entries, json_each(recipients) AS recipient
       WHERE box_id = ? AND accepted = 1 AND received_at >= ? AND recipient.value ->> 'boxId' IS NULL
       GROUP BY entries.id ORDER BY received_at`,
    )
    this.#lastEntry = db.prepare<unknown[], number>('SELECT coalesce(max(id), 0) FROM entries').pluck()
    this.#treeSize = db.prepare<unknown[], number>('SELECT coalesce(max(leaf_index) + 1, 0) FROM log').pluck()
  }

  /** Goes back through the archive in windows, so that a rare word never keeps the event loop. */
  async search(query: EntryQuery): Promise<readonly Entry[]> {
    const { where, values } = whereAll(entryConditions(query))
    const window = this.#db.prepare<unknown[], EntryRow>(
      `SELECT * FROM entries ${where} ORDER BY id DESC LIMIT ?`,
    )
    const found: Entry[] = []
    let end = Math.min(query.beforeId ?? Number.MAX_SAFE_INTEGER, this.#lastEntry.get()! + 1)
    while (end > 1 && found.length < query.limit) {
      const start = Math.max(1, end - windowEntries)
      const bounds = values.map(value => (value === windowStart ? start : value === windowEnd ? end : value))
      for (const row of window.all(...bounds, query.limit - found.length)) found.push(this.#toEntry(row))
      end = start
      if (end > 1 && found.length < query.limit) await breathe()
    }
    return found
  }

  async entry(id: EntryId): Promise<Entry | undefined> {
    const row = this.#entry.get(id)
    return row && this.#toEntry(row)
  }

  async entriesAfter(id: EntryId, limit: number): Promise<readonly Entry[]> {
    return this.#after.all(id, limit).map(row => this.#toEntry(row))
  }

  async lastEntry(): Promise<EntryId> {
    return this.#lastEntry.get()!
  }

  async viewsOf(id: EntryId): Promise<readonly (NewView & { readonly form: FormKind })[]> {
    return this.#views.all(id).map(row => {
      const { prefix, slices, sizeBytes, structure } = toView(row)
      return { prefix, slices, sizeBytes, structure, form: row.form }
    })
  }

  async violations(filter: ViolationFilter): Promise<readonly Violation[]> {
    const { where, values } = whereAll(violationConditions(filter))
    return this.#filtered<Violation>(
      `SELECT v.ref, v.entry_id AS entryId, v.at, v.rule, v.action, v.reason, v.agency_id AS agencyId,
           v.box_id AS boxId, v.address, v.evidence, v.state, v.decided_by AS decidedBy, v.decided_at AS decidedAt,
           v.note, a.code AS agencyCode
         FROM violations v LEFT JOIN agencies a ON a.id = v.agency_id ${where} ORDER BY v.id DESC LIMIT ?`,
    ).all(...values, filter.limit)
  }

  #filtered<Row>(sql: string): Statement<Row> {
    const known = this.#statements.get(sql) ?? this.#db.prepare<unknown[]>(sql)
    this.#statements.set(sql, known)
    return known as Statement<Row>
  }

  async documents(filter: DocumentFilter): Promise<readonly ArchivedDocument[]> {
    const { where, values } = whereAll(documentConditions(filter))
    return this.#filtered<DocumentRow>(
      `SELECT d.id, d.entry_id AS entryId, e.received_at AS at, d.place, d.number, d.notation, d.kind, d.issuer,
           d.issued_date AS issuedDate, d.abstract, d.signer, d.urgency, d.signed, d.signature, d.confidence,
           d.metadata
         FROM documents d JOIN entries e ON e.id = d.entry_id ${where} ORDER BY d.entry_id DESC, d.id LIMIT ?`,
    )
      .all(...values, filter.limit)
      .map(row => ({ ...row, signed: row.signed === 1 }))
  }

  /** The leaf's bytes are made anew from the entry's row: a row changed behind the log's back proves nothing. */
  async proof(id: EntryId): Promise<InclusionProof | undefined> {
    const row = this.#entry.get(id)
    if (!row) return undefined
    const leafIndex = row.leaf_index
    const treeSize = this.#treeSize.get()!
    const entry = this.#toEntry(row)
    const forms = row.leaf_version === 1 ? null : entry.forms
    const leafBytes = leafData(entry, forms, leafIndex, row.leaf_salt)
    return {
      leafIndex,
      treeSize,
      leafHash: leafHash(leafBytes),
      path: inclusionPath(leafIndex, treeSize, this.#node),
      root: root(edgeAt(treeSize, this.#node)),
      leafBytes,
    }
  }

  async sentOutside(
    box: BoxId,
    sinceMs: number,
  ): Promise<readonly { readonly at: number; readonly recipients: number }[]> {
    return this.#sentOutside.all(box, sinceMs)
  }

  #toEntry(row: EntryRow): Entry {
    return {
      id: row.id,
      receivedAt: row.received_at,
      channel: row.channel,
      direction: row.direction,
      verdict: row.verdict,
      accepted: row.accepted === 1,
      reply: {
        code: row.reply_code,
        enhanced: row.reply_enhanced,
        reason: row.reply_reason,
        text: row.reply_text,
      },
      mailFrom: row.mail_from,
      recipients: JSON.parse(row.recipients) as EntryRecipient[],
      client: { address: row.client_address, helo: row.client_helo, tls: row.client_tls },
      boxId: row.box_id,
      senderAgencyId: row.sender_agency_id,
      messageId: row.message_id,
      headerFrom: row.header_from,
      subject: row.subject,
      sentAt: row.sent_at,
      sha256: row.sha256,
      sizeBytes: row.size,
      authentication: row.authentication,
      judgements: row.judgements,
      forms: [
        ...this.#form('received', row.received_blob),
        ...this.#form('sent', row.sent_blob),
        ...this.#form('encrypted', row.encrypted_blob),
        ...this.#form('decrypted', row.decrypted_blob),
      ],
      leaf: { index: row.leaf_index, hash: this.#node(0, row.leaf_index), salt: row.leaf_salt },
      erasedAt: row.erased_at,
      erasedBy: row.erased_by,
    }
  }

  #form(kind: FormKind, blob: BlobId | null): Entry['forms'] {
    const stored = blob === null ? undefined : this.#blob.get(blob)
    return blob === null || stored === undefined ? [] : [{ kind, blob, ...stored }]
  }
}

function whereAll(conditions: readonly Condition[]) {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : ''
  return { where, values: conditions.flatMap(([, ...values]) => values) }
}

function entryConditions(query: EntryQuery): readonly Condition[] {
  const conditions: Condition[] = [['id >= ? AND id < ?', windowStart, windowEnd]]
  if (query.sender !== undefined) conditions.push(senderCondition(query.sender.toLowerCase()))
  if (query.recipient !== undefined) conditions.push(recipientCondition(query.recipient.toLowerCase()))
  if (query.agency !== undefined) {
    conditions.push([
      `id IN (SELECT entry_id FROM entry_agencies WHERE agency_id = ${agencyIdSql} AND ${inWindow})`,
      query.agency,
      windowStart,
      windowEnd,
    ])
  }
  for (const word of fold(query.subject ?? '').split(/\s+/u)) {
    if (word !== '') conditions.push(['instr(subject_fold, ?) > 0', word])
  }
  if (query.messageId !== undefined) conditions.push([`message_id = ? AND message_id <> ''`, query.messageId])
  if (query.direction !== undefined) conditions.push(['direction = ?', query.direction])
  if (query.verdict !== undefined) conditions.push(['verdict = ?', query.verdict])
  if (query.sinceMs !== undefined) conditions.push(['received_at >= ?', query.sinceMs])
  if (query.beforeMs !== undefined) conditions.push(['received_at < ?', query.beforeMs])
  if (query.scope !== undefined) conditions.push(scopeCondition('entries.id', query.scope))
  return conditions
}

/** A whole address is found by the index; anything else, such as `@gmail.com`, is looked for in the entries. */
function isWhole(address: string): boolean {
  return address.indexOf('@') > 0
}

function senderCondition(sender: string): Condition {
  if (isWhole(sender)) return partyCondition(0, sender)
  return ['(instr(lower(mail_from), ?) > 0 OR instr(lower(header_from), ?) > 0)', sender, sender]
}

function recipientCondition(recipient: string): Condition {
  if (isWhole(recipient)) return partyCondition(1, recipient)
  return [
    `EXISTS (SELECT 1 FROM json_each(recipients) WHERE instr(lower(value ->> 'address'), ?) > 0)`,
    recipient,
  ]
}

function partyCondition(side: 0 | 1, address: string): Condition {
  return [
    `id IN (SELECT entry_id FROM entry_parties WHERE address = ? AND side = ${side} AND ${inWindow})`,
    address,
    windowStart,
    windowEnd,
  ]
}

function violationConditions(filter: ViolationFilter): readonly Condition[] {
  const { ref, rule, agency, state, sinceMs, entryId, scope } = filter
  const conditions: Condition[] = []
  if (ref !== undefined) conditions.push(['v.ref = ?', ref])
  if (rule !== undefined) conditions.push(['v.rule = ?', rule])
  if (agency !== undefined) conditions.push([`v.agency_id = ${agencyIdSql}`, agency])
  if (state !== undefined) conditions.push(['v.state = ?', state])
  if (sinceMs !== undefined) conditions.push(['v.at >= ?', sinceMs])
  if (entryId !== undefined) conditions.push(['v.entry_id = ?', entryId])
  if (scope !== undefined) conditions.push(scopeCondition('v.entry_id', scope))
  return conditions
}

function documentConditions({
  entryId,
  number,
  notation,
  kind,
  scope,
}: DocumentFilter): readonly Condition[] {
  const conditions: Condition[] = []
  if (entryId !== undefined) conditions.push(['d.entry_id = ?', entryId])
  if (notation !== undefined) conditions.push(['d.notation = ?', notation])
  if (number !== undefined) conditions.push([`ltrim(d.number, '0') = ltrim(?, '0')`, number])
  if (kind !== undefined) conditions.push(['d.kind = ?', kind])
  if (scope !== undefined) conditions.push(scopeCondition('d.entry_id', scope))
  return conditions
}
