/** `congvu timestamp …` */
import { hash } from 'node:crypto'
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { readBytes } from './files.ts'
import { type Field, tableTime } from './table.ts'

type Stamp = OutputOf<'timestamp.verify'>

const fields: readonly Field<Stamp>[] = [
  { title: 'AT', value: stamp => tableTime(stamp.at) },
  { title: 'ACCURACY', value: stamp => (stamp.accuracyMs === null ? '-' : `${stamp.accuracyMs} ms`) },
  { title: 'AUTHORITY', value: stamp => stamp.authority },
  { title: 'POLICY', value: stamp => stamp.policy },
  { title: 'SERIAL', value: stamp => stamp.serial },
]

interface WhatOptions {
  readonly sha256?: string
}

/** The hash that was given, or the file's; the file itself goes nowhere. */
async function sha256Of(file: string | undefined, { sha256 }: WhatOptions): Promise<string> {
  if ((file === undefined) === (sha256 === undefined)) throw new Failure('usage', 'name a file or a --sha256')
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    throw new Failure('usage', '--sha256 takes 64 hexadecimal digits')
  return sha256 ?? hash('sha256', await readBytes(file ?? ''))
}

const requestNotes = `
Only the SHA-256 is sent to the authority. The token goes to stdout, as DER.

Examples:
  congvu timestamp request export.zip > export.zip.tst
  congvu timestamp verify export.zip --token export.zip.tst`

export function register(timestamp: Command, session: Session): void {
  timestamp
    .command('request [file]')
    .description('ask the time-stamping authority to vouch that a file exists now')
    .option('--sha256 <hex>', 'its SHA-256, instead of the file')
    .addHelpText('after', requestNotes)
    .action(async (file: string | undefined, options: WhatOptions) => {
      const stamp = await session.call('timestamp.request', { sha256: await sha256Of(file, options) })
      if (session.json) return session.done(stamp, '')
      await session.write(Buffer.from(stamp.token, 'base64'))
      session.note(`${stamp.authority}: ${tableTime(stamp.at)}`)
    })

  timestamp
    .command('verify [file]')
    .description('tell when a trusted authority saw a file, by its token')
    .option('--sha256 <hex>', 'its SHA-256, instead of the file')
    .requiredOption('--token <file>', 'the token, as DER')
    .action(
      async (file: string | undefined, { token, ...what }: WhatOptions & { readonly token: string }) => {
        const sha256 = await sha256Of(file, what)
        const bytes = (await readBytes(token)).toString('base64')
        session.show(await session.call('timestamp.verify', { sha256, token: bytes }), fields)
      },
    )
}
