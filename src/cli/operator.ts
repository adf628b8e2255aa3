/** `congvu operator …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Operator = OutputOf<'operator.list'>[number]
type Appointed = OutputOf<'operator.add'>

const columns: readonly Column<Operator>[] = [
  { title: 'NAME', value: operator => operator.name },
  { title: 'ROLE', value: operator => operator.role },
  { title: 'AGENCY', value: operator => operator.agency ?? '-' },
  { title: 'ADDED', value: operator => tableTime(operator.createdAt) },
]

const secrets: readonly Field<Appointed>[] = [
  { title: 'NAME', value: operator => operator.name },
  { title: 'ROLE', value: operator => operator.role },
  { title: 'PASSWORD', value: operator => operator.password },
  { title: 'SECOND FACTOR', value: operator => operator.totpUrl },
]

interface AddOptions {
  readonly role: 'administrator' | 'agency-administrator'
  readonly agency?: string
}

export function register(operator: Command, session: Session): void {
  operator
    .command('list')
    .description('list the operators')
    .action(async () => session.print(await session.call('operator.list', {}), columns))

  operator
    .command('add <name>')
    .description('appoint an operator; prints the password and second factor once')
    .addOption(
      choice('--role <role>', 'what it may do', [
        'administrator',
        'agency-administrator',
      ]).makeOptionMandatory(),
    )
    .option('--agency <code>', 'the only agency of an agency administrator')
    .addHelpText(
      'after',
      '\nExample:\n  congvu operator add hanhnt --role agency-administrator --agency soyte',
    )
    .action(async (name: string, { role, agency }: AddOptions) => {
      session.show(await session.call('operator.add', { name, role, agency: agency ?? null }), secrets)
    })

  operator
    .command('remove <name>')
    .description('dismiss an operator and end its sessions')
    .action(async (name: string) => {
      await session.confirm(`Dismiss ${name}?`)
      session.done(await session.call('operator.remove', { name }), `removed ${name}`)
    })
}
