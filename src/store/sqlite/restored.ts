/**
 * A data directory that was put back from a copy is older than what clients were told: it would give UIDs, MODSEQs and
 * object identifiers again, for other messages, and bring back messages that were expunged. A file `restored` beside the
 * database says that it was. Each mailbox then has a new UIDVALIDITY, so that clients forget what they know (RFC 3501
 * §2.3.1.1), and what is new has identifiers far beyond those that can have been given (RFC 8474 §5.1). So has each folder
 * of an auditor, whose UIDs are the numbers of entries; these follow each other, and are given again.
 */
import { lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from './connection.ts'

const markName = 'restored'
/** More views, and more mailboxes, than can have come after the copy was made. */
const idsLeftOut = 2 ** 32

/** Throws when the mark is none that can be removed: each start would give new numbers again. */
export function isRestored(dataDir: string): boolean {
  const path = join(dataDir, markName)
  const mark = lstatSync(path, { throwIfNoEntry: false })
  if (mark === undefined) return false
  if (!mark.isFile()) throw new Error(`${path} marks a restored data directory, and has to be a file`)
  return true
}

/** Once the new numbers are durable. */
export function removeMark(dataDir: string): void {
  rmSync(join(dataDir, markName))
}

/** Inside a synced transaction. Done twice, it only takes more numbers. `now` in seconds. */
export function renumber(db: Db, now: number): void {
  // Different in each box: of two mailboxes one may be given the name of the other.
  db.prepare(
    `UPDATE mailboxes SET uid_validity =
       (SELECT max(?, last_uid_validity + 1) FROM boxes WHERE id = mailboxes.box_id)
       + (SELECT count(*) FROM mailboxes other WHERE other.box_id = mailboxes.box_id AND other.id < mailboxes.id)`,
  ).run(now)
  db.prepare(
    `UPDATE boxes SET last_uid_validity =
       max(last_uid_validity, (SELECT coalesce(max(uid_validity), 0) FROM mailboxes WHERE box_id = boxes.id))`,
  ).run()
  for (const table of ['views', 'mailboxes']) {
    // SQLite counts from the first row of a table on.
    db.prepare(
      `INSERT INTO sqlite_sequence (name, seq)
         SELECT :table, 0 WHERE :table NOT IN (SELECT name FROM sqlite_sequence)`,
    ).run({ table })
    db.prepare('UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?').run(idsLeftOut, table)
  }
  db.prepare(
    `INSERT INTO meta VALUES ('restored_at', ?) ON CONFLICT DO UPDATE SET value = max(value + 1, excluded.value)`,
  ).run(now)
}
