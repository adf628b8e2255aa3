/** `congvu token …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Status = OutputOf<'token.status'>

const fields: readonly Field<Status>[] = [
  { title: 'MODULE', value: status => status.module ?? '-' },
  { title: 'STATE', value: status => status.state },
  { title: 'BECAUSE', value: status => status.detail || '-' },
  { title: 'TRIED AGAIN', value: status => tableTime(status.until) },
]

const columns: readonly Column<OutputOf<'token.list'>[number]>[] = [
  { title: 'KIND', value: key => key.kind },
  { title: 'URI', value: key => key.uri },
]

export function register(token: Command, session: Session): void {
  token
    .command('status')
    .description('ask the tokens whether their keys can be used; exit code 3 when they cannot')
    .action(async () => {
      const status = await session.call('token.status', {})
      session.show(status, fields)
      if (status.state === 'refused')
        throw new Failure('problems', 'the PIN is refused, and not tried again before its file changes')
      if (status.state === 'down') throw new Failure('problems', 'the token is out of reach')
    })

  token
    .command('list')
    .description('list the private keys on the tokens, by the URI that names each')
    .addHelpText('after', "\nExample:\n  congvu dkim generate --token 'pkcs11:token=Office;object=dkim'")
    .action(async () => session.print(await session.call('token.list', {}), columns))
}
