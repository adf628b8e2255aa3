/** The rule of two: what an auditor may do only after another one agreed. */
import type { Scope } from './search.ts'

export type ApprovalId = number

/** `export`: letters leave the server; `read`: one letter outside the requester's scope. */
export const approvalPurposes = ['export', 'read'] as const
export type ApprovalPurpose = (typeof approvalPurposes)[number]

export interface NewApproval {
  readonly purpose: ApprovalPurpose
  /** The text of the query, or `entry 17`. */
  readonly subject: string
  /** Whoever agrees must see all of it; for `export` it is also all that may leave. */
  readonly scope: Scope
  readonly reason: string
  readonly requestedBy: string
  readonly requestedAt: number
  /** Undecided by then, it is void. */
  readonly expiresAt: number
}

export interface Approval extends NewApproval {
  readonly id: ApprovalId
  /** `lapsed`: the requester's appointment was changed or ended. */
  readonly state: 'requested' | 'granted' | 'refused' | 'lapsed'
  /** Set while it is `granted`. */
  readonly approvedBy: string | null
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  readonly note: string
  /** Once it is granted, how long it may be used. */
  readonly expiresAt: number
}

export interface ApprovalDecision {
  readonly state: 'granted' | 'refused'
  readonly by: string
  readonly note: string
  readonly at: number
  /** Of one that is granted: until when it may be used. */
  readonly expiresAt: number
}

/** Why it was not decided: there is none that waits, its time is over, or nobody grants his own. */
export type ApprovalError = { readonly reason: 'not-waiting' | 'expired' | 'own' }

export interface ApprovalReads {
  approval(id: ApprovalId): Promise<Approval | undefined>
  /** Newest first. */
  approvals(filter: {
    readonly state?: Approval['state']
    readonly limit: number
  }): Promise<readonly Approval[]>
}
