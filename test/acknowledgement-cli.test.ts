/** What operators see of the clocks: rates of offices, and the rules with the numbers that govern them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliHarness } from './cli-harness.ts'
import { letter, newBox, provision, value } from './conformance/letters.ts'

let cli: CliHarness

const ward = ['--as', 'thucphan.qt']
const november = ['--period', '2026-11']

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', kiemtoan: 'auditor' })
  const { store } = cli.services
  const { agencyIds } = await provision(store)
  const offices = ['sokhcn@caobang.gov.vn', 'vanphong.sokhcn@caobang.gov.vn', 'thucphan@caobang.gov.vn']
  const boxIds = value(
    await store.write.addBoxes(
      offices.map((address, i) => ({ ...newBox(address, agencyIds[i === 2 ? 1 : 0]!), kind: 'office' })),
    ),
  )
  // To the first three, to the second two, to the third one.
  for (const number of [1, 2, 3])
    await store.write.commitMessage(
      letter({
        number,
        to: boxIds.slice(0, 4 - number).map(boxId => ({ boxId })),
        change: message => ({ ...message, acknowledgeBy: number }),
      }),
    )
  const open = await store.read.acknowledgements.open({ late: false, after: null, limit: 10 })
  const of = (box: number) => open.filter(({ boxId }) => boxId === boxIds[box])
  const [first, second] = of(0)
  await store.write.acknowledge([first!, ...of(1)], 1)
  await store.write.recordLate(second!, null, 2)
  await cli.loggedIn('thucphan.qt', 'agency-administrator', 'thucphan')
})

afterAll(() => cli[Symbol.asyncDispose]())

interface Offices {
  readonly office: string
}

async function officesOf(...argv: readonly string[]): Promise<readonly string[]> {
  const rows = await cli.json<Offices[]>('stats', 'acknowledgement', ...argv)
  return rows.map(({ office }) => office.slice(0, office.indexOf('@')))
}

describe('stats acknowledgement', () => {
  it('lists the offices of the province with their rates', async () => {
    const { out } = await cli.run(['stats', 'acknowledgement', ...november])
    expect(out).toBe(
      [
        'AGENCY    OFFICE                          RECEIVED  IN TIME  LATE  OPEN  UNREAD  RATE',
        'sokhcn    sokhcn@caobang.gov.vn                  3        1     1     1       1  50.0 %',
        'sokhcn    vanphong.sokhcn@caobang.gov.vn         2        2     0     0       0  100.0 %',
        'thucphan  thucphan@caobang.gov.vn                1        0     0     1       0  -',
        '',
      ].join('\n'),
    )
  })

  it('narrows to an agency, to a period, to who was late and to what is open', async () => {
    expect(await officesOf('--agency', 'sokhcn', ...november)).toEqual(['sokhcn', 'vanphong.sokhcn'])
    expect(await officesOf('--late', ...november)).toEqual(['sokhcn'])
    expect(await officesOf('--open', ...november)).toEqual(['sokhcn', 'thucphan'])
    expect(await officesOf('--period', '2026-10')).toEqual([])
    expect(await officesOf('--as', 'kiemtoan', ...november)).toHaveLength(3)
  })

  it('shows an agency’s administrator the own offices alone', async () => {
    expect(await officesOf(...ward, ...november)).toEqual(['thucphan'])
    const other = ['stats', 'acknowledgement', '--agency', 'sokhcn', ...ward]
    expect(await cli.run(other)).toMatchObject({ code: 5, out: '' })
  })

  it.each([
    [['--agency', 'sola'], 4, 'no agency sola'],
    [['--period', 'năm nay'], 2, 'no period'],
  ])('%j ends with %i', async (argv, code, message) => {
    const refused = await cli.run(['stats', 'acknowledgement', ...argv])
    expect(refused.code).toBe(code)
    expect(refused.err).toContain(message)
  })
})

describe('rules that judge no letter', () => {
  it('are listed with the others', async () => {
    const rules = await cli.json<{ id: string; citation: { vi: string } }[]>('policy', 'list')
    expect(rules.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['D1b-free', 'D5-dispatch', 'D5-acknowledge', 'D3-activate', 'D3-idle', 'D3-leaver', 'D1c-rate'],
        ...['D1c-quota', 'D1c-password', 'D1c-lockout', 'D1d-inspect'],
      ]),
    )
  })

  it('show their ground, their reason and the numbers in force', async () => {
    expect((await cli.run(['policy', 'threshold', 'officeClosingHour', '16'])).code).toBe(0)
    const { out } = await cli.run(['policy', 'show', 'd5-acknowledge'])
    expect(out).toMatch(/^citation: .*Nghị định 30\/2020\/NĐ-CP về công tác văn thư, Điều 21 khoản 2$/m)
    expect(out).toMatch(/^sees: +late-acknowledgement: flag$/m)
    expect(out).toMatch(/^thresholds: +officeOpeningHour 7, officeClosingHour 16, urgentAcknowledgeHours 2$/m)
    expect((await cli.run(['policy', 'threshold', 'officeClosingHour', '--default'])).code).toBe(0)
  })

  it('are set like the others, within their bounds', async () => {
    const set = (action: string) => cli.run(['policy', 'set', 'late-acknowledgement', action])
    expect(await set('hold')).toMatchObject({
      code: 5,
      err: 'congvu: late-acknowledgement cannot be stricter than flag\n',
    })
    expect(await set('allow')).toMatchObject({ code: 0 })
  })
})
