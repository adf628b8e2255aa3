/** Aliases as an administrator enters them: what is valid, and what a row of a CSV file means. */
import { fail, ok, type Result } from '../base/result.ts'
import { say, texts } from '../base/texts.ts'
import type { NewAlias } from '../ports/directory.ts'
import { directoryAddress } from './name.ts'
import type { Problem } from './problem.ts'

export interface AliasRules {
  readonly domain: string
  readonly maxTargets: number
  /** A box or an alias of ours, or one that the same file brings. */
  readonly isKnown: (address: string) => boolean
}

/** An alias in the form the directory keeps, each target once; or everything that is wrong with it. */
export function planAlias(given: NewAlias, rules: AliasRules): Result<NewAlias, readonly Problem[]> {
  const problems: Problem[] = []
  const address = directoryAddress(given.address, rules.domain)
  if (address === undefined) {
    const message = `"${given.address}" is not a plain address @${rules.domain}`
    problems.push({ field: 'address', message })
  }
  const targets = [...new Set(given.targets)]
  if (targets.length === 0) problems.push({ field: 'targets', message: 'it leads nowhere' })
  if (targets.length > rules.maxTargets)
    problems.push({ field: 'targets', message: `${targets.length}; at most ${rules.maxTargets}` })
  for (const target of targets) {
    if (target === address) problems.push({ field: 'targets', message: `${target} leads to itself` })
    else if (!target.endsWith(`@${rules.domain}`))
      problems.push({ field: 'targets', message: forwardingBarred(target, rules.domain) })
    else if (!rules.isKnown(target))
      problems.push({ field: 'targets', message: `no mailbox or alias ${target}` })
  }
  if (address === undefined || problems.length > 0) return fail(problems)
  return ok({ address, targets })
}

/** An alias that leads outside would forward official mail by a rule, which D1b-free bars. */
export function forwardingBarred(address: string, domain: string): string {
  const { vi, en } = say(texts.forwardingBarred, { address, domain })
  return `automatic-forward (D1b-free): ${vi} / ${en}`
}

export const aliasColumns = { required: ['address', 'targets'], optional: [] } as const

/** One row, read by column name. Targets are separated by spaces or semicolons. */
export function aliasFromRow(row: ReadonlyMap<string, string>): NewAlias {
  const targets = (row.get('targets') ?? '').toLowerCase().split(/[\s;]+/)
  return { address: (row.get('address') ?? '').trim().toLowerCase(), targets: targets.filter(Boolean) }
}
