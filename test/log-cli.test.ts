/** `congvu log` with and without a server. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliHarness } from './cli-harness.ts'
import { addresses, letter, provision } from './conformance/letters.ts'
import { reasoned } from './support/reason.ts'
import { checkConsistency, openCheckpoint, openProof } from './tlog/verifier.ts'

let cli: CliHarness

beforeAll(async () => {
  cli = await CliHarness.started({ quantri: 'administrator', thanhtra: 'auditor' })
  const { store } = cli.services
  await provision(store)
  for (let number = 1; number <= 5; number++)
    await store.write.commitMessage(letter({ number, to: [{ address: addresses[1]! }] }))
})
afterAll(() => cli?.[Symbol.asyncDispose]())

async function stdout(...argv: readonly string[]): Promise<string> {
  const ran = await cli.run(reasoned(argv))
  if (ran.code !== 0) throw new Error(`${argv.join(' ')}: ${ran.code} ${ran.err}`)
  return ran.out
}

describe.each([
  ['with a server', true],
  ['without one', false],
] as const)('congvu log, %s', (_how, running) => {
  beforeAll(async () => {
    if (!running) await cli.stop()
  })

  it('prints keys, a checkpoint and a proof that an outsider can verify', async () => {
    const keys = (await stdout('log', 'key')).trimEnd().split('\n')
    expect(keys.map(key => key.split('+')[0])).toEqual(Array(2).fill('caobang.gov.vn/congvu/log'))
    const note = await stdout('log', 'checkpoint')
    expect(openCheckpoint(note, keys).signedBy).toEqual(keys)
    expect(readFileSync(join(cli.folder, 'data/log/checkpoint'), 'utf8')).toBe(note)
    const { data } = openProof(await stdout('log', 'proof', '3'), keys)
    expect(JSON.parse(data.subarray(32).toString())).toMatchObject({ v: 2, to: [addresses[1]] })
  })

  it('proves consistency', async () => {
    const { size } = await cli.json<{ size: number }>('log', 'checkpoint')
    const proof = await cli.json<{ oldRoot: string; root: string; path: string[] }>(
      'log',
      'consistency',
      '3',
      `${size}`,
    )
    const bytes = (text: string) => Buffer.from(text, 'base64')
    checkConsistency(3, size, bytes(proof.oldRoot), bytes(proof.root), proof.path.map(bytes))
    expect(await stdout('log', 'consistency', '3', `${size}`)).toBe(`${proof.path.join('\n')}\n`)
    expect(await cli.run(['log', 'consistency', '9', '3'])).toMatchObject({ code: 2 })
  })

  it('verifies itself', async () => {
    expect(await stdout('log', 'verify')).toMatch(/findings: *0\n/)
  })

  it('proves letters to auditors alone', async () => {
    expect((await cli.run(['log', 'proof', '3', '--as', 'quantri'])).code).toBe(5)
    expect((await cli.run(reasoned(['log', 'proof', '99']))).code).toBe(4)
    expect((await cli.run(['log', 'verify', '--as', 'quantri'])).code).toBe(0)
  })

  it('has the auditor’s question in the log before the answer', async () => {
    await stdout('archive', 'show', '1', '--as', 'thanhtra')
    const { size } = await cli.json<{ size: number }>('log', 'checkpoint', '--as', 'quantri')
    await stdout('log', 'proof', '1', '--as', 'thanhtra')
    const now = await cli.json<{ size: number }>('log', 'checkpoint', '--as', 'quantri')
    expect(now.size).toBe(size + 1)
  })
})

it('ends with 3 and says where, when a row was changed', async () => {
  const db = new Database(join(cli.folder, 'data/store.db'))
  db.exec(`UPDATE entries SET mail_from = 'x@gmail.com' WHERE id = 2`)
  db.close()
  const ran = await cli.run(['log', 'verify', '--as', 'quantri'])
  expect(ran.code).toBe(3)
  expect(ran.err).toMatch(
    /leaf \d+: entry 2 is not what was logged\ncongvu: the log does not agree with itself: 1 finding$/m,
  )
})
