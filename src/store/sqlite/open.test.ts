import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { letter, letterBytes, provision } from '../../../test/conformance/letters.ts'
import { defaultLimits } from '../../base/limits.ts'
import { verifyInclusion } from '../../base/merkle.ts'
import { loadMasterKey } from '../master-key.ts'
import { openSqliteStore } from './open.ts'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'congvu-open-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const open = () => openSqliteStore({ dataDir, masterKey: loadMasterKey(dataDir), limits: defaultLimits })
const modeOf = (name: string) => statSync(join(dataDir, name)).mode & 0o777
const segment = () => join(dataDir, 'blobs/00000001.seg')

describe('the data directory', () => {
  it('is readable by its owner alone', async () => {
    await using store = await open()
    await provision(store)
    expect(['keys', 'blobs'].map(modeOf)).toEqual([0o700, 0o700])
    const files = ['store.db', 'store.db-wal', 'store.db-shm', 'keys/master.key', 'lock']
    expect(files.map(modeOf)).toEqual(files.map(() => 0o600))
  })

  it('has one owner, whom the refusal names', async () => {
    const first = await open()
    await expect(open()).rejects.toThrow(`in use by process ${process.pid}`)
    await first[Symbol.asyncDispose]()
    await using _second = await open()
    expect(readFileSync(join(dataDir, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
  })

  it('is taken over from an owner that is gone, even when its pid is in use again', async () => {
    const { pid } = spawnSync('true')
    writeFileSync(join(dataDir, 'lock'), `${pid} 12345 boot\n`)
    await (await open())[Symbol.asyncDispose]()
    writeFileSync(join(dataDir, 'lock'), `${process.pid} 1 another-boot\n`)
    await (await open())[Symbol.asyncDispose]()
  })

  it('is not opened with a schema from the future', async () => {
    await (await open())[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'store.db'))
    db.pragma('user_version = 999')
    db.close()
    await expect(open()).rejects.toThrow('schema version 999')
    // The failed start let go of the directory.
    expect(() => readFileSync(join(dataDir, 'lock'))).toThrow('ENOENT')
  })
})

describe('the master key', () => {
  it('is made once', () => {
    expect(loadMasterKey(dataDir)).toEqual(loadMasterKey(dataDir))
    expect(loadMasterKey(dataDir)).toHaveLength(32)
  })

  it('is refused when others may read it, and when it is cut short', () => {
    loadMasterKey(dataDir)
    const path = join(dataDir, 'keys/master.key')
    chmodSync(path, 0o640)
    expect(() => loadMasterKey(dataDir)).toThrow('mode 0640')
    chmodSync(path, 0o600)
    truncateSync(path, 16)
    expect(() => loadMasterKey(dataDir)).toThrow('16 bytes')
  })
})

describe('segments', () => {
  // Made anew each time: the store keeps the buffer of a large letter.
  const bytes = () => letterBytes(1, 300_000)

  async function fill(): Promise<number> {
    await using store = await open()
    const { boxIds } = await provision(store)
    const { entryId } = await store.write.commitMessage(
      letter({ number: 1, bytes: bytes(), to: [{ boxId: boxIds[1]! }] }),
    )
    return (await store.read.archive.entry(entryId))!.forms[0]!.blob
  }

  it('lose a tail that no row knows, and files that none does', async () => {
    const blob = await fill()
    const { size } = statSync(segment())
    appendFileSync(segment(), 'đuôi không ai biết')
    writeFileSync(join(dataDir, 'blobs/00000002.seg'), 'thừa')
    await using store = await open()
    expect(statSync(segment()).size).toBe(size)
    expect(() => statSync(join(dataDir, 'blobs/00000002.seg'))).toThrow('ENOENT')
    expect(Buffer.from(await store.read.blobs.bytes(blob)).equals(bytes())).toBe(true)
  })

  it('stop the start when bytes are missing', async () => {
    await fill()
    truncateSync(segment(), 100)
    await expect(open()).rejects.toThrow('has 100 bytes')
  })

  it('do not show what was changed or exchanged in them', async () => {
    const blob = await fill()
    const stored = readFileSync(segment())
    expect(stored.includes('SKHCN')).toBe(false)
    stored[200]! ^= 1
    writeFileSync(segment(), stored)
    await using store = await open()
    await expect(store.read.blobs.bytes(blob)).rejects.toMatchObject({ reason: 'damaged', blob })
  })

  it('are opened by no other key', async () => {
    const blob = await fill()
    await using store = await openSqliteStore({
      dataDir,
      masterKey: new Uint8Array(32),
      limits: defaultLimits,
    })
    await expect(store.read.blobs.bytes(blob)).rejects.toMatchObject({ reason: 'damaged' })
  })
})

describe('the log', () => {
  it('gives no valid proof for an entry whose row was changed', async () => {
    const first = await open()
    await provision(first)
    const { entryId } = await first.write.commitMessage(letter({ number: 1, to: [{}] }))
    const leaf = (await first.read.archive.entry(entryId))!.leaf.hash
    await first[Symbol.asyncDispose]()
    const db = new Database(join(dataDir, 'store.db'))
    db.prepare("UPDATE entries SET mail_from = 'ai.do@caobang.gov.vn'").run()
    db.close()
    await using store = await open()
    const proof = (await store.read.archive.proof(entryId))!
    expect(Buffer.from(proof.leafHash).equals(Buffer.from(leaf))).toBe(false)
    expect(verifyInclusion(proof)).toBe(false)
  })
})
