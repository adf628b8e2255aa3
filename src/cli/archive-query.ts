/** `congvu archive query …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import type { Column } from './table.ts'

const columns: readonly Column<OutputOf<'archive.query.list'>[number]>[] = [
  { title: 'NAME', value: query => query.name },
  { title: 'QUERY', value: query => query.query },
]

export function register(query: Command, session: Session): void {
  query
    .command('list')
    .description('list the queries that you keep')
    .action(async () => session.print(await session.call('archive.query.list', {}), columns))

  query
    .command('add <name> <query>')
    .description('keep a query: a folder of every mailbox that you open')
    .addHelpText(
      'after',
      `\nExample:\n  congvu archive query add "Hỏa tốc" 'subject:"hỏa tốc" agency:sokhcn'`,
    )
    .action(async (name: string, text: string) => {
      session.done(await session.call('archive.query.add', { name, query: text }), `kept ${name}`)
    })

  query
    .command('remove <name>')
    .description('forget a query')
    .addHelpText('after', '\nExample:\n  congvu archive query remove "Hỏa tốc"')
    .action(async (name: string) => {
      session.done(await session.call('archive.query.remove', { name }), `forgot ${name}`)
    })
}
