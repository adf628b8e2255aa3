import { spawnSync } from 'node:child_process'
import {
  constants,
  createPrivateKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  verify,
} from 'node:crypto'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SigningKey, signingKeyKinds } from '../../ports/keys.ts'
import { keyNameOf } from './key-name.ts'
import { openSigningThread, type SigningThread } from './signing-thread.ts'

const octets = Buffer.from('Quyết định')

async function signs(key: SigningKey): Promise<boolean> {
  const { publicKey } = key
  const { asymmetricKeyType: type } = publicKey
  const padding = type === 'rsa-pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const options = type?.startsWith('rsa') ? { key: publicKey, padding } : publicKey
  const digest = type === 'ed25519' || type === 'ml-dsa-44' ? null : 'sha256'
  return verify(digest, octets, options, await key.sign(octets))
}

describe('the signing thread', () => {
  let base: string
  let keys: SigningThread
  const open = () => openSigningThread({ folder: join(base, 'keys'), sealingKey: Buffer.alloc(32, 7) })

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'congvu-thread-'))
    keys = open()
  })
  afterEach(async () => {
    await keys[Symbol.asyncDispose]()
    await rm(base, { recursive: true })
  })

  it.each(signingKeyKinds)(
    'makes a key of the kind %s, which signs, and signs after a new start',
    async kind => {
      const made = await keys.generate(kind, 'k')
      expect(made.name).toBe('k')
      expect(await signs(made)).toBe(true)
      await keys[Symbol.asyncDispose]()
      keys = open()
      const found = (await keys.get('k'))!
      expect(found.publicKey.equals(made.publicKey)).toBe(true)
      expect(await signs(found)).toBe(true)
      expect(await signs(made).catch((error: Error) => error.message)).toBe('the server stops')
    },
  )

  it.each([0, 1])('does nothing any more once it is told to stop, after %i calls', async before => {
    for (let i = 0; i < before; i++) await keys.list()
    const asked = keys.generate('ed25519', 'late').catch((error: Error) => error.message)
    await keys[Symbol.asyncDispose]()
    expect(await asked).toBe('the server stops')
    // Where it would have begun, a thread needs some time.
    await setTimeout(500)
    keys = open()
    expect(await keys.list()).toEqual([])
  })

  it('signs with a key that is bound to RSA-PSS', async () => {
    await keys.put('pss', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey)
    expect(await signs((await keys.get('pss'))!)).toBe(true)
  })

  it('names a key by its public half, where it is given no name', async () => {
    const made = await keys.generate('ec-p256', null)
    expect(made.name).toBe(keyNameOf(made.publicKey))
    expect(await keys.list()).toEqual([made.name])
  })

  it('gives out no private key, but under a passphrase', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await keys.put('k', privateKey)
    const pem = (await keys.export('k', 'pem', 'bí mật'))!.toString()
    expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
    expect(createPrivateKey({ key: pem, passphrase: 'bí mật' }).equals(privateKey)).toBe(true)
    const shrouded = await keys.export('k', 'pkcs12', 'bí mật')
    expect(shrouded!.includes(privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(36, 68))).toBe(
      false,
    )
    expect(await keys.export('nobody', 'pem', 'x')).toBeUndefined()
    for (const value of Object.values((await keys.get('k'))!))
      expect((value as Partial<KeyObject>).type).not.toBe('private')
  })

  it('a key that is gone, damaged or replaced is told, each at once', async () => {
    const first = await keys.generate('ed25519', 'k')
    const second = await keys.generate('ed25519', 'k')
    expect(verify(null, octets, second.publicKey, await first.sign(octets))).toBe(true)
    await keys.remove('k')
    expect(await keys.get('k')).toBeUndefined()
    await expect(first.sign(octets)).rejects.toThrow('the private key k is missing')
    await keys.generate('ed25519', 'open')
    await chmod(join(base, 'keys', 'open.key'), 0o644)
    await keys[Symbol.asyncDispose]()
    keys = open()
    await expect(keys.get('open')).rejects.toThrow('has mode 0644')
    await expect(keys.get('../k')).rejects.toThrow('cannot name a key')
    expect(await readdir(join(base, 'keys'))).toEqual(['open.key'])
  })

  it('opens what was encrypted to an RSA key, and tells nothing of a broken padding of the first kind', async () => {
    const key = await keys.generate('rsa-2048', 'k')
    for (const oaepHash of [null, 'sha1', 'sha256']) {
      const padding = oaepHash === null ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING
      const to = { key: key.publicKey, padding, ...(oaepHash === null ? {} : { oaepHash }) }
      expect(await key.decrypt(publicEncrypt(to, octets), { oaepHash })).toEqual(octets)
      const broken = await key.decrypt(Buffer.alloc(256, 7), { oaepHash })
      expect(broken === undefined).toBe(oaepHash !== null)
      expect(broken?.equals(octets) ?? false).toBe(false)
    }
  })

  it('agrees on a secret with another key on the curve, and with none elsewhere', async () => {
    const key = await keys.generate('ec-p256', 'k')
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(await key.agree(other.publicKey)).toEqual(
      diffieHellman({ privateKey: other.privateKey, publicKey: key.publicKey }),
    )
    await expect(key.agree(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)).rejects.toThrow()
  })

  it('many at once are each answered for themselves', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map(name => keys.generate('ed25519', name)))
    const texts = Array.from({ length: 300 }, (_, i) => Buffer.from(`thư ${i}`))
    const signed = await Promise.all(texts.map((text, i) => all[i % 3]!.sign(text)))
    for (const [i, signature] of signed.entries())
      expect(verify(null, texts[i]!, all[i % 3]!.publicKey, signature)).toBe(true)
  })

  it('starts with its first use, and keeps no process alive', async () => {
    const script = join(base, 'script.mjs')
    const module = JSON.stringify(new URL('./signing-thread.ts', import.meta.url).href)
    await writeFile(
      script,
      `import { openSigningThread } from ${module}
       const keys = openSigningThread({ folder: ${JSON.stringify(base)}, sealingKey: new Uint8Array(32) })
       console.log((await keys.generate('ed25519', 'k')).name)`,
    )
    const ended = spawnSync(process.execPath, [script], { timeout: 20_000, encoding: 'utf8' })
    expect(ended).toMatchObject({ status: 0, stdout: 'k\n' })
  })
})
