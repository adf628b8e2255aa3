/** Time stamps from the command line. */
import { hash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliHarness } from './cli-harness.ts'
import { OpensslTimestampAuthority, policy, refusal, send } from './support/timestamp-authority.ts'

let authority: OpensslTimestampAuthority
let cli: CliHarness
let file: string
const content = 'Báo cáo quý IV'

beforeAll(async () => {
  authority = await OpensslTimestampAuthority.open()
  const section = `[timestamp]\nurl = "${authority.url}"\ntrust = "${authority.rootFile}"\npolicy = "${policy}"`
  cli = await CliHarness.started({ quantri: 'administrator' }, undefined, section)
  file = join(cli.folder, 'bao-cao.pdf')
  await writeFile(file, content)
})
afterAll(async () => {
  await cli[Symbol.asyncDispose]()
  await authority[Symbol.asyncDispose]()
})

describe('congvu timestamp', () => {
  it('requests a token that openssl and verify take', async () => {
    const asked = await cli.json<{ token: string; authority: string }>('timestamp', 'request', file)
    const token = join(cli.folder, 'bao-cao.tst')
    await writeFile(token, Buffer.from(asked.token, 'base64'))
    await authority.verify(Buffer.from(asked.token, 'base64'), hash('sha256', content))
    expect(await cli.json('timestamp', 'verify', file, '--token', token)).toEqual(asked)
    const shown = await cli.run([
      'timestamp',
      'verify',
      '--sha256',
      hash('sha256', content),
      '--token',
      token,
    ])
    expect(shown.out).toMatch(/^AUTHORITY: +Dấu thời gian thử nghiệm$/m)
    const other = await cli.run(['timestamp', 'verify', '--sha256', 'ab'.repeat(32), '--token', token])
    expect(other).toMatchObject({ code: 3, err: 'congvu: wrong-imprint: the token is about other octets\n' })
  })

  it('tells what can be tried again from what cannot', async () => {
    const usual = authority.answer
    authority.answer = (_, response) => send(response, refusal(2, 14, 'đồng hồ hỏng'))
    expect(await cli.run(['timestamp', 'request', file])).toMatchObject({
      code: 75,
      err: 'congvu: rejected: rejection: timeNotAvailable: đồng hồ hỏng\n',
    })
    authority.answer = (_, response) => send(response, refusal(2, 0, 'x'))
    expect((await cli.run(['timestamp', 'request', file])).code).toBe(3)
    authority.answer = usual
  })

  it.each([
    [[], 'name a file or a --sha256'],
    [['x', '--sha256', 'ab'], 'name a file or a --sha256'],
    [['--sha256', 'ab'], '--sha256 takes 64 hexadecimal digits'],
  ])('%j is a usage error', async (options, says) => {
    expect(await cli.run(['timestamp', 'request', ...options])).toMatchObject({
      code: 2,
      err: `congvu: ${says}\n`,
    })
  })
})
