import { X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureSelfSigned, readIdentity } from './certificate.ts'

const now = Date.UTC(2026, 10, 23)
const day = 86_400_000
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'congvu-certificate-'))
})
afterEach(() => rm(dir, { recursive: true }))

test('a self-signed identity is made once, kept, and renewed before it runs out', async () => {
  const [key, cert] = [join(dir, 'keys', 'tls.key'), join(dir, 'keys', 'tls.crt')]
  const first = await ensureSelfSigned(key, cert, 'thu.caobang.gov.vn', now)
  expect(new X509Certificate(first.cert).checkHost('thu.caobang.gov.vn')).toBe('thu.caobang.gov.vn')
  expect((await stat(key)).mode & 0o777).toBe(0o600)
  expect(await ensureSelfSigned(key, cert, 'thu.caobang.gov.vn', now + day)).toEqual(first)
  expect(await ensureSelfSigned(key, cert, 'thu.caobang.gov.vn', now + 380 * day)).not.toEqual(first)
})

test('a key that others can read is refused by name', async () => {
  const [key, cert] = [join(dir, 'tls.key'), join(dir, 'tls.crt')]
  await ensureSelfSigned(key, cert, 'thu.caobang.gov.vn', now)
  await chmod(key, 0o640)
  await expect(readIdentity(key, cert)).rejects.toThrow(/tls\.key can be read by others \(mode 640\)/)
})

test('a certificate of another key is refused', async () => {
  await ensureSelfSigned(join(dir, 'a.key'), join(dir, 'a.crt'), 'a.caobang.gov.vn', now)
  await ensureSelfSigned(join(dir, 'b.key'), join(dir, 'b.crt'), 'b.caobang.gov.vn', now)
  await expect(readIdentity(join(dir, 'a.key'), join(dir, 'b.crt'))).rejects.toThrow(/does not belong/)
})
