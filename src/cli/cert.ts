/** `congvu cert …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import { keyChoice, registerAuthority } from './cert-authority.ts'
import { registerKnown } from './cert-known.ts'
import { Failure, type Session } from './command.ts'
import { PrivateFile, readBytes } from './files.ts'
import { choice, count } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Certificate = OutputOf<'cert.list'>[number]
type Shown = OutputOf<'cert.issue'>
type KeyKind = ParametersOf<'cert.issue'>['keyKind']

const kinds = ['person', 'office', 'tls', 'ca-root', 'ca-issuing', 'ca-other'] as const
const statuses = ['active', 'superseded', 'revoked'] as const
const reasons = [
  'unspecified',
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
]

function keyPlace({ keyHeld, keyName }: Shown): string {
  if (!keyHeld) return '-'
  return keyName?.startsWith('pkcs11:') ? 'token' : 'here'
}

export const certificateColumns: readonly Column<Shown>[] = [
  { title: 'ID', value: one => one.id },
  { title: 'KIND', value: one => one.kind },
  { title: 'SUBJECT', value: one => one.subject },
  { title: 'STATUS', value: one => one.status },
  { title: 'ENDS', value: one => tableTime(one.notAfter) },
  { title: 'KEY', value: keyPlace },
  { title: 'ISSUER', value: one => one.issuer },
]

const listColumns: readonly Column<Certificate>[] = [
  ...certificateColumns,
  { title: 'SIGNED', value: one => one.signatures },
  { title: 'LAST', value: one => one.lastUsed ?? '-' },
]

const fields: readonly Field<OutputOf<'cert.show'>>[] = [
  ...certificateColumns,
  { title: 'BEGINS', value: one => tableTime(one.notBefore) },
  { title: 'SERIAL', value: one => one.serial },
  { title: 'KEY NAME', value: one => one.keyName ?? '-' },
  { title: 'SIGNED', value: one => one.signatures },
  { title: 'FAILED', value: one => one.failures },
  { title: 'LAST', value: one => one.lastUsed ?? '-' },
  { title: 'SHA-256', value: one => one.fingerprint },
  {
    title: 'CHAIN',
    value: one => one.chain.map(({ id, subject }) => `${subject} (${id})`).join(', ') || '-',
  },
  {
    title: 'REVOKED',
    value: one => (one.revokedAt === null ? '-' : `${tableTime(one.revokedAt)} ${one.reason}`),
  },
  {
    title: 'WARNED',
    value: one => (one.warnedDays === null ? '-' : `${one.warnedDays} days before its end`),
  },
]

export function register(cert: Command, session: Session): void {
  registerReading(cert, session)
  registerIssuing(cert, session)
  registerForeign(cert, session)
  registerLeaving(cert, session)
  registerAuthority(cert, session)
  registerKnown(cert, session)
}

interface ListOptions extends Omit<ParametersOf<'cert.list'>, 'endsWithinDays'> {
  readonly expiring?: number
}

function registerReading(cert: Command, session: Session): void {
  cert
    .command('list [address]')
    .description('list the certificates, of one mailbox or of all')
    .addOption(choice('--kind <kind>', 'only of this kind', kinds))
    .addOption(choice('--status <status>', 'only in this state', statuses))
    .option('--expiring <days>', 'only those that end within so many days', count)
    .addHelpText('after', '\nExample:\n  congvu cert list --status active --expiring 60')
    .action(async (address: string | undefined, { expiring, ...filter }: ListOptions) => {
      const found = await session.call('cert.list', {
        ...filter,
        ...(address === undefined ? {} : { address }),
        ...(expiring === undefined ? {} : { endsWithinDays: expiring }),
      })
      session.print(found, listColumns)
    })

  cert
    .command('show <id>')
    .description('show one certificate, with its chain')
    .option('--pem', 'print it and its chain as PEM instead')
    .addHelpText('after', '\nExample:\n  congvu cert show 3 --pem > chain.pem')
    .action(async (id: string, { pem }: { pem?: boolean }) => {
      const certificate = await session.call('cert.show', { id: count(id) })
      if (pem === true) await session.write(certificate.pem)
      else session.show(certificate, fields)
    })
}

interface IssueOptions {
  readonly host?: string
  readonly key: KeyKind
  readonly days?: number
  readonly out?: string
}

const issueNotes = `
The private key of a mailbox stays on the server, sealed. That of a host is written to FILE.key beside the chain
in FILE.pem, and kept nowhere else.

Examples:
  congvu cert issue sokhcn@caobang.gov.vn
  congvu cert issue --host mail.caobang.gov.vn --out /etc/congvu/tls/mail`

function registerIssuing(cert: Command, session: Session): void {
  cert
    .command('issue [address]')
    .description('issue a certificate to a mailbox or a TLS server; an earlier one is superseded')
    .option('--host <name>', 'for a TLS server of this name')
    .addOption(keyChoice('rsa-2048'))
    .option('--days <n>', 'how long it holds (two years; a host: 397 days)', count)
    .option('--out <file>', "where a host's key and chain go, without suffix")
    .addHelpText('after', issueNotes)
    .action(async (address: string | undefined, { host, key, days, out }: IssueOptions) => {
      const terms = { keyKind: key, days: days ?? null }
      if ((address === undefined) === (host === undefined))
        throw new Failure('usage', 'name a mailbox or a --host')
      if (host === undefined) {
        const issued = await session.call('cert.issue', { address: address ?? '', ...terms })
        return session.done(
          issued,
          `issued ${issued.id} to ${issued.subject}, until ${tableTime(issued.notAfter)}`,
        )
      }
      if (out === undefined) throw new Failure('usage', 'say where the key goes: --out FILE')
      await using keyFile = await PrivateFile.create(`${out}.key`)
      await using chain = await PrivateFile.create(`${out}.pem`)
      const { keyPem, chainPem, ...issued } = await session.call('cert.issue-host', { host, ...terms })
      await keyFile.write(keyPem)
      await chain.write(chainPem)
      session.done(issued, `issued ${issued.id} to ${host}: ${chain.path} and ${keyFile.path}`)
    })
}

const importNotes = `
FILE is PEM or DER for a request made here (cert csr), or PKCS#12 with its own key. It is taken only when the chain
is whole and verified, the address is the mailbox's, and its purpose is mail. The passphrase of a PKCS#12 file is asked
for; keys on officials' USB tokens cannot be imported, they sign in the mail program. A key on a token of the server's
([token] module) stays there: --token names it, as congvu token list shows it.

Examples:
  congvu cert csr sokhcn@caobang.gov.vn > sokhcn.csr
  congvu cert import sokhcn@caobang.gov.vn sokhcn.pem
  congvu cert import sokhcn@caobang.gov.vn sokhcn.p12 --password-stdin < pin.txt
  congvu cert import sokhcn@caobang.gov.vn sokhcn.pem --token 'pkcs11:token=Office;object=sokhcn'`

interface ImportOptions {
  readonly passwordStdin?: boolean
  readonly token?: string
}

function registerForeign(cert: Command, session: Session): void {
  cert
    .command('csr <address>')
    .description("make a key for a mailbox, and print the request for the government's authority")
    .addOption(keyChoice('rsa-2048'))
    .option('--token <uri>', 'for a key that a token has, by its pkcs11: URI, instead of a new one')
    .action(async (address: string, { key, token }: { key: KeyKind; token?: string }) => {
      const request = await session.call('cert.csr', { address, keyKind: key, token: token ?? null })
      if (session.json) session.done(request, '')
      else await session.write(request.pem)
    })

  cert
    .command('import <address> <file>')
    .description("take in a mailbox's certificate of another authority, or a PKCS#12 file")
    .option('--password-stdin', 'take the passphrase from the first line of stdin')
    .option('--token <uri>', 'its key is on a token, by its pkcs11: URI')
    .addHelpText('after', importNotes)
    .action(async (address: string, path: string, { passwordStdin, token }: ImportOptions) => {
      const bytes = await readBytes(path)
      const fromStdin = passwordStdin === true
      const passphrase =
        fromStdin || isPkcs12(bytes) ? await session.secret('Passphrase of the file', { fromStdin }) : null
      const file = bytes.toString('base64')
      const taken = await session.call('cert.import', { address, file, passphrase, token: token ?? null })
      session.done(taken, `imported ${taken.id} of ${taken.issuer}, until ${tableTime(taken.notAfter)}`)
    })
}

/** A PFX begins with version 3 (RFC 7292 §4), a certificate with a sequence. */
function isPkcs12(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false
  const length = bytes[1] ?? 0
  return bytes.subarray(length > 0x80 ? 2 + (length & 0x7f) : 2).indexOf(Buffer.of(2, 1, 3)) === 0
}

const exportNotes = `
The passphrase is printed once, and asked for where the file is installed; send the two on different ways. The
owner is told of the export.

Examples:
  congvu cert export annv.sokhcn@caobang.gov.vn --out annv.p12
  congvu cert export annv.sokhcn@caobang.gov.vn --format mobileconfig --out annv.mobileconfig`

interface ExportOptions {
  readonly out: string
  readonly format: 'p12' | 'mobileconfig'
}

function registerLeaving(cert: Command, session: Session): void {
  cert
    .command('revoke <id>')
    .description('revoke a certificate for good, and sign a new list of the revoked ones')
    .addOption(choice('--reason <reason>', 'why', reasons).default('unspecified'))
    .addHelpText('after', '\nExample:\n  congvu cert revoke 7 --reason key-compromise')
    .action(async (id: string, { reason }: Pick<ParametersOf<'cert.revoke'>, 'reason'>) => {
      await session.confirm(`Revoke certificate ${id} for good?`)
      const revoked = await session.call('cert.revoke', { id: count(id), reason })
      session.done(revoked, `revoked ${id} of ${revoked.subject}`)
      if (!revoked.listed) session.note(`it ends its use here; tell ${revoked.issuer} as well`)
    })

  cert
    .command('crl')
    .description("write an authority's list of revoked certificates to stdout, as DER")
    .option('--issuer <id>', 'of this authority instead of the issuing one', count)
    .addHelpText('after', '\nExample:\n  congvu cert crl | openssl crl -inform DER -noout -text')
    .action(async (options: ParametersOf<'cert.crl'>) =>
      session.write(await session.call('cert.crl', options)),
    )

  cert
    .command('export <address>')
    .description("write a mailbox's key and certificate to a file for a mail program")
    .requiredOption('--out <file>', 'where to')
    .addOption(
      choice('--format <format>', 'PKCS#12, or a profile for iOS', ['p12', 'mobileconfig']).default('p12'),
    )
    .addHelpText('after', exportNotes)
    .action(async (address: string, { out, format }: ExportOptions) => {
      await using place = await PrivateFile.create(out)
      const { file, ...told } = await session.call('cert.export', { address, format })
      await place.write(Buffer.from(file, 'base64'))
      session.show({ ...told, file: out }, [
        { title: 'FILE', value: shown => shown.file },
        { title: 'PASSPHRASE', value: shown => shown.passphrase },
      ])
    })
}
