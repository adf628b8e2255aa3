/** `congvu policy …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { placed, registerSettings } from './policy-settings.ts'
import { registerTrials } from './policy-trial.ts'
import type { Column, Field } from './table.ts'

type Rule = OutputOf<'policy.list'>[number]
type ShownRule = OutputOf<'policy.show'>

const columns: readonly Column<Rule>[] = [
  { title: 'RULE', value: rule => rule.id },
  { title: 'CLAUSE', value: rule => rule.citation.clause },
  { title: 'BY DEFAULT', value: rule => rule.defaults.join(' ') },
  { title: 'TITLE', value: rule => rule.title.vi },
  { title: 'IN ENGLISH', value: rule => rule.title.en },
]

const ruleFields: readonly Field<ShownRule>[] = [
  { title: 'rule', value: rule => rule.id },
  { title: 'title', value: rule => rule.title.vi },
  { title: 'title (en)', value: rule => rule.title.en },
  { title: 'citation', value: rule => rule.citation.vi },
  { title: 'citation (en)', value: rule => rule.citation.en },
  { title: 'sees', value: rule => rule.reasons.map(seen).join('; ') },
  {
    title: 'thresholds',
    value: rule => rule.thresholds.map(({ name, value }) => `${name} ${value}`).join(', '),
  },
  {
    title: 'exempt',
    value: rule =>
      rule.exempt.map(({ code, sectorDomains }) => `${code} (${sectorDomains.join(' ')})`).join(', '),
  },
]

/** `free-mail-recipient: flag, sokhcn outbound hold` */
function seen({ reason, default: action, settings }: ShownRule['reasons'][number]): string {
  const set = settings.map(placed)
  return `${reason}: ${[action, ...set].join(', ')}`
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
    .description('show one rule, what it can see, and what was set about it')
    .addHelpText('after', '\nExample:\n  congvu policy show D1b-free')
    .action(async (rule: string) => {
      session.show(await session.call('policy.show', { rule }), ruleFields)
    })

  registerSettings(policy, session)
  registerTrials(policy, session)
}
