/** `congvu archive search`, `index` and `reindex` */
import type { Command } from 'commander'
import { localTime } from '../base/local-time.ts'
import { syntaxHelp } from '../base/texts-query-syntax.ts'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice, choices, count, instant, reasonOption } from './options.ts'
import { type Column, counted, type Field, tableTime } from './table.ts'

type Found = OutputOf<'archive.search'>
type Letter = Found['entries'][number]
type Counted = Found['facets'][number]
type State = OutputOf<'archive.index'>

const columns: readonly Column<Letter>[] = [
  { title: 'ID', value: entry => entry.id },
  { title: 'RECEIVED', value: entry => tableTime(entry.receivedAt) },
  { title: 'DIRECTION', value: entry => entry.direction },
  { title: 'VERDICT', value: entry => (entry.accepted ? entry.verdict : `${entry.verdict}, refused`) },
  { title: 'FROM', value: entry => entry.mailFrom || '<>' },
  { title: 'TO', value: entry => entry.recipients.map(({ address }) => address).join(' ') },
  { title: 'SUBJECT', value: entry => entry.subject },
  { title: 'BYTES', value: entry => entry.sizeBytes },
]

const facetColumns: readonly Column<Counted>[] = [
  { title: 'BY', value: ({ by }) => by },
  { title: 'KEY', value: ({ key }) => key },
  { title: 'LETTERS', value: facet => facet.count },
]

const facets = ['agency', 'month', 'kind', 'verdict'] as const satisfies readonly Counted['by'][]

const stateFields: readonly Field<State>[] = [
  { title: 'indexed to', value: ({ indexedTo }) => indexedTo },
  { title: 'behind', value: ({ behind }) => counted(behind, 'letter') },
  { title: 'lag', value: ({ lagMs }) => `${(lagMs / 1000).toFixed(1)} s` },
  { title: 'read in part', value: ({ partly }) => counted(partly, 'letter') },
]

interface SearchOptions {
  readonly sender?: string
  readonly recipient?: string
  readonly agency?: string
  readonly messageId?: string
  readonly direction?: string
  readonly verdict?: string
  readonly since?: number
  readonly before?: number
  readonly order: NonNullable<ParametersOf<'archive.search'>['order']>
  readonly after?: string
  readonly limit: number
  readonly facets?: Counted['by'][]
  readonly syntax?: boolean
}

const examples = `
The query is a language of its own: congvu archive search --syntax explains it, Vietnamese first. One that begins with -
is given last, after --.

Examples:
  congvu archive search 'chỉ thị agency:sokhcn after:2026-11-01' --reason "Thanh tra theo QĐ 12/QĐ-UBND"
  congvu archive search '"hợp đồng" -from:@gmail.com' --order rank --reason "Đơn thư số 31"
  congvu archive search 'kind:QĐ date:11/2026' --facets agency,month --reason "Báo cáo quý IV"
  congvu archive search --reason "Đơn thư số 31" -- '-họp giao ban'
  congvu archive search --recipient nguyenvanan@gmail.com --verdict flag --json --reason "Đơn thư số 31"`

export function registerSearch(archive: Command, session: Session): void {
  archive
    .command('search [query...]')
    .description('search letters: texts, attachments, people, documents, verdicts')
    .option('--syntax', 'explain the language of queries')
    .addOption(
      choice('--order <order>', 'newest, oldest, or best first (for auditors of the whole province)', [
        'newest',
        'oldest',
        'rank',
      ]).default('newest'),
    )
    .option('--facets <list>', `count by ${facets.join(', ')} instead of listing letters`, choices(facets))
    .option('--limit <n>', 'at most so many', count, 100)
    .option('--after <page>', 'go on where the page before ended')
    .option('--sender <address>', 'short for from:')
    .option('--recipient <address>', 'short for to: or cc: or bcc:')
    .option('--agency <code>', 'short for agency:')
    .option('--message-id <id>', 'short for message-id:')
    .addOption(choice('--direction <direction>', 'short for direction:', ['inbound', 'outbound', 'internal']))
    .addOption(choice('--verdict <verdict>', 'short for verdict:', ['allow', 'flag', 'hold', 'block']))
    .option('--since <date>', 'short for after:', instant)
    .option('--before <date>', 'short for before:', instant)
    .addOption(reasonOption())
    .addHelpText('after', examples)
    .action(async (words: string[], options: SearchOptions) => {
      if (options.syntax === true) return session.write(syntaxHelp())
      const { order, limit, facets: by, after } = options
      const also = queryOf(options)
      const found = await session.call('archive.search', {
        ...(words.length > 0 && { query: words.join(' ') }),
        ...(also !== '' && { also }),
        order,
        ...(after !== undefined && { after }),
        limit: by === undefined ? limit : 0,
        ...(by !== undefined && { facets: by }),
      })
      if (by === undefined) session.print(found.entries, columns)
      else session.print(found.facets, facetColumns)
      session.note(summary(found, by === undefined))
    })

  archive
    .command('index')
    .description('tell how far the index of letters has come')
    .addHelpText('after', '\nExample:\n  congvu archive index --json')
    .action(async () => {
      session.show(await session.call('archive.index', {}), stateFields)
    })

  archive
    .command('reindex')
    .description('make the index of letters anew, from the archive')
    .addHelpText('after', '\nExample:\n  congvu archive reindex --yes')
    .action(async () => {
      await session.confirm('Until it is done, searches find a part of the letters. Make the index anew?')
      const state = await session.call('archive.reindex', {})
      session.done(state, 'the index is being made anew; congvu archive index shows how far it is')
    })
}

/** What short options ask for, in the language of queries. */
function queryOf({
  sender,
  recipient,
  agency,
  messageId,
  direction,
  verdict,
  since,
  before,
}: SearchOptions): string {
  const to = recipient && quoted(recipient)
  const terms = [
    sender && `from:${quoted(sender)}`,
    to && `(to:${to} OR cc:${to} OR bcc:${to})`,
    agency && `agency:${quoted(agency)}`,
    messageId && `message-id:${quoted(messageId)}`,
    direction && `direction:${direction}`,
    verdict && `verdict:${verdict}`,
    since !== undefined && `after:${moment(since)}`,
    before !== undefined && `before:${moment(before)}`,
  ]
  return terms.filter(Boolean).join(' ')
}

function quoted(text: string): string {
  return `"${text.replace(/["“”„‟*]/g, ' ')}"`
}

/** As the language writes one: local, without the offset. */
function moment(ms: number): string {
  return localTime(ms).slice(0, 23)
}

function summary({ total, entries, next, index, unknownAgencies }: Found, listed: boolean): string {
  const parts = [counted(total, 'letter')]
  if (listed && entries.length < total) parts.push(`${entries.length} shown`)
  if (listed && next !== null) parts.push(`go on with --after ${next}`)
  if (index.behind > 0)
    parts.push(`${index.behind} not looked through: the index is ${Math.ceil(index.lagMs / 1000)} s behind`)
  if (unknownAgencies.length > 0) parts.push(`no agency has the code ${unknownAgencies.join(', ')}`)
  return parts.join('; ')
}
