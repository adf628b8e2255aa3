/** `congvu whoami` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { agenciesText, periodText, untilText } from './appointment.ts'
import type { Session } from './command.ts'
import type { Field } from './table.ts'

const fields: readonly Field<OutputOf<'whoami'>>[] = [
  { title: 'NAME', value: operator => operator.name },
  { title: 'ROLE', value: operator => operator.role },
  { title: 'AGENCY', value: agenciesText },
  { title: 'LETTERS', value: periodText },
  { title: 'UNTIL', value: untilText },
]

export function register(whoami: Command, session: Session): void {
  whoami.action(async () => {
    session.show(await session.call('whoami', {}), fields)
  })
}
