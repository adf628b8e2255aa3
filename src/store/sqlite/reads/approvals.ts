import type { Approval, ApprovalId, ApprovalReads } from '../../../ports/approval.ts'
import type { Scope } from '../../../ports/search.ts'
import type { Db, Statement } from '../connection.ts'

type ApprovalRow = Omit<Approval, 'scope' | 'approvedBy'> & { readonly scope: string }

const approvalSql = `
  SELECT id, purpose, subject, scope, reason, requested_by AS requestedBy, requested_at AS requestedAt, state,
    decided_by AS decidedBy, decided_at AS decidedAt, note, expires_at AS expiresAt
  FROM approvals`

export class ApprovalReader implements ApprovalReads {
  readonly #one: Statement<ApprovalRow>
  readonly #list: Statement<ApprovalRow>

  constructor(db: Db) {
    this.#one = db.prepare(`${approvalSql} WHERE id = ?`)
    this.#list = db.prepare(
      `${approvalSql} WHERE (@state IS NULL OR state = @state) ORDER BY id DESC LIMIT @limit`,
    )
  }

  async approval(id: ApprovalId): Promise<Approval | undefined> {
    const row = this.#one.get(id)
    return row && toApproval(row)
  }

  async approvals(filter: Parameters<ApprovalReads['approvals']>[0]): Promise<readonly Approval[]> {
    return this.#list.all({ state: null, ...filter }).map(toApproval)
  }
}

function toApproval(row: ApprovalRow): Approval {
  return {
    ...row,
    scope: JSON.parse(row.scope) as Scope,
    approvedBy: row.state === 'granted' ? row.decidedBy : null,
  }
}
