/** `congvu archive verify` with and without a server, to its end and broken off. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliHarness } from './cli-harness.ts'
import { addresses, letter, letterBytes, provision } from './conformance/letters.ts'

let cli: CliHarness

interface Report {
  findings: number
  forms: number
  log: { leaves: number; outside: number }
  erased: { entries: number }
  unvouched: string[]
}

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', kiemtra: 'auditor' })
  const { store } = cli.services
  const { boxIds } = await provision(store)
  for (let number = 1; number <= 8; number++) {
    const bytes = letterBytes(number, number === 8 ? 700_000 : 1200)
    await store.write.commitMessage(letter({ number, bytes, to: [{ boxId: boxIds[1]! }] }))
  }
})
afterAll(() => cli?.[Symbol.asyncDispose]())

const database = () => new Database(join(cli.folder, 'data/store.db'))

describe.each([
  ['with a server', true],
  ['without one', false],
] as const)('congvu archive verify, %s', (_how, running) => {
  beforeAll(async () => {
    if (!running) await cli.stop()
  })

  it.each(['quantri', 'kiemtra'])('ends well for %s, and says what nothing vouches for', async name => {
    const found = await cli.json<Report>('archive', 'verify', '--as', name)
    expect(found).toMatchObject({ findings: 0, forms: 8 })
    expect(found.unvouched.join()).toContain('subjects')
  })

  it('holds it against a checkpoint from elsewhere', async () => {
    const note = await cli.run(['log', 'checkpoint', '--as', 'quantri'])
    const file = join(cli.folder, 'kept.checkpoint')
    writeFileSync(file, note.out)
    const ran = await cli.run(['archive', 'verify', '--against', file])
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.out).toMatch(/outside checkpoints that agree: *1, over \d+ leaves\n/)
    expect(ran.out).toMatch(/findings: *0\n/)
  })

  it('says nothing to cron when nothing was found, and reads a sample', async () => {
    expect(await cli.run(['archive', 'verify', '--quiet'])).toEqual({ code: 0, out: '', err: '' })
    const ran = await cli.run(['archive', 'verify', '--sample', '50'])
    expect(ran.out).toMatch(/a sample of 50 %/)
    expect((await cli.run(['archive', 'verify', '--sample', '101'])).code).toBe(2)
  })

  it('tells how the last one ended, and has it on the trail', async () => {
    expect((await cli.run(['archive', 'verify', '--status'])).out).toMatch(/findings: *0\n/)
    const trail = await cli.json<{ operation: string }[]>('audit', 'log', '--as', 'kiemtra')
    expect(trail.map(({ operation }) => operation)).toContain('archive.verified')
  })
})

it('ends with 3 for cron too, and names entries by their numbers alone', async () => {
  const db = database()
  db.exec(`UPDATE hot SET bytes = zeroblob(length(bytes)) WHERE blob_id = 2`)
  db.close()
  const ran = await cli.run(['archive', 'verify', '--quiet', '--as', 'quantri'])
  expect(ran.code).toBe(3)
  expect(ran.err).toMatch(
    /^form: entry 2, form received: is damaged: .*\ncongvu: the archive is not what was archived: 1 finding\n$/,
  )
  expect(ran.out + ran.err).not.toContain(addresses[0])
  expect((await cli.run(['archive', 'verify', '--status', '--as', 'quantri'])).code).toBe(3)
})

it('begins anew when somebody changed where it stood', async () => {
  const file = join(cli.folder, 'data/verification.json')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('"findings":{"count":1', '"findings":{"count":0'))
  const state = await cli.run(['archive', 'verify', '--status', '--as', 'quantri'])
  expect(state).toMatchObject({ code: 0, err: 'no verification has ended yet\n' })
})
