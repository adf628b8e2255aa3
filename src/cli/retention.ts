/** `congvu retention …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { choice, count } from './options.ts'
import { type Column, tableTime } from './table.ts'

type Class = OutputOf<'retention.list'>[number]
type Preview = OutputOf<'retention.preview'>
type Group = Preview['groups'][number]
type Applied = OutputOf<'retention.apply'>

const columns: readonly Column<Class>[] = [
  { title: 'CLASS', value: one => one.name },
  { title: 'KEPT', value: one => one.keep },
  { title: 'AGENCY', value: one => one.agency ?? '-' },
  { title: 'KIND', value: one => (one.documentKind === '' ? 'công văn' : (one.documentKind ?? '-')) },
  { title: 'RULE', value: one => one.rule ?? '-' },
  { title: 'DIRECTION', value: one => one.direction ?? '-' },
  { title: 'VERDICT', value: one => one.verdict ?? '-' },
]

const groupColumns: readonly Column<Group>[] = [
  { title: 'CLASS', value: group => group.className },
  { title: 'AGENCY', value: group => group.agency ?? '-' },
  { title: 'LETTERS', value: group => group.entries },
  { title: 'BYTES', value: group => group.bytes },
  { title: 'OLDEST', value: group => tableTime(group.oldest) },
  { title: 'NEWEST', value: group => tableTime(group.newest) },
  { title: 'SUCH AS', value: group => group.samples.map(sampleText).join(', ') },
]

function sampleText({ entry, documentKinds, sizeBytes }: Group['samples'][number]): string {
  const kinds = documentKinds.filter(Boolean).join(' ')
  return `${entry} (${kinds === '' ? '' : `${kinds}, `}${sizeBytes})`
}

/** Of letters that are due and stay. */
function blockedText({ hold, 'hold-unknown': unknown, 'under-way': underWay }: Preview['blocked']): string {
  const parts = [
    [hold, 'kept by a hold'],
    [unknown, 'not yet looked at by a hold'],
    [underWay, 'still under way'],
  ] as const
  const told = parts.filter(([letters]) => letters > 0).map(([letters, why]) => `${letters} ${why}`)
  return told.length === 0 ? '' : `; due and left: ${told.join(', ')}`
}

function appliedText(applied: Applied): string {
  const { entries, bytes, references, acts, resumed } = applied
  const again = resumed === 0 ? '' : `; ${resumed} that a backup had brought back`
  const rest = applied.complete ? '' : '; the log of the database follows shortly'
  const acted = acts.length === 0 ? '' : `, acts at leaves ${acts.join(' ')}`
  return `erased ${entries} letters, ${bytes} bytes, ${references} copies in boxes${acted}${again}${blockedText(applied.blocked)}${rest}`
}

function doubtText({ text, reason, rule }: NonNullable<Preview['clock']>): string {
  return `${text.vi}\n${text.en} (${reason}, ${rule})`
}

const setHelp = `
Of several classes that match a letter, the one that keeps it longest counts; a letter that none matches is kept for
ever. Every condition that is given must hold; a class without any is the default for all letters.
Examples, to be replaced by the agency's own table of periods (Thông tư 10/2022/TT-BNV):
  congvu retention set "mặc định" "10 years"
  congvu retention set "quyết định, chỉ thị" forever --kind QĐ
  congvu retention set "công văn" "20 years" --kind "Công văn"
  congvu retention set "vi phạm thư miễn phí" "5 years" --rule D1b-free
  congvu retention set "thanh tra" "50 years" --agency thanhtra
  congvu retention set "thư bị chặn" "1 year" --verdict block`

const applyHelp = `
Erased letters cannot be brought back: their keys are destroyed, here and in every box. What a letter's leaf in the log
commits to stays. A backup that has the keys must expire, too. Nothing is erased while the log or a time stamp speaks
against the server's clock; a server that stood still for more than a week asks for --clock-checked once.
Example:
  congvu retention apply --dry-run`

type SetOptions = Omit<ParametersOf<'retention.set'>, 'name' | 'keep' | 'documentKind'> & { kind?: string }

export function register(retention: Command, session: Session): void {
  registerClasses(retention, session)

  retention
    .command('apply')
    .description('erase the letters whose time is over; each act is in the log before')
    .option('--dry-run', 'only tell what would be erased: numbers and samples, no subject and no address')
    .option(
      '--clock-checked',
      'the clock was compared with a right one: goes on the trail where it is in doubt',
    )
    .addHelpText('after', applyHelp)
    .action(async ({ dryRun, clockChecked }: { dryRun?: boolean; clockChecked?: boolean }) => {
      if (dryRun === true) {
        const preview = await session.call('retention.preview', {})
        if (session.json) session.done(preview, '')
        else session.print(preview.groups, groupColumns)
        session.note(`${preview.entries} letters, ${preview.bytes} bytes${blockedText(preview.blocked)}`)
        if (preview.clock !== null) session.note(doubtText(preview.clock))
        return
      }
      await session.confirm('Erase every letter whose time is over, for good?')
      const applied = await session.call('retention.apply', clockChecked === true ? { clockChecked } : {})
      session.done(applied, appliedText(applied))
    })

  retention
    .command('compact')
    .description('take back the room that erased letters leave on the disk')
    .option('--live-below <percent>', 'files of which less is still used (by default 50)', count)
    .addHelpText('after', '\nExample:\n  congvu retention compact --live-below 90')
    .action(async ({ liveBelow }: { liveBelow?: number }) => {
      const done = await session.call(
        'retention.compact',
        liveBelow === undefined ? {} : { livePercent: liveBelow },
      )
      const stuck = done.unreadable === 0 ? '' : `; ${done.unreadable} stay, something in them cannot be read`
      session.done(
        done,
        `removed ${done.segments} files of ${done.freedBytes} bytes, copied ${done.movedBytes} bytes of ${done.blobs} letters${stuck}`,
      )
    })
}

function registerClasses(retention: Command, session: Session): void {
  retention
    .command('list')
    .description('list how long letters are kept')
    .action(async () => {
      session.print(await session.call('retention.list', {}), columns)
    })

  retention
    .command('set <name> <how-long>')
    .description('set how long a class of letters is kept: "10 years", "18 months", "90 days", forever')
    .option('--agency <code>', 'letters that the agency sent or received')
    .option('--kind <kind>', 'letters with a document of this kind, by name or abbreviation')
    .option('--rule <rule>', 'letters with a row of this rule in the ledger')
    .addOption(choice('--direction <direction>', 'which way', ['inbound', 'outbound', 'internal']))
    .addOption(choice('--verdict <verdict>', 'what the rules said', ['allow', 'flag', 'hold', 'block']))
    .addHelpText('after', setHelp)
    .action(async (name: string, keep: string, { kind, ...options }: SetOptions) => {
      const set = await session.call('retention.set', {
        name,
        keep,
        ...options,
        ...(kind === undefined ? {} : { documentKind: kind }),
      })
      session.done(set, `${name}: ${keep}, version ${set.version} of the settings`)
    })

  retention
    .command('remove <name>')
    .description('remove a class; what only it named is kept for ever, what others name is theirs')
    .addHelpText('after', '\nExample:\n  congvu retention remove "công văn"')
    .action(async (name: string) => {
      await session.confirm(`Remove the class ${name}? Shorter classes may then count.`)
      const removed = await session.call('retention.remove', { name })
      session.done(removed, `removed ${name}, version ${removed.version} of the settings`)
    })
}
