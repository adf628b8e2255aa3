/** `congvu violation …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice, count, instant } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Violation = OutputOf<'violation.show'>

const states = ['recorded', 'suspected', 'confirmed', 'dismissed'] as const

const columns: readonly Column<Violation>[] = [
  { title: 'REF', value: violation => violation.ref },
  { title: 'AT', value: violation => tableTime(violation.at) },
  { title: 'RULE', value: violation => violation.rule },
  { title: 'ACTION', value: violation => violation.action },
  { title: 'STATE', value: violation => violation.state },
  { title: 'REASON', value: violation => violation.reason },
  { title: 'AGENCY', value: violation => violation.agency ?? '-' },
  { title: 'BOX', value: violation => violation.box ?? '-' },
  { title: 'ADDRESS', value: violation => violation.address },
]

const fields: readonly Field<Violation>[] = [
  ...columns,
  { title: 'ENTRY', value: violation => violation.entryId },
  { title: 'EVIDENCE', value: violation => JSON.stringify(violation.evidence) },
  { title: 'DECIDED', value: decision },
]

function decision({ decidedBy, decidedAt, note }: Violation): string {
  return decidedBy === null ? '-' : `${tableTime(decidedAt)} by ${decidedBy}: ${note}`
}

type ListOptions = Omit<ParametersOf<'violation.list'>, 'sinceMs'> & { since?: number }

const confirmExample = `
Example:
  congvu violation confirm CB-2026-7F3K9QX2MB --reason "Đã xác minh" --official annv.sokhcn@caobang.gov.vn`

export function register(violation: Command, session: Session): void {
  violation
    .command('list')
    .description('list the ledger of the rules, newest first')
    .option('--agency <code>', 'only of this agency')
    .option('--rule <rule>', 'only of this rule')
    .addOption(choice('--state <state>', 'only those at this state', states))
    .option('--since <date>', 'only from this day or time on', instant)
    .option('--limit <n>', 'at most so many rows', count)
    .addHelpText('after', '\nExample:\n  congvu violation list --agency sokhcn --since 2026-11-01')
    .action(async ({ since, ...options }: ListOptions) => {
      const parameters = since === undefined ? options : { ...options, sinceMs: since }
      session.print(await session.call('violation.list', parameters), columns)
    })

  violation
    .command('show <ref>')
    .description('show the row a reference stands for, with its evidence')
    .addHelpText('after', '\nExample:\n  congvu violation show CB-2026-7F3K9QX2MB')
    .action(async (ref: string) => {
      session.show(await session.call('violation.show', { ref }), fields)
    })

  violation
    .command('confirm <ref>')
    .description('confirm that a row is a violation')
    .requiredOption('--reason <text>', 'what shows it')
    .option('--official <box>', 'the official who wrote from that address: it is remembered as theirs')
    .addHelpText('after', confirmExample)
    .action(async (ref: string, options: Omit<ParametersOf<'violation.confirm'>, 'ref'>) => {
      const confirmed = await session.call('violation.confirm', { ref, ...options })
      session.done(confirmed, `confirmed ${confirmed.ref}`)
    })

  violation
    .command('dismiss <ref>')
    .description('find that a row is no violation')
    .requiredOption('--reason <text>', 'what shows it')
    .addHelpText(
      'after',
      '\nExample:\n  congvu violation dismiss CB-2026-7F3K9QX2MB --reason "Công dân khiếu nại"',
    )
    .action(async (ref: string, { reason }: { reason: string }) => {
      const dismissed = await session.call('violation.dismiss', { ref, reason })
      session.done(dismissed, `dismissed ${dismissed.ref}`)
    })
}
