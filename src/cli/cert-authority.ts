/** `congvu cert ca …`: the province's own authority. */
import type { Command } from 'commander'
import type { ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { PrivateFile, readBytes } from './files.ts'
import { choice } from './options.ts'

type KeyKind = ParametersOf<'cert.ca-create'>['keyKind']

const keyKinds = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256'] as const

export function keyChoice(fallback: KeyKind) {
  return choice('--key <kind>', 'kind of the new key', keyKinds).default(fallback)
}

const createNotes = `
For trials, and for a province without an authority of its own: mail programs must be told to trust its root
(cert show ID --pem). The root signs the issuing authority alone; take its key off the server when that is done.

Examples:
  congvu cert ca create --name "Cao Bằng"
  congvu cert ca root-offline --out /media/usb/root.key`

const offlineNotes = `
The key is written to the file, encrypted under a passphrase that is printed once, and then removed from the server. Both
are needed to renew the issuing authority, or to revoke it; and once a year, since the root's own list holds for
400 days:

  congvu cert ca root-online /media/usb/root.key
  congvu cert ca renew
  congvu cert ca root-offline --out /media/usb/root-2.key`

export function registerAuthority(cert: Command, session: Session): void {
  const ca = cert.command('ca').description('the authority: create, root-offline, root-online, renew')

  ca.command('create')
    .description('make a root, and the authority that issues under it')
    .option('--name <name>', 'what its certificates call it (the mail domain)')
    .addOption(keyChoice('rsa-3072'))
    .addHelpText('after', createNotes)
    .action(async ({ name = session.config().domain.name, key }: { name?: string; key: KeyKind }) => {
      const made = await session.call('cert.ca-create', { name, keyKind: key })
      session.done(
        made,
        `made ${made.root.subject} (${made.root.id}) and ${made.issuing.subject} (${made.issuing.id})`,
      )
    })

  ca.command('root-offline')
    .description("take the root's key off the server, into a file")
    .requiredOption('--out <file>', 'where to, such as a USB stick')
    .addHelpText('after', offlineNotes)
    .action(async ({ out }: { out: string }) => {
      await session.confirm("Take the root's key off the server?")
      await using place = await PrivateFile.create(out)
      const { pem, ...told } = await session.call('cert.root-export', {})
      // Durable there before it is gone here.
      await place.write(pem)
      await session.call('cert.root-remove', {})
      session.show({ ...told, file: out }, [
        { title: 'ROOT', value: shown => shown.subject },
        { title: 'FILE', value: shown => shown.file },
        { title: 'PASSPHRASE', value: shown => shown.passphrase },
      ])
    })

  ca.command('root-online <file>')
    .description("bring the root's key back to the server")
    .option('--password-stdin', 'take its passphrase from the first line of stdin')
    .action(async (file: string, { passwordStdin }: { passwordStdin?: boolean }) => {
      const pem = (await readBytes(file)).toString()
      const passphrase = await session.secret('Passphrase of the key', { fromStdin: passwordStdin === true })
      const restored = await session.call('cert.root-restore', { pem, passphrase })
      session.done(restored, `the key of ${restored.subject} is on the server`)
    })

  ca.command('renew')
    .description('make a new issuing authority under the root, whose key must be on the server')
    .addOption(keyChoice('rsa-3072'))
    .action(async ({ key }: { key: KeyKind }) => {
      const made = await session.call('cert.ca-renew', { keyKind: key })
      session.done(made, `made ${made.subject} (${made.id})`)
    })
}
