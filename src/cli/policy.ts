/** `congvu policy …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice } from './options.ts'
import { registerSettings } from './policy-settings.ts'
import type { Column, Field } from './table.ts'

type Rule = OutputOf<'policy.list'>[number]
type ShownRule = OutputOf<'policy.show'>
type Answer = OutputOf<'policy.check'>

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
  { title: 'sees', value: rule => rule.reasons.map(seen).join('; ') },
  {
    title: 'exempt',
    value: rule =>
      rule.exempt.map(({ code, sectorDomains }) => `${code} (${sectorDomains.join(' ')})`).join(', '),
  },
]

/** `free-mail-recipient: flag, sokhcn outbound hold` */
function seen({ reason, default: action, settings }: ShownRule['reasons'][number]): string {
  const set = settings.map(({ agency, direction, action }) =>
    [agency ?? 'everyone', ...(direction === null ? [] : [direction]), action].join(' '),
  )
  return `${reason}: ${[action, ...set].join(', ')}`
}

const answerFields: readonly Field<Answer>[] = [
  { title: 'letter', value: answer => `${answer.from} → ${answer.to}` },
  { title: 'channel', value: answer => `${answer.channel}, ${answer.direction}` },
  { title: 'agencies', value: answer => `${answer.senderAgency ?? '-'} → ${answer.recipientAgency ?? '-'}` },
  { title: 'verdict', value: answer => answer.action },
  { title: 'rule', value: answer => (answer.rule === null ? '-' : `${answer.rule}, ${answer.clause}`) },
  { title: 'found', value: found },
  { title: 'why', value: answer => answer.explanation.vi },
  { title: 'why (en)', value: answer => answer.explanation.en },
]

function found(answer: Answer): string {
  const judgements = answer.judgements.map(({ action, reason, evidence }) => {
    const facts = Object.entries(evidence).map(([name, value]) => `${name}=${String(value)}`)
    return `${action} ${reason} (${facts.join(', ')})`
  })
  return judgements.join('; ') || '-'
}

const examples = `
Examples:
  congvu policy check --from sokhcn@caobang.gov.vn --to nguyenvanan@gmail.com
  congvu policy check --from dan@gmail.com --to sokhcn@caobang.gov.vn --json
  congvu policy check --from sokhcn@caobang.gov.vn --to soyte@caobang.gov.vn --channel mx --peer 8.8.8.8`

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

  policy
    .command('check')
    .description('explain what would happen to a letter, and why')
    .requiredOption('--from <address>', 'who writes')
    .requiredOption('--to <address>', 'to whom')
    .addOption(
      choice('--channel <channel>', 'how it comes (by default: submission when the sender is ours)', [
        'mx',
        'submission',
        'submissions',
      ]),
    )
    .option('--peer <ip>', 'address that connects, for its country')
    .option('--helo <name>', 'name the connecting server gives')
    .option('--signed-by <domain>', 'assume a valid DKIM signature of this domain')
    .addHelpText('after', examples)
    .action(async (options: ParametersOf<'policy.check'>) => {
      const answer = await session.call('policy.check', options)
      session.show(answer, answerFields)
      if (answer.credit !== undefined) session.note(answer.credit)
    })

  registerSettings(policy, session)
}
