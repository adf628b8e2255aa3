import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeyFiles } from './key-files.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ed25519 = generateKeyPairSync('ed25519').privateKey
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

describe('key files', () => {
  const sealingKey = randomBytes(32)
  let base: string
  let folder: string

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'congvu-keys-'))
    folder = join(base, 'keys/signing')
  })
  afterEach(() => rm(base, { recursive: true }))

  const files = (key = sealingKey) => openKeyFiles({ folder, sealingKey: key })
  const fileOf = (name: string) => join(folder, `${name}.key`)

  it.each([
    ['RSA', rsa],
    ['Ed25519', ed25519],
    ['ECDSA', p256],
  ])('an %s key comes back as it went in', async (_, key) => {
    await files().put('caobang.gov.vn-2026a', key)
    expect((await files().get('caobang.gov.vn-2026a'))?.equals(key)).toBe(true)
  })

  it('a key that is not there is undefined, a folder that is not there is empty', async () => {
    expect(await files().get('nobody')).toBeUndefined()
    expect(await files().list()).toEqual([])
    await files().remove('nobody')
  })

  it('names come in order; a removed key is gone; drafts and strangers are no keys', async () => {
    for (const name of ['b', 'a', 'c']) await files().put(name, ed25519)
    await files().remove('c')
    await writeFile(join(folder, 'd.key.0b8e'), '')
    await writeFile(join(folder, 'README'), '')
    expect(await files().list()).toEqual(['a', 'b'])
    expect(await files().get('c')).toBeUndefined()
  })

  it('a key takes the place of one of its name and leaves nothing beside', async () => {
    await files().put('k', rsa)
    await files().put('k', ed25519)
    expect((await files().get('k'))?.equals(ed25519)).toBe(true)
    expect(await readdir(folder)).toEqual(['k.key'])
  })

  it('folder and file are for their owner alone, and hold nothing in clear', async () => {
    await files().put('k', rsa)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(fileOf('k'))).mode & 0o777).toBe(0o600)
    const pkcs8 = rsa.export({ format: 'der', type: 'pkcs8' })
    expect((await readFile(fileOf('k'))).includes(pkcs8.subarray(0, 24))).toBe(false)
  })

  it('a file that others may read is an error that names it', async () => {
    await files().put('k', rsa)
    await chmod(fileOf('k'), 0o640)
    await expect(files().get('k')).rejects.toThrow(`${fileOf('k')} has mode 0640; it must be 0600`)
  })

  it.each(['first octet', 'middle', 'last octet', 'cut short', 'empty'])(
    'a damaged file is an error that names it: %s',
    async where => {
      await files().put('k', ed25519)
      const bytes = await readFile(fileOf('k'))
      const at = new Map([
        ['first octet', 0],
        ['middle', bytes.length >> 1],
        ['last octet', bytes.length - 1],
      ]).get(where)
      if (at !== undefined) bytes[at] = (bytes[at] ?? 0) ^ 1
      const length = where === 'cut short' ? 40 : where === 'empty' ? 0 : bytes.length
      await writeFile(fileOf('k'), bytes.subarray(0, length))
      await expect(files().get('k')).rejects.toThrow(`${fileOf('k')} is damaged`)
    },
  )

  it('a file that was renamed, or sealed by another server, is no key', async () => {
    await files().put('k', ed25519)
    await expect(files(randomBytes(32)).get('k')).rejects.toThrow(`${fileOf('k')} is damaged`)
    await rename(fileOf('k'), fileOf('other'))
    await expect(files().get('other')).rejects.toThrow(`${fileOf('other')} is damaged`)
  })

  it.each(['', '.', '../k', 'a/b', 'K', '-k', 'a\0', 'é', 'x'.repeat(201)])('%j names no key', async name => {
    await expect(files().put(name, ed25519)).rejects.toThrow('cannot name a key')
    await expect(files().get(name)).rejects.toThrow('cannot name a key')
    await expect(files().remove(name)).rejects.toThrow('cannot name a key')
  })
})
