import type { AuditRecord } from '../../../ports/archive.ts'
import type { Statement } from '../connection.ts'
import { randomBytes } from '../frames.ts'
import { actLeafData, saltBytes } from '../leaf.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

/** A line of the trail and its leaf in the log, committed as one. */
export class ActWriter {
  readonly #session: WriterSession
  readonly #insert: Statement
  readonly #about: Statement

  constructor(session: WriterSession) {
    this.#session = session
    this.#insert = session.db.prepare(
      `INSERT INTO audit (at, operator, role, operation, detail, leaf_index, leaf_salt)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#about = session.db.prepare(
      'INSERT INTO entry_acts (entry_id, audit_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
  }

  /** Answers the leaf's index. */
  write(act: AuditRecord): number {
    const { at, operator, role, operation, detail, entries = [] } = act
    const salt = randomBytes(saltBytes)
    const { leafIndex } = this.#session
    this.#session.appendLeaf(actLeafData(act, leafIndex, salt))
    const { lastInsertRowid } = this.#insert.run(at, operator, role, operation, detail, leafIndex, salt)
    for (const entry of entries) this.#about.run(entry, lastInsertRowid)
    return leafIndex
  }
}

export function auditJobs(session: WriterSession): Pick<Jobs, 'audit'> {
  const acts = new ActWriter(session)
  return {
    audit(act) {
      acts.write(act)
    },
  }
}
