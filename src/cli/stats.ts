/** `congvu stats …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice } from './options.ts'
import { type Column, renderCsv } from './table.ts'

type Row = OutputOf<'stats.show'>['rows'][number]

/** An agency's numbers on one line. */
interface Line {
  readonly first: Row
  readonly rows: readonly Row[]
}

function messages(line: Line, wanted: (row: Row) => boolean): number {
  return line.rows.filter(wanted).reduce((sum, row) => sum + row.messages, 0)
}

const columns: readonly Column<Line>[] = [
  { title: 'DAY', value: ({ first }) => first.day ?? '' },
  { title: 'AGENCY', value: ({ first }) => first.agency ?? '(province)' },
  { title: 'NAME', value: ({ first }) => `${first.name ?? ''}${first.sectorExempt ? ' *' : ''}` },
  { title: 'IN', value: line => messages(line, row => row.direction === 'inbound') },
  { title: 'OUT', value: line => messages(line, row => row.direction === 'outbound') },
  { title: 'INTERNAL', value: line => messages(line, row => row.direction === 'internal') },
  { title: 'FLAGGED', value: line => messages(line, row => row.verdict === 'flag') },
  { title: 'HELD', value: line => messages(line, row => row.verdict === 'hold') },
  { title: 'BLOCKED', value: line => messages(line, row => row.verdict === 'block') },
  { title: 'REFUSED', value: line => messages(line, row => row.verdict === 'refused') },
  { title: 'SIGNED', value: ({ rows }) => rows.reduce((sum, row) => sum + row.signed, 0) },
  { title: 'VERIFIED', value: ({ rows }) => rows.reduce((sum, row) => sum + row.verified, 0) },
  { title: 'BYTES', value: ({ rows }) => rows.reduce((sum, row) => sum + row.bytes, 0) },
]

function linesOf(rows: readonly Row[]): readonly Line[] {
  const groups = Map.groupBy(rows, row => `${row.day} ${row.agency}`)
  return [...groups.values()].flatMap(rows => (rows[0] === undefined ? [] : [{ first: rows[0], rows }]))
}

/** A line for each day, agency, direction and verdict. */
const csvColumns: readonly Column<Row>[] = [
  { title: 'day', value: row => row.day ?? '' },
  { title: 'agency', value: row => row.agency ?? '' },
  { title: 'name', value: row => row.name ?? '' },
  { title: 'sector_exempt', value: row => (row.sectorExempt ? 'yes' : 'no') },
  { title: 'direction', value: row => row.direction },
  { title: 'verdict', value: row => row.verdict },
  { title: 'messages', value: row => row.messages },
  { title: 'bytes', value: row => row.bytes },
  { title: 'signed', value: row => row.signed },
  { title: 'verified', value: row => row.verified },
]

type Office = OutputOf<'stats.acknowledgement'>['offices'][number]

const officeColumns: readonly Column<Office>[] = [
  { title: 'AGENCY', value: office => office.agency ?? '-' },
  { title: 'OFFICE', value: office => office.office ?? '(deleted)' },
  { title: 'RECEIVED', value: office => office.received },
  { title: 'IN TIME', value: office => office.inTime },
  { title: 'LATE', value: office => office.late },
  { title: 'OPEN', value: office => office.open },
  { title: 'UNREAD', value: office => office.unread },
  { title: 'RATE', value: ({ rate }) => (rate === null ? '-' : `${(rate * 100).toFixed(1)} %`) },
]

interface OfficeOptions extends ParametersOf<'stats.acknowledgement'> {
  readonly late?: boolean
  readonly open?: boolean
}

const officeNotes = `
A document is in time when it was read before its day was over, late when it was found unread then, open while there is
time; unread are the late ones that nobody has read yet. The rate is of those in time and late.
Examples:
  congvu stats acknowledgement --period 2026-11
  congvu stats acknowledgement --agency sokhcn --late`

type ShowOptions = ParametersOf<'stats.show'> & { readonly format: 'table' | 'json' | 'csv' }

const examples = `
Examples:
  congvu stats show --period 2026-Q4
  congvu stats show --agency sokhcn --period 2026-11-01..2026-11-15 --daily
  congvu stats show --period 2026 --format csv > 2026.csv`

export function register(stats: Command, session: Session): void {
  stats
    .command('show')
    .description('count letters by agency, direction and verdict')
    .option('--agency <code>', 'only this agency')
    .option('--period <period>', '2026, 2026-Q4, 2026-11, 2026-11-23 or FROM..TO (by default this year)')
    .option('--daily', 'each day apart')
    .addOption(choice('--format <format>', 'how to print', ['table', 'json', 'csv']).default('table'))
    .addHelpText('after', examples)
    .action(async ({ format, ...parameters }: ShowOptions) => {
      const { rows, fromDay, toDay } = await session.call('stats.show', parameters)
      if (format === 'csv' && !session.json) return session.write(renderCsv(rows, csvColumns))
      if (format === 'json') return session.write(`${JSON.stringify(rows)}\n`)
      if (session.json) return session.print(rows, [])
      session.print(linesOf(rows), columns)
      session.note(`${fromDay} to ${toDay}`)
      if (rows.some(row => row.sectorExempt)) session.note('* mail system of its own sector, counted apart')
    })

  stats
    .command('acknowledgement')
    .description('count the documents that office boxes took in in time, late and not yet')
    .option('--agency <code>', 'only this agency')
    .option('--period <period>', 'as for show: the days on which they came')
    .option('--late', 'only offices that were late with one')
    .option('--open', 'only offices with one that nobody has read yet')
    .addHelpText('after', officeNotes)
    .action(async ({ late, open, ...parameters }: OfficeOptions) => {
      const { offices } = await session.call('stats.acknowledgement', parameters)
      const wanted = offices.filter(
        office => (!late || office.late > 0) && (!open || office.open + office.unread > 0),
      )
      session.print(wanted, officeColumns)
    })
}
