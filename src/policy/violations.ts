/**
 * The ledger rows of a letter: one for each rule and agency it touched, with the strictest action and all evidence.
 * A letter into the province concerns the recipient's agency, one out of it the sender's.
 */
import type { NewViolation } from '../ports/archive.ts'
import type { AgencyId, BoxId } from '../ports/directory.ts'
import type { Facts } from './facts.ts'
import { termsOf } from './reasons.ts'
import { type RandomBytes, violationRef } from './reference.ts'
import { bind, decisive, type Judgement, type Verdict, verdictOf } from './verdict.ts'

export interface JudgedRecipient {
  readonly facts: Facts
  readonly verdict: Verdict
  /** The local recipient's box; null outside. */
  readonly boxId: BoxId | null
}

export interface Ledger {
  readonly violations: readonly NewViolation[]
  /** The reference of what decided, by the recipient's address; absent where nothing was found. */
  readonly refs: ReadonlyMap<string, string>
}

export interface LedgerSettings {
  readonly random: RandomBytes
  readonly year: number
  readonly prefix: string
  /** The box that submitted; null for mail from outside. */
  readonly senderBoxId: BoxId | null
}

interface Row {
  readonly rule: string
  readonly agencyId: AgencyId | null
  readonly members: JudgedRecipient[]
}

export function ledgerOf(judged: readonly JudgedRecipient[], settings: LedgerSettings): Ledger {
  const rows = new Map<string, Row>()
  // A submission has one verdict for all: what it broke is asked once.
  for (const [verdict, members] of Map.groupBy(judged, member => member.verdict)) {
    const broken = verdict.judgements.filter(judgement => judgement.action !== 'allow')
    const rules = new Set(broken.map(judgement => judgement.rule))
    for (const member of members) {
      const { letter, recipient } = member.facts
      const agencyId = (letter.channel === 'mx' ? recipient.agency : letter.senderAgency)?.id ?? null
      for (const rule of rules) {
        const key = `${rule} ${agencyId}`
        const row = rows.get(key) ?? { rule, agencyId, members: [] }
        row.members.push(member)
        rows.set(key, row)
      }
    }
  }
  const refs = new Map<string, string>()
  const violations = [...rows.values()].map(row => {
    const ref = violationRef(settings.random, settings.year, settings.prefix)
    for (const { facts, verdict } of row.members)
      if (decisive(verdict)?.rule === row.rule) refs.set(facts.recipient.address, ref)
    return violationOf(row, ref, settings.senderBoxId)
  })
  return { violations, refs }
}

function violationOf(row: Row, ref: string, senderBoxId: BoxId | null): NewViolation {
  const all = bind(row.members.map(member => member.verdict)).judgements
  const boxId = senderBoxId ?? (row.members.length === 1 ? (row.members[0]?.boxId ?? null) : null)
  const judgements = all.filter(({ rule, action }) => rule === row.rule && action !== 'allow')
  return ledgerRow(judgements, { ref, rule: row.rule, agencyId: row.agencyId, boxId })
}

/** What the ledger keeps of the judgements of one rule. */
export function ledgerRow(
  judgements: readonly Judgement[],
  about: Pick<NewViolation, 'ref' | 'rule' | 'agencyId' | 'boxId'>,
): NewViolation {
  const verdict = verdictOf(judgements)
  const first = inDoubt(verdict) ?? decisive(verdict)
  return {
    ...about,
    action: verdict.action,
    reason: first?.reason ?? '',
    address: first?.address ?? '',
    evidence: JSON.stringify(judgements.map(evidenceOf)),
    state: judgements.every(({ reason }) => !termsOf(reason).suspected) ? 'recorded' : 'suspected',
    opensCase: judgements.some(({ reason }) => reason === 'secret-stamp'),
  }
}

/** What a person is to confirm or dismiss names the row, where nothing stricter does. */
function inDoubt({ action, judgements }: Verdict): Judgement | undefined {
  return judgements.find(judgement => judgement.action === action && termsOf(judgement.reason).suspected)
}

function evidenceOf({ action, reason, address, citation, evidence }: Judgement) {
  return { action, reason, address, clause: citation.clause, evidence }
}
