/** `congvu audit …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count, reasonOption } from './options.ts'
import { type Column, tableTime } from './table.ts'

const columns: readonly Column<OutputOf<'audit.log'>[number]>[] = [
  { title: 'AT', value: record => tableTime(record.at) },
  { title: 'OPERATOR', value: record => record.operator },
  { title: 'ROLE', value: record => record.role },
  { title: 'OPERATION', value: record => record.operation },
  { title: 'DETAIL', value: record => JSON.stringify(record.detail) },
]

export function register(audit: Command, session: Session): void {
  audit
    .command('log')
    .description('show the trail of operators, newest first')
    .option('--limit <n>', 'at most so many lines (100 by default)', count)
    .addOption(reasonOption())
    .addHelpText('after', '\nExample:\n  congvu audit log --limit 20 --reason "Rà soát nhật ký quý IV"')
    .action(async (options: ParametersOf<'audit.log'>) => {
      session.print(await session.call('audit.log', options), columns)
    })
}
