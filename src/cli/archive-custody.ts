/** `congvu archive trail` and `congvu archive restore` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { approvalOption, count, reasonOption } from './options.ts'
import { type Column, tableTime } from './table.ts'

type TrailEvent = OutputOf<'archive.trail'>['events'][number]

const columns: readonly Column<TrailEvent>[] = [
  { title: 'AT', value: event => (event.at === null ? 'now' : tableTime(event.at)) },
  { title: 'WHAT', value: ({ label }) => `${label.vi} / ${label.en}` },
  { title: 'WHO', value: event => event.who || '-' },
  { title: 'DETAIL', value: ({ detail }) => Object.entries(detail).map(fact).join(', ') || '-' },
]

function fact([name, value]: readonly [string, string | number]): string {
  return `${name} ${value}`
}

const trailExamples = `
Times are as they were stored; what stands now comes last. Who looked at the letter is in it, with the reason.

Example:
  congvu archive trail 17 --reason "Xác minh đơn tố cáo số 31"`

const restoreNotes = `
Only a box that had the letter gets it back, under a new UID; the owner is told. Nothing of the letter is shown.

Examples:
  congvu archive restore 17 --to annv.sokhcn@caobang.gov.vn
  congvu archive restore 17 --to annv.sokhcn@caobang.gov.vn --mailbox "Khôi phục"`

export function registerCustody(archive: Command, session: Session): void {
  archive
    .command('trail <id>')
    .description('show what happened to a letter, and who looked at it, in time order')
    .addOption(approvalOption())
    .addOption(reasonOption())
    .addHelpText('after', trailExamples)
    .action(async (id: string, options: Omit<ParametersOf<'archive.trail'>, 'id'>) => {
      const trail = await session.call('archive.trail', { ...options, id: count(id) })
      if (session.json) return session.done(trail, '')
      session.print(trail.events, columns)
    })

  archive
    .command('restore <id>')
    .description('put a letter back into a box that had it, and tell the owner')
    .requiredOption('--to <address>', 'the box')
    .option('--mailbox <name>', 'the mailbox, made when it is not there', 'INBOX')
    .addHelpText('after', restoreNotes)
    .action(async (id: string, options: Omit<ParametersOf<'archive.restore'>, 'id'>) => {
      const restored = await session.call('archive.restore', { ...options, id: count(id) })
      session.done(restored, `entry ${restored.id} is back in ${restored.mailbox} of ${restored.box}`)
    })
}
