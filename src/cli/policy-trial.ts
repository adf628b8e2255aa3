/** `congvu policy check` and `congvu policy replay`: the regulation tried before it bites. */
import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { choice, instant } from './options.ts'
import { type Column, type Field, facts } from './table.ts'

type Answer = OutputOf<'policy.check'>
type Outcome = OutputOf<'policy.replay'>
type Proposal = ParametersOf<'policy.replay'>['settings'][number]

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
  const judgements = answer.judgements.map(
    ({ action, reason, evidence }) => `${action} ${reason} (${facts(evidence)})`,
  )
  return judgements.join('; ') || '-'
}

const checkExamples = `
Examples:
  congvu policy check --from sokhcn@caobang.gov.vn --to nguyenvanan@gmail.com
  congvu policy check --from dan@gmail.com --to sokhcn@caobang.gov.vn --json
  congvu policy check --from sokhcn@caobang.gov.vn --to soyte@caobang.gov.vn --channel mx --peer 8.8.8.8
  congvu policy check --eml thu.eml --signed-by gmail.com`

const replayFields: readonly Field<Outcome>[] = [
  { title: 'since', value: outcome => outcome.since },
  { title: 'letters', value: outcome => String(outcome.letters) },
  { title: 'unchanged', value: outcome => String(outcome.unchanged) },
  { title: 'without bytes', value: outcome => String(outcome.withoutBytes) },
]

const agencyColumns: readonly Column<Outcome['agencies'][number]>[] = [
  { title: 'AGENCY', value: row => row.agency ?? '-' },
  { title: 'WAS', value: row => row.was },
  { title: 'WOULD BE', value: row => row.would },
  { title: 'LETTERS', value: row => row.letters },
]

const sampleColumns: readonly Column<Outcome['samples'][number]>[] = [
  { title: 'ENTRY', value: row => row.entryId },
  { title: 'WAS', value: row => row.was },
  { title: 'WOULD BE', value: row => row.would },
  { title: 'REASON', value: row => row.reason },
]

const replayExamples = `
Examples:
  congvu policy replay --since 2026-11-01
  congvu policy replay --since 2026-11-01 --set free-mail-recipient=hold
  congvu policy replay --since 2026-11-01 --set encrypted-archive=block@soyte --json`

/** `REASON=ACTION` or `REASON=ACTION@AGENCY`, gathered. */
function proposal(text: string, earlier: readonly Proposal[] = []): readonly Proposal[] {
  const match = /^([a-z-]+)=(allow|flag|hold|block)(?:@([a-z0-9-]+))?$/.exec(text)
  if (match === null) throw new InvalidArgumentError('not like free-mail-recipient=hold@sokhcn')
  const [, reason = '', action, agency] = match
  const setting = { reason, action: action as Proposal['action'] }
  return [...earlier, agency === undefined ? setting : { ...setting, agency }]
}

/** A letter's file as the operation takes it. */
async function letterFile(file: string): Promise<string> {
  try {
    return (await readFile(file)).toString('base64')
  } catch (error) {
    throw new Failure('failed', `cannot read ${file}: ${(error as Error).message}`)
  }
}

interface CheckOptions extends Omit<ParametersOf<'policy.check'>, 'eml'> {
  readonly eml?: string
}

export function registerTrials(policy: Command, session: Session): void {
  policy
    .command('check')
    .description('explain what would happen to a letter, and why')
    .option('--from <address>', 'who writes (by default: as the letter says)')
    .option('--to <address>', 'to whom (by default: as the letter says)')
    .option('--eml <file>', 'a whole letter, to be read with its attachments')
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
    .addHelpText('after', checkExamples)
    .action(async ({ eml, ...options }: CheckOptions) => {
      const letter = eml === undefined ? {} : { eml: await letterFile(eml) }
      const answer = await session.call('policy.check', { ...options, ...letter })
      session.show(answer, answerFields)
      if (answer.credit !== undefined) session.note(answer.credit)
    })

  policy
    .command('replay')
    .description('show what the archive would have been decided differently; changes nothing')
    .requiredOption('--since <date>', 'letters from this day on', instant)
    .option('--set <reason=action>', 'a setting to try, once or more', proposal)
    .addHelpText('after', replayExamples)
    .action(async ({ since, set }: { since: number; set?: readonly Proposal[] }) => {
      const outcome = await session.call('policy.replay', { sinceMs: since, settings: [...(set ?? [])] })
      session.show(outcome, replayFields)
      if (session.json) return
      session.print(outcome.agencies, agencyColumns)
      if (outcome.samples.length > 0) session.print(outcome.samples, sampleColumns)
    })
}
