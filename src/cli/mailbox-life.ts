/** `congvu mailbox …`: the verbs of a box that was issued. */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice } from './options.ts'
import { type Column, renderCsv, tableTime } from './table.ts'

export function registerLife(mailbox: Command, session: Session): void {
  registerLocking(mailbox, session)
  registerLeaving(mailbox, session)
  registerReview(mailbox, session)
  registerExport(mailbox, session)
}

function registerLocking(mailbox: Command, session: Session): void {
  mailbox
    .command('disable <address>')
    .description('lock a mailbox: no log-in; it still receives')
    .action(async (address: string) => {
      session.done(await session.call('mailbox.disable', { address }), `disabled ${address}`)
    })

  mailbox
    .command('enable <address>')
    .description('unlock a mailbox, whoever or whatever clock locked it; its clocks start anew')
    .addHelpText('after', '\nExample:\n  congvu mailbox enable annv.sokhcn@caobang.gov.vn')
    .action(async (address: string) => {
      session.done(await session.call('mailbox.enable', { address }), `enabled ${address}`)
    })
}

const removeNotes = `
Nobody logs in to it any more, and who writes to it is told that the official has left. It is deleted and
its address free again after three months (a setting); until then "mailbox restore" takes it back.

Example:
  congvu mailbox remove annv.sokhcn@caobang.gov.vn`

function registerLeaving(mailbox: Command, session: Session): void {
  mailbox
    .command('remove <address>')
    .description("take a leaver's mailbox out of service; the archive keeps what passed through it")
    .addHelpText('after', removeNotes)
    .action(async (address: string) => {
      await session.confirm(`Remove the mailbox ${address}?`)
      const removed = await session.call('mailbox.remove', { address })
      session.done(removed, `removed ${address}; it will be deleted on ${tableTime(removed.deletedAt)}`)
    })

  mailbox
    .command('restore <address>')
    .description("put a leaver's mailbox back into service before it is deleted")
    .addHelpText('after', '\nExample:\n  congvu mailbox restore annv.sokhcn@caobang.gov.vn')
    .action(async (address: string) => {
      session.done(await session.call('mailbox.restore', { address }), `restored ${address}`)
    })
}

type Reviewed = OutputOf<'mailbox.review'>[number]

interface ReviewLine {
  readonly agency: string
  readonly box: Reviewed['boxes'][number]
}

const reviewColumns: readonly Column<ReviewLine>[] = [
  { title: 'AGENCY', value: ({ agency }) => agency },
  { title: 'ADDRESS', value: ({ box }) => box.address },
  { title: 'NAME', value: ({ box }) => box.name },
  { title: 'LOOK AT', value: ({ box }) => box.findings.join(' ') },
]

const reviewExamples = `
Examples:
  congvu mailbox review --agency sokhcn
  congvu mailbox review --agency sokhcn --done`

function registerReview(mailbox: Command, session: Session): void {
  mailbox
    .command('review')
    .description('list what about the mailboxes of each agency to look at, every six months (a setting)')
    .option('--agency <code>', 'only of this agency')
    .option('--done', 'record that it was done')
    .addHelpText('after', reviewExamples)
    .action(async ({ done, ...scope }: { agency?: string; done?: boolean }) => {
      if (done === true) {
        const recorded = await session.call('mailbox.reviewed', scope)
        return session.done(recorded, `reviewed: ${recorded.agencies.join(' ')}`)
      }
      const agencies = await session.call('mailbox.review', scope)
      if (session.json) return session.print(agencies, [])
      session.print(
        agencies.flatMap(({ agency, boxes }) => boxes.map(box => ({ agency, box }))),
        reviewColumns,
      )
      for (const { agency, overdue, reviewedAt, dueAt } of agencies) {
        const last = reviewedAt === null ? 'never reviewed' : `reviewed ${tableTime(reviewedAt)}`
        if (overdue) session.note(`${agency}: ${last}, overdue since ${tableTime(dueAt)}`)
      }
    })
}

type Published = OutputOf<'mailbox.export'>[number]

const exportColumns: readonly Column<Published>[] = [
  { title: 'name', value: entry => entry.name },
  { title: 'position', value: entry => entry.position },
  { title: 'address', value: entry => entry.address },
  { title: 'agency', value: entry => entry.agency },
  { title: 'agency_name', value: entry => entry.agencyName },
]

function registerExport(mailbox: Command, session: Session): void {
  mailbox
    .command('export')
    .description('print the directory as it is published: name, position, address, agency')
    .option('--agency <code>', 'only this agency')
    .addOption(choice('--format <format>', 'how to print', ['csv', 'json']).default('csv'))
    .addHelpText('after', '\nExample:\n  congvu mailbox export --format csv > danh-ba.csv')
    .action(async ({ format, ...scope }: { agency?: string; format: 'csv' | 'json' }) => {
      const entries = await session.call('mailbox.export', scope)
      if (format === 'json' || session.json) return session.write(`${JSON.stringify(entries)}\n`)
      return session.write(renderCsv(entries, exportColumns))
    })
}
