/** `congvu archive verify` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { percent } from './options.ts'
import { counted, type Field, tableTime } from './table.ts'

type State = OutputOf<'archive.verify.state'>
type Run = NonNullable<State['run']>
type Report = NonNullable<State['last']>

const fields: readonly Field<Report>[] = [
  { title: 'finished', value: found => `${tableTime(found.finishedAt)}, after ${duration(found.seconds)}` },
  { title: 'leaves', value: ({ log }) => `${log.leaves} (${log.entries} letters, ${log.acts} acts)` },
  { title: 'root', value: ({ log }) => log.root },
  {
    title: 'checkpoints',
    value: ({ log }) => `${log.checkpoints}, cosigned ${log.cosigned}, stamped ${log.stamped}`,
  },
  { title: 'tiles', value: ({ log }) => log.tiles },
  {
    title: 'outside checkpoints that agree',
    value: ({ log }) => (log.outside === 0 ? 0 : `${log.outside}, over ${log.outsideCovered} leaves`),
  },
  {
    title: 'after the newest checkpoint',
    value: ({ log }) => (log.uncovered === 1 ? '1 leaf' : `${log.uncovered} leaves`),
  },
  { title: 'forms', value: found => `${found.forms}, ${size(found.formBytes)} read${sampled(found)}` },
  {
    title: 'boxes',
    value: found => `${found.messages} messages, ${found.views} views, ${found.mailboxObjects} objects`,
  },
  { title: 'erased by law', value: ({ erased }) => erasedText(erased) },
  { title: 'findings', value: found => found.findings },
]

const notes = `
Every leaf is made anew from its row, the tree from the leaves; every form of every letter is opened under its key and
hashed; every row that refers to another is followed. What no leaf commits to has nobody who vouches for it: --json
lists that under "unvouched". A key that is gone without an act of erasure in the log is a finding.

Who has the files can put older checkpoints back, and who has the keys can sign new ones: only checkpoints that were
kept elsewhere tell of that (--against), or witnesses.

It runs in the server on a thread of its own, or here while no server runs; Ctrl-C ends the watching alone, or stops it
here. After a stop or a crash the same command goes on where it stood. The server starts one by itself when the last is
a week old ([limits] verification_every_ms). Exit code 3 when anything was found.

Examples:
  congvu archive verify --against /media/usb/2026-11-*.checkpoint
  congvu archive verify --sample 5          of the blobs one in twenty is read, of all others the rows alone
  congvu archive verify --status            how it stands, and how the last one ended
  congvu archive verify --quiet             for cron and scripts: says something only when something was found
  30 1 * * *  congvu  congvu archive verify --quiet --against /media/usb/newest.checkpoint
                                            in /etc/cron.d, as long as the operator's session lasts`

interface Options {
  readonly against?: readonly string[]
  readonly sample?: number
  readonly restart?: boolean
  readonly status?: boolean
  readonly quiet?: boolean
}

/** An administrator sees it move; of an auditor every question is a line of the trail, so there are few. */
const followMs = {
  administrator: 1000,
  'agency-administrator': 50_000,
  'agency-head': 50_000,
  auditor: 50_000,
} as const

export function registerVerify(archive: Command, session: Session): void {
  archive
    .command('verify')
    .description(
      'hold everything that is kept against what vouches for it; exit code 3 when anything differs',
    )
    .option('--against <file...>', 'checkpoints that were kept elsewhere')
    .option('--sample <percent>', 'read the bytes of so many of a hundred blobs, chosen at random', percent)
    .option('--restart', 'begin anew instead of going on where one broke off')
    .option('--status', 'start nothing: tell how it stands')
    .option('--quiet', 'no progress, and nothing at all when nothing was found')
    .addHelpText('after', notes)
    .action(async (options: Options) => {
      if (options.status === true) return status(session)
      await start(session, options)
      const { role } = await session.grant('archive.verify.state')
      const last = await follow(session, followMs[role], options.quiet === true)
      tell(session, last, options.quiet === true)
    })
}

async function start(session: Session, { against = [], sample = 100, restart = false, quiet }: Options) {
  const outside = await Promise.all(against.map(file => session.readText(file)))
  const { how } = await session.call('archive.verify.start', { outside, samplePercent: sample, restart })
  if (quiet !== true && how !== 'began')
    session.note(
      how === 'running' ? 'a verification is running already' : 'goes on where the last one broke off',
    )
}

async function follow(session: Session, waitMs: number, quiet: boolean): Promise<Report> {
  for (;;) {
    const { running, run, last } = await session.call('archive.verify.state', { waitMs })
    if (!running && run !== null) throw new Failure('failed', 'the verification broke off; the log says why')
    if (!running && last !== null) return last
    if (run !== null && !quiet) session.note(progressLine(run))
  }
}

function progressLine(run: Run): string {
  const rate = `${size(run.bytesPerSecond)}/s`
  const end = run.expectedAt === null ? '' : `, done about ${tableTime(run.expectedAt)}`
  const found = run.findings === 0 ? '' : `, ${counted(run.findings, 'finding')}`
  return `${run.percent.toFixed(1).padStart(5)} %  ${run.phase}: ${size(run.bytesRead)}, ${rate}${end}${found}`
}

async function status(session: Session): Promise<void> {
  const state = await session.call('archive.verify.state', {})
  if (session.json) return session.done(state, '')
  if (state.run !== null) session.note(`${progressLine(state.run)}${state.running ? '' : ' (stands still)'}`)
  if (state.last === null) session.note('no verification has ended yet')
  else tell(session, state.last, false)
}

function tell(session: Session, last: Report, quiet: boolean): void {
  if (!quiet || last.findings > 0) session.show(last, fields)
  if (last.findings === 0) return
  const lines = last.first.map(({ what, place, detail }) => `${what}: ${place}: ${detail}`)
  const more = last.findings - lines.length
  if (more > 0) lines.push(`and ${more} more`)
  throw new Failure(
    'problems',
    `the archive is not what was archived: ${counted(last.findings, 'finding')}`,
    lines,
  )
}

function sampled({ samplePercent }: Report): string {
  return samplePercent === 100 ? '' : ` (a sample of ${samplePercent} %)`
}

function erasedText({ entries, beyondOutside, underWay }: Report['erased']): string {
  const parts = [
    counted(entries, 'letter'),
    ...(beyondOutside === 0
      ? []
      : [`of ${beyondOutside} the act is under no checkpoint that was kept elsewhere`]),
    ...(underWay === 0 ? [] : [`${underWay} are still to be destroyed`]),
  ]
  return parts.join(', ')
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
