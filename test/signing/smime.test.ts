/** What openssl signs is judged right, and so is what somebody did to it afterwards. */

import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Constructed, OctetString, Primitive } from 'asn1js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  childrenOf,
  element,
  integer,
  octetString,
  oid,
  readAll,
  sequence,
  setOf,
  tagged,
} from '../../src/signing/der.ts'
import { readAnchors } from '../../src/signing/verify/trust.ts'
import { threadMs } from '../support/processor-time.ts'
import {
  author,
  brief,
  certificateOf,
  type Holder,
  header,
  judged,
  type KeyKind,
  opaqueLetter,
  Pki,
  text,
  verified,
} from './pki.ts'

const pki = new Pki()
let root: Holder
let issuing: Holder
let a: Holder

beforeAll(() => {
  root = pki.authority('Root')
  issuing = pki.authority('Issuing', root)
  a = pki.person('Nguyễn Văn A', issuing, { key: 'rsa:2048' })
}, 60_000)
afterAll(() => pki[Symbol.dispose]())

/** openssl takes one file of certificates to send along. */
let bundles = 0
const along = (...holders: readonly Holder[]) => [
  '-certfile',
  pki.write(`along-${bundles++}.pem`, holders.map(({ certificate }) => readFileSync(certificate)).join('\n')),
]
const chain = () => along(issuing)
const signed = (content: string | Uint8Array = text, options: readonly string[] = [], by: Holder = a) =>
  Buffer.concat([Buffer.from(header), pki.sign(content, by, [...chain(), ...options])])

describe('what openssl signs', () => {
  const keys: readonly [KeyKind, readonly string[], string][] = [
    ['rsa:2048', ['-md', 'sha256'], 'rsa-sha256'],
    ['rsa:2048', ['-md', 'sha384'], 'rsa-sha384'],
    ['rsa:2048', ['-md', 'sha512'], 'rsa-sha512'],
    ['rsa:2048', ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss'], 'rsa-pss-sha256'],
    ['rsa:2048', ['-md', 'sha512', '-keyopt', 'rsa_padding_mode:pss'], 'rsa-pss-sha512'],
    ['P-256', ['-md', 'sha256'], 'ecdsa-sha256'],
    ['P-384', ['-md', 'sha384'], 'ecdsa-sha384'],
  ]
  const forms: readonly [string, readonly string[]][] = [
    ['clear', []],
    ['clear, streamed', ['-stream']],
    ['clear, key id', ['-keyid']],
    ['opaque', ['-nodetach']],
    ['opaque, BER', ['-nodetach', '-stream', '-indef']],
  ]
  const holders = new Map<KeyKind, Holder>()
  for (const [key, options, algorithm] of keys) {
    // This openssl cannot stream attributes beside PSS.
    const possible = forms.filter(([, form]) => !(algorithm.includes('pss') && form.includes('-indef')))
    test.each(possible)(`${algorithm}, %s`, async (_form, form) => {
      const by = holders.get(key) ?? pki.person(`Holder of ${key}`, issuing, { key })
      holders.set(key, by)
      const facts = await judged(signed(text, [...options, ...form], by), pki.trust(root))
      expect(brief(facts)).toEqual(['pass whole from'])
      expect(facts).toMatchObject([{ algorithm, anchor: 'Root', revocation: 'unknown', kind: 'smime' }])
    })
  }

  test('and what it cannot: ed25519', async () => {
    const by = pki.person('Holder of ed25519', issuing, { key: 'ed25519' })
    const key = createPrivateKey(readFileSync(by.key))
    const letter = pki.resigned(text, a, [by, issuing], attributes => sign(null, attributes, key))
    const facts = await judged(Buffer.concat([Buffer.from(header), letter]), pki.trust(root))
    expect(facts).toMatchObject([
      { result: 'pass', algorithm: 'ed25519', signer: { name: 'Holder of ed25519' } },
    ])
  })

  test('without attributes', async () => {
    expect(brief(await judged(signed(text, ['-noattr']), pki.trust(root)))).toEqual(['pass whole from'])
  })

  test('who signed, when and under which authority is told', async () => {
    const [fact] = await judged(signed(), pki.trust(root))
    expect(fact).toMatchObject({
      place: 'message',
      signer: { name: 'Nguyễn Văn A', addresses: [author], issuer: 'Issuing' },
      timestamped: false,
      anchor: 'Root',
    })
    expect(Math.abs((fact?.signedAt ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('SHA-1 is weak', async () => {
    expect(brief(await judged(signed(text, ['-md', 'sha1']), pki.trust(root)))).toEqual([
      'policy whole from weak-algorithm',
    ])
  })

  test('a certificate bundle is no signature', async () => {
    const bundle = pki.openssl(['crl2pkcs7', '-nocrl', '-certfile', a.certificate, '-outform', 'DER'])
    const type =
      'Content-Type: application/pkcs7-mime; smime-type=certs-only\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    const letter = Buffer.from(`${header}${type}${bundle.toString('base64')}\r\n`)
    expect(await judged(letter, pki.trust(root))).toEqual([])
  })
})

describe('certificates', () => {
  const year = 365 * 86_400_000
  const verdict = async (by: Holder, at = Date.now()) =>
    brief(await judged(signed(text, [], by), pki.trust(root), at))

  test('after their time, and before', async () => {
    expect(await verdict(a, Date.now() + 2 * year)).toEqual(['policy whole from expired'])
    expect(await verdict(a, Date.now() - year)).toEqual(['policy whole from not-yet-valid'])
  })

  test('without their chain, or under nobody', async () => {
    const bare = Buffer.concat([Buffer.from(header), pki.sign(text, a)])
    expect(brief(await judged(bare, pki.trust(root)))).toEqual(['policy whole from untrusted'])
    expect(brief(await judged(signed(), pki.trust()))).toEqual(['policy whole from untrusted'])
    expect(brief(await judged(signed(text, ['-nocerts']), pki.trust(root)))).toEqual([
      'permerror whole no-certificate',
    ])
  })

  test('an authority whose name and address are right and whose key is not', async () => {
    const other = pki.authority('Issuing', pki.authority('Root'))
    const forged = pki.person('Nguyễn Văn A', other)
    const letter = Buffer.concat([
      Buffer.from(header),
      pki.sign(text, forged, ['-certfile', other.certificate]),
    ])
    expect(brief(await judged(letter, pki.trust(root)))).toEqual(['policy whole from untrusted'])
  })

  test('a person is no authority', async () => {
    const below = pki.person('Below', a)
    const letter = Buffer.concat([Buffer.from(header), pki.sign(text, below, along(a, issuing))])
    expect(brief(await judged(letter, pki.trust(issuing)))).toEqual(['policy whole from untrusted'])
  })

  test('for another use', async () => {
    const purposes = [
      ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth'],
      ['keyUsage=critical,keyEncipherment', 'extendedKeyUsage=emailProtection'],
    ]
    for (const extensions of purposes)
      expect(await verdict(pki.person('Server', issuing, { extensions }))).toEqual([
        'policy whole from wrong-purpose',
      ])
    const open = pki.person('Open', issuing, { extensions: ['keyUsage=digitalSignature'] })
    expect(await verdict(open)).toEqual(['pass whole from'])
  })

  test('with an extension nobody here understands', async () => {
    const extensions = ['1.2.3.4=critical,DER:0500', 'extendedKeyUsage=emailProtection']
    expect(await verdict(pki.person('Strange', issuing, { extensions }))).toEqual([
      'policy whole from untrusted',
    ])
  })

  test('weak keys, and weak digests in the chain', async () => {
    expect(await verdict(pki.person('Short', issuing, { key: 'rsa:1024' }))).toEqual([
      'policy whole from weak-algorithm',
    ])
    expect(await verdict(pki.person('Old', issuing, { digest: 'sha1' }))).toEqual([
      'policy whole from weak-algorithm',
    ])
  })

  test('of somebody else, of the sender alone, of nobody', async () => {
    const other = pki.person('B', issuing, { address: 'b@sonoivu.caobang.gov.vn' })
    expect(await verdict(other)).toEqual(['policy whole wrong-address'])
    expect(await verdict(pki.person('Office', issuing, { address: null }))).toEqual([
      'policy whole no-address',
    ])
    const sent = Buffer.concat([Buffer.from('Sender: b@sonoivu.caobang.gov.vn\r\n'), signed(text, [], other)])
    expect(brief(await judged(sent, pki.trust(root)))).toEqual(['pass whole sender'])
    const twice = Buffer.concat([Buffer.from('From: c@kho.vn\r\n'), signed()])
    expect(brief(await judged(twice, pki.trust(root)))).toEqual(['policy whole wrong-address'])
  })

  test.each([
    ['fields', `${`From: ${author}\r\n`.repeat(12)}From: c@kho.vn\r\n`],
    ['addresses', `From: ${`${author}, `.repeat(200)}c@kho.vn\r\n`],
    ['members of a group', `From: g: ${`${author}, `.repeat(200)}c@kho.vn;\r\n`],
    ['octets', `From: ${author},${' '.repeat(100_000)}c@kho.vn\r\n`],
  ])('of another author, behind many %s', async (_, fields) => {
    const letter = Buffer.concat([Buffer.from(fields), signed()])
    expect(brief(await judged(letter, pki.trust(root)))).toEqual(['policy whole wrong-address'])
  })

  test('revoked, not revoked, and nobody knows', async () => {
    const gone = pki.person('Gone', issuing)
    pki.revoke(issuing, [gone])
    pki.revoke(root, [])
    const trust = pki.trust(root)
    const facts = async (by: Holder, at = Date.now() + 5000) => judged(signed(text, [], by), trust, at)
    expect(await facts(gone)).toMatchObject([{ result: 'fail', reasons: ['revoked'], revocation: 'revoked' }])
    expect(await facts(a)).toMatchObject([{ result: 'pass', revocation: 'good' }])
    const late = Date.now() + 60 * 86_400_000
    expect(await facts(a, late)).toMatchObject([{ result: 'pass', revocation: 'unknown' }])
    expect(await facts(gone, late)).toMatchObject([{ result: 'fail', revocation: 'revoked' }])
  })

  test('a list in DER, of a root that revoked its authority', async () => {
    const other = pki.authority('Other root')
    const below = pki.authority('Below', other)
    const by = pki.person('A', below)
    pki.revoke(other, [below])
    const pem = pki.path('Other root.crl')
    pki.openssl(['crl', '-in', pem, '-outform', 'DER', '-out', pem])
    const letter = Buffer.concat([Buffer.from(header), pki.sign(text, by, ['-certfile', below.certificate])])
    expect(await judged(letter, pki.trust(other), Date.now() + 5000)).toMatchObject([
      { reasons: ['revoked'] },
    ])
  })

  test('a list that another key signed revokes nothing', async () => {
    const forger = pki.authority('Issuing')
    const b = pki.person('B', issuing)
    pki.revoke({ ...forger, name: 'forged' }, [b])
    expect(await judged(signed(text, [], b), pki.trust(root), Date.now() + 5000)).toMatchObject([
      { result: 'pass' },
    ])
  })
})

test('a file of authorities says what is wrong with it', () => {
  const empty = pki.write('empty.pem', 'Xin chao\n')
  expect(readAnchors(empty)).toEqual({ ok: false, error: [`${empty}: there is no certificate in it`] })
  const broken = pki.write(
    'broken.pem',
    `${readFileSync(root.certificate, 'utf8')}-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n`,
  )
  expect(readAnchors(broken)).toEqual({ ok: false, error: [`${broken}: certificate 2 cannot be read`] })
  expect(readAnchors(root.certificate)).toMatchObject({ ok: true, value: [{}] })
})

describe('to whom an answer can be encrypted', () => {
  const forBoth = ['keyUsage=critical,digitalSignature,keyEncipherment', 'extendedKeyUsage=emailProtection']
  const forAnswers = ['keyUsage=critical,keyEncipherment', 'extendedKeyUsage=emailProtection']
  const rsa = (name: string, extensions: readonly string[], address = author) =>
    pki.person(name, issuing, { key: 'rsa:2048', extensions, address })
  const kept = (letter: Buffer) =>
    verified(letter, pki.trust(root)).certificates.map(({ address, der }) => [
      address,
      new X509Certificate(der).subject.replace(/.*CN=/s, ''),
    ])

  test('the signer’s own certificate, where its key may be used for that', () => {
    const by = rsa('Both', forBoth)
    expect(kept(signed(text, [], by))).toEqual([[author, 'Both']])
    const [certificate] = verified(signed(text, [], by), pki.trust(root)).certificates
    expect(certificate).toMatchObject({ keyUsage: 0xa0 })
    expect((certificate?.notAfter ?? 0) - Date.now()).toBeGreaterThan(360 * 86_400_000)
    expect(kept(signed())).toEqual([])
  })

  test('an elliptic curve’s, which agrees on keys', () => {
    const uses = ['keyUsage=critical,digitalSignature,keyAgreement']
    const agreeing = pki.person('Agreeing', issuing, { extensions: uses })
    expect(kept(signed(text, [], agreeing))).toEqual([[author, 'Agreeing']])
    const uses2 = ['keyUsage=critical,digitalSignature,keyEncipherment']
    expect(kept(signed(text, [], pki.person('Not agreeing', issuing, { extensions: uses2 })))).toEqual([])
  })

  test('another one of the same name, sent along', () => {
    const answers = rsa('Nguyễn Văn A', forAnswers)
    expect(kept(signed(text, along(issuing, answers)))).toEqual([[author, 'Nguyễn Văn A']])
    const stranger = rsa('Somebody', forAnswers)
    expect(kept(signed(text, along(issuing, stranger)))).toEqual([])
  })

  test('the one that the author asks for, by its issuer and number or by its key', async () => {
    const by = rsa('Both', forBoth)
    const answers = rsa('Preferred', forAnswers)
    const { issuer, serialNumber, extensions = [] } = certificateOf(answers)
    const keyId = extensions.find(({ extnID }) => extnID === '2.5.29.14')?.parsedValue.valueBlock.valueHexView
    const tag = (tagNumber: number) => ({ tagClass: 3, tagNumber })
    const preferences = [
      new Constructed({ idBlock: tag(0), value: [issuer.toSchema(), serialNumber] }),
      new Constructed({ idBlock: tag(1), value: [new OctetString({ valueHex: keyId })] }),
      new Primitive({ idBlock: tag(2), valueHex: keyId }),
    ]
    for (const preference of preferences) {
      const value = ['1.2.840.113549.1.9.16.2.11', preference] as const
      const letter = Buffer.concat([
        Buffer.from(header),
        pki.attributed(text, by, [by, answers, issuing], value),
      ])
      expect(brief(await judged(letter, pki.trust(root)))).toEqual(['pass whole from'])
      expect(kept(letter)).toEqual([[author, 'Preferred']])
    }
  })

  test('not one of another address, of nobody’s trust, or of what does not hold', async () => {
    const other = rsa('Nguyễn Văn A', forAnswers, 'b@sonoivu.caobang.gov.vn')
    expect(kept(signed(text, along(issuing, other)))).toEqual([])
    const forged = pki.person('Nguyễn Văn A', pki.authority('Issuing'), {
      key: 'rsa:2048',
      extensions: forAnswers,
    })
    expect(kept(signed(text, along(issuing, forged)))).toEqual([])
    const by = rsa('Both', forBoth)
    expect(
      kept(Buffer.from(signed(text, [], by).toString('latin1').replace('K\xc3', 'k\xc3'), 'latin1')),
    ).toEqual([])
    const sender = rsa('B', forBoth, 'b@sonoivu.caobang.gov.vn')
    const sent = Buffer.concat([
      Buffer.from('Sender: b@sonoivu.caobang.gov.vn\r\n'),
      signed(text, [], sender),
    ])
    expect(brief(await judged(sent, pki.trust(root)))).toEqual(['pass whole sender'])
    expect(kept(sent)).toEqual([])
  })
})

describe('the pieces of an enclosed content', () => {
  const enclosed = (content: Buffer) => {
    const [type, wrapped] = childrenOf(readAll(pki.enclosing(text, a, chain()))?.[0]) ?? []
    const [version, digests, information, ...rest] = childrenOf(childrenOf(wrapped)?.[0]) ?? []
    const [dataType] = childrenOf(information) ?? []
    const wholes = [version, digests].map(each => each?.whole ?? Buffer.alloc(0))
    const encapsulated = sequence(dataType?.whole ?? Buffer.alloc(0), tagged(0, content))
    const data = sequence(...wholes, encapsulated, ...rest.map(({ whole }) => whole))
    const message = sequence(type?.whole ?? Buffer.alloc(0), tagged(0, data))
    return judged(Buffer.concat([Buffer.from(header), opaqueLetter(message)]), pki.trust(root))
  }
  const pieces = (...inside: readonly Buffer[]) => element(0x24, ...inside)
  const [begin, end] = [Buffer.from(text.slice(0, 20)), Buffer.from(text.slice(20))].map(octetString)

  test('are all signed, however deep they lie', async () => {
    expect(brief(await enclosed(pieces(begin!, end!)))).toEqual(['pass whole from'])
    expect(brief(await enclosed(pieces(pieces(begin!), pieces(pieces(end!)))))).toEqual(['pass whole from'])
  })

  test('none is shown beside those that are', async () => {
    const added = pieces(octetString(Buffer.from('Content-Type: text/plain\n\nChuyen tien ngay.\n')))
    expect(brief(await enclosed(pieces(added, begin!, end!)))).toEqual(['fail whole from bad-digest'])
    expect(brief(await enclosed(pieces(begin!, end!, added)))).toEqual(['fail whole from bad-digest'])
  })
})

test('an identifier of many megabytes takes neither time nor room', async () => {
  const endless = sequence(element(0x06, Buffer.alloc(4 * 1024 * 1024, 1)), setOf())
  const info = sequence(integer(1), sequence(sequence(), integer(1)), sequence(), tagged(0, endless))
  const data = sequence(integer(1), setOf(), sequence(oid('1.2.840.113549.1.7.1')), setOf(info))
  const letter = opaqueLetter(sequence(oid('1.2.840.113549.1.7.2'), tagged(0, data)))
  const start = threadMs()
  const startedAt = performance.now()
  expect(brief(await judged(letter, pki.trust(root)))).toEqual(['neutral whole malformed'])
  expect(threadMs() - start).toBeLessThan(500)
  // Loosely, for what other threads work.
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

describe('changes on the way', () => {
  const change = (bytes: Buffer, from: string | RegExp, to: string) => {
    const changed = bytes.toString('latin1').replace(from, to)
    expect(changed).not.toBe(bytes.toString('latin1'))
    return Buffer.from(changed, 'latin1')
  }
  const verdict = async (bytes: Buffer) => brief(await judged(bytes, pki.trust(root)))

  test('of the text, of its header, of its end', async () => {
    expect(await verdict(change(signed(), 'charset=utf-8', 'charset=koi8-r'))).toEqual([
      'fail whole from bad-digest',
    ])
    expect(await verdict(change(signed(), 'K\xc3', 'k\xc3'))).toEqual(['fail whole from bad-digest'])
    expect(await verdict(change(signed(), /\.\r\n/, '.\r\nXin cam on.\r\n'))).toEqual([
      'fail whole from bad-digest',
    ])
    expect(await verdict(change(signed(text, ['-nodetach']), /\r\n\r\nM/, '\r\n\r\nN'))).not.toEqual([
      'pass whole from',
    ])
  })

  test('of line ends alone: the canonical form is what was signed', async () => {
    const bare = Buffer.from(signed().toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    expect(await verdict(bare)).toEqual(['pass whole from'])
  })

  test('of the author', async () => {
    expect(await verdict(change(signed(), author, 'giamdoc@sonoivu.caobang.gov.vn'))).toEqual([
      'policy whole wrong-address',
    ])
  })

  test('a footer beside the signed part is not signed', async () => {
    const inner = pki
      .sign(text, a, chain())
      .toString('latin1')
      .replace(/^MIME-Version.*\r\n/, '')
    const footer = `${header}Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n${inner}\r\n--out\r\nContent-Type: text/plain\r\n\r\nChuyen tien vao tai khoan sau.\r\n--out--\r\n`
    expect(await verdict(Buffer.from(footer, 'latin1'))).toEqual(['policy part from partial'])
  })

  test('a third part beside content and signature', async () => {
    const letter = signed().toString('latin1')
    const [, boundary] = /boundary="([^"]+)"/.exec(letter) ?? []
    const more = letter.replace(`--${boundary}--`, `--${boundary}\r\n\r\nMore.\r\n--${boundary}--`)
    expect(await verdict(Buffer.from(more, 'latin1'))).toEqual(['policy part from partial'])
  })

  test('a letter that programs read in two ways', async () => {
    const twice = change(signed(), 'MIME-Version', 'Content-Type: text/plain\r\nMIME-Version')
    expect(await verdict(twice)).not.toContain('pass whole from')
  })

  test('signed again around: both are told, the inner one covers all that is shown', async () => {
    const inner = pki.sign(text, a, chain())
    const b = pki.person('B', issuing, { address: 'b@sonoivu.caobang.gov.vn' })
    expect(await verdict(signed(inner, [], b))).toEqual(['policy whole wrong-address', 'pass whole from'])
  })

  test('several signers in one signature are told apart', async () => {
    const b = pki.person('B', issuing, { address: 'b@sonoivu.caobang.gov.vn' })
    const letter = Buffer.concat([Buffer.from(header), pki.sign(text, [a, b], chain())])
    expect((await verdict(letter)).toSorted()).toEqual(['pass whole from', 'policy whole wrong-address'])
  })
})
