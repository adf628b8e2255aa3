/** Authorities, persons and what they sign, made by openssl: the oracle of everything verified here. */
import { execFileSync } from 'node:child_process'
import { sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BaseBlock, fromBER, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  CertificateRevocationList,
  ContentInfo,
  IssuerAndSerialNumber,
  OtherRevocationInfoFormat,
  SignedAndUnsignedAttributes,
  SignedData,
} from 'pkijs'
import { defaultLimits } from '../../src/base/limits.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import type { SignatureFacts } from '../../src/signing/outcome.ts'
import { verifySignatures } from '../../src/signing/verify/smime.ts'
import { noTrust, openTrust, readAnchors } from '../../src/signing/verify/trust.ts'

export type KeyKind = `rsa:${1024 | 2048 | 3072 | 4096}` | 'rsa-pss:2048' | 'P-256' | 'P-384' | 'ed25519'

export interface Holder {
  readonly name: string
  readonly certificate: string
  readonly key: string
}

const usages = {
  authority: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'],
  person: ['keyUsage=critical,digitalSignature,nonRepudiation', 'extendedKeyUsage=emailProtection'],
}

export class Pki implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'congvu-pki-'))
  #serial = 1000

  openssl(args: readonly string[], input?: Uint8Array): Buffer {
    return execFileSync('openssl', args, {
      cwd: this.folder,
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1e8,
    })
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, text: string | Uint8Array): string {
    writeFileSync(this.path(name), text)
    return this.path(name)
  }

  authority(name: string, issuer?: Holder, extensions: readonly string[] = usages.authority): Holder {
    return this.#issue(name, this.#key('P-256'), extensions, issuer)
  }

  /** The same authority, certified by another one. */
  crossCertified({ name, key }: Holder, issuer: Holder): Holder {
    return this.#issue(name, key, usages.authority, issuer)
  }

  person(
    name: string,
    issuer: Holder,
    options: {
      readonly address?: string | null
      /** Of a new key, or whose key it is. */
      readonly key?: KeyKind | Holder
      readonly extensions?: readonly string[]
      readonly digest?: string
    } = {},
  ): Holder {
    const {
      address = 'a@sonoivu.caobang.gov.vn',
      key = 'P-256',
      extensions = usages.person,
      digest,
    } = options
    const names = address === null ? [] : [`subjectAltName=email:${address}`]
    const file = typeof key === 'string' ? this.#key(key) : key.key
    return this.#issue(name, file, [...extensions, ...names], issuer, digest)
  }

  #key(kind: KeyKind): string {
    const key = this.path(`key-${this.#serial++}.pem`)
    const [algorithm = '', bits = ''] = kind.split(':')
    const how =
      bits === ''
        ? ['EC', '-pkeyopt', `ec_paramgen_curve:${kind}`]
        : [algorithm.toUpperCase(), '-pkeyopt', `rsa_keygen_bits:${bits}`]
    this.openssl(['genpkey', '-algorithm', ...(kind === 'ed25519' ? ['ED25519'] : how), '-out', key])
    return key
  }

  #issue(
    name: string,
    key: string,
    extensions: readonly string[],
    issuer?: Holder,
    digest = 'sha256',
  ): Holder {
    const file = `holder-${this.#serial++}`
    const certificate = this.path(`${file}.pem`)
    const request = this.openssl(['req', '-new', '-key', key, '-subj', `/O=Cao Bằng/CN=${name}`, '-utf8'])
    const settings = this.write(`${file}.cnf`, `[e]\nsubjectKeyIdentifier=hash\n${extensions.join('\n')}\n`)
    const by =
      issuer === undefined
        ? ['-signkey', key, '-days', '3650']
        : ['-CA', issuer.certificate, '-CAkey', issuer.key, `-${digest}`, '-days', '365']
    const numbered = ['-set_serial', String(this.#serial)]
    const extended = ['-extfile', settings, '-extensions', 'e', '-out', certificate]
    this.openssl(['x509', '-req', ...by, ...numbered, ...extended], request)
    return { name, certificate, key }
  }

  /** The list of what `issuer` revoked, in the folder of lists. */
  revoke(issuer: Holder, revoked: readonly Holder[], days = 30): void {
    this.write('index.txt', '')
    this.write('crlnumber', '01\n')
    const settings = this.write(
      'ca.cnf',
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${this.path('index.txt')}\ncrlnumber=${this.path('crlnumber')}\ndefault_md=sha256\n`,
    )
    const by = ['ca', '-config', settings, '-cert', issuer.certificate, '-keyfile', issuer.key]
    for (const { certificate } of revoked) this.openssl([...by, '-revoke', certificate])
    this.openssl([...by, '-gencrl', '-crldays', String(days), '-out', this.path(`${issuer.name}.crl`)])
  }

  /** An OCSP responder's answer about one certificate. */
  ocsp(
    issuer: Holder,
    of: Holder,
    { by = issuer, revoked = false, days = 7 }: { by?: Holder; revoked?: boolean; days?: number } = {},
  ): Buffer {
    const serial = certificateOf(of).serialNumber.valueBlock
    const number = Buffer.from(serial.valueHexView).toString('hex').toUpperCase()
    const status = revoked ? 'R\t360101000000Z\t200101000000Z' : 'V\t360101000000Z\t'
    const index = this.write('ocsp.txt', `${status}\t${number}\tunknown\t/CN=x\n`)
    const request = ['-issuer', issuer.certificate, '-cert', of.certificate, '-no_nonce']
    this.openssl(['ocsp', ...request, '-reqout', this.path('request.der')])
    const signed = [
      '-CA',
      issuer.certificate,
      '-rsigner',
      by.certificate,
      '-rkey',
      by.key,
      '-ndays',
      String(days),
    ]
    const asked = ['-index', index, '-reqin', this.path('request.der')]
    this.openssl(['ocsp', ...asked, ...signed, '-respout', this.path('answer.der')])
    return readFileSync(this.path('answer.der'))
  }

  /** An opaque letter that brings words of revocation along, beside its certificates. */
  bringing(
    content: string,
    by: Holder,
    certificates: readonly Holder[],
    { lists = [], answers = [] }: { lists?: readonly Holder[]; answers?: readonly Buffer[] },
  ): Buffer {
    const signed = this.#opaque(content, by, 'sha256')
    signed.crls = [
      ...lists.map(({ name }) => {
        const der = this.openssl(['crl', '-in', this.path(`${name}.crl`), '-outform', 'DER'])
        return CertificateRevocationList.fromBER(new Uint8Array(der))
      }),
      ...answers.map(answer => {
        const otherRevInfo = fromBER(new Uint8Array(answer)).result
        return new OtherRevocationInfoFormat({ otherRevInfoFormat: '1.3.6.1.5.5.7.16.2', otherRevInfo })
      }),
    ]
    return letterOf(signed, certificates)
  }

  /** A letter signed by `signers`, with CRLF, as it stands on the wire. */
  sign(
    content: string | Uint8Array,
    signers: Holder | readonly Holder[],
    options: readonly string[] = [],
  ): Buffer {
    const all = [signers].flat()
    const by = all.flatMap(({ certificate, key }) => ['-signer', certificate, '-inkey', key])
    const bytes = this.openssl(['cms', '-sign', ...by, ...options], Buffer.from(content as string))
    return Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
  }

  /** An opaque letter of `first`'s, given `by` as its signer, with SHA-512: this openssl has no EdDSA in CMS. */
  resigned(
    content: string,
    first: Holder,
    [by, issuing]: readonly [Holder, Holder],
    signer: (attributes: Uint8Array) => Buffer,
  ): Buffer {
    const signed = this.#opaque(content, first, 'sha512')
    const [info] = signed.signerInfos
    const { issuer, serialNumber } = certificateOf(by)
    info!.sid = new IssuerAndSerialNumber({ issuer, serialNumber })
    info!.signatureAlgorithm = new AlgorithmIdentifier({ algorithmId: '1.3.101.112' })
    const signature = signer(new Uint8Array(info!.signedAttrs!.encodedValue))
    info!.signature = new OctetString({ valueHex: new Uint8Array(signature) })
    return letterOf(signed, [by, issuing])
  }

  /** An opaque letter with one more signed attribute, that brings `certificates`. */
  attributed(
    content: string,
    by: Holder,
    certificates: readonly Holder[],
    [type, value]: readonly [string, BaseBlock],
  ): Buffer {
    const signed = this.#opaque(content, by, 'sha256')
    const [info] = signed.signerInfos
    const attributes = [...info!.signedAttrs!.attributes, new Attribute({ type, values: [value] })]
    info!.signedAttrs = new SignedAndUnsignedAttributes({ type: 0, attributes })
    const covered = new Uint8Array(info!.signedAttrs.toSchema().toBER())
    covered[0] = 0x31
    const signature = sign('sha256', covered, readFileSync(by.key))
    info!.signature = new OctetString({ valueHex: new Uint8Array(signature) })
    return letterOf(signed, certificates)
  }

  /** DER of a signed data around its content, to the octet. */
  enclosing(content: string, by: Holder, options: readonly string[]): Buffer {
    const made = ['cms', '-sign', '-binary', '-outform', 'DER', '-nodetach', '-md', 'sha256', ...options]
    return this.openssl([...made, '-signer', by.certificate, '-inkey', by.key], Buffer.from(content))
  }

  #opaque(content: string, by: Holder, digest: string): SignedData {
    const made = ['cms', '-sign', '-outform', 'DER', '-nodetach', '-md', digest]
    const der = this.openssl([...made, '-signer', by.certificate, '-inkey', by.key], Buffer.from(content))
    return new SignedData({
      schema: new ContentInfo({ schema: fromBER(new Uint8Array(der)).result }).content,
    })
  }

  /** What openssl says of a letter: whether it is signed by somebody of that address whom `root` vouches for. */
  accepts(
    letter: Uint8Array,
    root: Holder,
    {
      at,
      address,
      lists = [],
    }: { readonly at: number; readonly address: string; readonly lists?: readonly Holder[] },
  ): boolean {
    const files = [root.certificate, ...lists.map(({ name }) => this.path(`${name}.crl`))]
    const trusted = this.write(
      `trusted-${this.#serial++}.pem`,
      files.map(file => readFileSync(file)).join('\n'),
    )
    const revocation = lists.length > 0 ? ['-crl_check_all'] : []
    const wanted = ['-attime', String(Math.floor(at / 1000)), '-verify_email', address, ...revocation]
    try {
      this.openssl(['cms', '-verify', '-CAfile', trusted, '-purpose', 'smimesign', ...wanted], letter)
      return true
    } catch {
      return false
    }
  }

  trust(...anchors: readonly Holder[]) {
    if (anchors.length === 0) return openTrust({ ...noTrust, crlFolder: this.folder })()
    const file = this.write(
      'trust.pem',
      anchors.map(({ certificate }) => readFileSync(certificate)).join('\n'),
    )
    const read = readAnchors(file)
    if (!read.ok) throw new Error(read.error.join())
    return openTrust({ anchors: read.value, crlFolder: this.folder })()
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function certificateOf({ certificate }: Holder): Certificate {
  return Certificate.fromBER(new Uint8Array(new X509Certificate(readFileSync(certificate)).raw))
}

function letterOf(signed: SignedData, certificates: readonly Holder[]): Buffer {
  signed.certificates = certificates.map(certificateOf)
  const outer = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) })
  return opaqueLetter(Buffer.from(outer.toSchema().toBER()))
}

/** The fields and the body of a letter that is a signed data. */
export function opaqueLetter(der: Buffer): Buffer {
  const base64 = der.toString('base64').replace(/.{64}/g, '$&\r\n')
  const type =
    'Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64'
  return Buffer.from(`${type}\r\n\r\n${base64}\r\n`)
}

export const author = 'a@sonoivu.caobang.gov.vn'
export const header = `From: Nguyen Van A <${author}>\r\nTo: b@gov.vn\r\nSubject: Bao cao\r\n`

export const text = 'Content-Type: text/plain; charset=utf-8\n\nKính gửi Sở Nội vụ.\n'

/** The facts of a letter, short. */
export async function judged(
  bytes: Uint8Array,
  trust: ReturnType<Pki['trust']>,
  at: number = Date.now(),
): Promise<SignatureFacts> {
  return verified(bytes, trust, at).facts
}

export function verified(bytes: Uint8Array, trust: ReturnType<Pki['trust']>, at: number = Date.now()) {
  const root = scanMessage(bytes, defaultLimits)
  return verifySignatures({ bytes, root, place: 'message' }, { trust, limits: defaultLimits, at })
}

/** `pass whole from`, `fail whole bad-digest`, one line a signature. */
export function brief(facts: SignatureFacts): readonly string[] {
  return facts.map(({ result, covers, reasons, speaksFor }) =>
    [result, covers, ...(speaksFor === null ? [] : [speaksFor]), ...reasons].join(' '),
  )
}
