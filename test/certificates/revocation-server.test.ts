import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { silentLogger } from '../../src/base/log.ts'
import { type Authority, createAuthority } from '../../src/signing/certificates/authority.ts'
import { issueToBox } from '../../src/signing/certificates/issue.ts'
import { createRevocationServer, listPath } from '../../src/signing/certificates/revocation-server.ts'
import { value } from '../conformance/letters.ts'
import { type CertificatePlace, openPlace } from './place.ts'

let place: CertificatePlace
let authority: Authority
let server: ReturnType<typeof createRevocationServer>
let port: number

const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method })

beforeAll(async () => {
  place = await openPlace()
  authority = value(await createAuthority(place.parts, { name: 'Cao Bằng', keyKind: 'ec-p256' }))
  server = createRevocationServer({ store: place.parts.store, limits: defaultLimits, log: silentLogger })
  port = await server.listen('127.0.0.1', 0)
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

it('gives out the list of each authority as it was signed', async () => {
  for (const { id } of [authority.root, authority.issuing]) {
    const list = (await place.parts.store.read.certificates.revocationList(id))!
    const response = await get(listPath(id))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/pkix-crl')
    expect(Date.parse(response.headers.get('expires')!)).toBe(list.nextUpdate)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(list.der)
  }
})

it('gives out the certificates of authorities, and of nobody else', async () => {
  const response = await get(`/ca/${authority.root.id}.crt`)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(authority.root.fingerprint)
  const terms = { keyKind: 'ec-p256', days: null } as const
  const issued = value(await issueToBox(place.parts, await place.box(), terms, 'quantri'))
  expect((await get(`/ca/${issued.id}.crt`)).status).toBe(404)
})

it.each(['/', '/crl/1.crt', '/ca/1.crl', '/crl/99.crl', '/crl/1.crl?x', '/crl/../ca/1.crt/', '/crl/1e3.crl'])(
  'has nothing at %s',
  async path => {
    expect((await get(path)).status).toBe(404)
  },
)

it('tells of a list without sending it, and takes nothing', async () => {
  const head = await get(listPath(authority.root.id), 'HEAD')
  expect(head.status).toBe(200)
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(200)
  expect((await get(listPath(authority.root.id), 'POST')).status).toBe(405)
})

it('waits no longer than a request may take', async () => {
  const limits = { ...defaultLimits, httpRequestMs: 300, httpIdleMs: 300 }
  await using impatient = createRevocationServer({ store: place.parts.store, limits, log: silentLogger })
  const socket = connect(await impatient.listen('127.0.0.1', 0), '127.0.0.1')
  socket.write('GET /crl/1.crl HTTP/1.1\r\n')
  await new Promise(resolve => socket.resume().once('close', resolve))
})
