/** One province's server as the witness of another's log: over HTTP, judged by the independent verifier. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { type Logger, silentLogger } from '../../src/base/log.ts'
import type { PlainServer } from '../../src/base/plain-http.ts'
import {
  formatVerifierKey,
  parseVerifierKey,
  signatureLine,
  signatureTypes,
  type VerifierKey,
  verifierKey,
} from '../../src/tlog/note.ts'
import { createWitnessServer } from '../../src/tlog/witness-server.ts'
import { value } from '../conformance/letters.ts'
import { LogPlace } from './place.ts'
import { checkConsistency, leafHash, openCheckpoint, treeHash } from './verifier.ts'

const origin = 'langson.gov.vn/congvu/log'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = verifierKey(origin, signatureTypes.ed25519, publicKey)

/** Leaves of a log that the tests play; `fork` makes another one from a leaf on. */
const leaf = (i: number, fork = Number.POSITIVE_INFINITY) =>
  leafHash(Buffer.from(`${i >= fork ? 'fork' : 'leaf'} ${i}`))
const leavesOf = (size: number, fork?: number) => Array.from({ length: size }, (_, i) => leaf(i, fork))
const rootOf = (size: number, fork?: number) => treeHash(leavesOf(size, fork))

/** RFC 6962 §2.1.2, by its recursive definition. */
function proof(m: number, leaves: readonly Uint8Array[], whole = true): readonly Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [treeHash(leaves)]
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return m <= k
    ? [...proof(m, leaves.slice(0, k), whole), treeHash(leaves.slice(k))]
    : [...proof(m - k, leaves.slice(k), false), treeHash(leaves.slice(0, k))]
}

function checkpoint(
  size: number,
  root: Uint8Array,
  by = privateKey,
  name: Pick<VerifierKey, 'name' | 'keyId'> = key,
  from = origin,
) {
  const text = `${from}\n${size}\n${Buffer.from(root).toString('base64')}\n`
  return `${text}\n${signatureLine(name, sign(null, Buffer.from(text), by))}`
}

function request(
  old: number,
  size: number,
  { fork, path, note }: { fork?: number; path?: readonly Uint8Array[]; note?: string } = {},
) {
  const lines = (path ?? (old === 0 || old > size ? [] : proof(old, leavesOf(size, fork)))).map(
    hash => `${Buffer.from(hash).toString('base64')}\n`,
  )
  return `old ${old}\n${lines.join('')}\n${note ?? checkpoint(size, rootOf(size, fork))}`
}

let place: LogPlace
let server: PlainServer
let url: string

async function serve(port = 0): Promise<void> {
  server = createWitnessServer({ witness: place.log.witness, limits: defaultLimits, log: silentLogger })
  url = `http://127.0.0.1:${await server.listen('127.0.0.1', port)}`
}

beforeEach(async () => {
  place = await LogPlace.open({ witnessed: [formatVerifierKey(key)] })
  await serve()
})
afterEach(async () => {
  await server?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
})

const post = (body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${url}/add-checkpoint`, { method: 'POST', body })
const status = async (body: string) => {
  const response = await post(body)
  return `${response.status} ${(await response.text()).trim()}`
}
const witnessKeys = async () => (await place.log.verifierKeys()).slice(2)

describe('a witness', () => {
  it('cosigns what follows, by both keys, with the time', async () => {
    let old = 0
    for (const size of [1, 2, 7, 8, 8, 200]) {
      place.now += 60_000
      const body = request(old, size)
      const response = await post(body)
      expect(response.status).toBe(200)
      const note = checkpoint(size, rootOf(size)) + (await response.text())
      const keys = await witnessKeys()
      const head = openCheckpoint(note, keys)
      expect(head.signedBy).toEqual(keys)
      expect([...head.times.values()]).toEqual([place.now / 1000, place.now / 1000])
      old = size
    }
    expect((await place.store.read.log.witnessed(origin))?.size).toBe(200)
  })

  it('refuses a fork of one it has seen, a fork in the proof, and a step back', async () => {
    expect((await post(request(0, 10))).status).toBe(200)
    // Another tree of the same size; another tree that goes on; the right tree, made shorter.
    expect(await status(request(10, 10, { fork: 9, path: [] }))).toBe('409 10')
    expect(await status(request(10, 12, { fork: 5 }))).toBe('422 the proof of consistency does not hold')
    expect(await status(request(0, 9))).toBe('409 10')
    expect(await status(request(0, 12))).toBe('409 10')
    expect(await status(request(10, 9, { path: [] }))).toBe('400 the old size is the larger one')
    const conflict = await post(request(3, 12))
    expect(conflict.headers.get('content-type')).toBe('text/x.tlog.size')
    expect(await conflict.text()).toBe('10\n')
    expect((await post(request(10, 12))).status).toBe(200)
  })

  it('remembers after a new start', async () => {
    expect((await post(request(0, 10))).status).toBe(200)
    const keys = await witnessKeys()
    await server[Symbol.asyncDispose]()
    await place.stop()
    await place.start()
    await serve()
    expect(await witnessKeys()).toEqual(keys)
    expect(await status(request(0, 11, { fork: 4 }))).toBe('409 10')
    expect((await post(request(10, 11))).status).toBe(200)
  })

  it('gives nothing while the head cannot be stored', async () => {
    const witnessHead = place.store.write.witnessHead
    place.store.write.witnessHead = () => Promise.reject(new Error('the disk is full'))
    expect((await post(request(0, 10))).status).toBe(503)
    expect(await place.store.read.log.witnessed(origin)).toBeUndefined()
    place.store.write.witnessHead = witnessHead
    expect((await post(request(0, 10, { fork: 3 }))).status).toBe(200)
  })

  it('signs one of several trees that come at once', async () => {
    expect((await post(request(0, 10))).status).toBe(200)
    const forks = [11, 10, 12].flatMap(fork => [13, 14].map(size => request(10, size, { fork })))
    const answers = await Promise.all(forks.map(body => post(body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  })

  const other = generateKeyPairSync('ed25519')
  const otherKey = verifierKey('hagiang.gov.vn/congvu/log', signatureTypes.ed25519, other.publicKey)

  it.each<readonly [string, string]>([
    [
      '404 the log is not witnessed here',
      request(0, 3, { note: checkpoint(3, rootOf(3), other.privateKey, otherKey, otherKey.name) }),
    ],
    ['403 not signed by the log', request(0, 3, { note: checkpoint(3, rootOf(3), other.privateKey) })],
    [
      '403 not signed by the log',
      request(0, 3, { note: checkpoint(3, rootOf(3), other.privateKey, otherKey) }),
    ],
    [
      '403 not signed by the log',
      request(0, 3, { note: checkpoint(3, rootOf(3)).replace('\n3\n', '\n4\n') }),
    ],
    ['422 the proof of consistency does not hold', request(0, 3, { path: [rootOf(1)] })],
    ['422 the proof of consistency does not hold', request(0, 0, { note: checkpoint(0, rootOf(1)) })],
    ['400 no old size', request(0, 3).replace('old 0', 'old 00')],
    ['400 no old size', request(0, 3).replace('old 0', 'old -1')],
    ['400 no empty line before the checkpoint', 'old 0\n'],
    ['400 a line that is no hash', request(0, 3).replace('old 0\n', 'old 0\nAAAA\n')],
    ['400 more than 63 hashes', request(0, 3, { path: Array.from({ length: 64 }, () => rootOf(1)) })],
    ['400 the checkpoint: no root', `old 0\n\n${checkpoint(3, Buffer.alloc(31))}`],
    [
      '400 the checkpoint: no origin and size',
      `old 0\n\n${checkpoint(3, rootOf(3)).replace('\n3\n', '\n03\n')}`,
    ],
  ])('answers %s', async (expected, body) => {
    expect(await status(body)).toBe(expected)
    expect(await place.store.read.log.witnessed(origin)).toBeUndefined()
  })

  it('takes nothing else', async () => {
    expect((await fetch(`${url}/`)).status).toBe(404)
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405)
    expect((await post(Buffer.from([0x6f, 0xff]))).status).toBe(400)
    expect(
      await post('x'.repeat(defaultLimits.witnessRequestBytes + 1)).then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413)
  })
})

describe('a log with a witness', () => {
  const told: { level: string; message: string; fields: object }[] = []
  const logger: Logger = {
    ...silentLogger,
    warn: (fields, message) => told.push({ level: 'warn', fields, message }),
    error: (fields, message) => told.push({ level: 'error', fields, message }),
  }
  let mine: LogPlace

  /** Two servers that know each other: `mine` is the log, `place` the witness. */
  beforeEach(async () => {
    told.length = 0
    await server[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
    const bare = await LogPlace.open({ origin })
    const logKeys = await bare.log.verifierKeys()
    place = await LogPlace.open({ witnessed: logKeys })
    await serve()
    const witnesses = (await witnessKeys()).map(key => ({ url, key }))
    mine = bare
    Object.assign(mine, { settings: { ...mine.settings, witnesses }, logger })
    await mine.stop()
    await mine.start()
  })
  afterEach(async () => {
    await mine[Symbol.asyncDispose]()
  })

  const cosigned = async () => {
    const newest = (await mine.store.read.log.checkpoint())!
    const keys = [...(await mine.log.verifierKeys()), ...(await witnessKeys())]
    return openCheckpoint(newest.note + newest.cosignatures.join(''), keys).signedBy.length
  }

  it('is cosigned as it grows, and its proofs carry the cosignatures', async () => {
    for (const step of [5, 300, 1]) {
      await mine.act(step)
      await mine.log.tick()
      expect(await cosigned()).toBe(4)
    }
    expect(told).toEqual([])
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(`${mine.logFolder}/checkpoint`, 'utf8')
    expect(openCheckpoint(text, await witnessKeys()).signedBy).toHaveLength(2)
    expect(await mine.log.verify()).toMatchObject({ cosigned: 3, findings: 0 })
    // Nothing new: nobody is asked.
    await server[Symbol.asyncDispose]()
    await mine.log.tick()
    expect(told).toEqual([])
  })

  it('goes on without it, and catches up', async () => {
    const port = Number(new URL(url).port)
    await server[Symbol.asyncDispose]()
    await mine.act(3)
    await mine.log.tick()
    expect(await cosigned()).toBe(2)
    expect(told).toMatchObject([{ level: 'warn', message: 'a witness is out of reach' }])
    await serve(port)
    await mine.log.tick()
    expect(await cosigned()).toBe(4)
  })

  it('learns from the witness what it has seen, when it forgot', async () => {
    await mine.act(10)
    await mine.log.tick()
    await mine.stop()
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(`${mine.dataDir}/store.db`)
    db.exec('DELETE FROM cosignatures')
    db.close()
    await mine.start()
    await mine.act(10)
    await mine.log.tick()
    expect(await cosigned()).toBe(4)
    expect(told).toEqual([])
  })

  it('that was rewritten with its keys in hand is told by the witness', async () => {
    await mine.act(20)
    await mine.log.tick()
    const seen = (await place.store.read.log.witnessed(origin))!
    await mine.stop()
    const { default: Database } = await import('better-sqlite3')
    const { rm } = await import('node:fs/promises')
    for (const [acts, says] of [
      [25, 'a witness gave no cosignature'],
      [3, 'a witness has seen another tree of this log'],
    ] as const) {
      const db = new Database(`${mine.dataDir}/store.db`)
      db.exec('DELETE FROM audit; DELETE FROM log; DELETE FROM checkpoints; DELETE FROM cosignatures')
      db.close()
      await rm(mine.logFolder, { recursive: true })
      await mine.start()
      await mine.act(acts)
      await mine.log.tick()
      expect(told.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining(says) })
      expect(await cosigned()).toBe(2)
      // By itself it finds nothing.
      expect(await mine.log.verify()).toMatchObject({ findings: 0 })
      if (acts > seen.size) {
        const path = value(await mine.log.consistency(seen.size, acts))
        const now = await mine.store.read.log.root(acts)
        expect(() => checkConsistency(seen.size, acts, seen.root, now, path)).toThrow('another old tree')
      }
      await mine.stop()
    }
    await mine.start()
  })

  it('takes no cosignature of another key', async () => {
    const stranger = value(
      parseVerifierKey(
        formatVerifierKey(verifierKey(place.settings.witnessName, signatureTypes.cosignature, publicKey)),
      ),
    )
    Object.assign(mine, {
      settings: { ...mine.settings, witnesses: [{ url, key: formatVerifierKey(stranger) }] },
    })
    await mine.stop()
    await mine.start()
    await mine.act(1)
    await mine.log.tick()
    await sleep(1)
    expect(told).toMatchObject([{ message: 'a witness answered with no signature that holds' }])
    expect(await cosigned()).toBe(2)
  })
})
