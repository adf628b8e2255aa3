/** Keys on tokens, with SoftHSM: every kind signs, and whatever happens to the token has a name. */
import { constants, type KeyObject, verify } from 'node:crypto'
import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { KeyFailure } from '../../src/ports/keys.ts'
import { openTokenKeys, type TokenKeys } from '../../src/signing/keys/token/token-keys.ts'
import { childrenRunning, pin, SoftHsm, softHsmModule } from '../support/softhsm.ts'

const octets = Buffer.from('Quyết định số 14/QĐ-UBND')

describe.runIf(softHsmModule)('keys on a token', () => {
  let hsm: SoftHsm
  let keys: TokenKeys
  let now = Date.now()
  const troubles: KeyFailure[] = []
  const publicKeys = new Map<string, KeyObject>()

  beforeAll(() => {
    hsm = new SoftHsm()
    for (const [kind, id] of [
      ['rsa', '01'],
      ['ec', '02'],
      ['ed25519', '03'],
    ] as const)
      publicKeys.set(kind, hsm.add(kind, `office-${kind}`, id))
    process.env.SOFTHSM2_CONF = hsm.environment.SOFTHSM2_CONF
  })
  afterAll(() => {
    hsm?.[Symbol.dispose]()
    delete process.env.SOFTHSM2_CONF
  })

  function open(limits: Partial<Limits> = {}, module = softHsmModule ?? '') {
    return openTokenKeys({
      module,
      pinFile: hsm.pinFile,
      label: null,
      clock: { now: () => now },
      limits: { ...defaultLimits, ...limits },
      trouble: failure => troubles.push(failure),
    })
  }

  beforeEach(() => {
    troubles.length = 0
    keys = open()
  })
  afterEach(async () => {
    writeFileSync(hsm.pinFile, `${pin}\n`)
    chmodSync(hsm.pinFile, 0o600)
    await keys[Symbol.asyncDispose]()
    await noHelper()
  })

  const helper = () => childrenRunning('/token/helper.ts')[0]!
  /** One that was killed may take a moment to go. */
  const noHelper = () => vi.waitFor(() => expect(childrenRunning('/token/helper.ts')).toEqual([]), 5000)
  const rsa = async () => (await keys.get('pkcs11:object=office-rsa'))!
  const failure = async (asked: Promise<unknown>) => {
    const { reason, message } = (await asked.then(
      () => Promise.reject(new Error('it did not fail')),
      error => error,
    )) as KeyFailure
    return `${reason}: ${message}`
  }

  it.each([
    ['rsa', 'pkcs11:token=Office;object=office-rsa', {}],
    ['rsa', 'pkcs11:id=%01;x-padding=pss', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
    ['ec', 'pkcs11:object=office-ec', {}],
    ['ed25519', 'pkcs11:id=%03;type=private', {}],
  ])('%s signs: %s', async (kind, uri, options) => {
    const key = (await keys.get(uri))!
    const known = publicKeys.get(kind)!
    if (!uri.includes('pss')) expect(key.publicKey.equals(known)).toBe(true)
    else expect(key.publicKey.asymmetricKeyType).toBe('rsa-pss')
    // Numbers that begin with zeros, too.
    for (let i = 0; i < 40; i++) {
      const text = Buffer.from(`${octets} ${i}`)
      const signature = await key.sign(text)
      expect(verify(kind === 'ed25519' ? null : 'sha256', text, { key: known, ...options }, signature)).toBe(
        true,
      )
    }
    expect(keys.status()).toEqual({ state: 'ready' })
  })

  it('are listed by the URI that names each alone', async () => {
    const listed = await keys.list()
    expect(listed.map(({ kind }) => kind).sort()).toEqual(['ec', 'ed25519', 'rsa'])
    for (const { uri, kind } of listed) {
      expect(uri).toMatch(/^pkcs11:token=Office;serial=[0-9a-f]{16};object=office-[a-z0-9]+;id=%0\d$/)
      expect((await keys.get(uri))!.publicKey.equals(publicKeys.get(kind)!)).toBe(true)
    }
  })

  it('many at once are each answered for themselves', async () => {
    const all = await Promise.all(['rsa', 'ec'].map(kind => keys.get(`pkcs11:object=office-${kind}`)))
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const key = all[i % 2]!
        const text = Buffer.from(`thư ${i}`)
        expect(verify('sha256', text, key.publicKey, await key.sign(text))).toBe(true)
      }),
    )
  })

  it('that are not there, or several, are told', async () => {
    expect(await keys.get('pkcs11:object=nobody')).toBeUndefined()
    expect(await failure(keys.get('pkcs11:object=a;slot-id=1'))).toMatch(/^no-key: .*slot-id/)
    hsm.add('ec', 'twin', '0a')
    hsm.add('ec', 'twin', '0b')
    expect(await keys.get('pkcs11:object=twin;id=%0b')).toBeDefined()
    expect(await keys.get('pkcs11:object=twin')).toBeUndefined()
    expect(troubles).toEqual([])
  })

  it('on another token than the one that is there are out of reach', async () => {
    expect(await failure(keys.get('pkcs11:token=Khac;object=office-rsa'))).toBe(
      'gone: no token is there for pkcs11:token=Khac;object=office-rsa',
    )
  })

  it('a wrong PIN is tried once, until its file is another', async () => {
    writeFileSync(hsm.pinFile, '99999999\n')
    expect(await failure(rsa())).toBe('pin: C_Login returned CKR_PIN_INCORRECT (0xa0)')
    for (let i = 0; i < 5; i++) expect(await failure(rsa())).toMatch(/^pin: /)
    now += 3_600_000
    expect(await failure(rsa())).toMatch(/^pin: /)
    expect(keys.status()).toMatchObject({ state: 'refused' })
    expect(troubles.map(({ reason }) => reason)).toEqual(['pin'])
    await noHelper()
    writeFileSync(hsm.pinFile, `${pin}\n`)
    utimesSync(hsm.pinFile, now / 1000, now / 1000)
    expect((await (await rsa()).sign(octets)).length).toBe(256)
  })

  it('a PIN that others may read is not used', async () => {
    chmodSync(hsm.pinFile, 0o640)
    expect(await failure(rsa())).toBe(`pin: ${hsm.pinFile} is open to others; chmod 600 it`)
    chmodSync(hsm.pinFile, 0o600)
    expect(await rsa()).toBeDefined()
  })

  it('the PIN is neither in the arguments nor in the surroundings of the helper, nor in what is told', async () => {
    const key = await rsa()
    const [child] = childrenRunning('/token/helper.ts')
    for (const file of ['cmdline', 'environ'])
      expect(readFileSync(`/proc/${child}/${file}`, 'latin1')).not.toContain(pin)
    expect(JSON.stringify([key, keys.status()])).not.toContain(pin)
  })

  it('a helper that dies fails what was asked, and another one begins after a pause', async () => {
    const key = await rsa()
    const before = helper()
    process.kill(before, 'SIGSTOP')
    const asked = failure(key.sign(octets))
    process.kill(before, 'SIGKILL')
    expect(await asked).toBe('gone: the helper of the token ended')
    expect(await failure(key.sign(octets))).toBe('gone: the helper of the token ended')
    await noHelper()
    expect(keys.status()).toEqual({
      state: 'down',
      detail: 'the helper of the token ended',
      until: now + defaultLimits.tokenRetryMs,
    })
    now += defaultLimits.tokenRetryMs
    expect((await key.sign(octets)).length).toBe(256)
    expect(keys.status()).toEqual({ state: 'ready' })
    expect(helper()).not.toBe(before)
  })

  it('a token that does not answer is given up in time', async () => {
    await keys[Symbol.asyncDispose]()
    keys = open({ tokenMs: 1000 })
    const key = await rsa()
    process.kill(helper(), 'SIGSTOP')
    const start = performance.now()
    expect(await failure(key.sign(octets))).toBe('gone: the token did not answer in 1000 ms')
    expect(performance.now() - start).toBeLessThan(3000)
    now += defaultLimits.tokenRetryMs
    expect((await key.sign(octets)).length).toBe(256)
  })

  it('a token that was pulled out is out of reach, and is found when it is back', async () => {
    const key = await rsa()
    process.kill(helper(), 'SIGKILL')
    await noHelper()
    await sleep(50)
    hsm.remove()
    now += defaultLimits.tokenRetryMaxMs
    for (const wait of [1, 2, 4, 8]) {
      expect(await failure(key.sign(octets))).toBe('gone: no token is there for pkcs11:object=office-rsa')
      expect(keys.status()).toMatchObject({ until: now + 2 * wait * defaultLimits.tokenRetryMs })
      now += 2 * wait * defaultLimits.tokenRetryMs
    }
    hsm.insert()
    expect((await key.sign(octets)).length).toBe(256)
  })

  it('a module that cannot be loaded is told by its name', async () => {
    await keys[Symbol.asyncDispose]()
    keys = open({}, '/nonexistent/pkcs11.so')
    expect(await failure(rsa())).toMatch(/^gone: .*\/nonexistent\/pkcs11\.so/)
    expect(troubles).toHaveLength(1)
  })

  it('a crowd that waits is bounded', async () => {
    await keys[Symbol.asyncDispose]()
    keys = open({ tokenQueue: 10 })
    const key = await rsa()
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => key.sign(octets)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(11)
    const busy = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.reason] : []))
    expect(new Set(busy)).toEqual(new Set(['busy']))
    expect((await key.sign(octets)).length).toBe(256)
  })

  it('nothing is started before a key is wanted, and nothing is left after the end', async () => {
    expect(keys.status()).toEqual({ state: 'idle' })
    await noHelper()
    const key = await rsa()
    expect(childrenRunning('/token/helper.ts')).toHaveLength(1)
    await keys[Symbol.asyncDispose]()
    await noHelper()
    expect(await failure(key.sign(octets))).toBe('gone: the server stops')
  })
})
