/** `congvu approval …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { codeNotes, codeOptions, count } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Approval = OutputOf<'approval.show'>

const columns: readonly Column<Approval>[] = [
  { title: 'ID', value: approval => approval.id },
  { title: 'STATE', value: approval => approval.state },
  { title: 'TO', value: approval => approval.purpose },
  { title: 'WHAT', value: approval => approval.subject },
  { title: 'BY', value: approval => approval.requestedBy },
  { title: 'ASKED', value: approval => tableTime(approval.requestedAt) },
  { title: 'UNTIL', value: approval => tableTime(approval.expiresAt) },
  { title: 'REASON', value: approval => approval.reason },
]

const fields: readonly Field<Approval>[] = [
  ...columns,
  { title: 'DECIDED', value: approval => (approval.decidedBy === null ? '-' : decision(approval)) },
]

function decision({ decidedBy, decidedAt, note }: Approval): string {
  return [`${tableTime(decidedAt)} by ${decidedBy}`, note].filter(Boolean).join(': ')
}

const requestNotes = `
Another auditor has to agree within 7 days; what was granted may be used for 24 hours, by who asked for it alone.
${codeNotes}

Examples:
  congvu approval request read 17 --reason "Đơn tố cáo số 31 nhắc đến thư này"
  congvu approval request export --query "agency:sokhcn after:2026-10-01" --reason "Kết luận thanh tra số 4/KL-TTr"`

const grantNotes = `
What was granted may be used for 24 hours.
${codeNotes}

Examples:
  congvu approval grant 3                            asks for the code
  congvu approval grant 3 --as kiemtoan --note "Đã xem Quyết định 12/QĐ-UBND"
  congvu approval grant 3 --code-stdin < code.txt    where there is no terminal`

const refuseNotes = `
It takes no code: it opens nothing.

Example:
  congvu approval refuse 3 --note "Ngoài phạm vi Quyết định 12/QĐ-UBND"`

interface RequestOptions {
  readonly query?: string
  readonly reason: string
}

export function register(approval: Command, session: Session): void {
  codeOptions(approval.command('request <purpose> [entry]'))
    .description(
      'ask another auditor to agree: to "read" a letter outside your scope, or to "export" a query',
    )
    .option('--query <query>', 'the letters to export')
    .requiredOption('--reason <text>', 'why')
    .addHelpText('after', requestNotes)
    .action(async (purpose: string, entry: string | undefined, { query, reason }: RequestOptions) => {
      const wanted = wantedOf(purpose, entry, query)
      if (wanted === undefined) throw new Failure('usage', 'say: read ID, or: export --query QUERY')
      const made = await session.call('approval.request', { for: wanted, reason })
      session.done(made, `approval ${made.id} waits for another auditor: congvu approval grant ${made.id}`)
    })

  approval
    .command('list')
    .description('list the approvals that you asked for or may decide, newest first')
    .option('--waiting', 'only those that wait for somebody')
    .addHelpText('after', '\nExample:\n  congvu approval list --waiting')
    .action(async (options: { readonly waiting?: boolean }) => {
      session.print(await session.call('approval.list', options), columns)
    })

  approval
    .command('show <id>')
    .description('show what was asked for and what became of it')
    .addHelpText('after', '\nExample:\n  congvu approval show 3')
    .action(async (id: string) => {
      session.show(await session.call('approval.show', { id: count(id) }), fields)
    })

  codeOptions(approval.command('grant <id>'))
    .description('agree to what another auditor asked for')
    .option('--note <text>', 'a word on it')
    .addHelpText('after', grantNotes)
    .action(async (id: string, { note }: { readonly note?: string }) => {
      const said = note === undefined ? {} : { note }
      const granted = await session.call('approval.grant', { id: count(id), ...said })
      session.done(granted, `granted ${granted.id} to ${granted.requestedBy} until ${granted.expiresAt}`)
    })

  approval
    .command('refuse <id>')
    .description('refuse what another auditor asked for, or withdraw what you asked for')
    .requiredOption('--note <text>', 'why')
    .addHelpText('after', refuseNotes)
    .action(async (id: string, { note }: { readonly note: string }) => {
      const refused = await session.call('approval.refuse', { id: count(id), note })
      session.done(refused, `refused ${refused.id}`)
    })
}

function wantedOf(purpose: string, entry: string | undefined, query: string | undefined) {
  if (purpose === 'read' && entry !== undefined && query === undefined)
    return { purpose, entry: count(entry) } as const
  if (purpose === 'export' && entry === undefined && query !== undefined) return { purpose, query } as const
  return undefined
}
