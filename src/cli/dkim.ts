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
  { title: 'KEY', value: key => key.token ?? 'here' },
  { title: 'SIGNED', value: key => key.signatures },
  { title: 'FAILED', value: key => key.failures },
  { title: 'LAST', value: key => key.lastUsed ?? '-' },
]

interface TokenOptions {
  readonly token?: string[]
}

const tokenHelp = 'use keys that a token has, by their pkcs11: URIs (congvu token list), instead of new ones'

export function register(dkim: Command, session: Session): void {
  dkim
    .command('list')
    .description('list the keys that sign what leaves; their records: congvu dns records')
    .action(async () => session.print(await session.call('dkim.list', {}), columns))

  dkim
    .command('generate')
    .description('make the first keys of the domain, RSA and Ed25519; they sign at once')
    .option('--token <uri...>', tokenHelp)
    .action(async ({ token = [] }: TokenOptions) =>
      tell(session, await session.call('dkim.generate', { onTokens: token }), 'publish these records now'),
    )

  dkim
    .command('rotate')
    .description('make keys that replace those in use, once their records had time to spread')
    .option('--now', 'they sign at once: when a key in use is no longer trusted')
    .option('--token <uri...>', tokenHelp)
    .addHelpText(
      'after',
      '\nThe records of the keys that are replaced stay published until congvu dns check names them.',
    )
    .action(async ({ now = false, token = [] }: TokenOptions & { now?: boolean }) => {
      const keys = await session.call('dkim.rotate', { atOnce: now, onTokens: token })
      const from = tableTime(keys[0]?.activeFrom ?? null)
      await tell(
        session,
        keys,
        `publish these records now, congvu dns check compares; they sign from ${from}`,
      )
    })
}

async function tell(session: Session, keys: OutputOf<'dkim.generate'>, what: string): Promise<void> {
  if (session.json) return session.done(keys, '')
  await session.write(renderZone(keys.map(({ record }) => record)))
  session.note(what)
}
