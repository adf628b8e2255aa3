/** `congvu alias …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { type Column, tableTime } from './table.ts'

const columns: readonly Column<OutputOf<'alias.list'>[number]>[] = [
  { title: 'ADDRESS', value: alias => alias.address },
  { title: 'LEADS TO', value: alias => alias.targets.join(' ') },
  { title: 'ADDED', value: alias => tableTime(alias.createdAt) },
]

const fields: readonly Column<OutputOf<'alias.show'>>[] = [
  ...columns,
  { title: 'BOXES', value: alias => alias.boxes.join(' ') },
]

export function register(alias: Command, session: Session): void {
  alias
    .command('list')
    .description('list the aliases')
    .action(async () => session.print(await session.call('alias.list', {}), columns))

  alias
    .command('show <address>')
    .description('show where an alias leads, and the boxes it ends in')
    .action(async (address: string) => session.show(await session.call('alias.show', { address }), fields))

  alias
    .command('add <address> <targets...>')
    .description('add an alias that leads to mailboxes or other aliases of ours')
    .addHelpText(
      'after',
      '\nNo alias leads outside: official mail is not forwarded by a rule (D1b-free).' +
        '\n\nExample:\n  congvu alias add vanthu@caobang.gov.vn hanhnt.soyte@caobang.gov.vn',
    )
    .action(async (address: string, targets: string[]) => {
      session.done(await session.call('alias.add', { address, targets }), `added ${address}`)
    })

  alias
    .command('set <address> <targets...>')
    .description('let an alias lead elsewhere')
    .action(async (address: string, targets: string[]) => {
      session.done(await session.call('alias.set', { address, targets }), `changed ${address}`)
    })

  alias
    .command('remove <address>')
    .description('remove an alias')
    .action(async (address: string) => {
      await session.confirm(`Remove the alias ${address}?`)
      session.done(await session.call('alias.remove', { address }), `removed ${address}`)
    })

  alias
    .command('import <file>')
    .description('add every alias of a CSV file (address,targets), or none; targets separated by spaces')
    .option('--dry-run', 'only check the file')
    .addHelpText('after', '\nExample:\n  congvu alias import bi-danh.csv --dry-run')
    .action(async (file: string, options: { dryRun?: boolean }) => {
      const csv = await session.readText(file)
      const result = await session.call('alias.import', { csv, dryRun: options.dryRun === true })
      session.done(result, `${result.dryRun ? 'would add' : 'added'} ${result.aliases} aliases`)
    })
}
