/**
 * What an auditor appointed for a part of the archive sees of each operation. An operation that is not in the table
 * is for the whole province alone, until somebody has thought about it.
 */
import { isWhole } from '../archive/scope.ts'
import type { Result } from '../base/result.ts'
import { type Caller, type Refusal, refuse } from './operation.ts'

/**
 * `filtered`: the operation itself shows only what belongs to letters within the caller's scope.
 * `province`: shows things of letters that it cannot tell apart: refused to whoever does not see the whole province.
 * `open`: shows the directory, settings, keys, or the log's hashes; nothing of a letter.
 */
export type ScopeRule = 'filtered' | 'province' | 'open'

export const scopeRules: ReadonlyMap<string, ScopeRule> = new Map<string, ScopeRule>([
  ['whoami', 'open'],
  // Letters, by their number or by words.
  ['archive.search', 'filtered'],
  ['archive.show', 'filtered'],
  ['archive.raw', 'filtered'],
  ['archive.prove', 'filtered'],
  ['archive.trail', 'filtered'],
  ['archive.mailbox.open', 'filtered'],
  ['archive.export.begin', 'filtered'],
  ['archive.export.page', 'filtered'],
  ['archive.export.end', 'filtered'],
  // The caller's own.
  ['archive.mailbox.list', 'filtered'],
  ['archive.mailbox.close', 'filtered'],
  ['archive.query.list', 'filtered'],
  ['archive.query.add', 'filtered'],
  ['archive.query.remove', 'filtered'],
  // Of letters the numbers alone.
  ['health.show', 'open'],
  ['doctor.run', 'open'],
  ['archive.verify.start', 'open'],
  ['archive.verify.state', 'open'],
  ['archive.index', 'open'],
  ['retention.list', 'open'],
  // Letters of all agencies are counted, shown as samples, and held: a hold is for whoever sees them.
  ['retention.preview', 'province'],
  ['hold.list', 'province'],
  ['hold.show', 'province'],
  ['hold.add', 'province'],
  ['hold.remove', 'province'],
  ['log.proof', 'filtered'],
  ['trace', 'filtered'],
  ['document.list', 'filtered'],
  // What became of letters: rows of letters within the scope, of cases and addresses those of its agencies.
  ['violation.list', 'filtered'],
  ['violation.show', 'filtered'],
  ['held.list', 'filtered'],
  ['held.show', 'filtered'],
  ['queue.list', 'filtered'],
  ['queue.show', 'filtered'],
  ['case.list', 'filtered'],
  ['case.show', 'filtered'],
  ['policy.replay', 'filtered'],
  ['alternate.list', 'filtered'],
  ['exception.list', 'filtered'],
  // Own acts, and the appointments of everybody: the questions of others tell of their letters.
  ['audit.log', 'filtered'],
  // Own requests, and those that the caller may decide.
  ['approval.request', 'filtered'],
  ['approval.list', 'filtered'],
  ['approval.show', 'filtered'],
  ['approval.grant', 'filtered'],
  ['approval.refuse', 'filtered'],
  // Certificates of correspondents were taken from letters, and say who wrote when; changes of settings name them.
  ['cert.known-list', 'province'],
  ['cert.known-show', 'province'],
  ['policy.history', 'province'],
  // The directory.
  ['operator.list', 'open'],
  ['operator.show', 'open'],
  ['agency.list', 'open'],
  ['agency.show', 'open'],
  ['mailbox.list', 'open'],
  ['mailbox.show', 'open'],
  ['mailbox.review', 'open'],
  ['mailbox.export', 'open'],
  ['alias.list', 'open'],
  ['alias.show', 'open'],
  ['share.list', 'open'],
  ['app-password.list', 'open'],
  ['totp.list', 'open'],
  // Settings; `policy.check` looks at a letter that the caller brings.
  ['policy.list', 'open'],
  ['policy.show', 'open'],
  ['policy.check', 'open'],
  ['threshold.list', 'open'],
  ['route.list', 'open'],
  // Keys, names, the log's hashes.
  ['cert.list', 'open'],
  ['cert.show', 'open'],
  ['cert.crl', 'open'],
  ['dkim.list', 'open'],
  ['token.list', 'open'],
  ['token.status', 'open'],
  ['dns.records', 'open'],
  ['dns.check', 'open'],
  ['timestamp.request', 'open'],
  ['timestamp.verify', 'open'],
  ['log.key', 'open'],
  ['log.checkpoint', 'open'],
  ['log.stored', 'open'],
  ['log.timestamps', 'open'],
  ['log.consistency', 'open'],
  ['log.verify', 'open'],
  // Counts of the own agencies and days: a small one tells of a letter.
  ['stats.show', 'filtered'],
  ['stats.acknowledgement', 'filtered'],
])

/** The refusal of what is only for the whole province; undefined when allowed. */
export function outsideScopeRule(
  name: string,
  { name: who, scope }: Caller,
): Result<never, Refusal> | undefined {
  if (scope === null || isWhole(scope) || (scopeRules.get(name) ?? 'province') !== 'province')
    return undefined
  return refuse('refused', `${name} shows the whole province, and ${who} is appointed for a part of it`)
}
