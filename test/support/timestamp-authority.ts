/**
 * `openssl ts` as a time-stamping authority over HTTP on loopback, which can be told to misbehave. Its certificates
 * are made here, so that they can have run out, or be for something else.
 */

import { execFile, execFileSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SigningKey } from '../../src/ports/keys.ts'
import { toPem } from '../../src/signing/certificates/certificates.ts'
import {
  type KeyKind,
  keyUsage,
  linkExtensions,
  newSerial,
  usageExtensions,
} from '../../src/signing/certificates/profile.ts'
import {
  type Extension,
  encodeCertificate,
  encodeName,
  extensionOids,
  keyIdentifier,
} from '../../src/signing/certificates/x509.ts'
import { integer, namedBits, oid, sequence, utf8 } from '../../src/signing/der.ts'
import { generatePrivateKey } from '../../src/signing/keys/file-keys.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'

const run = promisify(execFile)
const dayMs = 86_400_000
export const policy = '1.3.6.1.4.1.13762.3'
const timeStamping = '1.3.6.1.5.5.7.3.8'
const emailProtection = '1.3.6.1.5.5.7.3.4'

export interface SignerTerms {
  readonly keyKind?: KeyKind
  readonly purposes?: readonly string[]
  readonly critical?: boolean
  /** It began two days before. */
  readonly endsAt?: number
  /** By a root that nobody trusts. */
  readonly stranger?: boolean
  /** By an authority under the root, whose certificate comes with the token: one that may issue, or that may not. */
  readonly under?: 'authority' | 'authority that ran out' | 'nobody'
}

export const wrongPurposes: Readonly<Record<string, SignerTerms>> = {
  'another purpose': { purposes: [emailProtection] },
  'one purpose of two': { purposes: [timeStamping, emailProtection] },
  'a purpose that may be overlooked': { critical: false },
  'no purpose': { purposes: [] },
}

type Answer = (query: Buffer, response: ServerResponse) => void | Promise<void>

export class OpensslTimestampAuthority implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'congvu-tsa-'))
  readonly #server: Server
  #files = 0
  #root!: Root
  /** What the next requests get; the authority's own reply at first. */
  answer: Answer = (query, response) => this.#granted(query, response)

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async open(): Promise<OpensslTimestampAuthority> {
    const authority = new OpensslTimestampAuthority()
    authority.#root = await newRoot('Gốc dấu thời gian')
    writeFileSync(authority.#path('root.pem'), authority.#root.pem)
    await authority.certify({})
    await new Promise<void>(resolve => authority.#server.listen(0, '127.0.0.1', resolve))
    return authority
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/tsa`
  }

  get rootFile(): string {
    return this.#path('root.pem')
  }

  /** Puts a new key and certificate of the authority in place. */
  async certify({
    keyKind = 'rsa-2048',
    purposes = [timeStamping],
    critical = true,
    endsAt = Date.now() + dayMs,
    stranger = false,
    under,
  }: SignerTerms): Promise<void> {
    const top = stranger ? await newRoot('Kẻ lạ') : this.#root
    const root = under === undefined ? top : await newAuthority(top, under)
    writeFileSync(this.#path('above.pem'), root.pem)
    const key = await generatePrivateKey(keyKind)
    const publicKey = createPublicKey(key)
    const usage = {
      oid: extensionOids.keyUsage,
      critical: true,
      value: namedBits(keyUsage.digitalSignature),
    }
    const purpose: Extension[] =
      purposes.length === 0
        ? []
        : [{ oid: extensionOids.extendedKeyUsage, critical, value: sequence(...purposes.map(oid)) }]
    const der = await encodeCertificate(
      {
        serial: newSerial(),
        issuer: root.name,
        subject: encodeName({ country: 'VN', commonName: 'Dấu thời gian thử nghiệm' }),
        notBefore: endsAt - 2 * dayMs,
        notAfter: endsAt,
        publicKey,
        extensions: [
          usage,
          ...purpose,
          ...linkExtensions(publicKey, keyIdentifier(root.key.publicKey), null),
        ],
      },
      root.key,
    )
    writeFileSync(this.#path('tsa.pem'), toPem(der))
    writeFileSync(this.#path('tsa.key'), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    this.#configure(under !== undefined)
  }

  /** The reply to a query. */
  async reply(query: Buffer): Promise<Buffer> {
    const [asked, answered] = this.#newFiles('tsq', 'tsr')
    writeFileSync(asked, query)
    const command = ['ts', '-reply', '-config', 'ts.cnf', '-queryfile', asked, '-out', answered]
    await run('openssl', command, { cwd: this.#folder })
    return readFileSync(answered)
  }

  /** A query of openssl's own about a SHA-256, changed by further options. */
  query(sha256: string, ...options: readonly string[]): Buffer {
    return execFileSync('openssl', ['ts', '-query', '-digest', sha256, '-sha256', '-cert', ...options])
  }

  /**
   * A reply whose token says what the authority's says, signed anew by `openssl cms` with the certificate in place:
   * `openssl ts` itself signs with none that is not for it.
   */
  async signedAnew(query: Buffer, by: SignerTerms, ...options: readonly string[]): Promise<Buffer> {
    const [reply, token, content, anew] = this.#newFiles('tsr', 'tst', 'tstinfo', 'der')
    writeFileSync(reply, await this.reply(query))
    const openssl = (...command: readonly string[]) => run('openssl', command, { cwd: this.#folder })
    await openssl('ts', '-reply', '-in', reply, '-token_out', '-out', token)
    await openssl('cms', '-verify', '-noverify', '-inform', 'DER', '-in', token, '-out', content)
    await this.certify(by)
    await openssl(
      ...['cms', '-sign', '-binary', '-nodetach', '-cades', '-outform', 'DER', '-in', content, '-out', anew],
      ...['-econtent_type', '1.2.840.113549.1.9.16.1.4', '-signer', 'tsa.pem', '-inkey', 'tsa.key'],
      ...(options.includes('-md') ? [] : ['-md', 'sha256']),
      ...options,
    )
    return sequence(sequence(integer(0)), readFileSync(anew))
  }

  /** `openssl ts -verify` of a token. */
  async verify(token: Uint8Array, sha256: string): Promise<void> {
    const [file] = this.#newFiles('tst')
    writeFileSync(file, token)
    const command = ['ts', '-verify', '-digest', sha256, '-token_in', '-in', file, '-CAfile', 'root.pem']
    await run('openssl', command, { cwd: this.#folder })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.answer(Buffer.concat(await request.toArray()), response)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  }

  async #granted(query: Buffer, response: ServerResponse): Promise<void> {
    send(response, await this.reply(query))
  }

  #configure(withAbove: boolean): void {
    const lines = [
      '[tsa]',
      'default_tsa = t',
      '[t]',
      'serial = serial',
      'signer_cert = tsa.pem',
      'signer_key = tsa.key',
      ...(withAbove ? ['certs = above.pem'] : []),
      'signer_digest = sha256',
      `default_policy = ${policy}`,
      'digests = sha256',
      'accuracy = secs:1, millisecs:500',
      'ess_cert_id_alg = sha256',
    ]
    writeFileSync(this.#path('ts.cnf'), `${lines.join('\n')}\n`)
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  #newFiles<Suffixes extends readonly string[]>(...suffixes: Suffixes): { [K in keyof Suffixes]: string } {
    return suffixes.map(suffix => this.#path(`${this.#files++}.${suffix}`)) as {
      [K in keyof Suffixes]: string
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export function send(response: ServerResponse, body: Uint8Array, type = 'application/timestamp-reply'): void {
  response.writeHead(200, { 'content-type': type }).end(body)
}

/** A reply without a token. */
export function refusal(status: number, failureBit: number, text: string): Buffer {
  return sequence(sequence(integer(status), sequence(utf8(text)), namedBits(failureBit)))
}

async function newAuthority(root: Root, under: SignerTerms['under']): Promise<Root> {
  const key = localKey('authority', await generatePrivateKey('ec-p256'))
  const { publicKey } = key
  const name = encodeName({ country: 'VN', commonName: 'Trung gian dấu thời gian' })
  const kind =
    under === 'nobody' ? { kind: 'tls' as const, hosts: ['x.vn'] } : { kind: 'ca-issuing' as const }
  const der = await encodeCertificate(
    {
      serial: newSerial(),
      issuer: root.name,
      subject: name,
      notBefore: Date.now() - 10 * dayMs,
      notAfter: Date.now() + (under === 'authority that ran out' ? -1 : 10) * dayMs,
      publicKey,
      extensions: [
        ...usageExtensions(kind, publicKey),
        ...linkExtensions(publicKey, keyIdentifier(root.key.publicKey), null),
      ],
    },
    root.key,
  )
  return { key, name, pem: toPem(der) }
}

interface Root {
  readonly key: SigningKey
  /** DER. */
  readonly name: Buffer
  readonly pem: string
}

async function newRoot(commonName: string): Promise<Root> {
  const key = localKey('root', await generatePrivateKey('ec-p256'))
  const { publicKey } = key
  const name = encodeName({ country: 'VN', commonName })
  const der = await encodeCertificate(
    {
      serial: newSerial(),
      issuer: name,
      subject: name,
      notBefore: Date.now() - 400 * dayMs,
      notAfter: Date.now() + 400 * dayMs,
      publicKey,
      extensions: [
        ...usageExtensions({ kind: 'ca-root' }, publicKey),
        ...linkExtensions(publicKey, keyIdentifier(publicKey), null),
      ],
    },
    key,
  )
  return { key, name, pem: toPem(der) }
}
