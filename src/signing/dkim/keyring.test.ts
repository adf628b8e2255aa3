import { generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../base/limits.ts'
import type { Result } from '../../base/result.ts'
import type { DkimKeyStatus } from '../../ports/dkim.ts'
import type { Store } from '../../ports/store.ts'
import { openSqliteStore } from '../../store/sqlite/open.ts'
import { openKeyFiles } from '../key-files.ts'
import { createFileKeys } from '../keys/file-keys.ts'
import { createDkimSigning } from './dkim.ts'
import { createDkimKeyring, type DkimKeyring } from './keyring.ts'
import { publicKeyOf } from './record.ts'

const domain = 'caobang.gov.vn'
const hour = 3_600_000
const day = 24 * hour
const limits = { ...defaultLimits, dkimPublishMs: 2 * day, dkimKeepMs: 90 * day, dkimExpiryMs: 14 * day }

describe('the keyring', () => {
  /** Thursday, 26 November 2026, 3:00 in the province: still Wednesday in Greenwich. */
  const start = Date.UTC(2026, 10, 25, 20)
  const masterKey = randomBytes(32)
  let now: number
  let data: string
  let store: Store
  let keyring: DkimKeyring

  const folder = () => join(data, 'keys/signing')
  const files = () => openKeyFiles({ folder: folder(), sealingKey: masterKey })
  const clock = { now: () => now }
  const open = () => createDkimKeyring({ store, privateKeys: createFileKeys(files()), clock, limits })

  beforeEach(async () => {
    now = start
    data = await mkdtemp(join(tmpdir(), 'congvu-keyring-'))
    store = await openSqliteStore({ dataDir: data, masterKey, limits })
    keyring = open()
  })
  afterEach(async () => {
    await store[Symbol.asyncDispose]()
    await rm(data, { recursive: true })
  })

  const states = async () => (await keyring.list()).map(({ selector, state }) => `${selector} ${state}`)
  const signing = async () => (await keyring.signers(domain)).map(({ selector }) => selector)

  function value(outcome: Result<readonly DkimKeyStatus[], string>): readonly DkimKeyStatus[] {
    if (!outcome.ok) throw new Error(outcome.error)
    return outcome.value
  }

  it('the first keys sign at once, each for the algorithm and the record it has', async () => {
    const made = value(await keyring.generate(domain))
    expect(made.map(({ selector, algorithm, state }) => [selector, algorithm, state])).toEqual([
      ['20261126-rsa', 'rsa-sha256', 'active'],
      ['20261126-ed25519', 'ed25519-sha256', 'active'],
    ])
    expect(made[0]!.record.name).toBe('20261126-rsa._domainkey.caobang.gov.vn')
    expect(made[0]!.record.text).toMatch(/^v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A[\w+/]{360}$/)
    expect(made[1]!.record.text).toMatch(/^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/)
    for (const { key, selector } of await keyring.signers(domain)) {
      const published = (await keyring.list()).find(row => row.selector === selector)!.publicKey
      expect(publicKeyOf(key.publicKey)).toBe(published)
      const digest = key.publicKey.asymmetricKeyType === 'rsa' ? 'sha256' : null
      const signature = await key.sign(Buffer.from('thư'))
      expect(verify(digest, Buffer.from('thư'), key.publicKey, signature)).toBe(true)
    }
    expect(await keyring.signers('langson.gov.vn')).toEqual([])
  })

  it('a second first time is refused, and so is a rotation of nothing', async () => {
    expect(await keyring.rotate(domain, false)).toEqual({ ok: false, error: 'no-keys' })
    value(await keyring.generate(domain))
    expect(await keyring.generate(domain)).toEqual({ ok: false, error: 'exists' })
    expect(await states()).toHaveLength(2)
  })

  it('a rotation publishes first, then signs, and keeps the old record while letters are under way', async () => {
    value(await keyring.generate(domain))
    now += 30 * day
    value(await keyring.rotate(domain, false))
    const old = ['20261126-rsa', '20261126-ed25519']
    const fresh = ['20261226-rsa', '20261226-ed25519']
    const are = (names: readonly string[], state: string) => names.map(name => `${name} ${state}`).reverse()
    expect(await states()).toEqual([...are(old, 'active'), ...are(fresh, 'waiting')])
    expect(await signing()).toEqual(old)
    expect(await keyring.rotate(domain, false)).toEqual({ ok: false, error: 'under-way' })
    expect(await keyring.rotate(domain, true)).toEqual({ ok: false, error: 'under-way' })

    now += 2 * day - 1
    expect(await signing()).toEqual(old)
    now += 1
    expect(await signing()).toEqual(fresh)
    expect(await states()).toEqual([...are(old, 'retired'), ...are(fresh, 'active')])
    now += 90 * day - 1
    expect(await states()).toEqual([...are(old, 'retired'), ...are(fresh, 'active')])
    now += 1
    expect(await states()).toEqual([...are(old, 'expired'), ...are(fresh, 'active')])
    value(await keyring.rotate(domain, false))
  })

  it('keys that are no longer trusted are replaced at once, and a selector is never used twice', async () => {
    value(await keyring.generate(domain))
    now += hour
    value(await keyring.rotate(domain, true))
    expect(await signing()).toEqual(['20261126-2-rsa', '20261126-2-ed25519'])
    now += hour
    value(await keyring.rotate(domain, true))
    expect(await signing()).toEqual(['20261126-3-rsa', '20261126-3-ed25519'])
  })

  it('two who ask at once get one pair of keys, and it is whole', async () => {
    const asked = await Promise.all([
      keyring.generate(domain),
      keyring.generate(domain),
      keyring.rotate(domain, true),
    ])
    expect(asked.map(({ ok }) => ok)).toEqual([true, false, true])
    keyring = open()
    expect(await signing()).toEqual(['20261126-2-rsa', '20261126-2-ed25519'])
  })

  it('a private half that signs no more is destroyed, and no other', async () => {
    value(await keyring.generate(domain))
    now += day
    value(await keyring.rotate(domain, false))
    await files().put('somebody-else', generateKeyPairSync('ed25519').privateKey)
    now += 2 * day - 1
    expect(await keyring.tick(now)).toBe(0)
    now += 1
    expect(await keyring.tick(now)).toBe(2)
    expect(await keyring.tick(now)).toBe(0)
    expect(await files().list()).toEqual([
      'dkim_caobang.gov.vn_20261127-ed25519',
      'dkim_caobang.gov.vn_20261127-rsa',
      'somebody-else',
    ])
    expect(await signing()).toEqual(['20261127-rsa', '20261127-ed25519'])
  })

  it('a later start finds the same keys; a file that is gone or open to others is an error', async () => {
    value(await keyring.generate(domain))
    const [before] = await keyring.signers(domain)
    keyring = open()
    expect((await keyring.signers(domain))[0]!.key.publicKey.equals(before!.key.publicKey)).toBe(true)
    const file = join(folder(), 'dkim_caobang.gov.vn_20261126-rsa.key')
    await chmod(file, 0o604)
    keyring = open()
    await expect(keyring.signers(domain)).rejects.toThrow('has mode 0604')
    const other = generateKeyPairSync('ed25519').privateKey
    await files().put('dkim_caobang.gov.vn_20261126-rsa', other)
    await expect(keyring.signers(domain)).rejects.toThrow('20261126-rsa is not the one that is published')
    await rm(file)
    keyring = open()
    await expect(keyring.signers(domain)).rejects.toThrow(
      'the private DKIM key dkim_caobang.gov.vn_20261126-rsa is missing',
    )
  })

  it('a letter is signed by every active key, from now until it has left every queue', async () => {
    const signLetter = createDkimSigning({ keyring, clock, limits })
    const form = Buffer.from('From: annv.sokhcn@caobang.gov.vn\r\n\r\nThư\r\n')
    await expect(signLetter(form, { domain, waitMs: 0 })).rejects.toThrow(
      'no DKIM key of caobang.gov.vn signs',
    )
    value(await keyring.generate(domain))
    const times = async (waitMs: number) => {
      const text = Buffer.from(await signLetter(form, { domain, waitMs })).toString()
      return [...text.matchAll(/t=(\d+); x=(\d+)/g)].map(([, t, x]) => [Number(t) * 1000, Number(x) * 1000])
    }
    expect(await times(0)).toEqual([
      [start, start + 14 * day],
      [start, start + 14 * day],
    ])
    expect((await times(5 * day))[0]).toEqual([start, start + 19 * day])
  })
})
