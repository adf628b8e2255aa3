/** `congvu totp …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { type Column, tableTime } from './table.ts'

const columns: readonly Column<OutputOf<'totp.list'>[number]>[] = [
  { title: 'ADDRESS', value: factor => factor.address },
  { title: 'NAME', value: factor => factor.name },
  { title: 'SINCE', value: factor => tableTime(factor.enrolledAt) },
  { title: 'RECOVERY CODES', value: factor => factor.recoveryCodes },
]

export function register(totp: Command, session: Session): void {
  totp
    .command('list')
    .description('list the mailboxes that have a second factor')
    .option('--agency <code>', 'of one agency')
    .action(async (options: { agency?: string }) =>
      session.print(await session.call('totp.list', options), columns),
    )

  totp
    .command('remove <address>')
    .description('remove the second factor of a mailbox whose owner lost it; the owner is told')
    .action(async (address: string) => {
      await session.confirm(`Remove the second factor of ${address}?`)
      session.done(await session.call('totp.remove', { address }), `removed the second factor of ${address}`)
    })
}
