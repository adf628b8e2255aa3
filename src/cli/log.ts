/** `congvu log …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { count, reasonOption } from './options.ts'
import { type Column, counted, type Field, tableTime } from './table.ts'

type Verification = OutputOf<'log.verify'>

const fields: readonly Field<Verification>[] = [
  { title: 'leaves', value: found => `${found.leaves} (${found.entries} letters, ${found.acts} acts)` },
  { title: 'root', value: found => found.root },
  {
    title: 'checkpoints',
    value: found => `${found.checkpoints}, cosigned ${found.cosigned}, stamped ${found.stamped}`,
  },
  { title: 'tiles', value: found => found.tiles },
  { title: 'outside checkpoints that agree', value: found => found.outside },
  {
    title: 'after the newest checkpoint',
    value: found => (found.uncovered === 1 ? '1 leaf' : `${found.uncovered} leaves`),
  },
  { title: 'findings', value: found => found.findings },
]

const stampColumns: readonly Column<OutputOf<'log.timestamps'>[number]>[] = [
  { title: 'LEAVES', value: stamp => stamp.size },
  { title: 'AT', value: stamp => tableTime(stamp.at) },
  { title: 'AUTHORITY', value: stamp => stamp.authority ?? '-' },
  { title: 'VERIFIED', value: stamp => (stamp.verified ? 'yes' : 'NO') },
]

const stampNotes = `
Once a day the newest checkpoint is stamped, when [timestamp] names an authority. The token is about the first three
lines of the checkpoint.

Example:
  congvu log timestamp 1200 > 1200.tst
  congvu log checkpoint 1200 | head -3 | congvu timestamp verify - --token 1200.tst`

const proofNotes = `
The file holds who wrote to whom, salted, as what the leaf is the hash of: it is for the one it is made for.
A verifier needs it and the keys that congvu log key prints.

Example:
  congvu log proof 17 --reason "Xác minh đơn tố cáo số 31" > 17.tlog-proof`

const verifyNotes = `
Every leaf is made anew from its letter's row or its line of the trail, the tree from the leaves, and all of it
compared with the stored hashes, the signed checkpoints and the published tiles. Exit code 3 when anything differs.
Who has the files can put older checkpoints back, and who has the keys can sign new ones: only checkpoints that were
kept elsewhere tell of that (--against), or witnesses.

Example:
  congvu log verify --against /media/usb/2026-11-*.checkpoint`

export function register(log: Command, session: Session): void {
  log
    .command('key')
    .description('print the keys that verify checkpoints, one a line (C2SP vkey)')
    .addHelpText(
      'after',
      '\nExample:\n  congvu log key > keys.txt          to be given to whoever will check, and published',
    )
    .action(async () => {
      const { keys } = await session.call('log.key', {})
      if (session.json) return session.done({ keys }, '')
      await session.write(keys.map(key => `${key}\n`).join(''))
    })

  log
    .command('checkpoint [size]')
    .description(
      'sign the log as it is now and print the checkpoint (C2SP tlog-checkpoint), or one of before',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  congvu log checkpoint > /media/usb/2026-11-30.checkpoint\n  congvu log checkpoint 1200',
    )
    .action(async (size: string | undefined) => {
      if (size !== undefined) {
        const stored = await session.call('log.stored', { size: count(size) })
        return session.json ? session.done(stored, '') : session.write(stored.note)
      }
      const newest = await session.call('log.checkpoint', {})
      if (session.json) return session.done(newest, '')
      await session.write(newest.note)
    })

  log
    .command('timestamp [size]')
    .description('list checkpoints with a time stamp (RFC 3161), or write the token of one to stdout, as DER')
    .addHelpText('after', stampNotes)
    .action(async (size: string | undefined) => {
      if (size === undefined) return session.print(await session.call('log.timestamps', {}), stampColumns)
      const { token } = await session.call('log.stored', { size: count(size) })
      if (token === null) throw new Failure('not-found', `the checkpoint of ${size} leaves has no time stamp`)
      await session.write(Buffer.from(token, 'base64'))
    })

  log
    .command('consistency <old> <new>')
    .description('prove that the log of one size begins with that of another (RFC 6962), a hash a line')
    .addHelpText('after', '\nExample:\n  congvu log consistency 1200 1500 --json')
    .action(async (oldSize: string, size: string) => {
      const proof = await session.call('log.consistency', { oldSize: count(oldSize), size: count(size) })
      if (session.json) return session.done(proof, '')
      await session.write(proof.path.map(hash => `${hash}\n`).join(''))
    })

  log
    .command('proof <entry>')
    .description('print the proof that a letter is in the log (C2SP tlog-proof)')
    .addOption(reasonOption())
    .addHelpText('after', proofNotes)
    .action(async (id: string) => {
      const proof = await session.call('log.proof', { id: count(id) })
      if (session.json) return session.done(proof, '')
      await session.write(proof.proof)
    })

  log
    .command('verify')
    .description('compute the whole log anew and compare')
    .option('--against <file...>', 'checkpoints that were kept elsewhere')
    .addHelpText('after', verifyNotes)
    .action(async ({ against = [] }: { readonly against?: string[] }) => {
      const outside = await Promise.all(against.map(file => session.readText(file)))
      const found = await session.call('log.verify', { outside })
      session.show(found, fields)
      if (found.findings === 0) return
      const lines = found.first.map(({ place, detail }) => `${place}: ${detail}`)
      throw new Failure(
        'problems',
        `the log does not agree with itself: ${counted(found.findings, 'finding')}`,
        lines,
      )
    })
}
