/** `congvu policy …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { registerTrials } from './policy-trial.ts'
import type { Column, Field } from './table.ts'

type Rule = OutputOf<'policy.list'>[number]
type ShownRule = OutputOf<'policy.show'>

const columns: readonly Column<Rule>[] = [
  { title: 'RULE', value: rule => rule.id },
  { title: 'CLAUSE', value: rule => rule.citation.clause },
  { title: 'TITLE', value: rule => rule.title.vi },
  { title: 'IN ENGLISH', value: rule => rule.title.en },
]

const ruleFields: readonly Field<ShownRule>[] = [
  { title: 'rule', value: rule => rule.id },
  { title: 'title', value: rule => rule.title.vi },
  { title: 'title (en)', value: rule => rule.title.en },
  { title: 'citation', value: rule => rule.citation.vi },
  { title: 'citation (en)', value: rule => rule.citation.en },
  { title: 'outbound', value: rule => byAction(rule, 'outbound') },
  { title: 'inbound', value: rule => byAction(rule, 'inbound') },
  { title: 'exempt', value: exemptions },
]

/** `flag 68, hold 2 (soyte sonoivu)`: the rare actions with the agencies that chose them. */
function byAction(rule: ShownRule, direction: 'outbound' | 'inbound'): string {
  const groups = [...Map.groupBy(rule.agencies, agency => agency[direction])].sort(
    ([, a], [, b]) => b.length - a.length,
  )
  return groups
    .map(([action, agencies], index) => {
      const codes = index === 0 ? '' : ` (${agencies.map(agency => agency.code).join(' ')})`
      return `${action} ${agencies.length}${codes}`
    })
    .join(', ')
}

function exemptions(rule: ShownRule): string {
  return rule.agencies
    .filter(agency => agency.mailSystem === 'sector-exempt')
    .map(agency => `${agency.code} (${agency.sectorDomains.join(' ')})`)
    .join(', ')
}

export function register(policy: Command, session: Session): void {
  policy
    .command('list')
    .description('list the rules with their citations')
    .action(async () => {
      session.print(await session.call('policy.list', {}), columns)
    })

  policy
    .command('show <rule>')
    .description('show one rule and what each agency lets it do')
    .addHelpText('after', '\nExample:\n  congvu policy show D1b-free')
    .action(async (rule: string) => {
      session.show(await session.call('policy.show', { rule }), ruleFields)
    })

  registerTrials(policy, session)
}
