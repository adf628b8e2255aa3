/** Whether a mailbox is open to its auditor now, and with what scope; what is open is looked at again and again. */
import { bothScopes, sameScope } from '../archive/scope.ts'
import type { AuditMailbox, AuditMailboxId, AuditMailboxReads } from '../ports/audit-mailboxes.ts'
import type { Clock } from '../ports/clock.ts'
import type { DirectoryReads, Operator } from '../ports/directory.ts'
import type { Scope } from '../ports/search.ts'

/** What an auditor may see now by the appointment; null for anybody else, and after its end. */
export type ScopeOf = (operator: Operator) => Promise<Scope | null>

export interface StandingParts {
  readonly reads: AuditMailboxReads
  readonly directory: Pick<DirectoryReads, 'operatorById'>
  readonly clock: Clock
  readonly scopeOf: ScopeOf
}

/** One mailbox that somebody has logged in to; shared by the sessions. */
export interface Standing {
  readonly mailbox: AuditMailbox
  readonly operator: Operator
  /** Of the mailbox and of the operator. */
  readonly scope: Scope
  /** Nothing may be shown any more. */
  readonly ended: boolean
}

export class Standings {
  readonly #parts: StandingParts
  readonly #known = new Map<AuditMailboxId, { -readonly [K in keyof Standing]: Standing[K] }>()
  readonly #onEnd: (id: AuditMailboxId) => void

  constructor(parts: StandingParts, onEnd: (id: AuditMailboxId) => void) {
    this.#parts = parts
    this.#onEnd = onEnd
  }

  /** For a log-in; undefined when the mailbox is not open any more. */
  async of(id: AuditMailboxId): Promise<Standing | undefined> {
    const now = await this.#now(id)
    const known = this.#known.get(id)
    if (known !== undefined && now !== undefined && sameScope(known.scope, now.scope)) return known
    this.#end(id)
    if (now === undefined) return undefined
    const standing = { ...now, ended: false }
    this.#known.set(id, standing)
    return standing
  }

  /** Whether it is as it was at the log-in; if not, it ends. */
  async holds(standing: Standing): Promise<boolean> {
    if (standing.ended) return false
    const { id } = standing.mailbox
    const now = await this.#now(id)
    if (now !== undefined && sameScope(now.scope, standing.scope)) return !standing.ended
    this.#end(id)
    return false
  }

  /** Looks at all of them. */
  async review(): Promise<void> {
    for (const standing of [...this.#known.values()]) await this.holds(standing)
  }

  #end(id: AuditMailboxId): void {
    const known = this.#known.get(id)
    if (known === undefined) return
    known.ended = true
    this.#known.delete(id)
    this.#onEnd(id)
  }

  async #now(id: AuditMailboxId): Promise<Omit<Standing, 'ended'> | undefined> {
    const { reads, directory, clock, scopeOf } = this.#parts
    const mailbox = await reads.mailbox(id)
    if (mailbox === undefined || mailbox.expiresAt <= clock.now()) return undefined
    const operator = await directory.operatorById(mailbox.operatorId)
    const allowed = operator && (await scopeOf(operator))
    const scope = allowed && bothScopes(mailbox.scope, allowed)
    return operator && scope ? { mailbox, operator, scope } : undefined
  }
}
