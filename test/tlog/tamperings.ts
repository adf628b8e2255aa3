/**
 * What somebody with full write access to the database and the files does to an archive. Each gets a copy, and takes
 * hold of something that was logged before `covered`.
 */
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { KeyWrap, newDataKey, sealHot } from '../../src/store/sqlite/frames.ts'
import { sha256 } from '../conformance/letters.ts'
import type { Random } from '../support/corpus/random.ts'
import { type Day, type Db, masterKey } from './tampered-archive.ts'

export interface Copy {
  db: Db
  readonly folder: string
  readonly random: Random
  readonly days: readonly Day[]
  /** Leaves from `from` on and before `covered` are taken hold of. */
  readonly from: number
  readonly covered: number
}

/** `rows`: hashes can be made to follow from the rows again. `bytes`: rows stay as they are. */
export type Hold = 'rows' | 'bytes' | 'hashes'
export interface Tampering {
  readonly name: string
  readonly hold: Hold
  readonly tamper: (copy: Copy) => void
}

const number = (db: Db, sql: string, ...values: (string | number)[]) =>
  db
    .prepare<unknown[], number>(sql)
    .pluck()
    .get(...values)

interface Row {
  readonly table: 'entries' | 'audit'
  readonly id: number
  readonly leaf: number
}

/** Of either table as often. */
function anyRow(
  { db, random, from, covered }: Copy,
  table = random.pick(['entries', 'audit'] as const),
): Row {
  const rows = db
    .prepare<unknown[], Row>(
      `SELECT '${table}' AS "table", id, leaf_index AS leaf FROM ${table} WHERE leaf_index >= ? AND leaf_index < ?`,
    )
    .all(from, covered)
  return random.pick(rows)
}

interface FormRow {
  readonly entry: number
  readonly kind: 'received' | 'sent'
  readonly blob: number
}

/** A form of an entry that is kept there: as a row, in a segment, or either. */
function anyForm(
  { db, random, from, covered }: Copy,
  where?: 'hot' | 'cold',
  kind?: FormRow['kind'],
): FormRow {
  const of = (form: FormRow['kind']) =>
    `SELECT id AS entry, '${form}' AS kind, ${form}_blob AS blob FROM entries
     WHERE ${form}_blob IS NOT NULL AND leaf_index >= ${from} AND leaf_index < ${covered}`
  const all = kind === undefined ? `${of('received')} UNION ALL ${of('sent')}` : of(kind)
  const there = where === undefined ? '' : `WHERE blob IN (SELECT blob_id FROM ${where})`
  return random.pick(db.prepare<unknown[], FormRow>(`SELECT * FROM (${all}) ${there}`).all())
}

function twoForms(copy: Copy, where?: 'hot' | 'cold', kind?: FormRow['kind']): readonly [FormRow, FormRow] {
  for (;;) {
    const [one, other] = [anyForm(copy, where, kind), anyForm(copy, where, kind)]
    if (one.blob !== other.blob && one.entry !== other.entry) return [one, other]
  }
}

const columnOf = ({ kind }: FormRow) => `${kind}_blob`

/** The value of columns of two rows, exchanged. */
function exchange(
  db: Db,
  table: string,
  key: string,
  ids: readonly [number, number],
  columns: readonly string[],
) {
  const read = db.prepare<unknown[], Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${key} = ?`)
  const [one, other] = ids.map(id => read.get(id)!)
  const set = columns.map(name => `${name} = ?`).join(', ')
  const write = db.prepare(`UPDATE ${table} SET ${set} WHERE ${key} = ?`)
  write.run(...columns.map(name => other![name]), ids[0])
  write.run(...columns.map(name => one![name]), ids[1])
}

const committedColumns = [
  `mail_from = 'x' || mail_from`,
  'received_at = received_at + 1',
  `verdict = iif(verdict = 'hold', 'block', 'hold')`,
  `direction = 'outbound'`,
  'sha256 = randomblob(32)',
  'leaf_salt = randomblob(32)',
  'leaf_version = 1',
]
const recipientChanges = [
  `json_set(recipients, '$[0].address', 'x@gmail.com')`,
  `json_remove(recipients, '$[1]')`,
  `'[]'`,
  `'not JSON'`,
  `json_insert(recipients, '$[#]', json_object('address', 'lanhdao@caobang.gov.vn', 'agencyId', NULL))`,
  `json_array(json_extract(recipients, '$[1]'), json_extract(recipients, '$[0]'))`,
]
const actColumns = [
  `operator = 'ai'`,
  'at = at + 1',
  `role = 'x'`,
  `operation = 'x'`,
  `detail = '{}'`,
  'leaf_salt = randomblob(32)',
]

/** Every byte of a letter that is kept goes, with whatever shows it. */
function removeForms(db: Db, entry: number): void {
  for (const column of ['received_blob', 'sent_blob']) {
    const blob = number(db, `SELECT ${column} FROM entries WHERE id = ?`, entry)
    if (blob == null) continue
    for (const table of ['hot', 'cold']) db.exec(`DELETE FROM ${table} WHERE blob_id = ${blob}`)
    db.exec(`DELETE FROM blobs WHERE id = ${blob}`)
  }
  db.exec(`DELETE FROM messages WHERE view_id IN (SELECT id FROM views WHERE entry_id = ${entry});
    DELETE FROM views WHERE entry_id = ${entry}; DELETE FROM queue WHERE entry_id = ${entry};
    DELETE FROM held WHERE entry_id = ${entry};
    UPDATE entries SET received_blob = NULL, sent_blob = NULL WHERE id = ${entry}`)
}

const segmentOf = (folder: string, id: number) => join(folder, 'blobs', `${String(id).padStart(8, '0')}.seg`)

function coldPlace(copy: Copy) {
  const { blob } = anyForm(copy, 'cold')
  const row = copy.db
    .prepare<unknown[], { segment: number; start: number; frames: Buffer }>(
      'SELECT * FROM cold WHERE blob_id = ?',
    )
    .get(blob)!
  const bytes = (row.frames.readUInt32LE(0) & 0x7fff_ffff) >>> 0
  return { ...row, blob, bytes, file: segmentOf(copy.folder, row.segment) }
}

function editFile(file: string, edit: (octets: Buffer) => Uint8Array): void {
  writeFileSync(file, edit(readFileSync(file)))
}

/** Hashes of the blob, its entry and its size are made to fit. */
function fitHashes(db: Db, { entry, kind, blob }: FormRow, bytes: Uint8Array): void {
  db.prepare('UPDATE blobs SET sha256 = ?, size = ? WHERE id = ?').run(sha256(bytes), bytes.length, blob)
  if (kind === 'received')
    db.prepare('UPDATE entries SET sha256 = ?, size = ? WHERE id = ?').run(sha256(bytes), bytes.length, entry)
}

const rows = (name: string, tamper: Tampering['tamper']): Tampering => ({ name, hold: 'rows', tamper })
const bytes = (name: string, tamper: Tampering['tamper']): Tampering => ({ name, hold: 'bytes', tamper })
const hashes = (name: string, tamper: Tampering['tamper']): Tampering => ({ name, hold: 'hashes', tamper })

export const tamperings: readonly Tampering[] = [
  rows('change an entry', copy => {
    const { id } = anyRow(copy, 'entries')
    copy.db.exec(`UPDATE entries SET ${copy.random.pick(committedColumns)} WHERE id = ${id}`)
  }),
  rows('change recipients', copy => {
    const { id } = anyRow(copy, 'entries')
    copy.db.exec(`UPDATE entries SET recipients = ${copy.random.pick(recipientChanges)} WHERE id = ${id}`)
  }),
  rows('change an act', copy => {
    const { id } = anyRow(copy, 'audit')
    copy.db.exec(`UPDATE audit SET ${copy.random.pick(actColumns)} WHERE id = ${id}`)
  }),
  rows('delete a row', copy => {
    const { table, id } = anyRow(copy)
    copy.db.exec(`DELETE FROM ${table} WHERE id = ${id}`)
  }),
  rows('delete a letter with all that tells of it', copy => {
    const { id } = anyRow(copy, 'entries')
    removeForms(copy.db, id)
    for (const table of ['entry_parties', 'entry_agencies', 'violations', 'documents'])
      copy.db.exec(`DELETE FROM ${table} WHERE entry_id = ${id}`)
    copy.db.exec(`DELETE FROM entries WHERE id = ${id}`)
  }),
  rows('truncate the log', copy => {
    const { leaf } = anyRow(copy)
    for (const table of ['entries', 'audit', 'log'])
      copy.db.exec(`DELETE FROM ${table} WHERE leaf_index >= ${leaf}`)
  }),
  rows('insert an act', copy => {
    const { leaf } = anyRow(copy)
    for (const table of ['entries', 'audit'])
      copy.db.exec(`UPDATE ${table} SET leaf_index = leaf_index + 1 WHERE leaf_index >= ${leaf}`)
    copy.db.exec(
      `INSERT INTO audit (at, operator, role, operation, detail, leaf_index, leaf_salt)
       VALUES (1, 'quantri', 'administrator', 'mailbox.add', '{}', ${leaf}, randomblob(32))`,
    )
  }),
  rows('insert a letter', copy => {
    const { id, leaf } = anyRow(copy, 'entries')
    const columns = (copy.db.pragma('table_info(entries)') as { name: string }[]).map(({ name }) => name)
    const taken = columns.map(name =>
      name === 'id' ? 'NULL' : name.endsWith('_blob') ? 'NULL' : name === 'leaf_index' ? leaf : name,
    )
    for (const table of ['entries', 'audit'])
      copy.db.exec(`UPDATE ${table} SET leaf_index = leaf_index + 1 WHERE leaf_index >= ${leaf}`)
    copy.db.exec(
      `INSERT INTO entries (${columns.join(', ')}) SELECT ${taken.join(', ')} FROM entries WHERE id = ${id}`,
    )
  }),
  rows('insert an act past the log', copy => {
    copy.db.exec(
      `INSERT INTO audit (at, operator, role, operation, detail) VALUES (1, 'quantri', 'administrator', 'x', '{}')`,
    )
  }),
  rows('swap the leaves of two rows', copy => {
    const [one, other] = [anyRow(copy), anyRow(copy)]
    if (one.leaf === other.leaf) copy.db.exec(`DELETE FROM ${one.table} WHERE id = ${one.id}`)
    copy.db.exec(`UPDATE ${one.table} SET leaf_index = ${other.leaf} WHERE id = ${one.id}`)
    copy.db.exec(`UPDATE ${other.table} SET leaf_index = ${one.leaf} WHERE id = ${other.id}`)
  }),
  rows('reorder: two letters with all their columns', copy => {
    const [one, other] = twoForms(copy, undefined, 'received')
    const columns = (copy.db.pragma('table_info(entries)') as { name: string }[])
      .map(({ name }) => name)
      .filter(name => name !== 'id' && name !== 'leaf_index')
    exchange(copy.db, 'entries', 'id', [one.entry, other.entry], columns)
  }),
  rows('fork: an earlier day, and other acts since', copy => {
    const day = copy.days[copy.random.below(2)]!
    copy.db.close()
    rmSync(copy.folder, { recursive: true })
    cpSync(day.folder, copy.folder, { recursive: true })
    copy.db = new Database(join(copy.folder, 'store.db'))
    const insert = copy.db.prepare(
      `INSERT INTO audit (at, operator, role, operation, detail, leaf_index, leaf_salt)
       VALUES (1, 'quantri', 'administrator', 'mailbox.add', '{}', ?, randomblob(32))`,
    )
    for (let leaf = day.size; leaf < copy.covered + 10; leaf++) insert.run(leaf)
  }),
  rows('make a letter one that was refused', copy => {
    const { entry } = anyForm(copy)
    removeForms(copy.db, entry)
    copy.db.exec(`UPDATE entries SET accepted = 0, reply_code = 550, verdict = 'allow' WHERE id = ${entry}`)
  }),
  rows('forget the form that was sent', copy => {
    const { entry, blob } = anyForm(copy, undefined, 'sent')
    copy.db.exec(`UPDATE entries SET sent_blob = NULL WHERE id = ${entry};
      DELETE FROM hot WHERE blob_id = ${blob}; DELETE FROM cold WHERE blob_id = ${blob};
      DELETE FROM blobs WHERE id = ${blob}; DELETE FROM queue WHERE entry_id = ${entry};
      DELETE FROM messages WHERE view_id IN (SELECT id FROM views WHERE blob_id = ${blob});
      DELETE FROM views WHERE blob_id = ${blob}; DELETE FROM held WHERE entry_id = ${entry}`)
  }),
  rows('swap the forms of two letters', copy => {
    const kind = copy.random.pick(['received', 'sent'] as const)
    const [one, other] = twoForms(copy, undefined, kind)
    exchange(copy.db, 'entries', 'id', [one.entry, other.entry], [columnOf(one)])
    if (kind === 'received') exchange(copy.db, 'entries', 'id', [one.entry, other.entry], ['sha256', 'size'])
    copy.db.exec(`UPDATE views SET blob_id = CASE blob_id WHEN ${one.blob} THEN ${other.blob} ELSE ${one.blob} END
      WHERE blob_id IN (${one.blob}, ${other.blob})`)
  }),
  rows('give a letter another’s bytes', copy => {
    const [one, other] = twoForms(copy)
    copy.db.exec(`UPDATE entries SET ${columnOf(one)} = ${other.blob} WHERE id = ${one.entry}`)
  }),
  rows('change a hash', copy => {
    const { blob } = anyForm(copy)
    copy.db.exec(`UPDATE blobs SET sha256 = randomblob(32) WHERE id = ${blob}`)
  }),
  rows('change a size', copy => {
    const { blob, entry } = anyForm(copy, undefined, 'received')
    copy.db.exec(`UPDATE blobs SET size = size - 1 WHERE id = ${blob};
      UPDATE entries SET size = size - 1 WHERE id = ${entry}`)
  }),
  rows('write another letter with the master key, and fit the hashes', copy => {
    const form = anyForm(copy, 'hot')
    const other = Buffer.from('Subject: Không có gì\r\n\r\nKhông có gì ở đây.\r\n')
    const key = newDataKey()
    copy.db
      .prepare('UPDATE hot SET key = ?, bytes = ? WHERE blob_id = ?')
      .run(new KeyWrap(masterKey).wrap(key, form.blob), sealHot(key, form.blob, other), form.blob)
    fitHashes(copy.db, form, other)
  }),
  rows('forge an erasure: in place of an act', copy => {
    const { entry, blob } = anyForm(copy)
    const { id } = anyRow(copy, 'audit')
    const detail = JSON.stringify({ rule: 'mười năm', entries: [entry] })
    copy.db.prepare(`UPDATE audit SET operation = 'retention.erase', detail = ? WHERE id = ?`).run(detail, id)
    for (const table of ['hot', 'cold']) copy.db.exec(`DELETE FROM ${table} WHERE blob_id = ${blob}`)
  }),
  bytes('forge an erasure: past the log', copy => {
    const { entry, blob } = anyForm(copy)
    copy.db
      .prepare(
        `INSERT INTO audit (at, operator, role, operation, detail) VALUES (1, 'a', 'administrator', 'retention.erase', ?)`,
      )
      .run(JSON.stringify({ entries: [entry] }))
    for (const table of ['hot', 'cold']) copy.db.exec(`DELETE FROM ${table} WHERE blob_id = ${blob}`)
  }),
  bytes('delete a key', copy => {
    const { blob } = anyForm(copy)
    for (const table of ['hot', 'cold']) copy.db.exec(`DELETE FROM ${table} WHERE blob_id = ${blob}`)
  }),
  bytes('blank a key', copy => {
    const where = copy.random.pick(['hot', 'cold'] as const)
    const { blob } = anyForm(copy, where)
    copy.db.exec(
      `UPDATE ${where} SET key = ${copy.random.pick(['zeroblob(60)', "x''"])} WHERE blob_id = ${blob}`,
    )
  }),
  bytes('delete a blob', copy => {
    const { blob } = anyForm(copy)
    for (const table of ['hot', 'cold']) copy.db.exec(`DELETE FROM ${table} WHERE blob_id = ${blob}`)
    copy.db.exec(`DELETE FROM blobs WHERE id = ${blob}`)
  }),
  bytes('swap two wrapped keys', copy => {
    const where = copy.random.pick(['hot', 'cold'] as const)
    const [one, other] = twoForms(copy, where)
    exchange(copy.db, where, 'blob_id', [one.blob, other.blob], ['key'])
  }),
  bytes('swap the bytes of two blobs', copy => {
    const [one, other] = twoForms(copy, 'hot')
    exchange(copy.db, 'hot', 'blob_id', [one.blob, other.blob], ['bytes'])
  }),
  bytes('swap keys and bytes of two blobs', copy => {
    const where = copy.random.pick(['hot', 'cold'] as const)
    const [one, other] = twoForms(copy, where)
    const columns = where === 'hot' ? ['key', 'bytes'] : ['segment', 'start', 'key', 'frames']
    exchange(copy.db, where, 'blob_id', [one.blob, other.blob], columns)
  }),
  bytes('change stored bytes', copy => {
    const { blob } = anyForm(copy, 'hot')
    const row = copy.db
      .prepare<unknown[], { bytes: Buffer }>('SELECT bytes FROM hot WHERE blob_id = ?')
      .get(blob)!
    row.bytes[copy.random.below(row.bytes.length)]! ^= 1 << copy.random.below(8)
    copy.db.prepare('UPDATE hot SET bytes = ? WHERE blob_id = ?').run(row.bytes, blob)
  }),
  bytes('cut stored bytes short', copy => {
    const { blob } = anyForm(copy, 'hot')
    copy.db.exec(`UPDATE hot SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE blob_id = ${blob}`)
  }),
  bytes('change a segment', copy => {
    const { file, start, bytes } = coldPlace(copy)
    editFile(file, octets => {
      octets[start + copy.random.below(bytes)]! ^= 1 << copy.random.below(8)
      return octets
    })
  }),
  bytes('blank a part of a segment', copy => {
    const { file, start, bytes } = coldPlace(copy)
    editFile(file, octets => octets.fill(0, start, start + bytes))
  }),
  bytes('insert into a segment', copy => {
    const { file, start } = coldPlace(copy)
    editFile(file, octets => Buffer.concat([octets.subarray(0, start), Buffer.of(7), octets.subarray(start)]))
  }),
  bytes('cut a segment short', copy => {
    const { file, start } = coldPlace(copy)
    truncateSync(file, start)
  }),
  bytes('delete a segment', copy => rmSync(coldPlace(copy).file)),
  bytes('swap two frames of a segment', copy => {
    const [one, other] = [coldPlace(copy), coldPlace(copy)]
    const bytes = Math.min(one.bytes, other.bytes)
    editFile(one.file, octets => {
      const first = Buffer.from(octets.subarray(one.start, one.start + bytes))
      octets.copy(octets, one.start, other.start, other.start + bytes)
      first.copy(octets, other.start)
      // The same one twice is at least blanked.
      return one.start === other.start ? octets.fill(0, one.start, one.start + bytes) : octets
    })
  }),
  bytes('put a file among the segments', copy => {
    writeFileSync(join(copy.folder, 'blobs', copy.random.pick(['00000077.seg', 'thu.eml'])), 'x')
  }),
  bytes('move a blob in its segment', copy => {
    const { blob } = coldPlace(copy)
    const change = copy.random.pick([
      'start = start + 1',
      'start = start + 100000000',
      'segment = 9',
      "frames = x''",
      'frames = CAST(frames || frames AS BLOB)',
      `frames = x'10000080'`,
    ])
    copy.db.exec(`UPDATE cold SET ${change} WHERE blob_id = ${blob}`)
  }),
  bytes('put a blob in two places', copy => {
    const { blob } = anyForm(copy, 'cold')
    copy.db.exec(`INSERT INTO hot (blob_id, key, bytes) SELECT ${blob}, key, bytes FROM hot LIMIT 1`)
  }),
  bytes('add a letter that is no entry’s', copy => {
    copy.db.exec('INSERT INTO blobs (size, sha256) VALUES (5, randomblob(32))')
  }),
  bytes('add a key of no blob', copy => {
    copy.db.exec('INSERT INTO hot (blob_id, key, bytes) SELECT 999999, key, bytes FROM hot LIMIT 1')
  }),
  bytes('show another letter in a box', copy => {
    const [one, other] = twoForms(copy, undefined, 'received')
    const change = copy.random.pick([
      `blob_id = ${other.blob}`,
      `entry_id = ${other.entry}`,
      `entry_id = 999999`,
      `blob_id = 999999`,
      `form = 'encrypted'`,
    ])
    copy.db.exec(`UPDATE views SET ${change} WHERE entry_id = ${one.entry} AND form = 'received'`)
  }),
  bytes('let slices reach beyond', copy => {
    const { entry } = anyForm(copy)
    const change = copy.random.pick([
      `slices = 'f0-99999999'`,
      `slices = 'f0-1'`,
      `slices = 'x'`,
      `prefix = x'00'`,
      'size = size + 1',
    ])
    copy.db.exec(`UPDATE views SET ${change} WHERE entry_id = ${entry}`)
  }),
  bytes('leave references in the air', copy => {
    const { entry } = anyForm(copy)
    const what = copy.random.pick([
      `DELETE FROM views WHERE entry_id = ${entry}`,
      `UPDATE violations SET entry_id = 999999 WHERE id = (SELECT max(id) FROM violations)`,
      `UPDATE documents SET entry_id = 999999 WHERE id = (SELECT max(id) FROM documents)`,
      `UPDATE queue SET entry_id = 999999 WHERE id = (SELECT max(id) FROM queue)`,
      `UPDATE queue SET form = 'decrypted' WHERE id = (SELECT max(id) FROM queue)`,
      `UPDATE held SET entry_id = 999999 WHERE id = (SELECT max(id) FROM held)`,
      `UPDATE messages SET view_id = 999999 WHERE uid = 1`,
    ])
    copy.db.exec(what)
  }),
  bytes('change what search finds', copy => {
    const { id } = anyRow(copy, 'entries')
    const what = copy.random.pick([
      `DELETE FROM entry_parties WHERE entry_id = ${id}`,
      `DELETE FROM entry_agencies WHERE entry_id = ${id}`,
      `INSERT INTO entry_parties (address, side, entry_id) VALUES ('x@gmail.com', 1, ${id})`,
      `INSERT INTO entry_agencies (agency_id, entry_id) VALUES (77, ${id})`,
      `UPDATE entry_parties SET address = 'x' || address WHERE entry_id = ${id}`,
    ])
    copy.db.exec(what)
  }),
  hashes('change a stored hash', copy => {
    const { leaf } = anyRow(copy)
    const change = copy.random.pick([
      `UPDATE log SET hashes = randomblob(length(hashes)) WHERE leaf_index = ${leaf}`,
      `UPDATE log SET hashes = substr(hashes, 1, 31) WHERE leaf_index = ${leaf}`,
      `UPDATE log SET hashes = CAST(hashes || hashes AS BLOB) WHERE leaf_index = ${leaf}`,
      `DELETE FROM log WHERE leaf_index = ${leaf}`,
    ])
    copy.db.exec(change)
  }),
  hashes('change a tile', copy => {
    const tiles = readdirSync(join(copy.folder, 'log/tile'), { recursive: true, withFileTypes: true }).filter(
      file => file.isFile(),
    )
    const { parentPath, name } = copy.random.pick(tiles)
    editFile(join(parentPath, name), octets => {
      octets[copy.random.below(octets.length)]! ^= 1
      return octets
    })
  }),
  hashes('change a checkpoint', copy => {
    const size = number(copy.db, 'SELECT size FROM checkpoints WHERE size > 0 ORDER BY random() LIMIT 1')!
    const change = copy.random.pick([
      'root = randomblob(32)',
      `note = replace(note, char(10) || size || char(10), char(10) || (size - 1) || char(10))`,
      `note = substr(note, 1, length(note) - 20)`,
      `note = 'x'`,
    ])
    copy.db.exec(`UPDATE checkpoints SET ${change} WHERE size = ${size}`)
  }),
  hashes('roll back the database alone', ({ db, folder, days, random }) => {
    const day = days[random.below(2)]!
    db.close()
    cpSync(join(day.folder, 'store.db'), join(folder, 'store.db'))
  }),
  hashes('roll back the segments alone', ({ folder, days, random }) => {
    rmSync(join(folder, 'blobs'), { recursive: true })
    cpSync(join(days[random.below(2)]!.folder, 'blobs'), join(folder, 'blobs'), { recursive: true })
  }),
  hashes('roll back everything', ({ db, folder, days, random }) => {
    const day = days[random.below(2)]!
    db.close()
    rmSync(folder, { recursive: true })
    cpSync(day.folder, folder, { recursive: true })
  }),
]

/** What touches nothing that a leaf commits to, and hangs together all the same: nothing is found, and nothing said of it. */
export const touchesNothing: readonly (readonly [name: string, sql: string])[] = [
  ['a flag in a box', 'UPDATE messages SET flags = flags | 1'],
  ['a message that its owner deletes', 'DELETE FROM messages WHERE uid = 1'],
  ['statistics', 'UPDATE counts SET messages = messages + 7'],
  ['a subject', `UPDATE entries SET subject = 'V/v khác', subject_fold = 'v/v khac' WHERE id = 5`],
  ['judgements and their evidence', `UPDATE entries SET judgements = '[]', authentication = '' WHERE id = 5`],
  [
    'what became of a recipient',
    `UPDATE entries SET recipients = json_set(recipients, '$[1].outcome', 'refused') WHERE id = 5`,
  ],
  ['a reply', `UPDATE entries SET reply_text = 'x', reply_code = 251 WHERE id = 5`],
  ['a prefix of the same length', `UPDATE views SET prefix = zeroblob(length(prefix)) WHERE id = 5`],
  ['a violation that is gone', 'DELETE FROM violations WHERE id = (SELECT min(id) FROM violations)'],
  ['a queue’s state', `UPDATE queue SET state = 'delivered'`],
  ['a box’s name', `UPDATE boxes SET name = 'Ai đó'`],
]
