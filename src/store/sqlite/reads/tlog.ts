/** The transparency log: nodes, proofs, leaves made anew, checkpoints. */
import {
  consistencyPath,
  edgeAt,
  hashBytes,
  inclusionPath,
  type ReadNode,
  root,
} from '../../../base/merkle.ts'
import {
  type AuditRecord,
  type EntryId,
  type EntryRecipient,
  formKinds,
  type NewEntry,
} from '../../../ports/archive.ts'
import type {
  ClockAnchor,
  ClockMarks,
  LogLeaf,
  LogReads,
  StoredCheckpoint,
  WitnessedHead,
} from '../../../ports/tlog.ts'
import type { Db, Statement } from '../connection.ts'
import { actLeafData, type CommittedForms, leafData } from '../leaf.ts'
import { nodeReader } from '../log.ts'

interface EntryLeafRow
  extends Pick<NewEntry, 'receivedAt' | 'mailFrom' | 'direction' | 'verdict' | 'sha256'> {
  readonly id: EntryId
  readonly recipients: string
  readonly leafIndex: number
  readonly salt: Buffer
  readonly version: number
  /** Hashes of its forms' blobs. */
  readonly received: Buffer | null
  readonly sent: Buffer | null
  readonly encrypted: Buffer | null
  readonly decrypted: Buffer | null
}

interface ActLeafRow extends AuditRecord {
  readonly id: number
  readonly leafIndex: number
  readonly salt: Buffer
}

type CheckpointRow = Omit<StoredCheckpoint, 'cosignatures'>

const entryLeafSql = `SELECT id, received_at AS receivedAt, mail_from AS mailFrom, recipients, direction, verdict, sha256,
  leaf_index AS leafIndex, leaf_salt AS salt, leaf_version AS version,
  (SELECT sha256 FROM blobs WHERE blobs.id = received_blob) AS received,
  (SELECT sha256 FROM blobs WHERE blobs.id = sent_blob) AS sent,
  (SELECT sha256 FROM blobs WHERE blobs.id = encrypted_blob) AS encrypted,
  (SELECT sha256 FROM blobs WHERE blobs.id = decrypted_blob) AS decrypted FROM entries`

const checkpointSql = `SELECT size, root, at, note,
  (SELECT token FROM checkpoint_tokens WHERE size = checkpoints.size) AS token FROM checkpoints`

export class LogReader implements LogReads {
  readonly #node: ReadNode
  readonly #size: Statement<number>
  readonly #leafHashes: Statement<Buffer>
  readonly #entry: Statement<EntryLeafRow>
  readonly #entries: Statement<EntryLeafRow>
  readonly #acts: Statement<ActLeafRow>
  readonly #act: Statement<ActLeafRow>
  readonly #stored: Statement<{ index: number; hashes: Buffer }>
  readonly #newest: Statement<CheckpointRow>
  readonly #checkpoints: Statement<CheckpointRow>
  readonly #cosignatures: Statement<string>
  readonly #cosignedSize: Statement<number>
  readonly #timestamps: Statement<{ size: number; at: number }>
  readonly #witnessed: Statement<WitnessedHead>
  readonly #newestTime: Statement<number | null>
  readonly #received: Statement<{ leafIndex: number; at: number }>
  readonly #gap: Statement<{ from: number; to: number }>
  readonly #vouched: Statement<ClockAnchor>

  constructor(db: Db) {
    this.#node = nodeReader(db)
    this.#size = db.prepare<unknown[], number>('SELECT coalesce(max(leaf_index) + 1, 0) FROM log').pluck()
    this.#leafHashes = db
      .prepare<unknown[], Buffer>(
        `SELECT substr(hashes, 1, ${hashBytes}) FROM log WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index`,
      )
      .pluck()
    this.#entry = db.prepare(`${entryLeafSql} WHERE id = ?`)
    this.#entries = db.prepare(`${entryLeafSql} WHERE id > ? ORDER BY id LIMIT ?`)
    this.#acts = db.prepare(
      `SELECT id, at, operator, role, operation, detail, leaf_index AS leafIndex, leaf_salt AS salt
       FROM audit WHERE id > ? AND leaf_index IS NOT NULL ORDER BY id LIMIT ?`,
    )
    this.#act = db.prepare(
      `SELECT id, at, operator, role, operation, detail, leaf_index AS leafIndex, leaf_salt AS salt
       FROM audit WHERE leaf_index = ?`,
    )
    this.#stored = db.prepare(
      'SELECT leaf_index AS "index", hashes FROM log WHERE leaf_index >= ? ORDER BY leaf_index LIMIT ?',
    )
    this.#newest = db.prepare(`${checkpointSql} ORDER BY size DESC LIMIT 1`)
    this.#checkpoints = db.prepare(`${checkpointSql} WHERE size > ? ORDER BY size LIMIT ?`)
    this.#cosignatures = db
      .prepare<unknown[], string>('SELECT lines FROM cosignatures WHERE size = ? ORDER BY witness')
      .pluck()
    this.#cosignedSize = db
      .prepare<unknown[], number>('SELECT coalesce(max(size), 0) FROM cosignatures WHERE witness = ?')
      .pluck()
    this.#timestamps = db.prepare('SELECT size, at FROM checkpoint_tokens ORDER BY size DESC LIMIT ?')
    this.#newestTime = db
      .prepare<unknown[], number | null>('SELECT max(at) FROM checkpoints WHERE size > ?')
      .pluck()
    this.#received = db.prepare(
      'SELECT leaf_index AS leafIndex, received_at AS at FROM entries ORDER BY id DESC LIMIT 1',
    )
    // By the index that has both columns; a checkpoint is some thousand octets.
    this.#gap = db.prepare(
      `SELECT before AS "from", at AS "to" FROM (
         SELECT size, at, lag(at, 1, @at) OVER (ORDER BY size) AS before
         FROM checkpoints INDEXED BY checkpoints_by_time WHERE size > @size)
       WHERE at - before > @gapMs ORDER BY size DESC LIMIT 1`,
    )
    this.#vouched = db.prepare(
      `SELECT leaf_index + 1 AS size, at FROM audit
       WHERE operation = 'retention.clock' ORDER BY leaf_index DESC LIMIT 1`,
    )
    this.#witnessed = db.prepare('SELECT size, root, at, note FROM witnessed_logs WHERE origin = ?')
  }

  async size(): Promise<number> {
    return this.#size.get()!
  }

  async nodes(level: number, first: number, count: number): Promise<Uint8Array> {
    if (level > 0) return Buffer.concat(Array.from({ length: count }, (_, i) => this.#node(level, first + i)))
    const found = this.#leafHashes.all(first, first + count)
    if (found.length !== count) throw new Error(`a leaf from ${first} on is missing from the log`)
    return Buffer.concat(found)
  }

  async root(size: number): Promise<Uint8Array> {
    return root(edgeAt(size, this.#node))
  }

  async inclusion(index: number, size: number): Promise<readonly Uint8Array[]> {
    return inclusionPath(index, size, this.#node)
  }

  async consistency(oldSize: number, size: number): Promise<readonly Uint8Array[]> {
    return consistencyPath(oldSize, size, this.#node)
  }

  async leafOf(entry: EntryId): Promise<LogLeaf | undefined> {
    const row = this.#entry.get(entry)
    return row && entryLeaf(row)
  }

  async actAt(index: number): Promise<LogLeaf | undefined> {
    const row = this.#act.get(index)
    return row && actLeaf(row)
  }

  async leaves(kind: LogLeaf['kind'], after: number, limit: number): Promise<readonly LogLeaf[]> {
    return kind === 'entry'
      ? this.#entries.all(after, limit).map(entryLeaf)
      : this.#acts.all(after, limit).map(actLeaf)
  }

  async stored(first: number, limit: number) {
    return this.#stored.all(first, limit)
  }

  async checkpoint(): Promise<StoredCheckpoint | undefined> {
    const row = this.#newest.get()
    return row && this.#withCosignatures(row)
  }

  async checkpoints(after: number, limit: number): Promise<readonly StoredCheckpoint[]> {
    return this.#checkpoints.all(after, limit).map(row => this.#withCosignatures(row))
  }

  async cosignedSize(witness: string): Promise<number> {
    return this.#cosignedSize.get(witness)!
  }

  async timestamps(limit: number) {
    return this.#timestamps.all(limit)
  }

  async clockMarks(since: ClockAnchor | null, gapMs: number): Promise<ClockMarks> {
    const { size, at } = since ?? { size: 0, at: null }
    const signed = this.#newestTime.get(size) ?? null
    const last = this.#received.get()
    return {
      newest: signed === null || at === null ? (signed ?? at) : Math.max(signed, at),
      received: last !== undefined && last.leafIndex >= size ? last.at : null,
      gap: this.#gap.get({ size, at, gapMs }) ?? null,
    }
  }

  async vouchedClock(): Promise<ClockAnchor | null> {
    return this.#vouched.get() ?? null
  }

  async witnessed(origin: string): Promise<WitnessedHead | undefined> {
    return this.#witnessed.get(origin)
  }

  #withCosignatures(row: CheckpointRow): StoredCheckpoint {
    return { ...row, cosignatures: this.#cosignatures.all(row.size) }
  }
}

function entryLeaf(row: EntryLeafRow): LogLeaf {
  const { id, leafIndex, salt, recipients } = row
  const parsed = recipientsOf(recipients)
  // Nothing is what no leaf is made of: a row that was spoilt is not what was logged.
  const data = parsed
    ? leafData({ ...row, recipients: parsed }, formsOf(row), leafIndex, salt)
    : Buffer.alloc(0)
  return { kind: 'entry', id, index: leafIndex, data }
}

function formsOf(row: EntryLeafRow): CommittedForms {
  if (row.version === 1) return null
  return formKinds.flatMap(kind => {
    const sha256 = row[kind]
    return sha256 === null ? [] : [{ kind, sha256 }]
  })
}

/** Of an entry's row; undefined when its text is not what was written. */
export function recipientsOf(text: string): readonly EntryRecipient[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    const whole = Array.isArray(parsed) && parsed.every(one => typeof one?.address === 'string')
    return whole ? (parsed as EntryRecipient[]) : undefined
  } catch {
    return undefined
  }
}

function actLeaf({ id, leafIndex, salt, ...act }: ActLeafRow): LogLeaf {
  return { kind: 'act', id, index: leafIndex, data: actLeafData(act, leafIndex, salt) }
}
