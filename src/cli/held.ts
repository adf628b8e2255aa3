/** `congvu held …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Held = OutputOf<'held.list'>[number]
type ShownHeld = OutputOf<'held.show'>

const columns: readonly Column<Held>[] = [
  { title: 'ID', value: held => held.id },
  { title: 'AT', value: held => tableTime(held.at) },
  { title: 'DEADLINE', value: held => tableTime(held.expiresAt) },
  { title: 'RULE', value: held => held.rule },
  { title: 'AGENCY', value: held => held.agencyCode ?? '-' },
  { title: 'RECIPIENT', value: held => held.address },
  { title: 'ENTRY', value: held => held.entryId },
]

const fields: readonly Field<ShownHeld>[] = [
  ...columns,
  { title: 'SENDER', value: held => held.mailFrom },
  { title: 'BYTES', value: held => held.sizeBytes },
  { title: 'REF', value: held => held.ref ?? '-' },
  { title: 'STATE', value: decision },
  { title: 'EVIDENCE', value: held => JSON.stringify(held.evidence) },
]

function decision({ state, decidedBy, decidedAt, reason }: ShownHeld): string {
  return decidedBy === null ? state : `${state} ${tableTime(decidedAt)} by ${decidedBy}: ${reason || '-'}`
}

function ids(texts: readonly string[]): number[] {
  return texts.map(count)
}

export function register(held: Command, session: Session): void {
  held
    .command('list')
    .description('list the letters that wait for an approver')
    .option('--agency <code>', 'only of this agency')
    .action(async (options: ParametersOf<'held.list'>) => {
      session.print(await session.call('held.list', options), columns)
    })

  held
    .command('show <id>')
    .description('show who wrote to whom and why a letter waits, or what was decided')
    .action(async (id: string) => {
      session.show(await session.call('held.show', { id: count(id) }), fields)
    })

  held
    .command('release <id...>')
    .description('deliver letters that were held, and tell their senders')
    .option('--reason <text>', 'a word to the sender')
    .addHelpText('after', '\nExample:\n  congvu held release 12 13')
    .action(async (id: string[], options: { reason?: string }) => {
      const released = await session.call('held.release', { ids: ids(id), ...options })
      session.done(released, `released ${released.length}`)
    })

  held
    .command('reject <id...>')
    .description('give up letters that were held, and tell their senders why; the archive keeps them')
    .requiredOption('--reason <text>', 'why, for the sender')
    .addHelpText('after', '\nExample:\n  congvu held reject 12 --reason "Gửi qua trục liên thông"')
    .action(async (id: string[], { reason }: { reason: string }) => {
      await session.confirm(`Reject ${id.length} held ${id.length === 1 ? 'letter' : 'letters'}?`)
      const rejected = await session.call('held.reject', { ids: ids(id), reason })
      session.done(rejected, `rejected ${rejected.length}`)
    })
}
