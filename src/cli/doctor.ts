/** `congvu doctor` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'

type Check = OutputOf<'doctor.run'>[number]

const marks: Readonly<Record<Check['level'], string>> = {
  pass: 'ĐẠT   / pass',
  warn: 'LƯU Ý / warn',
  fail: 'LỖI   / FAIL',
  unknown: 'KHÔNG RÕ / cannot tell',
}
const markWidth = 24

const notes = `
Each check passes, warns, fails, or cannot be made here. Exit code 3 when one fails. Nothing is changed.

Examples:
  congvu doctor
  congvu doctor --json | jq '.[] | select(.level == "fail")'`

export function register(doctor: Command, session: Session): void {
  doctor
    .description(
      'look over the machine, DNS, TLS, ports, keys and settings; exit code 3 when something is wrong',
    )
    .addHelpText('after', notes)
    .action(async () => {
      const checks = await session.call('doctor.run', {})
      if (session.json) session.print(checks, [])
      else for (const check of checks) await session.write(lineOf(check))
      const failed = checks.filter(({ level }) => level === 'fail').length
      if (failed > 0) throw new Failure('problems', `${failed} of ${checks.length} checks failed`)
    })
}

function lineOf({ level, title, text }: Check): string {
  const margin = ' '.repeat(markWidth)
  return `${marks[level].padEnd(markWidth)}${title.vi}: ${text.vi}\n${margin}${title.en}: ${text.en}\n`
}
