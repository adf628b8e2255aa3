/** `congvu case …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Case = OutputOf<'case.show'>
type Step = ParametersOf<'case.step'>['step']

const columns: readonly Column<Case>[] = [
  { title: 'ID', value: row => row.id },
  { title: 'OPENED', value: row => tableTime(row.openedAt) },
  { title: 'REF', value: row => row.ref },
  { title: 'AGENCY', value: row => row.agencyCode ?? '-' },
  { title: 'STEP', value: row => row.step },
]

const fields: readonly Field<Case>[] = [
  ...columns,
  { title: 'STEPS', value: row => row.steps.map(stepText).join('; ') || '-' },
]

function stepText({ step, at, author, note }: Case['steps'][number]): string {
  return `${step} ${tableTime(at)} by ${author}: ${note}`
}

const stepHelp = `
The steps in order: head-informed, removed, assessed, closed.
Example:
  congvu case step 3 head-informed --note "Đã báo cáo Giám đốc Sở bằng văn bản"`

export function register(noun: Command, session: Session): void {
  noun
    .command('list')
    .description('list the cases of state secrets, newest first')
    .option('--agency <code>', 'only of this agency')
    .option('--open', 'only those not closed')
    .action(async (options: ParametersOf<'case.list'>) => {
      session.print(await session.call('case.list', options), columns)
    })

  noun
    .command('show <id>')
    .description('show the steps of a case')
    .action(async (id: string) => {
      session.show(await session.call('case.show', { id: count(id) }), fields)
    })

  noun
    .command('step <id> <step>')
    .description('record that the next step of a case was taken')
    .requiredOption('--note <text>', 'what was done')
    .addHelpText('after', stepHelp)
    .action(async (id: string, step: Step, { note }: { note: string }) => {
      const taken = await session.call('case.step', { id: count(id), step, note })
      session.done(taken, `case ${taken.id} is at ${taken.step}`)
    })
}
