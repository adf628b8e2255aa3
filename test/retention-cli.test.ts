/** `congvu retention` and `congvu hold`, from the classes to what is left of a letter. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutputOf } from '../src/control/operations.ts'
import { CliHarness } from './cli-harness.ts'
import { addresses, type Directory, letter, provision, subject } from './conformance/letters.ts'
import { reasoned } from './support/reason.ts'

const dayMs = 86_400_000
const letters = 8

let cli: CliHarness
let directory: Directory

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', thanhtra: 'auditor' })
  const { store } = cli.services
  directory = await provision(store)
  for (let number = 1; number <= letters; number++) {
    await store.write.commitMessage(
      letter({
        number,
        from: { boxId: directory.boxIds[0]!, agencyId: directory.agencyIds[0]! },
        to: [{ address: addresses[1]!, boxId: directory.boxIds[1]!, agencyId: directory.agencyIds[0]! }],
        // Half of them are two years old.
        change: message => ({
          ...message,
          entry: { ...message.entry, receivedAt: Date.now() - (number % 2 === 0 ? 730 : 30) * dayMs },
        }),
      }),
    )
  }
})
afterAll(() => cli?.[Symbol.asyncDispose]())

type Preview = OutputOf<'retention.preview'>
type Applied = OutputOf<'retention.apply'>

it('sets, lists and removes classes, with their history', async () => {
  for (const argv of [
    ['mặc định', '10 years'],
    ['công văn', 'forever', '--kind', 'Cong van'],
    [
      'thừa, thử',
      '90 days',
      '--agency',
      'sokhcn',
      '--rule',
      'D1b-free',
      '--direction',
      'inbound',
      '--verdict',
      'flag',
    ],
  ])
    expect((await cli.run(['retention', 'set', ...argv])).code).toBe(0)
  expect((await cli.run(['retention', 'remove', 'thừa, thử', '--yes'])).code).toBe(0)
  expect((await cli.run(['retention', 'remove', 'thừa, thử', '--yes'])).code).toBe(4)
  const none = {
    agency: null,
    documentKind: null,
    rule: null,
    direction: null,
    verdict: null,
  }
  expect(await cli.json('retention', 'list')).toEqual([
    { ...none, name: 'công văn', keep: 'forever', documentKind: '' },
    { ...none, name: 'mặc định', keep: '10 years' },
  ])
  const history = await cli.json<{ change: string; details: object }[]>('policy', 'history')
  expect(history.map(({ change }) => change)).toEqual([
    'remove-retention',
    'set-retention',
    'set-retention',
    'set-retention',
  ])
  expect(history[1]!.details).toMatchObject({ name: 'thừa, thử', keep: '90 days', agency: 'sokhcn' })
})

it.each([
  [['x', '10'], 2, 'say how long'],
  [['x', '0 days'], 2, 'say how long'],
  [['x', '300 years'], 2, 'say "forever"'],
  [['x', '1 year', '--kind', 'Quyet dinhh'], 4, 'the nearest is Quyết định'],
  [['x', '1 year', '--rule', 'D1b-fre'], 4, 'the nearest is D1b-free'],
  [['x', '1 year', '--agency', 'khongco'], 4, 'no agency khongco'],
])('refuses retention set %j', async (argv, code, told) => {
  const ran = await cli.run(['retention', 'set', ...argv])
  expect(ran.err).toContain(told)
  expect(ran.code).toBe(code)
})

it('shows what would go without a word of a letter, and erases exactly that', async () => {
  await cli.run(['retention', 'set', 'mặc định', '1 year'])
  const table = await cli.run(['retention', 'apply', '--dry-run'])
  expect(table.out).toMatch(/mặc định +sokhcn +4 /)
  const preview = await cli.json<Preview>('retention', 'apply', '--dry-run')
  expect(preview).toMatchObject({ entries: 4, groups: [{ className: 'mặc định', agency: 'sokhcn' }] })
  expect(preview.groups[0]!.samples.map(({ entry }) => entry)).toEqual([2, 4, 6, 8])
  for (const told of [table.out, JSON.stringify(preview)])
    for (const word of [subject, 'caobang.gov.vn']) expect(told).not.toContain(word)
  expect((await cli.run(['retention', 'apply'])).err).toContain('--yes')

  const applied = await cli.json<Applied>('retention', 'apply', '--yes')
  expect(applied).toMatchObject({ entries: 4, bytes: expect.any(Number), references: 4, complete: true })
  expect(applied.acts).toHaveLength(1)
  expect(await cli.json('retention', 'apply', '--dry-run')).toMatchObject({ entries: 0, groups: [] })
})

it('says of an erased letter when, by whom and under which class', async () => {
  const shown = await cli.json<OutputOf<'archive.show'>>('archive', 'show', '2')
  expect(shown).toMatchObject({
    subject: '',
    erased: { rule: 'mặc định', operator: 'quantri' },
    proof: { verified: true },
    views: [],
  })
  const raw = await cli.run(reasoned(['archive', 'raw', '2']))
  expect(raw.code).toBe(4)
  expect(raw.err).toMatch(
    /entry 2 was erased at 20\S+ by quantri, under the retention class "mặc định" \(leaf \d+/,
  )
  expect((await cli.run(reasoned(['archive', 'raw', '1']))).code).toBe(0)
  expect((await cli.run(['log', 'verify'])).code).toBe(0)
  const log = await cli.json<{ operation: string; detail: unknown }[]>('audit', 'log')
  const acts = log.map(({ operation }) => operation).filter(name => name.startsWith('retention.'))
  // The command is on the trail before what it does.
  expect(acts.indexOf('retention.erase')).toBeLessThan(
    acts.indexOf('retention.apply', acts.indexOf('retention.erase')),
  )
  expect(log.find(({ operation }) => operation === 'retention.erase')!.detail).toMatchObject({
    rule: 'mặc định',
    entries: [2, 4, 6, 8],
  })
})

it('holds are for auditors, and keep what they match as long as they stand', async () => {
  await cli.run(['retention', 'set', 'mặc định', '1 day'])
  await cli.services.search.caughtUp()
  const hold = ['hold', 'add', 'vụ 12/2026', '--query', 'agency:sokhcn', '--reason', 'Thanh tra tỉnh yêu cầu']
  expect((await cli.run([...hold, '--as', 'quantri'])).code).toBe(5)
  expect((await cli.run(hold)).err).toContain('keeps 4 letters, looked at up to entry 8')
  expect((await cli.run(hold)).code).toBe(5)
  expect((await cli.run(['hold', 'add', 'khác', '--query', 'khongco:x', '--reason', 'x'])).err).toContain(
    'khongco',
  )
  expect(await cli.json('hold', 'list')).toMatchObject([
    { name: 'vụ 12/2026', author: 'thanhtra', removed: null },
  ])
  const applied = await cli.run(['retention', 'apply', '--yes'])
  expect(applied.err).toContain('erased 0 letters')
  expect(applied.err).toContain('4 kept by a hold')
  expect((await cli.run(['hold', 'remove', 'vụ 12/2026', '--yes'])).code).toBe(2)
  const remove = ['hold', 'remove', 'vụ 12/2026', '--reason', 'Đã kết luận', '--yes']
  expect((await cli.run(remove)).code).toBe(0)
  expect(await cli.json('hold', 'list')).toEqual([])
  expect(await cli.json('hold', 'list', '--all')).toMatchObject([
    { removed: { by: 'thanhtra', reason: 'Đã kết luận' } },
  ])
  expect((await cli.run(['hold', 'show', 'vụ 12/2026'])).out).toContain('Thanh tra tỉnh yêu cầu')
  expect((await cli.run(['retention', 'apply', '--yes'])).err).toContain('erased 4 letters')
  expect((await cli.run(['log', 'verify'])).code).toBe(0)
})

it('erases nothing by a clock that a checkpoint speaks against, unless it was compared', async () => {
  const { store } = cli.services
  const size = await store.read.log.size()
  const root = await store.read.log.root(size)
  await store.write.addCheckpoint({ size, root, note: '', at: Date.now() + 30 * dayMs })
  const preview = await cli.run(['retention', 'apply', '--dry-run'])
  expect(preview).toMatchObject({ code: 0, err: expect.stringContaining('Đồng hồ máy chủ chỉ') })
  const refused = await cli.run(['retention', 'apply', '--yes'])
  expect(refused.code).toBe(5)
  expect(refused.err).toMatch(/Không hủy thư nào: Đồng hồ máy chủ chỉ .+\n.*nothing is erased/)
  expect(refused.err).toContain('(clock-behind, retention-clock)')
  expect((await cli.run(['retention', 'apply', '--clock-checked', '--yes'])).code).toBe(0)
  const log = await cli.json<{ operation: string; detail: unknown }[]>('audit', 'log')
  expect(log.find(({ operation }) => operation === 'retention.clock')!.detail).toMatchObject({
    reason: 'clock-behind',
  })
  expect((await cli.run(['retention', 'apply', '--yes'])).code).toBe(0)
})

it('compacts', async () => {
  expect(await cli.json('retention', 'compact', '--live-below', '90')).toMatchObject({ unreadable: 0 })
  expect((await cli.run(['retention', 'compact', '--live-below', '101'])).code).toBe(2)
})
