/** The log's Ed25519 key on a token (SoftHSM), the ML-DSA-44 key the server's own. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { KeyFailure, type Keys } from '../../src/ports/keys.ts'
import { openTokenKeys } from '../../src/signing/keys/token/token-keys.ts'
import { formatVerifierKey, signatureTypes, verifierKey } from '../../src/tlog/note.ts'
import { SoftHsm, softHsmModule } from '../support/softhsm.ts'
import { LogPlace } from './place.ts'
import { openCheckpoint } from './verifier.ts'

describe.runIf(softHsmModule)('a log whose key is on a token', () => {
  let hsm: SoftHsm

  beforeAll(() => {
    hsm = new SoftHsm()
    process.env.SOFTHSM2_CONF = hsm.environment.SOFTHSM2_CONF
  })
  afterAll(() => {
    hsm?.[Symbol.dispose]()
    delete process.env.SOFTHSM2_CONF
  })

  function tokens() {
    return openTokenKeys({
      module: softHsmModule ?? '',
      pinFile: hsm.pinFile,
      label: null,
      clock: { now: () => Date.now() },
      limits: defaultLimits,
      trouble: () => {},
    })
  }

  /** The log of a place, with keys of the tokens as well. */
  async function logWith(get: Keys['get'], key: string): Promise<LogPlace> {
    return LogPlace.open({ key }, undefined, own => ({
      ...own,
      get: name => (name.startsWith('pkcs11:') ? get(name) : own.get(name)),
    }))
  }

  it('signs by the token, and waits while it is gone', async () => {
    const publicKey = hsm.add('ed25519', 'log', '0a')
    await using keys = tokens()
    let gone = false
    const get: Keys['get'] = async name => {
      const key = await keys.get(name)
      const sign = (octets: Uint8Array) =>
        gone ? Promise.reject(new KeyFailure('gone', 'pulled out')) : key!.sign(octets)
      return key && { ...key, sign }
    }
    await using place = await logWith(get, 'pkcs11:object=log')
    await place.act(3)
    await place.log.publish()
    const origin = 'caobang.gov.vn/congvu/log'
    const vkey = formatVerifierKey(verifierKey(origin, signatureTypes.ed25519, publicKey))
    const published = () => readFileSync(join(place.logFolder, 'checkpoint'), 'utf8')
    expect(openCheckpoint(published(), [vkey])).toMatchObject({ size: 3, signedBy: [vkey] })
    expect((await place.log.verifierKeys())[0]).toBe(vkey)
    gone = true
    await place.act(1)
    await expect(place.log.publish()).rejects.toThrow('pulled out')
    expect(openCheckpoint(published(), [vkey]).size).toBe(3)
    gone = false
    await place.log.publish()
    expect(openCheckpoint(published(), [vkey]).size).toBe(4)
  })

  it('takes no key of another kind, and none that is not there', async () => {
    hsm.add('rsa', 'log-rsa', '0b')
    await using keys = tokens()
    for (const [object, says] of [
      ['log-rsa', 'is no Ed25519 key'],
      ['nothing', 'has no key'],
    ] as const) {
      await using place = await logWith(name => keys.get(name), `pkcs11:object=${object}`)
      await expect(place.log.publish()).rejects.toThrow(says)
    }
  })
})
