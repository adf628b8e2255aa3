/** `congvu archive …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import { registerCustody } from './archive-custody.ts'
import { register as registerExport } from './archive-export.ts'
import { register as registerMailbox } from './archive-mailbox.ts'
import { register as registerQuery } from './archive-query.ts'
import { registerSearch } from './archive-search.ts'
import { registerVerify } from './archive-verify.ts'
import type { Session } from './command.ts'
import { approvalOption, choice, count, reasonOption } from './options.ts'
import { type Field, facts } from './table.ts'

type Shown = OutputOf<'archive.show'>
type Proof = OutputOf<'archive.prove'>

const fields: readonly Field<Shown>[] = [
  { title: 'entry', value: entry => entry.id },
  { title: 'received', value: entry => `${entry.receivedAt} by ${entry.channel}` },
  { title: 'client', value: ({ client }) => `${client.address} ${client.helo} ${client.tls}` },
  { title: 'from', value: entry => `${entry.mailFrom || '<>'} (${entry.senderAgency ?? '-'})` },
  { title: 'to', value: entry => entry.recipients.map(recipientText).join(', ') },
  { title: 'author', value: entry => entry.headerFrom },
  { title: 'subject', value: entry => entry.subject },
  { title: 'message id', value: entry => entry.messageId },
  { title: 'date', value: entry => entry.sentAt ?? '-' },
  { title: 'direction', value: entry => entry.direction },
  { title: 'verdict', value: entry => entry.verdict },
  { title: 'reply', value: ({ reply }) => `${reply.code} ${reply.enhanced} ${reply.reason}` },
  { title: 'size', value: entry => entry.sizeBytes },
  { title: 'sha256', value: entry => entry.sha256 },
  { title: 'erased', value: erasedText },
  { title: 'forms', value: entry => entry.forms.map(form => `${form.kind} ${form.sizeBytes}`).join(', ') },
  { title: 'views', value: entry => entry.views.map(viewText).join('; ') },
  { title: 'authentication', value: ({ authentication }) => authenticationText(authentication) },
  { title: 'judgements', value: ({ judgements }) => judgementsText(judgements) },
  { title: 'violations', value: entry => entry.violations.map(({ ref }) => ref).join(' ') || '-' },
  { title: 'proof', value: proofText },
]

function recipientText({ address, agency, outcome, blind, form }: Shown['recipients'][number]): string {
  const left = form === null ? [] : [`as ${form}`]
  return `${address} (${[agency ?? '-', outcome, ...left, ...(blind ? ['blind copy'] : [])].join(', ')})`
}

function viewText({ form, sizeBytes, slices, cuts }: Shown['views'][number]): string {
  const range = ({ start, end }: { start: number; end: number }) => `${start}-${end}`
  const shown = slices.map(slice => `${slice.from} ${range(slice)}`).join(' + ')
  return `${form} ${sizeBytes} = ${shown}${cuts.length === 0 ? '' : `, cut ${cuts.map(range).join(' ')}`}`
}

/** What SPF, DKIM, DMARC and ARC made of the sender, in a few words; `--json` has all of it. */
function authenticationText(authentication: unknown): string {
  if (!isRecord(authentication)) return '-'
  const found = Object.entries(authentication).flatMap(([method, outcome]) => {
    const results = (Array.isArray(outcome) ? outcome : [outcome]).filter(isRecord)
    return results.map(({ result, domain }) => [`${method}=${result}`, domain].filter(Boolean).join(' '))
  })
  return found.join('; ') || '-'
}

/** What each rule saw; the citations are in `--json`. */
function judgementsText(judgements: unknown): string {
  const found = (Array.isArray(judgements) ? judgements : []).filter(isRecord)
  const told = found.map(({ rule, action, reason, evidence }) => {
    const seen = isRecord(evidence) ? ` (${facts(evidence)})` : ''
    return `${rule} ${action} ${reason}${seen}`
  })
  return told.join('; ') || '-'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function erasedText({ erased }: Shown): string {
  if (erased === null) return '-'
  return `${erased.at} by ${erased.operator}, class "${erased.rule}", leaf ${erased.leafIndex}`
}

function proofText({ proof }: Shown): string {
  if (proof === null) return '-'
  const verified = proof.verified ? 'verified' : 'NOT VERIFIED'
  return `leaf ${proof.leafIndex} of ${proof.treeSize}, ${verified}, root ${proof.root}`
}

const proofFields: readonly Field<Proof>[] = [
  { title: 'entry', value: proof => proof.entryId },
  { title: 'leaf', value: proof => `${proof.leafIndex} of ${proof.treeSize}` },
  { title: 'statement', value: proof => proof.statement },
  { title: 'leaf hash', value: proof => proof.leafHash },
  { title: 'path', value: proof => proof.path.join(' ') },
  { title: 'root', value: proof => proof.root },
  { title: 'verified', value: proof => (proof.verified ? 'yes' : 'NO') },
]

const sampleReason = 'Xác minh đơn tố cáo số 31'

const showExamples = `
Examples:
  congvu archive show 17 --reason "${sampleReason}"
  congvu archive show 17 --reason "${sampleReason}" --approval 3     outside one's scope, once another auditor agreed`

/** Of verbs that show one letter. */
interface ReadOptions {
  readonly approval?: number
}

const forms = ['received', 'sent', 'encrypted', 'decrypted'] as const

export function register(archive: Command, session: Session): void {
  registerSearch(archive, session)
  registerCustody(archive, session)
  registerMailbox(archive.command('mailbox').description('the archive in a mail program'), session)
  registerQuery(archive.command('query').description('queries that you keep'), session)

  archive
    .command('show <id>')
    .description('show everything the archive knows of a letter, with its proof')
    .addOption(approvalOption())
    .addOption(reasonOption())
    .addHelpText('after', showExamples)
    .action(async (id: string, options: ReadOptions) => {
      const entry = await session.call('archive.show', { ...options, id: count(id) })
      session.show(entry, fields)
      session.note(entry.credit)
    })

  archive
    .command('raw <id>')
    .description('write the exact bytes of a letter to stdout, verified by SHA-256')
    .addOption(choice('--form <form>', 'which form (by default as received)', forms))
    .addOption(approvalOption())
    .addOption(reasonOption())
    .addHelpText('after', `\nExample:\n  congvu archive raw 17 --reason "${sampleReason}" > letter.eml`)
    .action(async (id: string, options: Omit<ParametersOf<'archive.raw'>, 'id'>) => {
      await session.write(await session.call('archive.raw', { ...options, id: count(id) }))
    })

  archive
    .command('prove <id>')
    .description('print the inclusion proof of a letter (RFC 6962)')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      `\nExample:\n  congvu archive prove 17 --reason "${sampleReason}" --json > proof.json`,
    )
    .action(async (id: string) => {
      session.show(await session.call('archive.prove', { id: count(id) }), proofFields)
    })

  registerVerify(archive, session)
  registerExport(archive, session)
}
