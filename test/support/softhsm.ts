/** A token of SoftHSM (Debian's softhsm2) in a folder of its own, with keys that are known here, too. */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
]
export const softHsmModule = modules.find(existsSync)
if (softHsmModule === undefined)
  process.stderr.write('softhsm2 is not installed: the tests of keys on tokens are SKIPPED\n')

export const pin = '48151623'
const officerPin = '42424242'

export class SoftHsm implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'congvu-softhsm-'))
  readonly label: string
  readonly #tokens = join(this.folder, 'tokens')

  constructor(label = 'Office') {
    this.label = label
    mkdirSync(this.#tokens)
    const settings = [
      `directories.tokendir = ${this.#tokens}`,
      'objectstore.backend = file',
      'log.level = ERROR',
    ]
    writeFileSync(join(this.folder, 'softhsm2.conf'), `${settings.join('\n')}\n`)
    writeFileSync(this.pinFile, `${pin}\n`, { mode: 0o600 })
    this.#util('--init-token', '--free', '--label', label, '--so-pin', officerPin, '--pin', pin)
  }

  /** For the process that loads the module. */
  get environment(): { readonly SOFTHSM2_CONF: string } {
    return { SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf') }
  }

  get pinFile(): string {
    return join(this.folder, 'pin')
  }

  /** Puts a new key on the token. `id` is hex. */
  add(kind: 'rsa' | 'ec' | 'ed25519' | 'rsa-1024', label: string, id: string): KeyObject {
    const { privateKey, publicKey } = makePair(kind)
    const file = join(this.folder, `${id}.pk8`)
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    this.#util('--import', file, '--token', this.label, '--label', label, '--id', id, '--pin', pin)
    rmSync(file)
    return publicKey
  }

  /** Pulls the token out; `insert` puts it back. */
  remove(): void {
    renameSync(this.#tokens, `${this.#tokens}.away`)
    mkdirSync(this.#tokens)
  }

  insert(): void {
    rmSync(this.#tokens, { recursive: true })
    renameSync(`${this.#tokens}.away`, this.#tokens)
  }

  #util(...command: readonly string[]): void {
    const env = { ...process.env, ...this.environment }
    execFileSync('softhsm2-util', command, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function makePair(kind: 'rsa' | 'ec' | 'ed25519' | 'rsa-1024') {
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  if (kind === 'ed25519') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 })
}

/** Processes whose parent is this one and whose command line names a file. */
export function childrenRunning(file: string, parent = process.pid): readonly number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
  return children.map(Number).filter(child =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8')
      .split('\0')
      .some(word => word.endsWith(file)),
  )
}
