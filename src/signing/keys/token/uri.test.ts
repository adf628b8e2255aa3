import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTokenUri, parseTokenUri } from './uri.ts'

const none = {
  token: null,
  manufacturer: null,
  model: null,
  serial: null,
  object: null,
  id: null,
  pss: false,
}

describe('a PKCS #11 URI', () => {
  it.each([
    ['pkcs11:object=sonoivu', { object: 'sonoivu' }],
    ['pkcs11:token=Office;id=%01%FF;type=private', { token: 'Office', id: '01ff' }],
    ['pkcs11:token=S%E1%BB%9F%20N%E1%BB%99i%20v%E1%BB%A5;object=a', { token: 'Sở Nội vụ', object: 'a' }],
    ['pkcs11:id=abc', { id: '616263' }],
    ['pkcs11:object=a;x-padding=pss', { object: 'a', pss: true }],
  ])('%s is read', (text, parts) => {
    expect(parseTokenUri(text)).toEqual({ ok: true, value: { ...none, ...parts } })
  })

  it.each([
    ['pkcs12:object=a', 'it does not begin with pkcs11:'],
    ['pkcs11:', '"" is not an attribute'],
    ['pkcs11:token=Office', 'it names no key'],
    ['pkcs11:object=a;object=b', '"object" is not an attribute'],
    ['pkcs11:object=a b', 'is not an attribute'],
    ['pkcs11:object=%0', 'is not an attribute'],
    ['pkcs11:object=a;slot-id=3', 'the attribute "slot-id" is not understood'],
    ['pkcs11:object=a;type=public', 'type is "private"'],
    ['pkcs11:object=a;__proto__=b', 'is not an attribute'],
    ['pkcs11:object=a?pin-value=1234', 'the module and the PIN are the configuration’s'],
    ['pkcs11:object=a?module-path=/tmp/x.so', 'the module and the PIN are the configuration’s'],
    [`pkcs11:object=${'a'.repeat(500)}`, 'it does not begin'],
  ])('%s is refused', (text, why) => {
    expect(parseTokenUri(text)).toEqual({ ok: false, error: expect.stringContaining(why) })
  })

  it('a PIN in one is not repeated', () => {
    for (const brought of ['?pin-value=1234', ';pin-value=1234', ';pin-value=1234"', ';pin-value 1234'])
      expect(JSON.stringify(parseTokenUri(`pkcs11:object=a${brought}`))).not.toContain('1234')
  })

  it('is the same again after it was written', () => {
    const text = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }))
    const id = fc.uint8Array({ minLength: 1, maxLength: 20 }).map(bytes => Buffer.from(bytes).toString('hex'))
    fc.assert(
      fc.property(
        fc.record({
          token: text,
          manufacturer: text,
          model: text,
          serial: text,
          object: text,
          id,
          pss: fc.boolean(),
        }),
        uri => {
          const written = formatTokenUri(uri)
          fc.pre(written.length <= 500)
          expect(parseTokenUri(written)).toEqual({ ok: true, value: uri })
        },
      ),
    )
  })
})
