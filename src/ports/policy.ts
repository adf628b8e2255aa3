/**
 * The regulation's settings and its ledger's afterlife, as rows: actions by agency and direction, exceptions,
 * thresholds, the officials' addresses elsewhere, and the steps of what a rule found. Every change is a version with
 * its author, and none is overwritten.
 */
import type { Direction } from './archive.ts'
import type { Action, AgencyId, BoxId } from './directory.ts'
import type { RetentionClass } from './retention.ts'
import type { Scope } from './search.ts'

/** What is done about a reason (`policy/reasons.ts`): `policy/settings.ts` says which of several counts. */
export interface ActionSetting {
  readonly reason: string
  /** null for every agency. */
  readonly agencyId: AgencyId | null
  /** null for every direction. */
  readonly direction: Direction | null
  readonly action: Action
  /** Set by the agency's own administrator: it only ever tightens. */
  readonly byAgency?: true
}

/** Leave for one address or domain, for a time. */
export interface PolicyException {
  /** The version that added it. */
  readonly id: number
  readonly reason: string
  /** The other side: `a@example.vn`, or `@example.vn` for a whole domain. */
  readonly subject: string
  readonly agencyId: AgencyId | null
  readonly direction: Direction | null
  /** Why, in the author's words. */
  readonly note: string
  readonly author: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Given by the agency's own administrator: it lifts only what the agency itself made stricter. */
  readonly byAgency?: true
}

/** An address elsewhere that was confirmed to be an official's. */
export interface AlternateAddress {
  /** Lower case, A-label domain. */
  readonly address: string
  readonly boxId: BoxId
  /** Address of the box. */
  readonly box: string
  readonly note: string
  readonly author: string
  readonly createdAt: number
}

/** How a kind of document travels on a route (directive, clause 5). */
export type DocumentChannel = 'electronic' | 'with-paper' | 'paper'
export type DocumentRoute = 'inside-agency' | 'between-agencies' | 'state' | 'outside'

export interface RouteSetting {
  /** Name of the kind, as `config/document-kinds.csv` has it: `Hợp đồng`. */
  readonly kind: string
  readonly route: DocumentRoute
  readonly channel: DocumentChannel
}

export interface PolicyState {
  /** 0 before the first change. */
  readonly version: number
  readonly actions: readonly ActionSetting[]
  /** Those not ended by hand; the reader compares `expiresAt`. */
  readonly exceptions: readonly PolicyException[]
  readonly thresholds: readonly { readonly name: string; readonly value: number }[]
  readonly routes: readonly RouteSetting[]
  readonly alternates: readonly AlternateAddress[]
}

export type PolicyChange =
  | ({ readonly kind: 'set-action' } & ActionSetting)
  /** Also what the agency itself set there. */
  | ({ readonly kind: 'clear-action' } & Omit<ActionSetting, 'action' | 'byAgency'>)
  | ({ readonly kind: 'add-exception' } & Omit<PolicyException, 'id' | 'author' | 'createdAt'>)
  | { readonly kind: 'end-exception'; readonly id: number }
  | { readonly kind: 'set-threshold'; readonly name: string; readonly value: number }
  | { readonly kind: 'clear-threshold'; readonly name: string }
  | { readonly kind: 'set-route'; readonly setting: RouteSetting }
  | { readonly kind: 'clear-route'; readonly setting: Omit<RouteSetting, 'channel'> }
  | { readonly kind: 'add-alternate'; readonly address: string; readonly boxId: BoxId; readonly note: string }
  | { readonly kind: 'remove-alternate'; readonly address: string }
  /** In place of the class of that name. */
  | ({ readonly kind: 'set-retention' } & RetentionClass)
  | { readonly kind: 'remove-retention'; readonly name: string }

export interface PolicyVersion {
  readonly version: number
  readonly at: number
  readonly author: string
  readonly change: PolicyChange
}

/** What a person made of a row of the ledger. */
export type ViolationState = 'recorded' | 'suspected' | 'confirmed' | 'dismissed'

/** Steps of the case that a secret's stamp opens, in order. */
export const caseSteps = ['opened', 'head-informed', 'removed', 'assessed', 'closed'] as const
export type CaseStep = (typeof caseSteps)[number]

/** Why a step was not taken: there is no such case, or another step is next (null: the case is closed). */
export type CaseError =
  | { readonly reason: 'not-found' }
  | { readonly reason: 'out-of-order'; readonly next: CaseStep | null }

export interface SecretCase {
  readonly id: number
  /** Reference of the ledger's row. */
  readonly ref: string
  readonly agencyCode: string | null
  readonly step: CaseStep
  readonly openedAt: number
  /** Those a person took, in order. */
  readonly steps: readonly {
    readonly step: CaseStep
    readonly at: number
    readonly author: string
    readonly note: string
  }[]
}

export interface PolicyReads {
  state(): Promise<PolicyState>
  /** Newest first. */
  versions(limit: number): Promise<readonly PolicyVersion[]>
  cases(filter: {
    readonly agency?: string
    readonly open?: boolean
    readonly id?: number
    /** Only of the agencies and the time of it. */
    readonly scope?: Scope
    readonly limit: number
  }): Promise<readonly SecretCase[]>
}
