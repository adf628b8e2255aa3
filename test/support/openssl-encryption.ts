/** openssl as the other side of an encrypted letter. Everything goes over files of a temporary folder, gone at the end. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPem } from '../../src/signing/certificates/certificates.ts'
import type { KeyPair } from './openssl.ts'

type Pair = Pick<KeyPair, 'certificate' | 'privateKey'>

export type Wire = 'DER' | 'SMIME'

export class OpensslCorrespondent implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'congvu-sealed-'))
  #files = 0

  #file(content: string | Uint8Array): string {
    const path = join(this.#folder, `${this.#files++}`)
    writeFileSync(path, content)
    return path
  }

  /** What `openssl cms -encrypt` makes of a content; `options` such as `-aes256`, before the recipients' own. */
  encrypt(
    content: Uint8Array,
    recipients: readonly { readonly certificate: Buffer; readonly keyOptions?: readonly string[] }[],
    options: readonly string[],
    wire: Wire = 'DER',
  ): Buffer {
    const to = recipients.flatMap(({ certificate, keyOptions = [] }) => [
      '-recip',
      this.#file(toPem(certificate)),
      ...keyOptions.flatMap(option => ['-keyopt', option]),
    ])
    const input = this.#file(content)
    return execFileSync('openssl', ['cms', '-encrypt', '-in', input, '-outform', wire, ...options, ...to], {
      maxBuffer: 128 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** Throws when openssl does not decrypt it. */
  decrypt(message: Uint8Array, { certificate, privateKey }: Pair, wire: Wire = 'DER'): Buffer {
    const keyFile = this.#file(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const files = ['-recip', this.#file(toPem(certificate)), '-inkey', keyFile, '-in', this.#file(message)]
    return execFileSync('openssl', ['cms', '-decrypt', '-inform', wire, ...files], {
      maxBuffer: 128 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** Signs a content with it enclosed. */
  signOpaque(content: Uint8Array, { certificate, privateKey, chain }: KeyPair): Buffer {
    const keyFile = this.#file(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const signer = ['-signer', this.#file(toPem(certificate)), '-inkey', keyFile]
    const files = [...signer, '-certfile', this.#file(chain.map(der => toPem(der)).join(''))]
    const enclosed = ['-nodetach', '-binary', '-outform', 'SMIME']
    return execFileSync('openssl', ['cms', '-sign', ...enclosed, ...files, '-in', this.#file(content)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
