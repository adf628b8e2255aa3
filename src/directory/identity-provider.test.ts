import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { silentLogger } from '../base/log.ts'
import { createIdentityProvider } from './identity-provider.ts'

const now = Date.UTC(2026, 10, 26, 8)
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function token(key: KeyObject): string {
  const claims = {
    iss: 'https://sso.caobang.gov.vn',
    aud: 'congvu',
    exp: now / 1000 + 60,
    upn: 'a@caobang.gov.vn',
  }
  const text = `${part({ alg: 'EdDSA' })}.${part(claims)}`
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

it('follows the keys in the file, and opens nothing without them', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'congvu-identity-'))
  try {
    const jwksFile = join(directory, 'jwks.json')
    const [old, next] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
    const publish = async ({ publicKey }: typeof old, at: number) => {
      await writeFile(jwksFile, JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }))
      await utimes(jwksFile, at, at)
    }
    const provider = createIdentityProvider({
      issuer: 'https://sso.caobang.gov.vn',
      audience: 'congvu',
      claim: 'upn',
      jwksFile,
      clock: { now: () => now },
      log: silentLogger,
    })
    await expect(provider.addressOf(token(old.privateKey))).rejects.toThrow('ENOENT')
    await publish(old, 1)
    expect(await provider.addressOf(token(old.privateKey))).toBe('a@caobang.gov.vn')
    expect(await provider.addressOf(token(next.privateKey))).toBeUndefined()
    await publish(next, 2)
    expect(await provider.addressOf(token(next.privateKey))).toBe('a@caobang.gov.vn')
    expect(await provider.addressOf(token(old.privateKey))).toBeUndefined()
    await writeFile(jwksFile, 'half a fi')
    await expect(provider.addressOf(token(next.privateKey))).rejects.toThrow('no JWK set')
  } finally {
    await rm(directory, { recursive: true })
  }
})
