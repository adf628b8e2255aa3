import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../base/log.ts'
import { createRevocationFetcher, listFile } from './revocation-fetcher.ts'

const limits = {
  revocationListBytes: 1000,
  revocationListMs: 1000,
  revocationListEveryMs: 60_000,
  revocationRetryMs: 5000,
}
let folder: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
let asked: IncomingMessage[]
let source: string
let server: ReturnType<typeof createServer>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvu-lists-'))
  asked = []
  server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/g2.crl`
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

const gives = (body: string, headers: Record<string, string> = {}) => {
  answer = (_, response) => response.writeHead(200, headers).end(body)
}
const fetcher = (sources = [source]) =>
  createRevocationFetcher({ sources, folder: join(folder, 'crl'), limits, log: silentLogger })
const kept = () => readFileSync(listFile(join(folder, 'crl'), source), 'utf8')

test('keeps a list, asks again in time, and takes the newer one', async () => {
  const { tick } = fetcher()
  gives('first')
  await tick(0)
  expect(kept()).toBe('first')
  gives('second')
  await tick(limits.revocationListEveryMs - 1)
  expect(kept()).toBe('first')
  await tick(limits.revocationListEveryMs)
  expect(kept()).toBe('second')
  expect(readdirSync(join(folder, 'crl'))).toHaveLength(1)
})

test('asks whether there is a newer one', async () => {
  const { tick } = fetcher()
  const modified = 'Thu, 26 Nov 2026 01:00:00 GMT'
  gives('first', { 'Last-Modified': modified })
  await tick(0)
  answer = (_, response) => response.writeHead(304).end()
  await tick(limits.revocationListEveryMs)
  expect(asked.map(({ headers }) => headers['if-modified-since'])).toEqual([undefined, modified])
  expect(kept()).toBe('first')
})

test.each<[string, typeof answer]>([
  ['answers with an error', (_, response) => response.writeHead(503).end('busy')],
  ['says that nothing changed where there is nothing', (_, response) => response.writeHead(304).end()],
  ['sends too much', (_, response) => response.end('x'.repeat(1001))],
  ['leads elsewhere', (_, response) => response.writeHead(302, { Location: '/other' }).end()],
  ['never ends', (_, response) => void response.writeHead(200).write('x')],
  [
    'breaks off',
    (_, response) =>
      response.writeHead(200, { 'Content-Length': '100' }).write('x', () => response.destroy()),
  ],
])('a source that %s: the list before stays, and it is asked again soon', async (_, fails) => {
  const { tick } = fetcher()
  answer = fails
  await tick(0)
  expect(readdirSync(join(folder, 'crl'))).toEqual([])
  gives('first')
  await tick(limits.revocationRetryMs - 1)
  await tick(limits.revocationRetryMs)
  expect(kept()).toBe('first')
  answer = fails
  await tick(limits.revocationRetryMs + limits.revocationListEveryMs)
  expect(kept()).toBe('first')
  expect(readdirSync(join(folder, 'crl'))).toHaveLength(1)
})

test('whoever stops does not wait for a source', async () => {
  const patient = { ...limits, revocationListMs: 60_000 }
  const options = { sources: [source], folder: join(folder, 'crl'), limits: patient, log: silentLogger }
  const waiting = createRevocationFetcher(options)
  const inside = new Promise<void>(resolve => {
    answer = () => resolve()
  })
  const ticking = waiting.tick(0)
  await inside
  await waiting[Symbol.asyncDispose]()
  await ticking
  expect(readdirSync(join(folder, 'crl'))).toEqual([])
})

test('one source that fails keeps none of the others back', async () => {
  gives('first')
  await fetcher(['http://127.0.0.1:1/none.crl', source]).tick(0)
  expect(kept()).toBe('first')
})
