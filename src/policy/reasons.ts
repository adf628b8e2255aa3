/**
 * Everything a rule can see, by its constant name: whose clause it is, what is done about it unless a setting says
 * otherwise, and how far a setting may go. A rule tells reasons, never actions: what follows is data.
 */
import type { Action } from '../ports/directory.ts'

export interface ReasonTerms {
  /** Id of the rule that tells it. */
  readonly rule: string
  readonly default: Action
  /** No setting goes below. */
  readonly floor: Action
  /** No setting goes above: marks of a document or a matching name alone never refuse a citizen's letter. */
  readonly ceiling: Action
  /** Only a likelihood, for a person to confirm or dismiss. */
  readonly suspected: boolean
}

function terms(
  rule: string,
  action: Action,
  limits: Partial<Omit<ReasonTerms, 'rule' | 'default'>> = {},
): ReasonTerms {
  return { rule, default: action, floor: 'allow', ceiling: 'block', suspected: false, ...limits }
}

const table = {
  'free-mail-recipient': terms('D1b-free', 'flag'),
  'free-mail-sender': terms('D1b-free', 'flag'),
  'free-mail-reply-to': terms('D1b-free', 'flag'),
  'automatic-forward': terms('D1b-free', 'block', { floor: 'block' }),
  'own-domain-forged': terms('D1b-free', 'block', { floor: 'hold' }),
  'own-domain-forwarded': terms('D1b-free', 'flag'),
  'own-domain-borrowed': terms('D1b-free', 'flag'),
  'look-alike': terms('D1b-free', 'flag', { floor: 'flag' }),
  'foreign-host': terms('D1b-free', 'flag'),
  'document-from-free-mail': terms('D1b-free', 'flag', { floor: 'flag', ceiling: 'hold', suspected: true }),
  'known-name-from-free-mail': terms('D1b-free', 'flag', { ceiling: 'hold', suspected: true }),
  'official-from-free-mail': terms('D1b-free', 'hold', { floor: 'flag' }),
  'sector-exempt': terms('D1b-sector', 'allow', { ceiling: 'allow' }),
  'document-to-private-box': terms('D1b-mail', 'flag'),
  'private-box-of-official': terms('D3-staff', 'flag'),
  'unsigned-document': terms('D4a-sign', 'allow'),
  'document-from-person': terms('D5-office', 'flag'),
  'document-not-in-form': terms('D5-form', 'flag'),
  'paper-only': terms('D5-kinds', 'flag'),
  'paper-follows': terms('D5-kinds', 'allow', { ceiling: 'flag' }),
  'late-dispatch': terms('D5-dispatch', 'flag'),
  'late-acknowledgement': terms('D5-acknowledge', 'flag', { ceiling: 'flag' }),
  'secret-stamp': terms('D1c-secret', 'block', { floor: 'block' }),
  malware: terms('D1c-malware', 'block', { floor: 'hold' }),
  'not-scanned': terms('D1c-malware', 'flag'),
  'restricted-paper': terms('D1c-restricted', 'flag'),
  executable: terms('D1c-executable', 'block', { floor: 'hold' }),
  macros: terms('D1c-executable', 'flag'),
  'encrypted-archive': terms('D1c-archive', 'hold'),
  'sign-up': terms('D1c-signup', 'flag'),
  'unreadable-attachment': terms('D1c-unreadable', 'flag', { ceiling: 'hold' }),
} as const satisfies Readonly<Record<string, ReasonTerms>>

export type Reason = keyof typeof table

export const reasons: ReadonlyMap<string, ReasonTerms> = new Map(Object.entries(table))

export function isReason(name: string): name is Reason {
  return reasons.has(name)
}

/** The terms of a reason of ours. */
export function termsOf(reason: Reason): ReasonTerms {
  return table[reason]
}
