/** The log of the running server: keys at its first start, a checkpoint when it stops, and another server as witness. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { congvuJson } from '../support/command-line.ts'
import { startServer } from '../support/server-process.ts'
import { openCheckpoint, readTiles, treeHash } from './verifier.ts'

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'congvu-log-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const at = (name: string) => ({ cwd: join(cwd, name) })
const data = (name: string) => join(cwd, name, 'data')
const published = (name: string) => readFile(join(data(name), 'log/checkpoint'), 'utf8')
const keysOf = async (name: string) => (await congvuJson<{ keys: string[] }>(at(name), 'log', 'key')).keys

interface Verified {
  readonly leaves: number
  readonly uncovered: number
  readonly findings: number
  readonly cosigned: number
}

it('signs at its start and when it stops, and has a witness in between', { timeout: 120_000 }, async () => {
  let keys: string[]
  {
    await using first = await startServer({ data: data('caobang') })
    keys = await keysOf('caobang')
    expect(openCheckpoint(await published('caobang'), keys).signedBy).toEqual(keys)
    // Four letters travelled since, and nobody has signed for them: the server does as it stops.
    expect((await first.stop()).code).toBe(0)
  }
  const verified = await congvuJson<Verified>(at('caobang'), 'log', 'verify', '--as', 'administrator')
  expect(verified).toMatchObject({ findings: 0, uncovered: 0 })
  const head = openCheckpoint(await published('caobang'), keys)
  expect(head.size).toBe(verified.leaves)
  expect(treeHash(readTiles(join(data('caobang'), 'log'), head.size))).toEqual(head.root)

  await using witness = await startServer({
    data: data('langson'),
    env: {
      CONGVU_LISTEN__WITNESS: '127.0.0.1:0',
      CONGVU_TRANSPARENCY__WITNESS_NAME: 'langson.gov.vn/congvu/witness',
      CONGVU_TRANSPARENCY__WITNESSED: keys.join(','),
    },
  })
  const witnessKeys = (await keysOf('langson')).slice(2)
  expect(witnessKeys.map(key => key.split('+')[0])).toEqual(Array(2).fill('langson.gov.vn/congvu/witness'))
  const url = `http://127.0.0.1:${witness.port('witness')}`
  await using again = await startServer({
    data: data('caobang'),
    env: {
      CONGVU_TRANSPARENCY__WITNESSES: witnessKeys.map(key => `${url} ${key}`).join(','),
      CONGVU_LIMITS__CHECKPOINT_MS: '200',
    },
  })
  await vi.waitFor(
    async () => expect(openCheckpoint(await published('caobang'), witnessKeys).signedBy).toEqual(witnessKeys),
    { timeout: 20_000, interval: 200 },
  )
  expect(again.stderr()).not.toMatch(/witness/)
})
