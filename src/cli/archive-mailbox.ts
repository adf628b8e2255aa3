/** `congvu archive mailbox …` */
import { type Command, InvalidArgumentError } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count, reasonOption } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

const openedFields: readonly Field<OutputOf<'archive.mailbox.open'>>[] = [
  { title: 'ID', value: mailbox => mailbox.id },
  { title: 'SERVER', value: mailbox => mailbox.server },
  { title: 'USER', value: mailbox => mailbox.user },
  { title: 'PASSWORD', value: mailbox => mailbox.password },
  { title: 'EXPIRES', value: mailbox => tableTime(mailbox.expiresAt) },
]

const columns: readonly Column<OutputOf<'archive.mailbox.list'>[number]>[] = [
  { title: 'ID', value: mailbox => mailbox.id },
  { title: 'EXPIRES', value: mailbox => tableTime(mailbox.expiresAt) },
  { title: 'AGENCIES', value: mailbox => mailbox.agencies?.join(' ') ?? 'all of the scope' },
  { title: 'QUERIES', value: mailbox => mailbox.queries.map(({ name }) => name).join(', ') || '-' },
  { title: 'REASON', value: mailbox => mailbox.reason },
]

const openHelp = `
The password is shown once; any mail program logs in with it over TLS, by IMAP, until the mailbox expires or is closed.
Folders: Truy vấn/NAME (queries), Cơ quan/CODE/YYYY-MM, and Toàn tỉnh/YYYY-MM for who may see the whole province.
Nothing can be changed, not even what is read or unread. Letters that were refused have no bytes and do not appear, nor do erased
ones; see: congvu archive search. Every log-in, folder, search and fetch is on the trail, with the reason.

Examples:
  congvu archive mailbox open --reason "Kiểm tra theo Quyết định 12/QĐ-TTr" --agency sokhcn --hours 4
  congvu archive mailbox open --reason "Đơn số 7" --query "from:gmail.com" --name "Hộp thư công cộng"`

interface OpenOptions {
  readonly query: readonly string[]
  readonly name: readonly string[]
  readonly agency: readonly string[]
  readonly hours?: number
}

export function register(mailbox: Command, session: Session): void {
  mailbox
    .command('open')
    .description('open the archive to a mail program for some hours, for reading only')
    .addOption(reasonOption())
    .option('--query <query>', 'a folder of its own, with --name; may be repeated', collect, [])
    .option('--name <name>', 'the name of the query before it', collect, [])
    .option('--agency <code>', 'only letters of this agency; may be repeated', collect, [])
    .option('--hours <n>', 'open for so long (by default 8, at most 72)', count)
    .addHelpText('after', openHelp)
    .action(async ({ query, name, agency, hours }: OpenOptions) => {
      if (query.length !== name.length)
        throw new InvalidArgumentError('each --query has a --name, and each --name a --query')
      const opened = await session.call('archive.mailbox.open', {
        agencies: [...agency],
        queries: query.map((text, i) => ({ name: name[i] ?? '', query: text })),
        ...(hours === undefined ? {} : { hours }),
      })
      session.show(opened, openedFields)
    })

  mailbox
    .command('list')
    .description('list the mailboxes that are open')
    .action(async () => session.print(await session.call('archive.mailbox.list', {}), columns))

  mailbox
    .command('close <id>')
    .description('close a mailbox; programs that are logged in are put out')
    .addHelpText('after', '\nExample:\n  congvu archive mailbox close 3')
    .action(async (id: string) => {
      session.done(await session.call('archive.mailbox.close', { id: count(id) }), `closed ${id}`)
    })
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
