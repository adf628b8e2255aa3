/**
 * openssl as the other side: an authority of its own with certificates for every algorithm, and the verification of
 * what the program signed.
 */

import { execFile, execFileSync } from 'node:child_process'
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import { localKey } from '../../src/signing/keys/local-key.ts'

export const keyAlgorithms = {
  'RSA-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'RSA-3072': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  'RSA-4096': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'],
  'RSA-PSS': ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'ECDSA P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'ECDSA P-384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
} as const
export type KeyAlgorithm = keyof typeof keyAlgorithms

export interface Verified {
  readonly valid: boolean
  /** What openssl says. */
  readonly says: string
  /** The entity that was signed. */
  readonly content: Buffer
}

/** A certificate with its key and those above it. */
export interface KeyPair extends Pick<SignerIdentity, 'certificate' | 'chain'> {
  readonly privateKey: KeyObject
}

/** `openssl cms -verify` of a whole message, with the certificates in a file trusted. */
export function verifyMessage(message: Uint8Array, trusted: string): Promise<Verified> {
  return new Promise(resolve => {
    const child = execFile(
      'openssl',
      ['cms', '-verify', '-CAfile', trusted],
      { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
      (error, content, says) => resolve({ valid: error === null, says: says.toString(), content }),
    )
    // openssl may have seen enough before the end.
    child.stdin?.on('error', () => {})
    child.stdin?.end(message)
  })
}

/** A message without the header fields that are not the signature's: openssl reads no header that is none. */
export function signedPart(message: Buffer): Buffer {
  const headerEnd = message.indexOf('\r\n\r\n')
  const fields = /MIME-Version: 1\.0\r\nContent-Type: multipart\/signed; protocol=.*\r\n\t.*\r\n/.exec(
    message.toString('latin1', 0, headerEnd + 2),
  )
  return Buffer.concat([Buffer.from(fields?.[0] ?? ''), message.subarray(headerEnd + 2)])
}

function mailExtensions(address: string): string {
  return `keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement\nsubjectKeyIdentifier=hash\nextendedKeyUsage=emailProtection\nsubjectAltName=email:${address}`
}

/** A root and an authority below it, which issues to people. In a temporary folder that goes with it. */
export class OpensslAuthority implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'congvu-openssl-'))
  #issued = 0

  constructor() {
    this.#run('genpkey', ...keyAlgorithms['ECDSA P-256'], '-out', 'root.key')
    this.#run(
      'req',
      '-x509',
      '-new',
      '-key',
      'root.key',
      '-subj',
      '/CN=Gốc thử nghiệm',
      '-utf8',
      '-days',
      '30',
      '-out',
      'root.pem',
    )
    this.#certify(
      'issuing',
      'ECDSA P-256',
      '/CN=Trung gian thử nghiệm',
      'root',
      'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign',
    )
  }

  /** The file of the root, to be trusted. */
  get root(): string {
    return join(this.#folder, 'root.pem')
  }

  /** The same with the private key itself, for openssl and for decryption. */
  pair(address: string, algorithm: KeyAlgorithm = 'RSA-2048'): KeyPair {
    const { certificate, chain } = this.issue(address, algorithm)
    return { certificate, chain, privateKey: createPrivateKey(this.#read(`issued-${this.#issued - 1}.key`)) }
  }

  issue(address: string, algorithm: KeyAlgorithm = 'RSA-2048'): SignerIdentity {
    const name = `issued-${this.#issued++}`
    this.#certify(name, algorithm, `/CN=${address}`, 'issuing', mailExtensions(address))
    return {
      key: localKey(name, createPrivateKey(this.#read(`${name}.key`))),
      certificate: this.#der(name),
      chain: [this.#der('issuing')],
    }
  }

  /** The certificate that a request of somebody else's asks for, with those above it, as PEM. */
  answer(request: string, address: string): string {
    const name = `answered-${this.#issued++}`
    writeFileSync(join(this.#folder, `${name}.csr`), request)
    this.#sign(name, 'issuing', mailExtensions(address))
    return [name, 'issuing', 'root'].map(each => this.#read(`${each}.pem`)).join('')
  }

  /** Verifies a whole message with the root trusted. */
  verify(message: Uint8Array): Promise<Verified> {
    return verifyMessage(message, this.root)
  }

  /** Files of the certificate that was issued first and of its key. */
  paths(): { readonly folder: string; readonly certificate: string; readonly key: string } {
    return {
      folder: this.#folder,
      certificate: join(this.#folder, 'issued-0.pem'),
      key: join(this.#folder, 'issued-0.key'),
    }
  }

  #certify(name: string, algorithm: KeyAlgorithm, subject: string, issuer: string, extensions: string): void {
    this.#run('genpkey', ...keyAlgorithms[algorithm], '-out', `${name}.key`)
    this.#run('req', '-new', '-key', `${name}.key`, '-subj', subject, '-utf8', '-out', `${name}.csr`)
    this.#sign(name, issuer, extensions)
  }

  #sign(name: string, issuer: string, extensions: string): void {
    writeFileSync(join(this.#folder, `${name}.ext`), extensions)
    const authority = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial']
    this.#run(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...authority,
      '-days',
      '30',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    )
  }

  #run(...command: readonly string[]): void {
    execFileSync('openssl', command, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8')
  }

  #der(name: string): Buffer {
    return new X509Certificate(this.#read(`${name}.pem`)).raw
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
