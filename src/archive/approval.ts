/** Whether another auditor agreed: asked where something needs two. */
import { fail, ok, type Result } from '../base/result.ts'
import type { Approval, ApprovalId, ApprovalPurpose, ApprovalReads } from '../ports/approval.ts'
import type { EntryId } from '../ports/archive.ts'
import type { Clock } from '../ports/clock.ts'

export interface ApprovalUse {
  readonly id: ApprovalId
  /** Name of the operator who wants to use it. */
  readonly operator: string
  readonly purpose: ApprovalPurpose
  /** The same text as was asked for: the query's, or `entrySubject(id)`. */
  readonly subject: string
}

/** Why it permits nothing here; `message` says so to a person. Another's is told as if there were none. */
export interface ApprovalRefusal {
  readonly reason: 'not-found' | 'other-subject' | 'waiting' | 'refused' | 'lapsed' | 'expired'
  readonly message: string
}

/** What a request to read an entry is about. */
export function entrySubject(id: EntryId): string {
  return `entry ${id}`
}

/**
 * The approval when it permits this use now. It is no ticket: until it expires its requester may use it again, for
 * the same purpose and subject, and each use is on the trail by its number.
 */
export async function useApproval(
  store: { readonly read: { readonly approvals: Pick<ApprovalReads, 'approval'> } },
  clock: Clock,
  { id, operator, purpose, subject }: ApprovalUse,
): Promise<Result<Approval, ApprovalRefusal>> {
  const refuse = (reason: ApprovalRefusal['reason'], message: string) => fail({ reason, message })
  const approval = await store.read.approvals.approval(id)
  // Of another's nothing is told.
  if (approval?.requestedBy !== operator) return refuse('not-found', `no approval ${id}`)
  if (approval.purpose !== purpose || approval.subject !== subject)
    return refuse(
      'other-subject',
      `approval ${id} is to ${approval.purpose} ${approval.subject}, nothing else`,
    )
  if (approval.state === 'refused')
    return refuse('refused', `${approval.decidedBy} refused approval ${id}: ${approval.note}`)
  if (approval.state === 'lapsed')
    return refuse('lapsed', `approval ${id} lapsed when ${operator}'s appointment changed`)
  if (approval.expiresAt <= clock.now()) return refuse('expired', `approval ${id} has expired`)
  if (approval.state === 'requested')
    return refuse('waiting', `approval ${id} still waits for another auditor: congvu approval grant ${id}`)
  return ok(approval)
}
