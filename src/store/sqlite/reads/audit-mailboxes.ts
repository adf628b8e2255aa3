/** Auditors' mailboxes and their saved queries. */
import type { AuditMailbox, AuditMailboxReads, SavedQuery } from '../../../ports/audit-mailboxes.ts'
import type { Scope } from '../../../ports/search.ts'
import type { Db, Statement } from '../connection.ts'

interface MailboxRow extends Omit<AuditMailbox, 'scope' | 'queries'> {
  readonly scope: string
  readonly queries: string
}

const columns = `id, operator_id AS operatorId, reason, scope, queries, lookup, scram, created_at AS createdAt,
  expires_at AS expiresAt`

export class AuditMailboxReader implements AuditMailboxReads {
  readonly #mailbox: Statement<MailboxRow>
  readonly #ofOperator: Statement<MailboxRow>
  readonly #queries: Statement<SavedQuery>
  readonly #restoredAt: Statement<number>

  constructor(db: Db) {
    this.#mailbox = db.prepare(`SELECT ${columns} FROM audit_mailboxes WHERE id = ?`)
    this.#ofOperator = db.prepare(`SELECT ${columns} FROM audit_mailboxes WHERE operator_id = ? ORDER BY id`)
    this.#queries = db.prepare('SELECT name, query FROM saved_queries WHERE operator_id = ? ORDER BY name')
    this.#restoredAt = db
      .prepare<unknown[], number>("SELECT value FROM meta WHERE name = 'restored_at'")
      .pluck()
  }

  async mailbox(id: number): Promise<AuditMailbox | undefined> {
    const row = this.#mailbox.get(id)
    return row && toMailbox(row)
  }

  async mailboxesOf(operator: number): Promise<readonly AuditMailbox[]> {
    return this.#ofOperator.all(operator).map(toMailbox)
  }

  async savedQueries(operator: number): Promise<readonly SavedQuery[]> {
    return this.#queries.all(operator)
  }

  async restoredAt(): Promise<number> {
    return this.#restoredAt.get() ?? 0
  }
}

function toMailbox(row: MailboxRow): AuditMailbox {
  return {
    ...row,
    scope: JSON.parse(row.scope) as Scope,
    queries: JSON.parse(row.queries) as SavedQuery[],
  }
}
