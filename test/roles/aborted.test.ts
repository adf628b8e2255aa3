/** An auditor who asks and goes away, and a server that is killed at that moment: the question is in the log. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { controlSocketName } from '../../src/control/client.ts'
import { savedSessions } from '../../src/control/session-files.ts'
import { reason } from '../support/reason.ts'
import { startServer } from '../support/server-process.ts'

const operation = 'archive.search'

async function tokenOf(data: string, role: string): Promise<string> {
  const session = (await savedSessions(data, Date.now())).find(saved => saved.role === role)
  if (session === undefined) throw new Error(`no session of an ${role}`)
  return session.token
}

/** A whole request as octets, so that it is gone from the client with one write. */
function questionOf(token: string, subject: string): Buffer {
  const body = JSON.stringify({ query: subject, reason })
  const head = [
    `POST /operations/${operation} HTTP/1.1`,
    'Host: control',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Asks, and is gone as soon as the octets are the system's. */
function askAndLeave(data: string, question: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(data, controlSocketName))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.write(question, () => {
        socket.destroy()
        resolve()
      })
    })
  })
}

/** Subjects that were searched for, and whether each act is a leaf of the log that it says it is. */
function asked(data: string): readonly string[] {
  const db = new Database(join(data, 'store.db'), { readonly: true })
  try {
    const rows = db
      .prepare<unknown[], { detail: string; leaf: number; there: number }>(
        `SELECT detail, leaf_index AS leaf, EXISTS (SELECT 1 FROM log WHERE log.leaf_index = audit.leaf_index) AS there
         FROM audit WHERE operation = ? ORDER BY id`,
      )
      .all(operation)
    for (const { there, leaf } of rows) if (there !== 1) throw new Error(`leaf ${leaf} is missing`)
    return rows.map(({ detail }) => (JSON.parse(detail) as { query: string }).query)
  } finally {
    db.close()
  }
}

async function withServer(work: (data: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'congvu-aborted-'))
  try {
    await work(join(folder, 'data'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('a question that nobody waits for', () => {
  it('is in the log all the same', async () => {
    await withServer(async data => {
      await using server = await startServer({ data })
      const token = await tokenOf(data, 'auditor')
      const subjects = Array.from({ length: 20 }, (_, i) => `mật thư số ${i}`)
      for (const subject of subjects) await askAndLeave(data, questionOf(token, subject))
      await expect.poll(() => asked(data).toSorted(), { timeout: 5000 }).toEqual(subjects.toSorted())
      await server.stop()
    })
  }, 60_000)

  it('is in the log when its answer was seen, whenever the server is killed', async () => {
    await withServer(async data => {
      const answered: string[] = []
      for (const round of [1, 2, 5]) {
        await using server = await startServer({ data })
        const token = await tokenOf(data, 'auditor')
        for (let i = 0; i < round; i++) {
          const subject = `hồ sơ ${round}-${i}`
          if (await answerBegins(data, token, subject)) answered.push(subject)
        }
        // The last ones are in the middle of something when it is killed.
        const last = [1, 2, 3].map(async i => {
          const subject = `hồ sơ cuối ${round}-${i}`
          if (await answerBegins(data, token, subject)) answered.push(subject)
        })
        await server.kill()
        await Promise.all(last)
        const logged = new Set(asked(data))
        expect(answered.filter(subject => !logged.has(subject))).toEqual([])
      }
      expect(answered.length).toBeGreaterThan(0)
    })
  }, 120_000)

  it('waits in no file of the client: its session is the owner’s alone', async () => {
    await withServer(async data => {
      await using _server = await startServer({ data })
      for (const name of ['administrator', 'auditor']) {
        const file = join(data, 'sessions', `${name}.json`)
        expect((await stat(file)).mode & 0o777).toBe(0o600)
        expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name, token: expect.any(String) })
      }
    })
  })
})

/** Whether the first octet of an answer came; the rest is not waited for. */
function answerBegins(data: string, token: string, subject: string): Promise<boolean> {
  return new Promise(resolve => {
    const call = request({
      socketPath: join(data, controlSocketName),
      method: 'POST',
      path: `/operations/${operation}`,
      headers: { Authorization: `Bearer ${token}` },
      agent: false,
    })
    call.on('response', response => {
      resolve(response.statusCode === 200)
      response.destroy()
    })
    call.on('error', () => resolve(false))
    call.end(JSON.stringify({ query: subject, reason }))
  })
}
