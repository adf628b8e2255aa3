/** `congvu mailbox …` */
import type { Command } from 'commander'
import { formatByteSize } from '../base/byte-size.ts'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { registerLife } from './mailbox-life.ts'
import { byteSize, choice, commaList, yesNo } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Mailbox = OutputOf<'mailbox.list'>[number]
type Shown = OutputOf<'mailbox.show'>
type Imported = OutputOf<'mailbox.import'>[number]

const kinds = ['person', 'office'] as const
const encryptModes = ['never', 'possible', 'required'] as const
const signModes = ['never', 'office-documents', 'always'] as const
const statuses = ['active', 'disabled', 'locked', 'removed'] as const

const columns: readonly Column<Mailbox>[] = [
  { title: 'ADDRESS', value: box => box.address },
  { title: 'NAME', value: box => box.name },
  { title: 'KIND', value: box => box.kind },
  { title: 'AGENCY', value: box => box.agencyCode },
  { title: 'STATUS', value: box => box.status },
  { title: 'LETTERS', value: box => box.messages },
  { title: 'USED', value: box => formatByteSize(box.usedBytes) },
  { title: 'QUOTA', value: box => formatByteSize(box.quotaBytes) },
]

const fields: readonly Field<Shown>[] = [
  ...columns,
  { title: 'POSITION', value: box => box.position || '-' },
  { title: 'LEADER', value: box => (box.leader ? 'yes' : 'no') },
  { title: 'ALIASES', value: box => box.aliases.join(' ') || '-' },
  { title: 'ISSUED', value: box => tableTime(box.createdAt) },
  { title: 'FIRST LOG-IN', value: box => tableTime(box.firstLoginAt) },
  { title: 'LAST LOG-IN', value: box => tableTime(box.lastLoginAt) },
  { title: 'LAST SENT', value: box => tableTime(box.lastSentAt) },
  { title: 'STATUS SINCE', value: box => tableTime(box.statusSince) },
  { title: 'LOCKED FOR', value: box => box.lockReason ?? '-' },
  { title: 'WARNED OF', value: box => box.warnings.join(' ') || '-' },
  { title: 'ENCRYPTED', value: box => box.encrypt },
  // Where nothing is signed nothing is refused for it.
  {
    title: 'SIGNED',
    value: ({ sign, signRequired }) => `${sign}${signRequired && sign !== 'never' ? ', or refused' : ''}`,
  },
  { title: 'IMAP WITHOUT', value: box => box.imapWithout.join(' ') || '-' },
  { title: 'INITIAL PASSWORD', value: box => (box.initialPassword ? 'still set' : 'changed') },
]

const importColumns: readonly Column<Imported>[] = [
  { title: 'ADDRESS', value: box => box.address },
  { title: 'PASSWORD', value: box => box.password ?? '-' },
  { title: 'AGENCY', value: box => box.agency },
  { title: 'NAME', value: box => box.name },
]

const secretFields: readonly Field<OutputOf<'mailbox.passwd'>>[] = [
  { title: 'ADDRESS', value: box => box.address },
  { title: 'PASSWORD', value: box => box.password ?? '(as given)' },
]

export function register(mailbox: Command, session: Session): void {
  registerReading(mailbox, session)
  registerIssuing(mailbox, session)
  registerChanging(mailbox, session)
  registerLife(mailbox, session)
}

function registerReading(mailbox: Command, session: Session): void {
  mailbox
    .command('list')
    .description('list the mailboxes')
    .option('--agency <code>', 'only of this agency')
    .addOption(choice('--kind <kind>', 'only of this kind', kinds))
    .addOption(choice('--status <status>', 'only in this state', statuses))
    .action(async (options: ParametersOf<'mailbox.list'>) => {
      session.print(await session.call('mailbox.list', options), columns)
    })

  mailbox
    .command('show <address>')
    .description('show one mailbox; its letters are not for operators')
    .action(async (address: string) => session.show(await session.call('mailbox.show', { address }), fields))
}

const addExamples = `
Examples:
  congvu mailbox add sokhcn "Nguyễn Văn An" --position "Chuyên viên"
  congvu mailbox add sokhcn "Phòng Hành chính" --kind office --unit phc
  congvu mailbox add thucphan "HĐND phường Thục Phán" --kind office --unit hdnd`

interface AddOptions {
  readonly address?: string
  readonly kind: (typeof kinds)[number]
  readonly position: string
  readonly leader?: boolean
  readonly quota?: number
  readonly unit?: string
  readonly passwordStdin?: boolean
}

function registerIssuing(mailbox: Command, session: Session): void {
  mailbox
    .command('add <agency> <name>')
    .description('issue a mailbox; prints the initial password once, unless it was given')
    .option('--address <address>', 'instead of the one that follows from the name and agency')
    .addOption(choice('--kind <kind>', 'of a person or an office', kinds).default('person'))
    .option('--unit <code>', "the part of the agency an office box is for: phc, or a commune's du, hdnd")
    .option('--position <text>', "the person's position", '')
    .option('--leader', 'the head of the agency')
    .option('--quota <size>', 'such as 2G', byteSize)
    .option('--password-stdin', 'take the initial password from the first line of stdin')
    .addHelpText('after', addExamples)
    .action(async (agency: string, name: string, options: AddOptions) => {
      const { kind, position, leader, address = null, quota = null, unit = null } = options
      const password = options.passwordStdin
        ? await session.secret('Password', { fromStdin: true })
        : undefined
      const request = { agency, name, kind, position, leader: leader === true, address, unit }
      const secret = password === undefined ? {} : { password }
      const issued = await session.call('mailbox.add', { ...request, quotaBytes: quota, ...secret })
      session.show(issued, secretFields)
    })

  mailbox
    .command('import <file>')
    .description(
      'issue every mailbox of a CSV file (address,name,kind,agency,position,leader,quota,unit), or none',
    )
    .option('--dry-run', 'only check the file and show the addresses')
    .option('--no-passwords', 'without initial passwords: nobody can log in yet')
    .addHelpText(
      'after',
      '\nAn empty address follows from the name.\n\nExample:\n  congvu mailbox import canbo.csv --dry-run',
    )
    .action(async (file: string, { dryRun = false, passwords }: { dryRun?: boolean; passwords: boolean }) => {
      const csv = await session.readText(file)
      const boxes = await session.call('mailbox.import', { csv, dryRun, passwords })
      session.print(boxes, importColumns)
      session.note(`${dryRun ? 'would issue' : 'issued'} ${boxes.length} mailboxes`)
    })
}

const setExamples = `
Examples:
  congvu mailbox set annv.sokhcn@caobang.gov.vn --quota 5G
  congvu mailbox set sokhcn@caobang.gov.vn --sign office-documents --sign-required yes
  congvu mailbox set sokhcn@caobang.gov.vn --encrypt possible
  congvu mailbox set annv.sokhcn@caobang.gov.vn --imap-without COMPRESS=DEFLATE,IMAP4rev2`

/** What becomes of letters whose box has nothing to sign them with. */
const unsignedLetters = { refused: 'are refused', sent: 'leave unsigned' } as const

interface SetOptions extends Omit<ParametersOf<'mailbox.set'>['change'], 'quotaBytes'> {
  readonly quota?: number
}

/** Checked by the server, which knows them. */
function capabilities(text: string): string[] {
  return text.toLowerCase() === 'none' ? [] : commaList(text.toUpperCase())
}

function registerChanging(mailbox: Command, session: Session): void {
  mailbox
    .command('set <address>')
    .description('change a mailbox')
    .option('--name <name>', "the official's or the office's name")
    .option('--position <text>', "the person's position")
    .option('--leader <yes|no>', 'whether the head of the agency', yesNo)
    .option('--quota <size>', 'such as 2G', byteSize)
    .addOption(choice('--kind <kind>', 'of a person or an office', kinds))
    .option('--agency <code>', 'the agency it belongs to from now on')
    .addOption(choice('--sign <which>', 'which of its letters the server signs', signModes))
    .option('--sign-required <yes|no>', 'whether a letter that cannot be signed is refused', yesNo)
    .addOption(choice('--encrypt <when>', 'which of its letters that go outside are encrypted', encryptModes))
    .option(
      '--imap-without <capabilities>',
      'what IMAP does not offer to its mail programs, such as IDLE,ESEARCH; none for all',
      capabilities,
    )
    .addHelpText('after', setExamples)
    .action(async (address: string, { quota, ...rest }: SetOptions) => {
      const change = quota === undefined ? rest : { ...rest, quotaBytes: quota }
      if (Object.keys(change).length === 0) throw new Failure('usage', 'nothing to change was given')
      const { unsigned, ...changed } = await session.call('mailbox.set', { address, change })
      session.done(changed, `changed ${address}`)
      if (unsigned !== null)
        session.note(
          `${address} has no certificate yet: letters that it would sign ${unsignedLetters[unsigned]}`,
        )
    })

  mailbox
    .command('passwd <address>')
    .description('set a new initial password, generated unless asked for or piped in')
    .option('--ask', 'ask for it at the terminal')
    .option('--password-stdin', 'take it from the first line of stdin')
    .addHelpText(
      'after',
      '\nThe owner has six hours (a setting) to change it. A box that a clock has locked is unlocked.' +
        '\n\nExample:\n  congvu mailbox passwd annv.sokhcn@caobang.gov.vn',
    )
    .action(async (address: string, { ask, passwordStdin }: { ask?: boolean; passwordStdin?: boolean }) => {
      const fromStdin = passwordStdin === true
      const given = ask === true || fromStdin
      const secret = given
        ? { password: await session.secret('New password', { fromStdin, repeat: !fromStdin }) }
        : {}
      session.show(await session.call('mailbox.passwd', { address, ...secret }), secretFields)
    })
}
