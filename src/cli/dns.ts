/** `congvu dns …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import type { Column } from './table.ts'
import { renderZone } from './zone.ts'

type Checked = OutputOf<'dns.check'>[number]

const columns: readonly Column<Checked>[] = [
  { title: 'STATE', value: record => record.state },
  { title: 'PURPOSE', value: record => record.purpose },
  { title: 'TYPE', value: record => record.type },
  { title: 'NAME', value: record => record.name },
  { title: 'FOUND', value: record => excerpt(record.found.join(' | ')) || '-' },
]

/** Characters of a record that fit beside its name; keys are long, and --json has them whole. */
const excerptLength = 60

function excerpt(text: string): string {
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength - 1)}…`
}

export function register(dns: Command, session: Session): void {
  dns
    .command('records')
    .description('print the DNS records to publish, as a zone file has them')
    .action(async () => {
      const records = await session.call('dns.records', {})
      if (session.json) session.print(records, [])
      else await session.write(renderZone(records))
    })

  dns
    .command('check')
    .description('compare what is published with what should be; exit code 3 when they differ')
    .action(async () => {
      const checked = await session.call('dns.check', {})
      session.print(checked, columns)
      const wrong = checked.filter(({ state }) => state !== 'right')
      if (wrong.length > 0)
        throw new Failure(
          'problems',
          `${wrong.length} of ${checked.length} records are not right; congvu dns records prints them`,
        )
    })
}
