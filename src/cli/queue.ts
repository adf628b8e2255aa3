/** `congvu queue …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice, count } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Item = OutputOf<'queue.list'>[number]

const states = ['waiting', 'parked', 'delivered', 'failed', 'expired', 'dropped'] as const

const columns: readonly Column<Item>[] = [
  { title: 'ID', value: item => item.id },
  { title: 'ENTRY', value: item => item.entryId },
  { title: 'STATE', value: item => item.state },
  { title: 'FROM', value: item => item.mailFrom || '<>' },
  { title: 'TO', value: item => item.address },
  { title: 'TRIES', value: item => item.attempts },
  { title: 'NEXT', value: item => (item.state === 'waiting' ? tableTime(item.nextAttemptAt) : '-') },
  { title: 'LAST REPLY', value: item => item.lastReply || '-' },
]

const fields: readonly Field<Item>[] = [
  ...columns,
  { title: 'SINCE', value: item => tableTime(item.createdAt) },
  { title: 'NOTIFY', value: item => item.notify || '-' },
]

const steps = [
  ['retry', 'queue.retry', 'try again now'],
  ['hold', 'queue.hold', 'keep from going out'],
  ['release', 'queue.release', 'let go out what was held'],
] as const

export function register(queue: Command, session: Session): void {
  queue
    .command('list')
    .description('list what waits to go out')
    .addOption(choice('--state <state>', 'only in this state', states))
    .action(async (options: ParametersOf<'queue.list'>) => {
      session.print(await session.call('queue.list', options), columns)
    })

  queue
    .command('show <id>')
    .description('show one recipient')
    .action(async (id: string) => session.show(await session.call('queue.show', { id: count(id) }), fields))

  for (const [verb, operation, description] of steps) {
    queue
      .command(`${verb} <ids...>`)
      .description(description)
      .action(async (ids: string[]) => {
        session.done(await session.call(operation, { ids: ids.map(count) }), `${verb}: ${ids.join(' ')}`)
      })
  }

  queue
    .command('drop <ids...>')
    .description('give recipients up; the archive keeps the letter')
    .action(async (ids: string[]) => {
      await session.confirm(`Drop ${ids.join(' ')} from the queue?`)
      session.done(await session.call('queue.drop', { ids: ids.map(count) }), `dropped ${ids.join(' ')}`)
    })
}
