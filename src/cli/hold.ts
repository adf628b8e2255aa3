/** `congvu hold …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { type Column, counted, type Field, tableTime } from './table.ts'

type Hold = OutputOf<'hold.list'>[number]
type Shown = OutputOf<'hold.show'>

const columns: readonly Column<Hold>[] = [
  { title: 'NAME', value: hold => hold.name },
  { title: 'QUERY', value: hold => hold.query },
  { title: 'SINCE', value: hold => tableTime(hold.addedAt) },
  { title: 'BY', value: hold => hold.author },
  { title: 'KEEPS', value: hold => hold.matches },
  { title: 'LOOKED TO', value: hold => hold.evaluatedTo },
  { title: 'REASON', value: hold => hold.reason },
  { title: 'REMOVED', value: removedText },
]

const fields: readonly Field<Shown>[] = [
  ...columns,
  { title: 'ENTRIES', value: hold => hold.entries.join(' ') || '-' },
]

function removedText({ removed }: Hold): string {
  return removed === null ? '-' : `${tableTime(removed.at)} by ${removed.by}: ${removed.reason}`
}

const addHelp = `
From now on nothing is erased before the hold has looked at it, letters that come later included.
Example:
  congvu hold add "vụ 12/2026" --query agency:sokhcn --reason "Theo yêu cầu của Thanh tra tỉnh"`

export function register(hold: Command, session: Session): void {
  hold
    .command('list')
    .description('list the holds that keep letters from erasure')
    .option('--all', 'also those that were removed')
    .addHelpText('after', '\nExample:\n  congvu hold list --all')
    .action(async (options: { all?: boolean }) => {
      session.print(await session.call('hold.list', options), columns)
    })

  hold
    .command('show <name>')
    .description('show a hold with the entries it keeps')
    .addHelpText('after', '\nExample:\n  congvu hold show "vụ 12/2026"')
    .action(async (name: string) => {
      session.show(await session.call('hold.show', { name }), fields)
    })

  hold
    .command('add <name>')
    .description('keep every letter that a query finds, now or later, from erasure')
    .requiredOption('--query <query>', 'which letters')
    .requiredOption('--reason <text>', 'why')
    .addHelpText('after', addHelp)
    .action(async (name: string, options: { query: string; reason: string }) => {
      const added = await session.call('hold.add', { name, ...options })
      session.done(
        added,
        `${name} keeps ${counted(added.matches, 'letter')}, looked at up to entry ${added.evaluatedTo}`,
      )
    })

  hold
    .command('remove <name>')
    .description('remove a hold; who did and why stays on record')
    .requiredOption('--reason <text>', 'why')
    .addHelpText('after', '\nExample:\n  congvu hold remove "vụ 12/2026" --reason "Đã kết luận thanh tra"')
    .action(async (name: string, { reason }: { reason: string }) => {
      await session.confirm(`Remove the hold ${name}? Letters that it kept may be erased then.`)
      session.done(await session.call('hold.remove', { name, reason }), `removed ${name}`)
    })
}
