/** `congvu app-password …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

const columns: readonly Column<OutputOf<'app-password.list'>[number]>[] = [
  { title: 'ID', value: app => app.id },
  { title: 'DEVICE', value: app => app.label },
  { title: 'ISSUED', value: app => tableTime(app.createdAt) },
  { title: 'LAST USED', value: app => tableTime(app.lastUsedAt) },
]

const secretFields: readonly Field<OutputOf<'app-password.add'>>[] = [
  { title: 'ADDRESS', value: app => app.address },
  { title: 'ID', value: app => app.id },
  { title: 'DEVICE', value: app => app.label },
  { title: 'PASSWORD', value: app => app.password },
]

export function register(appPassword: Command, session: Session): void {
  appPassword
    .command('list <address>')
    .description('list the app passwords of a mailbox')
    .action(async (address: string) =>
      session.print(await session.call('app-password.list', { address }), columns),
    )

  appPassword
    .command('add <address> <device>')
    .description('issue an app password; prints it once')
    .addHelpText('after', '\nExample:\n  congvu app-password add annv.sokhcn@caobang.gov.vn "Điện thoại"')
    .action(async (address: string, label: string) => {
      session.show(await session.call('app-password.add', { address, label }), secretFields)
    })

  appPassword
    .command('remove <address>')
    .description('revoke an app password')
    .requiredOption('--id <number>', 'as `app-password list` shows it', count)
    .action(async (address: string, { id }: { id: number }) => {
      session.done(await session.call('app-password.remove', { address, id }), `revoked ${id} of ${address}`)
    })
}
