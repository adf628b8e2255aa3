/** A store, keys and a clock for certificates, and openssl to ask about what was made. */

import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultLimits } from '../../src/base/limits.ts'
import type { Certificate } from '../../src/ports/certificates.ts'
import type { Box } from '../../src/ports/directory.ts'
import { type CertificateParts, chainOf, toPem } from '../../src/signing/certificates/certificates.ts'
import { openKeyFiles } from '../../src/signing/key-files.ts'
import { createFileKeys } from '../../src/signing/keys/file-keys.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { addresses, provision } from '../conformance/letters.ts'

export const start = Date.parse('2026-11-26T08:00:00+07:00')

export interface CertificatePlace extends AsyncDisposable {
  readonly folder: string
  readonly parts: CertificateParts
  /** Addresses that were told something, with the subject. */
  readonly told: string[]
  now: number
  box(index?: number): Promise<Box>
  /** Writes a file into the folder; resolves with its path. */
  file(name: string, content: string | Uint8Array): Promise<string>
  read(name: string): Promise<Buffer>
  /** What openssl says on stdout and stderr; rejects when it fails. */
  openssl(...args: readonly string[]): Promise<string>
  /** A certificate and those above it, as files of PEM. */
  files(
    certificate: Certificate,
  ): Promise<{ readonly own: string; readonly above: string; readonly root: string }>
}

export async function openPlace(): Promise<CertificatePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'congvu-certificates-'))
  const masterKey = Buffer.alloc(32, 7)
  const store = await openSqliteStore({ dataDir: join(folder, 'data'), masterKey, limits: defaultLimits })
  await provision(store)
  const told: string[] = []
  const parts: CertificateParts = {
    store,
    keys: createFileKeys(openKeyFiles({ folder: join(folder, 'keys'), sealingKey: masterKey })),
    clock: { now: () => place.now },
    domain: 'caobang.gov.vn',
    listUrl: issuer => `http://mail.caobang.gov.vn/crl/${issuer}.crl`,
    notify: async (address, { subject }) => void told.push(`${address}: ${subject.en}`),
  }
  const place: CertificatePlace = {
    folder,
    parts,
    told,
    now: start,
    async box(index = 0) {
      return (await store.read.directory.box(addresses[index]!))!
    },
    async file(name, content) {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    read: name => readFile(join(folder, name)),
    async openssl(...args) {
      const { stdout, stderr } = await promisify(execFile)('openssl', args, { cwd: folder })
      return stdout + stderr
    },
    async files(certificate) {
      const chain = await chainOf(parts, certificate)
      const [root] = chain.slice(-1)
      return {
        own: await place.file(`${certificate.id}.pem`, toPem(certificate.der)),
        above: await place.file(
          `${certificate.id}-above.pem`,
          chain
            .slice(0, -1)
            .map(one => toPem(one.der))
            .join(''),
        ),
        root: await place.file(`${certificate.id}-root.pem`, toPem(root!.der)),
      }
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return place
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0
