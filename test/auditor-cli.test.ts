/** Auditors at the command line: how they are appointed, how two of them agree, and how a reason is asked for. */

import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/program.ts'
import { CliHarness } from './cli-harness.ts'
import { addresses, letter, provision } from './conformance/letters.ts'
import type { Ended } from './support/command-line.ts'

let cli: CliHarness
let elsewhere: number

interface Approval {
  readonly id: number
  readonly state: string
}

const why = ['--reason', 'Xác minh đơn tố cáo số 31']
const minh = ['--as', 'minhdv']

/** Whose session, and that one's next code. */
async function by(name: string): Promise<readonly string[]> {
  return ['--as', name, '--code', await cli.code(name)]
}

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', kiemtoan: 'auditor' })
  const { boxIds, agencyIds } = await provision(cli.services.store)
  const office = { address: addresses[2]!, boxId: boxIds[2]!, agencyId: agencyIds[1]! }
  elsewhere = (await cli.services.store.write.commitMessage(letter({ number: 1, to: [office] }))).entryId
})

afterAll(() => cli[Symbol.asyncDispose]())

describe('operator', () => {
  it('add appoints an auditor for agencies, a period and until an end', async () => {
    const add = ['operator', 'add', 'minhdv', '--role', 'auditor', '--agency', 'sokhcn', '--agency', 'thue']
    const terms = ['--letters-from', '2026-01-01', '--letters-before', '2027-01-01', '--until', '2036-12-31']
    const appointed = await cli.run([...add, ...terms, '--decision', '12/QĐ-UBND'])
    expect(appointed).toMatchObject({ code: 0, out: expect.stringMatching(/^PASSWORD: +\S{12,}$/m) })
    const { out } = await cli.run(['operator', 'list'])
    expect(out).toMatch(/^NAME +ROLE +AGENCY +LETTERS +UNTIL +DECISION +ADDED$/m)
    expect(out).toMatch(
      /^minhdv +auditor +sokhcn thue +from 2026-01-01 00:00:00 before 2027-01-01 00:00:00 +2036-12-31 00:00\S* +12\/QĐ-UBND /m,
    )
    expect(out).toMatch(/^kiemtoan +auditor +the whole province +all +- +- /m)
    expect(out).toMatch(/^quantri +administrator +- +- +- +- /m)
    await cli.session('minhdv')
    const self = await cli.run(['whoami', ...minh])
    expect(self.out).toMatch(
      /^AGENCY: +sokhcn thue\nLETTERS: +from 2026-01-01 00:00:00 before .*\nUNTIL: +2036-12-31/m,
    )
  })

  it('show tells it as it is', async () => {
    expect(await cli.json('operator', 'show', 'minhdv')).toMatchObject({
      role: 'auditor',
      appointment: { agencies: ['sokhcn', 'thue'], decision: '12/QĐ-UBND', ended: false },
    })
    expect(await cli.run(['operator', 'show', 'khong.co'])).toMatchObject({ code: 4 })
  })

  it('set changes what is said and leaves the rest', async () => {
    const changed = await cli.run(['operator', 'set', 'minhdv', '--agency', 'sokhcn', '--no-end'])
    expect(changed).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^minhdv: sokhcn, from 2026-01-01 .* -, 12\/QĐ/),
    })
    expect((await cli.run(['whoami', ...minh])).code).toBe(5)
    await cli.run(['operator', 'set', 'minhdv', '--all-letters'])
    const { appointment } = await cli.json<{ appointment: object }>('operator', 'show', 'minhdv')
    expect(appointment).toMatchObject({
      agencies: ['sokhcn'],
      lettersFrom: null,
      lettersBefore: null,
      until: null,
    })
    await cli.session('minhdv')
  })

  it.each([
    [['set', 'minhdv'], 2, 'say what changes'],
    [['set', 'quantri', '--decision', '1'], 5, 'is no auditor'],
    [['set', 'minhdv', '--agency', 'sokhac'], 4, 'there is no agency "sokhac"'],
    [['set', 'minhdv', '--until', '2020-01-01'], 2, 'would have ended'],
    [['add', 'hai', '--role', 'agency-head', '--agency', 'thue', '--agency', 'sokhcn'], 2, 'has one agency'],
    [['add', 'hai', '--role', 'agency-head'], 2, "an agency's head"],
    [['add', 'hai', '--role', 'administrator', '--decision', '1'], 2, 'only an auditor'],
    [['remove', 'kiemtoan', '--yes'], 5, 'appoint another one first'],
  ])('%j ends with %i', async (argv, code, message) => {
    const ended = await cli.run(['operator', ...argv])
    expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(message) })
  })
})

describe('approval', () => {
  it('is asked for, listed, granted by another, and opens the letter', async () => {
    const show = ['archive', 'show', String(elsewhere), ...why, ...minh]
    const closed = await cli.run(show)
    expect(closed).toMatchObject({ code: 5, out: '' })
    expect(closed.err).toContain(`congvu approval request read ${elsewhere} --reason "…"`)
    const asked = await cli.run([
      'approval',
      'request',
      'read',
      String(elsewhere),
      ...why,
      ...(await by('minhdv')),
    ])
    expect(asked).toMatchObject({
      code: 0,
      err: 'approval 1 waits for another auditor: congvu approval grant 1\n',
    })
    const waiting = ['approval', 'list', '--waiting', '--as', 'kiemtoan']
    expect((await cli.run(waiting)).out).toMatch(
      /^ *1 +requested +read +entry 1 +minhdv .*Xác minh đơn tố cáo số 31$/m,
    )
    const own = await cli.run(['approval', 'grant', '1', ...(await by('minhdv'))])
    expect(own).toMatchObject({ code: 5, err: expect.stringContaining('is your own') })
    const grant = ['approval', 'grant', '1', '--note', 'Đồng ý', '--as', 'kiemtoan']
    expect(await cli.run(grant)).toMatchObject({
      code: 2,
      err: expect.stringContaining('authenticator app of kiemtoan'),
    })
    const mine = await cli.run([...grant, '--code', await cli.code('minhdv')])
    expect(mine).toMatchObject({
      code: 5,
      out: '',
      err: expect.stringMatching(/^congvu: Mã không đúng.*\n.*is wrong/),
    })
    const granted = await cli.run([...grant, '--code-stdin'], `${await cli.code('kiemtoan')}\n`)
    expect(granted).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^granted 1 to minhdv until \d{4}-/),
    })
    expect(await cli.json('approval', 'list', '--waiting', '--as', 'kiemtoan')).toEqual([])
    expect((await cli.run([...show, '--approval', '1'])).code).toBe(0)
    const shown = (await cli.run(['approval', 'show', '1', ...minh])).out
    expect(shown).toMatch(/^DECIDED: .* by kiemtoan: Đồng ý$/m)
  })

  it('is refused with a word, or withdrawn', async () => {
    const request = ['approval', 'request', 'export', '--query', 'chỉ thị', ...why]
    const ask = async () => cli.json<Approval>(...request, ...(await by('minhdv')))
    const note = ['--note', 'Ngoài phạm vi']
    const first = await ask()
    expect((await cli.run(['approval', 'refuse', String(first.id), '--as', 'kiemtoan'])).code).toBe(2)
    expect((await cli.run(['approval', 'refuse', String(first.id), ...note, '--as', 'kiemtoan'])).code).toBe(
      0,
    )
    const second = await ask()
    expect((await cli.run(['approval', 'refuse', String(second.id), ...note, ...minh])).code).toBe(0)
    const states = await cli.json<Approval[]>('approval', 'list', ...minh)
    expect(states.map(({ state }) => state)).toEqual(['refused', 'refused', 'granted'])
  })

  it.each([[['read']], [['export']], [['read', '1', '--query', 'x']], [['forget', '1']], [['read', 'x']]])(
    'request %j is a usage error',
    async argv => {
      expect(await cli.run(['approval', 'request', ...argv, ...why, ...minh])).toMatchObject({
        code: 2,
        out: '',
      })
    },
  )

  it('is nothing for administrators', async () => {
    const asked = await cli.run(['approval', 'request', 'read', '1', ...why, '--as', 'quantri'])
    expect(asked).toMatchObject({ code: 5, err: expect.stringContaining('may not') })
  })
})

describe('at a terminal', () => {
  async function atTerminal(argv: readonly string[], typed: string): Promise<Ended> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
    const output = Promise.all([text(stdout), text(stderr)])
    stdin.end(`${typed}\n`)
    const application = {
      openServices: () => Promise.reject(new Error('the server runs')),
      serve: () => Promise.reject(new Error('it serves')),
      quickstart: () => Promise.reject(new Error('it is set up')),
    }
    const terminal = { stdin: Object.assign(stdin, { isTTY: true }), stdout, stderr }
    const code = await run([...argv, '--config', join(cli.folder, 'congvu.toml')], application, terminal)
    stdout.end()
    stderr.end()
    const [out, err] = await output
    return { code, out, err }
  }

  it('the reason is asked for, on stderr', async () => {
    const search = ['archive', 'search', '--json', '--as', 'kiemtoan']
    const { code, out, err } = await atTerminal(search, 'Xác minh đơn tố cáo số 31')
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining('Why do you look? It is recorded'),
    })
    expect(JSON.parse(out)).toHaveLength(1)
    const [record] = await cli.services.store.read.audit(1)
    expect(JSON.parse(record!.detail)).toMatchObject({ reason: 'Xác minh đơn tố cáo số 31' })
  })

  it('the code is asked for by name, and not shown', async () => {
    const request = ['approval', 'request', 'export', '--query', 'công văn', ...why]
    const { id } = await cli.json<Approval>(...request, ...(await by('minhdv')))
    const code = await cli.code('kiemtoan')
    const granted = await atTerminal(['approval', 'grant', String(id), '--as', 'kiemtoan'], code)
    expect(granted).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(new RegExp(`^Code of kiemtoan: \ngranted ${id} to minhdv until `)),
    })
    expect(granted.err).not.toContain(code)
  })
})
