import { generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { value } from '../../test/conformance/letters.ts'
import {
  formatVerifierKey,
  parseNote,
  parseVerifierKey,
  signatureLine,
  signatureTypes,
  verifierKey,
} from './note.ts'

/** Note and key of C2SP signed-note, and of the package note of golang.org/x/mod/sumdb. */
const published = [
  [
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'This is an example message.\n',
    '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
  ],
  [
    'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  ],
] as const

/** The other example of signed-note: its text has an empty line. */
const poem =
  'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
  '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n'

describe('signed notes', () => {
  it.each(published)('reads what others signed: %s', (vkey, text, line) => {
    const key = value(parseVerifierKey(vkey))
    const note = value(parseNote(`${text}\n${line}`))
    const [signature] = note.signatures
    expect(note.text).toBe(text)
    expect(signature).toMatchObject({ name: key.name, keyId: key.keyId })
    expect(verify(null, Buffer.from(note.text), key.publicKey, signature!.signature)).toBe(true)
    expect(formatVerifierKey(key)).toBe(vkey)
    expect(signatureLine(key, signature!.signature)).toBe(line)
  })

  it('divides at the last empty line', () => {
    const note = value(parseNote(poem))
    expect(note.text).toMatch(/sole:\n\ned è subito sera\.\n$/)
    expect(note.signatures).toMatchObject([{ name: 'quasimodo.example/salvatore', keyId: '367ba04b' }])
    expect(note.signatures[0]?.signature).toHaveLength(64)
  })

  it.each([
    ['a control character', 'a\tb\n\n— k AAAAAAA=\n'],
    ['no empty line before the signatures', 'a\n— k AAAAAAA=\n'],
    ['no whole signature line', 'a\n\n'],
    ['no whole signature line', 'a\n\n— k AAAAAAA='],
    ['a line that is no signature', 'a\n\n- k AAAAAAA=\n'],
    ['a line that is no signature', 'a\n\n— k AAAAAAA\n'],
    ['a line that is no signature', 'a\n\n— k AAAAAAB=\n'],
    ['a line that is no signature', 'a\n\n— k+l AAAAAAA=\n'],
    ['a line that is no signature', 'a\n\n— k AAAAAAA= x\n'],
    ['a line that is no signature', 'a\n\n—  AAAAAAA=\n'],
    ['an empty signature', 'a\n\n— k AAAAAA==\n'],
    ['more than 64 signatures', `a\n\n${'— k AAAAAAA=\n'.repeat(65)}`],
  ])('refuses %s', (error, note) => {
    expect(parseNote(note)).toEqual({ ok: false, error })
  })

  it('takes a verifier key only as it stands', () => {
    const [[vkey]] = published
    for (let i = 0; i < vkey.length; i++) {
      const changed = vkey.slice(0, i) + String.fromCharCode(vkey.charCodeAt(i) + 1) + vkey.slice(i + 1)
      expect(parseVerifierKey(changed)).toMatchObject({ ok: false })
      expect(parseVerifierKey(vkey.slice(0, i))).toMatchObject({ ok: false })
    }
  })

  it.each([
    ['ed25519', signatureTypes.ed25519, 32],
    ['ed25519', signatureTypes.cosignature, 32],
    ['ml-dsa-44', signatureTypes.mlDsa44, 1312],
  ] as const)('writes a key of %s of type %i and reads it again', (kind, type, bytes) => {
    const { publicKey } = generateKeyPairSync(kind as 'ed25519')
    const key = verifierKey('caobang.gov.vn/congvu/log', type, publicKey)
    const vkey = formatVerifierKey(key)
    expect(Buffer.from(vkey.split('+').slice(2).join('+'), 'base64')).toHaveLength(1 + bytes)
    const read = value(parseVerifierKey(vkey))
    expect(read).toMatchObject({ name: key.name, keyId: key.keyId, type })
    expect(read.publicKey.equals(publicKey)).toBe(true)
  })

  it('makes no verifier key of a key of another kind', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => verifierKey('k', signatureTypes.ed25519, publicKey)).toThrow('kind ec')
    expect(() => verifierKey('k', signatureTypes.mlDsa44, publicKey)).toThrow('kind ec')
  })
})
