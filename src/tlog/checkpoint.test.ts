import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { value } from '../../test/conformance/letters.ts'
import { localKey } from '../signing/keys/local-key.ts'
import { checkSignature, cosignedAt, parseCheckpoint, signCheckpoint, signedBy } from './checkpoint.ts'
import { parseSignatureLines, parseVerifierKey, signatureTypes, verifierKey } from './note.ts'

/** A checkpoint of a log of Google's that Geomys's witness cosigned by both kinds of keys, as it was published. */
const folder = new URL('../../test/tlog/published/', import.meta.url)
const published = readFileSync(new URL('coachandhorses.checkpoint', folder), 'utf8')
const witnessKeys = readFileSync(new URL('navigli.vkeys', folder), 'utf8')
  .trimEnd()
  .split('\n')
  .map(line => value(parseVerifierKey(line)))

describe('a checkpoint that others published', () => {
  const checkpoint = value(parseCheckpoint(published))

  it('is read', () => {
    expect(checkpoint).toMatchObject({
      origin: 'coachandhorses2026h1.staging.certificate.transparency.goog',
      size: 185_550_722,
    })
    expect(checkpoint.signatures).toHaveLength(3)
  })

  it.each(witnessKeys)('was cosigned by $name+$keyId', key => {
    const lines = checkpoint.signatures.filter(line => checkSignature(key, checkpoint, line) !== 'other')
    expect(lines).toHaveLength(1)
    expect(checkSignature(key, checkpoint, lines[0]!)).toBe('valid')
    expect(new Date(cosignedAt(lines[0]!)).toISOString()).toBe('2026-08-02T21:04:51.000Z')
    for (const changed of ['size', 'origin', 'root', 'time'] as const) {
      const from = changed === 'time' ? lines[0]!.signature.with(7, 1) : lines[0]!.signature
      const other = published
        .replace(changed === 'size' ? '185550722' : '\0', '185550723')
        .replace(changed === 'origin' ? /^coach/ : '\0', 'Coach')
        .replace(changed === 'root' ? 'YXAM' : '\0', 'YXAN')
      const head = value(parseCheckpoint(other))
      const line = { ...lines[0]!, signature: Buffer.from(from) }
      expect(checkSignature(key, head, line), changed).toBe('invalid')
    }
  })

  it('is nobody else’s', () => {
    expect(signedBy(witnessKeys, checkpoint)).toBe(true)
    expect(signedBy([], checkpoint)).toBe(false)
    expect(signedBy([{ ...witnessKeys[0]!, name: 'other' }], checkpoint)).toBe(false)
    // One that names a known key and does not hold spoils it all.
    const spoilt = value(parseCheckpoint(published.replace('o+AP4gAAAABqb7Dz', 'o+AP4gAAAABqb7D0')))
    expect(signedBy(witnessKeys, spoilt)).toBe(false)
  })
})

describe('checkpoints', () => {
  it.each([
    ['no origin and size', 'a\n01\nx\n\n— k AAAAAAA=\n'],
    ['no origin and size', 'a\n9007199254740993\nx\n\n— k AAAAAAA=\n'],
    ['no origin and size', '\n1\nx\n\n— k AAAAAAA=\n'],
    ['no root', 'a\n1\nYXAM\n\n— k AAAAAAA=\n'],
    ['an empty line in the text', `a\n1\n${'A'.repeat(43)}=\n\nx\n\n— k AAAAAAA=\n`],
  ])('are refused: %s', (error, note) => {
    expect(parseCheckpoint(note)).toEqual({ ok: false, error })
  })

  it('may have extension lines', () => {
    const note = `a\n1\n${'A'.repeat(43)}=\nmore\n\n— k AAAAAAA=\n`
    expect(parseCheckpoint(note)).toMatchObject({ ok: true, value: { size: 1 } })
  })

  it.each([
    ['ed25519', signatureTypes.ed25519, 64],
    ['ed25519', signatureTypes.cosignature, 72],
    ['ml-dsa-44', signatureTypes.mlDsa44, 2428],
  ] as const)('are signed by %s as type %i', async (kind, type, bytes) => {
    const { privateKey, publicKey } = generateKeyPairSync(kind as 'ed25519')
    const verifier = verifierKey('caobang.gov.vn/congvu/log', type, publicKey)
    const head = { origin: verifier.name, size: 5, root: Buffer.alloc(32, 5) }
    const line = await signCheckpoint({ key: localKey('k', privateKey), verifier }, head, 1_795_406_400_999)
    const [signature] = value(parseSignatureLines(line))
    expect(signature!.signature).toHaveLength(bytes)
    const checkpoint = value(parseCheckpoint(`${head.origin}\n5\n${head.root.toString('base64')}\n\n${line}`))
    expect(signedBy([verifier], checkpoint)).toBe(true)
    expect(signedBy([{ ...verifier, type: signatureTypes.ed25519 }], checkpoint)).toBe(type === 0x01)
    if (type !== signatureTypes.ed25519) expect(cosignedAt(signature!)).toBe(1_795_406_400_000)
  })
})
