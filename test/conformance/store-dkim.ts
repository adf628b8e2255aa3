import { describe, expect, it } from 'vitest'
import type { NewDkimKeys } from '../../src/ports/dkim.ts'
import type { MakePlace } from './store.ts'

const domain = 'caobang.gov.vn'

function pair(day: string, createdAt: number, activeFrom: number, of = domain): NewDkimKeys {
  return {
    domain: of,
    createdAt,
    activeFrom,
    keys: [
      { selector: `${day}-ed25519`, algorithm: 'ed25519-sha256', publicKey: '11qYAYKxCrfV', keyName: null },
      {
        selector: `${day}-rsa`,
        algorithm: 'rsa-sha256',
        publicKey: 'MIIBIjANBgkq',
        keyName: 'pkcs11:object=b',
      },
    ],
  }
}

export function dkimConformance(makePlace: MakePlace): void {
  describe('DKIM keys', () => {
    it('are kept as they were given, oldest first, and survive', async () => {
      await using place = await makePlace()
      {
        await using store = await place.open()
        expect(await store.read.dkim.keys()).toEqual([])
        expect(await store.write.addDkimKeys(pair('b', 2000, 2000))).toEqual({ ok: true })
        expect(await store.write.addDkimKeys(pair('a', 1000, 1000, 'example.vn'))).toEqual({ ok: true })
      }
      await using store = await place.open()
      const keys = await store.read.dkim.keys()
      expect(keys.map(key => [key.domain, key.selector])).toEqual([
        ['example.vn', 'a-ed25519'],
        ['example.vn', 'a-rsa'],
        [domain, 'b-ed25519'],
        [domain, 'b-rsa'],
      ])
      expect(keys[3]).toEqual({
        domain,
        selector: 'b-rsa',
        algorithm: 'rsa-sha256',
        publicKey: 'MIIBIjANBgkq',
        keyName: 'pkcs11:object=b',
        createdAt: 2000,
        activeFrom: 2000,
        retiredAt: null,
      })
    })

    it('retire when the next ones of their domain begin', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await store.write.addDkimKeys(pair('a', 1000, 1000))
      await store.write.addDkimKeys(pair('a', 1000, 1000, 'example.vn'))
      await store.write.addDkimKeys(pair('b', 2000, 5000))
      const retired = async () => (await store.read.dkim.keys()).map(({ retiredAt }) => retiredAt)
      expect(await retired()).toEqual([5000, 5000, null, null, null, null])
      // Those that were retired stay so from then on.
      await store.write.addDkimKeys(pair('c', 6000, 7000))
      expect(await retired()).toEqual([5000, 5000, null, null, 7000, 7000, null, null])
    })

    it('are refused while others wait, or under a selector that was used; nothing of them stays', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      await store.write.addDkimKeys(pair('a', 1000, 4000))
      const waiting = { ok: false, error: { reason: 'exists', what: `a waiting key of ${domain}` } }
      expect(await store.write.addDkimKeys(pair('b', 3999, 8000))).toEqual(waiting)
      const taken = { ok: false, error: { reason: 'exists', what: `a-rsa._domainkey.${domain}` } }
      const again = pair('a', 4000, 8000)
      const [, rsa] = again.keys
      const mixed = { ...again, keys: [{ ...again.keys[0]!, selector: 'c-ed25519' }, rsa!] }
      expect(await store.write.addDkimKeys(mixed)).toEqual(taken)
      expect((await store.read.dkim.keys()).map(({ selector, retiredAt }) => [selector, retiredAt])).toEqual([
        ['a-ed25519', null],
        ['a-rsa', null],
      ])
    })
  })
}
