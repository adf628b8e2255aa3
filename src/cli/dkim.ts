/** `congvu dkim …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { type Column, tableTime } from './table.ts'
import { renderZone } from './zone.ts'

type Key = OutputOf<'dkim.list'>[number]

const columns: readonly Column<Key>[] = [
  { title: 'DOMAIN', value: key => key.domain },
  { title: 'SELECTOR', value: key => key.selector },
  { title: 'ALGORITHM', value: key => key.algorithm },
  { title: 'STATE', value: key => key.state },
  { title: 'CREATED', value: key => tableTime(key.createdAt) },
  { title: 'SIGNS FROM', value: key => tableTime(key.activeFrom) },
  { title: 'RETIRES', value: key => tableTime(key.retiredAt) },
]

export function register(dkim: Command, session: Session): void {
  dkim
    .command('list')
    .description('list the keys that sign what leaves; their records: congvu dns records')
    .action(async () => session.print(await session.call('dkim.list', {}), columns))

  dkim
    .command('generate')
    .description('make the first keys of the domain, RSA and Ed25519; they sign at once')
    .action(async () => tell(session, await session.call('dkim.generate', {}), 'publish these records now'))

  dkim
    .command('rotate')
    .description('make keys that replace those in use, once their records had time to spread')
    .option('--now', 'they sign at once: when a key in use is no longer trusted')
    .addHelpText(
      'after',
      '\nThe records of the keys that are replaced stay published until congvu dns check names them.',
    )
    .action(async ({ now = false }: { now?: boolean }) => {
      const keys = await session.call('dkim.rotate', { atOnce: now })
      const from = tableTime(keys[0]?.activeFrom ?? null)
      await tell(
        session,
        keys,
        `publish these records now, congvu dns check compares; they sign from ${from}`,
      )
    })
}

async function tell(session: Session, keys: readonly Key[], what: string): Promise<void> {
  if (session.json) return session.done(keys, '')
  await session.write(renderZone(keys.map(({ record }) => record)))
  session.note(what)
}
