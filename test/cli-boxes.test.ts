/** The command line over the life of boxes, and what an agency's own administrator may touch of it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliHarness } from './cli-harness.ts'
import { letter, value } from './conformance/letters.ts'

const day = 24 * 3_600_000
const domain = 'caobang.gov.vn'
const an = `annv.sokhcn@${domain}`
const hanh = `hanhnt.soyte@${domain}`
const own = ['--as', 'soyte.qt']

interface Issued {
  readonly address: string
}

interface Reviewed {
  readonly agency: string
  readonly overdue: boolean
  readonly reviewedBy: string | null
  readonly boxes: readonly { readonly address: string; readonly findings: readonly string[] }[]
}

let cli: CliHarness

const issue = async (...args: readonly string[]) =>
  (await cli.json<Issued>('mailbox', 'add', ...args)).address

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator' })
  await cli.json('agency', 'import', join(import.meta.dirname, '../config/agencies.csv'))
  await cli.loggedIn('soyte.qt', 'agency-administrator', 'soyte')
  await issue('sokhcn', 'Nguyễn Văn An', '--position', 'Chuyên viên')
  await issue('soyte', 'Nông Thị Hạnh', '--position', 'Giám đốc, Bí thư', '--leader')
  await issue('soyte', 'Sở Y tế', '--kind', 'office')
})

afterAll(() => cli[Symbol.asyncDispose]())

const statusOf = (address: string) => cli.json<object>('mailbox', 'show', address)

describe('office boxes', () => {
  it.each([
    ['sokhcn', 'Phòng Hành chính', 'phc', 'phc.sokhcn'],
    ['thucphan', 'Đảng ủy phường Thục Phán', 'du', 'du.thucphan'],
    ['thucphan', 'HĐND phường Thục Phán', 'hdnd', 'hdnd.thucphan'],
  ])('of a part of %s: %s', async (agency, name, unit, local) => {
    expect(await issue(agency, name, '--kind', 'office', '--unit', unit)).toBe(`${local}@${domain}`)
  })

  it('are the only ones with a part', async () => {
    const ran = await cli.run(['mailbox', 'add', 'sokhcn', 'Nông Văn Bảo', '--unit', 'phc'])
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('unit: only an office box') })
  })

  it('come from a file too, and no address holds the digits of an identity card', async () => {
    const file = join(cli.folder, 'boxes.csv')
    const rows = [
      'address,name,kind,agency,unit',
      ',Phòng Nghiệp vụ Y,office,soyte,nvy',
      `an.001085012345@${domain},Nông Văn Bảo,person,soyte,`,
      ',Nông Văn Bảo,person,soyte,nvy',
    ]
    await writeFile(file, rows.join('\n'))
    const refused = await cli.run(['mailbox', 'import', file])
    expect(refused.code).toBe(3)
    expect(refused.err.split('\n').slice(0, 2)).toEqual([
      `line 3: address: an.001085012345@${domain} holds the digits of an identity card`,
      'line 4: unit: only an office box is for a part of an agency',
    ])
    await writeFile(file, rows.slice(0, 2).join('\n'))
    expect(await cli.json('mailbox', 'import', file, '--no-passwords')).toMatchObject([
      { address: `nvy.soyte@${domain}` },
    ])
  })
})

describe('a locked box', () => {
  it('shows why and since when, and is unlocked by an enabling or a new password', async () => {
    const { store } = cli.services
    const lock = async () =>
      store.write.lockBox((await store.read.directory.box(an))!, 'initial-password', Date.now())
    await lock()
    expect(await statusOf(an)).toMatchObject({
      status: 'locked',
      lockReason: 'initial-password',
      statusSince: expect.stringMatching(/\+07:00$/),
    })
    expect((await cli.run(['mailbox', 'show', an])).out).toMatch(/^LOCKED FOR: +initial-password$/m)
    expect(await cli.json<object[]>('mailbox', 'list', '--status', 'locked')).toHaveLength(1)
    await cli.json('mailbox', 'enable', an)
    expect(await statusOf(an)).toMatchObject({ status: 'active', lockReason: null })
    await lock()
    await cli.json('mailbox', 'passwd', an)
    expect(await statusOf(an)).toMatchObject({ status: 'active', initialPassword: true })
  })
})

describe('a leaver’s box', () => {
  it('is out of service at once, told when it ends, and restored while there is time', async () => {
    const address = await issue('sokhcn', 'Lý Văn Sùng')
    const removed = await cli.run(['mailbox', 'remove', address, '--yes'])
    expect(removed.err).toMatch(/^removed sunglv\.sokhcn@.*; it will be deleted on \d{4}-\d\d-\d\d /)
    for (const verb of ['passwd', 'enable', 'disable'])
      expect(await cli.run(['mailbox', verb, address])).toMatchObject({ code: 5 })
    expect((await cli.run(['mailbox', 'restore', address])).err).toBe(`restored ${address}\n`)
    expect(await cli.run(['mailbox', 'restore', address])).toMatchObject({ code: 5 })
    const { store } = cli.services
    const box = (await store.read.directory.box(address))!
    await store.write.setBoxStatus(box.id, 'removed', Date.now() - 93 * day)
    expect(await cli.run(['mailbox', 'restore', address])).toMatchObject({
      code: 5,
      err: expect.stringContaining('is over'),
    })
    expect((await cli.json<Issued[]>('mailbox', 'export')).map(entry => entry.address)).not.toContain(address)
  })
})

describe('the review', () => {
  it('lists what to look at, and is overdue six months after the last', async () => {
    const review = async () => {
      const all = await cli.json<Reviewed[]>('mailbox', 'review')
      return all.find(({ agency }) => agency === 'soyte')!
    }
    const { store } = cli.services
    const quota = { quotaBytes: 1 }
    value(await store.write.changeBox(`soyte@${domain}`, quota))
    await store.write.commitMessage(
      letter({ number: 1, to: [{ boxId: (await store.read.directory.box(`soyte@${domain}`))!.id }] }),
    )
    const before = await review()
    expect(before).toMatchObject({ overdue: false, reviewedBy: null })
    expect(before.boxes).toEqual([
      { address: hanh, name: 'Nông Thị Hạnh', findings: ['leader', 'never-logged-in', 'initial-password'] },
      expect.objectContaining({ address: `nvy.soyte@${domain}` }),
      expect.objectContaining({ findings: ['never-logged-in', 'initial-password', 'over-quota'] }),
    ])
    const soyte = (await store.read.directory.agency('soyte'))!
    await store.write.recordBoxReviews([
      { agencyId: soyte.id, at: Date.now() - 190 * day, operator: 'quantri' },
    ])
    expect(await review()).toMatchObject({ overdue: true, reviewedBy: 'quantri' })
    expect((await cli.run(['mailbox', 'review', '--agency', 'soyte'])).err).toMatch(
      /^soyte: reviewed .*, overdue since /m,
    )
    expect((await cli.run(['mailbox', 'review', '--agency', 'soyte', '--done', ...own])).err).toBe(
      'reviewed: soyte\n',
    )
    expect(await review()).toMatchObject({ overdue: false, reviewedBy: 'soyte.qt' })
  })
})

describe('the published directory', () => {
  it('is names, positions, addresses and agencies, as CSV or JSON', async () => {
    const { out } = await cli.run(['mailbox', 'export', '--agency', 'soyte', '--format', 'csv'])
    expect(out.split('\r\n').slice(0, 2)).toEqual([
      'name,position,address,agency,agency_name',
      `Nông Thị Hạnh,"Giám đốc, Bí thư",${hanh},soyte,Sở Y tế`,
    ])
    const entries = JSON.parse((await cli.run(['mailbox', 'export', '--format', 'json'])).out) as object[]
    expect(entries).toContainEqual({
      name: 'Nguyễn Văn An',
      position: 'Chuyên viên',
      address: an,
      agency: 'sokhcn',
      agencyName: 'Sở Khoa học và Công nghệ',
    })
  })
})

describe('an agency’s administrator', () => {
  it.each([
    ['mailbox', 'show', an],
    ['mailbox', 'passwd', an],
    ['mailbox', 'disable', an],
    ['mailbox', 'enable', an],
  ])('is not told that another agency has a box: %s %s', async (...command) => {
    expect(await cli.run([...command, ...own])).toMatchObject({ code: 4, out: '' })
  })

  it.each([
    ['mailbox', 'list', '--agency', 'sokhcn'],
    ['mailbox', 'review', '--agency', 'sokhcn'],
    ['mailbox', 'review', '--agency', 'sokhcn', '--done'],
    ['mailbox', 'export', '--agency', 'sokhcn'],
    ['stats', 'show', '--agency', 'sokhcn'],
    ['violation', 'list', '--agency', 'sokhcn'],
    ['held', 'list', '--agency', 'sokhcn'],
    ['mailbox', 'remove', hanh, '--yes'],
    ['mailbox', 'restore', hanh],
  ])('is refused: %s %s %s %s', async (...command) => {
    expect(await cli.run([...command, ...own])).toMatchObject({ code: 5, out: '' })
  })

  it('sees its own boxes alone, without asking for them', async () => {
    const agenciesOf = (rows: readonly { agency?: string; agencyCode?: string }[]) =>
      new Set(rows.map(row => row.agency ?? row.agencyCode))
    for (const verb of ['list', 'review', 'export'])
      expect(agenciesOf(await cli.json('mailbox', verb, ...own))).toEqual(new Set(['soyte']))
    const [reviewed] = await cli.json<Reviewed[]>('mailbox', 'review', ...own)
    expect(reviewed?.boxes.every(({ address }) => address.includes('soyte@'))).toBe(true)
  })

  it('does not unlock what the province locked', async () => {
    await cli.json('mailbox', 'disable', hanh)
    for (const verb of ['enable', 'disable'])
      expect(await cli.run(['mailbox', verb, hanh, ...own])).toMatchObject({
        code: 5,
        err: expect.stringContaining('only an administrator enables it'),
      })
    expect(await statusOf(hanh)).toMatchObject({ status: 'disabled', disabledBy: 'province' })
    await cli.json('mailbox', 'enable', hanh)
  })

  it('locks, unlocks and resets its own', async () => {
    for (const [verb, status] of [
      ['disable', 'disabled'],
      ['enable', 'active'],
      ['passwd', 'active'],
    ] as const) {
      expect(await cli.run(['mailbox', verb, hanh, ...own])).toMatchObject({ code: 0 })
      expect(await statusOf(hanh)).toMatchObject({ status })
    }
  })
})
