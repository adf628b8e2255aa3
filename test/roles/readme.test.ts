/** The README's section on auditors, its commands one after the other against a development server. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { totpStepMs } from '../../src/directory/totp.ts'
import { type Ended, entry, runProgram } from '../support/command-line.ts'
import { readmeCommands } from '../support/readme.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { totpCode } from '../support/totp.ts'

let cwd: string
let server: ServerProcess
/** What the appointment told: the password, and the second factor's address. */
let told = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-auditors-'))
  server = await startServer({ data: join(cwd, 'data') })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

/** What each command of the section shows, in its order. */
const shown: readonly (readonly [begin: string, shows: RegExp])[] = [
  ['operator add', /^PASSWORD: +\S+/m],
  ['operator list', /^minhdv +auditor +sonoivu +from 2026-01-01 00:00:00 +2036-12-31 .* 12\/QĐ-UBND/m],
  ['login minhdv', /^minhdv is logged in as auditor until /m],
  ['archive show', /^from: +sonoivu@caobang\.gov\.vn/m],
  ['archive trail', /viewed by an auditor +minhdv +operation archive\.show, reason Kết luận thanh tra số 4/],
  ['approval request', /^approval 1 waits for another auditor: congvu approval grant 1$/m],
  ['approval list', /^ *1 +requested +read +entry 2 +minhdv /m],
  ['approval grant', /^granted 1 to minhdv until /m],
  ['archive show', /^from: +annv\.sokhcn@caobang\.gov\.vn/m],
  ['audit log', /minhdv +auditor +archive\.show +\{"id":2,"approval":1,"reason":"Đơn tố cáo số 31"\}/],
  ['operator set', /^minhdv: sonoivu, .*2036-06-30.*15\/QĐ-UBND$/m],
  ['operator add', /^ROLE: +agency-head$/m],
]

const commands = readmeCommands('Auditors')

/** The second factors: minhdv's as the appointment told it, the sample auditor's as the start did. */
function secretOf(name: string): string {
  return name === 'auditor' ? server.auditorSecret : (/secret=([A-Z2-7]+)/.exec(told)?.[1] ?? '')
}

/** When each one's last code was of. The next is of the step after it: nobody waits here, and the server allows one step. */
const codesAt = new Map<string, number>()

/** What asks at the terminal is told by stdin, or by an option, what the appointment and the telephone say. */
async function run(command: string): Promise<Ended> {
  const line = command.replace('npx congvu', `"${process.execPath}" "${entry}"`)
  const name = / login (\S+)$| approval (?:request|grant) .*--as (\S+)/.exec(command)?.slice(1).find(Boolean)
  if (name === undefined) return runProgram('bash', ['-c', line], { cwd })
  // A code of the step before must not become one of two steps before on its way.
  const leftMs = totpStepMs - (Date.now() % totpStepMs)
  if (leftMs < 3000) await sleep(leftMs)
  const codeAt = Math.max((codesAt.get(name) ?? 0) + totpStepMs, Date.now() - totpStepMs)
  codesAt.set(name, codeAt)
  const code = totpCode(secretOf(name), codeAt)
  if (!command.includes(' login '))
    return runProgram('bash', ['-c', `${line} --code-stdin`], { cwd, stdin: `${code}\n` })
  const password = /^PASSWORD: +(\S+)/m.exec(told)?.[1] ?? ''
  return runProgram('bash', ['-c', `${line} --password-stdin --code ${code}`], {
    cwd,
    stdin: `${password}\n`,
  })
}

describe('auditors in the README', () => {
  test('each command is tested here', () => {
    expect(commands.map(command => command.split(' ').slice(2, 4).join(' '))).toEqual(
      shown.map(([begin]) => begin),
    )
  })

  test.each(commands.map((command, i) => [command, i] as const))('%s', async (command, i) => {
    const ended = await run(command)
    if (i === 0) told = ended.out
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.out + ended.err).toMatch(shown[i]?.[1] ?? /^$/)
  })

  test('and the change of the appointment has ended the session', async () => {
    const again = await run('npx congvu archive show 2 --as minhdv --reason "Đơn tố cáo số 31"')
    expect(again).toMatchObject({ code: 5, out: '', err: expect.stringContaining('the session has ended') })
  })
})
