/** The checkpoint of the day, stamped by `openssl ts`, and what a token that is wrong is found to be. */
import { hash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliHarness } from '../cli-harness.ts'
import { OpensslTimestampAuthority, policy } from '../support/timestamp-authority.ts'

let authority: OpensslTimestampAuthority
let cli: CliHarness

beforeAll(async () => {
  authority = await OpensslTimestampAuthority.open()
  const section = `[timestamp]\nurl = "${authority.url}"\ntrust = "${authority.rootFile}"\npolicy = "${policy}"`
  cli = await CliHarness.started({ quantri: 'administrator' }, undefined, section)
})
afterAll(async () => {
  await cli?.[Symbol.asyncDispose]()
  await authority?.[Symbol.asyncDispose]()
})

interface Stamp {
  readonly size: number
  readonly verified: boolean
}

it('is one a day, about the first three lines of the checkpoint', { timeout: 60_000 }, async () => {
  const { transparency, store } = cli.services
  await transparency.tick()
  const act = { at: 0, operator: 'quantri', role: 'administrator', operation: 'x', detail: '{}' }
  await store.write.audit(act)
  await transparency.tick()
  const stamps = await cli.json<Stamp[]>('log', 'timestamp')
  expect(stamps).toMatchObject([{ authority: 'Dấu thời gian thử nghiệm', verified: true }])
  const { note, token } = await cli.json<{ note: string; token: string }>(
    'log',
    'checkpoint',
    `${stamps[0]!.size}`,
  )
  const head = note.split('\n').slice(0, 3).join('\n').concat('\n')
  await authority.verify(Buffer.from(token, 'base64'), hash('sha256', head))
  const files = [join(cli.folder, 'head'), join(cli.folder, 'head.tst')] as const
  await writeFile(files[0], head)
  await writeFile(files[1], Buffer.from(token, 'base64'))
  expect((await cli.run(['timestamp', 'verify', files[0], '--token', files[1]])).code).toBe(0)
  expect(await cli.json('log', 'verify')).toMatchObject({ stamped: 1, findings: 0 })
  expect((await cli.run(['log', 'checkpoint', '99999'])).code).toBe(4)
})

it('is found when it is about something else', async () => {
  const { size } = await cli.json<{ size: number }>('log', 'checkpoint')
  await cli.stop()
  const db = new Database(join(cli.folder, 'data/store.db'))
  db.prepare('UPDATE checkpoint_tokens SET size = ?').run(size)
  db.close()
  const ran = await cli.run(['log', 'verify'])
  expect(ran.code).toBe(3)
  expect(ran.err).toContain(`checkpoint ${size}: its time stamp: wrong-imprint`)
  expect(await cli.json('log', 'timestamp')).toMatchObject([{ size, verified: false }])
})
