/** `congvu agency …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice, commaList, count } from './options.ts'
import { type Column, tableTime } from './table.ts'

type Agency = OutputOf<'agency.list'>[number]
type AgencyOptions = ParametersOf<'agency.set'>['change']

const kinds = ['department', 'commune', 'ward', 'sector', 'other'] as const
const systems = ['provincial', 'sector-exempt'] as const

const columns: readonly Column<Agency>[] = [
  { title: 'CODE', value: agency => agency.code },
  { title: 'NAME', value: agency => agency.name },
  { title: 'KIND', value: agency => agency.kind },
  { title: 'SYSTEM', value: agency => agency.mailSystem },
  { title: 'STAFF', value: agency => agency.staff },
  { title: 'BOXES', value: agency => agency.boxes },
]

const fields: readonly Column<Agency>[] = [
  ...columns,
  { title: 'SECTOR DOMAINS', value: agency => agency.sectorDomains.join(' ') },
  { title: 'ADDED', value: agency => tableTime(agency.createdAt) },
]

function withFields(command: Command): Command {
  return command
    .addOption(choice('--mail-system <system>', 'whose mail system it uses', systems))
    .option('--sector-domains <list>', 'approved domains of its own system, comma-separated', commaList)
    .option('--staff <n>', 'officials on the roll', count)
}

export function register(agency: Command, session: Session): void {
  agency
    .command('list')
    .description('list the agencies')
    .addOption(choice('--kind <kind>', 'only of this kind', kinds))
    .action(async (options: ParametersOf<'agency.list'>) => {
      session.print(await session.call('agency.list', options), columns)
    })

  agency
    .command('show <code>')
    .description('show one agency')
    .action(async (code: string) => {
      session.show(await session.call('agency.show', { code }), fields)
    })

  withFields(agency.command('add <code> <name>'))
    .description('add an agency')
    .addOption(choice('--kind <kind>', 'what it is', kinds).default('department'))
    .addHelpText('after', '\nExample:\n  congvu agency add sokhcn "Sở Khoa học và Công nghệ" --staff 61')
    .action(
      async (
        code: string,
        name: string,
        { kind, ...change }: AgencyOptions & { kind: (typeof kinds)[number] },
      ) => {
        session.done(await session.call('agency.add', { code, name, kind, change }), `added ${code}`)
      },
    )

  withFields(agency.command('set <code>'))
    .description('change an agency')
    .option('--name <name>', 'its full name')
    .addOption(choice('--kind <kind>', 'what it is', kinds))
    .addHelpText('after', '\nExample:\n  congvu agency set sokhcn --staff 63')
    .action(async (code: string, change: AgencyOptions) => {
      session.done(await session.call('agency.set', { code, change }), `changed ${code}`)
    })

  agency
    .command('remove <code>')
    .description('remove an agency that has no boxes')
    .action(async (code: string) => {
      await session.confirm(`Remove the agency ${code}?`)
      session.done(await session.call('agency.remove', { code }), `removed ${code}`)
    })

  agency
    .command('import <file>')
    .description('add every agency of a CSV file (code,name,kind,mail_system,sector_domains,staff), or none')
    .option('--dry-run', 'only check the file')
    .addHelpText('after', '\nExample:\n  congvu agency import config/agencies.csv --dry-run')
    .action(async (file: string, options: { dryRun?: boolean }) => {
      const csv = await session.readText(file)
      const result = await session.call('agency.import', { csv, dryRun: options.dryRun === true })
      session.done(result, `${result.dryRun ? 'would add' : 'added'} ${result.agencies} agencies`)
    })
}
