/** `congvu trace MESSAGE-ID|ADDRESS` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count, reasonOption } from './options.ts'
import { type Column, tableTime } from './table.ts'

const columns: readonly Column<OutputOf<'trace'>[number]>[] = [
  { title: 'ENTRY', value: row => row.entryId },
  { title: 'RECEIVED', value: row => tableTime(row.receivedAt) },
  { title: 'FROM', value: row => row.mailFrom || '<>' },
  { title: 'RECIPIENT', value: row => row.recipient },
  { title: 'STATE', value: row => row.state },
  { title: 'ATTEMPTS', value: row => row.attempts },
  { title: 'NEXT', value: row => tableTime(row.nextAttemptAt) },
  { title: 'DETAIL', value: row => row.detail },
]

const examples = `
Examples:
  congvu trace '<15-ct-ubnd@caobang.gov.vn>' --reason "Xác minh văn bản thất lạc"
  congvu trace nguyenvanan@gmail.com --limit 20 --reason "Xác minh đơn tố cáo số 31"`

export function register(trace: Command, session: Session): void {
  trace
    .argument('<message-id|address>', 'which letters')
    .description('tell where letters are, per recipient, with times')
    .option('--limit <n>', 'at most so many letters, newest first', count)
    .addOption(reasonOption())
    .addHelpText('after', examples)
    .action(async (subject: string, options: Omit<ParametersOf<'trace'>, 'subject'>) => {
      session.print(await session.call('trace', { ...options, subject }), columns)
    })
}
