/** `congvu cert known …`: certificates of correspondents outside. */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { readBytes } from './files.ts'
import { type Column, tableTime } from './table.ts'

type Known = OutputOf<'cert.known-list'>[number]

const columns: readonly Column<Known>[] = [
  { title: 'ADDRESS', value: one => one.address },
  { title: 'SUBJECT', value: one => one.subject },
  { title: 'ISSUER', value: one => one.issuer },
  { title: 'SOURCE', value: one => one.source },
  { title: 'LAST SEEN', value: one => tableTime(one.lastSeen) },
  { title: 'ENDS', value: one => tableTime(one.notAfter) },
  { title: 'USED', value: one => (one.problems.length === 0 ? 'yes' : `no: ${one.problems.join('; ')}`) },
  { title: 'SHA-256', value: one => one.fingerprint },
]

const addNotes = `
FILE is PEM or DER, one certificate, for the address and for mail. Its chain is not asked for: make sure by another way
that it is the correspondent's. Letters of boxes with --encrypt possible or required are encrypted with it from now
on.

Examples:
  congvu cert known add vanthu@langson.gov.vn vanthu.pem
  congvu mailbox set sokhcn@caobang.gov.vn --encrypt possible`

export function registerKnown(cert: Command, session: Session): void {
  const known = cert
    .command('known')
    .description('certificates of correspondents outside, which letters to them are encrypted with')

  known
    .command('list')
    .description('list them by address, the one that is used first')
    .option('--domain <name>', 'only addresses of this domain')
    .action(async (filter: ParametersOf<'cert.known-list'>) =>
      session.print(await session.call('cert.known-list', filter), columns),
    )

  known
    .command('show <address>')
    .description("show a correspondent's certificates")
    .option('--pem', 'print them as PEM instead')
    .addHelpText('after', '\nExample:\n  congvu cert known show vanthu@langson.gov.vn --json')
    .action(async (address: string, { pem }: { pem?: boolean }) => {
      const found = await session.call('cert.known-show', { address })
      if (pem === true) await session.write(found.map(one => one.pem).join(''))
      else session.print(found, columns)
    })

  known
    .command('add <address> <file>')
    .description("take in a correspondent's certificate")
    .addHelpText('after', addNotes)
    .action(async (address: string, path: string) => {
      const file = (await readBytes(path)).toString('base64')
      const added = await session.call('cert.known-add', { address, file })
      session.done(added, `letters to ${added.address} can be encrypted until ${tableTime(added.notAfter)}`)
    })

  known
    .command('remove <address>')
    .description('forget the certificates of a correspondent, or one of them')
    .option('--fingerprint <sha256>', 'only this one')
    .addHelpText('after', '\nExample:\n  congvu cert known remove vanthu@langson.gov.vn')
    .action(async (address: string, options: Omit<ParametersOf<'cert.known-remove'>, 'address'>) => {
      const gone = await session.call('cert.known-remove', { address, ...options })
      session.done(gone, `forgot ${gone.removed} of ${gone.address}`)
    })
}
