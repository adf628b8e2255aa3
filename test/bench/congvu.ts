/**
 * congvu as a mail exchanger with everything on: SPF and DMARC against the bench's own DNS, structure, policy,
 * archive and statistics. A first start as for development makes keys, certificate and agencies; the command line
 * imports the bench's boxes; then the server that is measured starts from a configuration file, as in production.
 */
import { execFile } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePorts, start, stop } from '../support/spawn.ts'
import type { Account, Contestant } from './contestant.ts'
import { Inspector, inspectorFlag } from './inspector.ts'

const startMs = 30_000
const root = join(import.meta.dirname, '..', '..')
const run = promisify(execFile)

export interface CongvuOptions {
  readonly dir: string
  readonly dnsPort: number
  /** The entry to run, relative to the project: the sources' or the one in dist/. */
  readonly entry: string
  readonly boxes: number
}

interface Ports {
  readonly mx: number
  readonly submission: number
  readonly submissions: number
  readonly imap: number
  readonly imaps: number
  readonly inspector: number
}

interface Server extends AsyncDisposable {
  readonly pid: number
}

async function choosePorts(): Promise<Ports> {
  const [mx = 0, submission = 0, submissions = 0, imap = 0, imaps = 0, inspector = 0] = await freePorts(6)
  return { mx, submission, submissions, imap, imaps, inspector }
}

/** Starts `serve` and resolves when it says that it is ready. */
async function serve(dir: string, entry: string, ports: Ports, args: readonly string[]): Promise<Server> {
  const log = join(dir, 'serve.log')
  const output = openSync(log, 'w')
  const command = [inspectorFlag(ports.inspector), join(root, entry), 'serve', ...args]
  const child = start(process.execPath, command, {
    cwd: dir,
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      CONGVU_LISTEN__MX: `127.0.0.1:${ports.mx}`,
      CONGVU_LISTEN__SUBMISSION: `127.0.0.1:${ports.submission}`,
      CONGVU_LISTEN__SUBMISSIONS: `127.0.0.1:${ports.submissions}`,
      CONGVU_LISTEN__IMAP: `127.0.0.1:${ports.imap}`,
      CONGVU_LISTEN__IMAPS: `127.0.0.1:${ports.imaps}`,
      CONGVU_LISTEN__HTTP: '',
      CONGVU_LISTEN__CRL: '',
    },
  })
  closeSync(output)
  const endsAt = performance.now() + startMs
  while (!/\bready\b/i.test(readFileSync(log, 'utf8'))) {
    if (child.exitCode !== null || performance.now() > endsAt) {
      throw new Error(`congvu is not ready:\n${readFileSync(log, 'utf8')}`)
    }
    await delay(50)
  }
  return { pid: child.pid ?? 0, [Symbol.asyncDispose]: () => stop(child, 'SIGTERM') }
}

/** Issues the boxes through the command line, on the running development server of `dir`. */
async function importBoxes({ dir, entry, boxes }: CongvuOptions): Promise<Account[]> {
  const rows = Array.from({ length: boxes }, (_, i) => {
    const number = String(i + 1).padStart(3, '0')
    return `thutai${number}.sokhcn@caobang.gov.vn,Tổ thử tải số ${number},office,sokhcn,Văn thư,40G\n`
  })
  writeFileSync(join(dir, 'boxes.csv'), `address,name,kind,agency,position,quota\n${rows.join('')}`)
  const command = [join(root, entry), 'mailbox', 'import', 'boxes.csv', '--json']
  const { stdout } = await run(process.execPath, command, { cwd: dir })
  const imported: unknown = JSON.parse(stdout)
  if (!Array.isArray(imported)) throw new Error(`mailbox import answered ${stdout}`)
  return imported.map(({ address, password }: Account) => ({ address, password }))
}

function configuration(dnsPort: number): string {
  return `[server]
hostname = "mx.caobang.gov.vn"
data = "data"

[domain]
name = "caobang.gov.vn"

[tls]
cert = "data/tls/cert.pem"
key = "data/tls/key.pem"

[dns]
servers = ["127.0.0.1:${dnsPort}"]

[relay]
mode = "none"

# Hundreds of idle clients of one machine; the peer's limits are raised as well.
[limits]
imap_connections_per_address = 2000
imap_connections_per_account = 200
`
}

export async function startCongvu(options: CongvuOptions): Promise<Contestant> {
  const { dir, dnsPort, entry } = options
  mkdirSync(dir, { recursive: true })
  const first = await serve(dir, entry, await choosePorts(), ['--development', '--data', join(dir, 'data')])
  const accounts = await importBoxes(options).finally(() => first[Symbol.asyncDispose]())
  const file = join(dir, 'congvu.toml')
  writeFileSync(file, configuration(dnsPort))
  const ports = await choosePorts()
  let server = await serve(dir, entry, ports, ['--config', file])
  let inspector: Inspector | undefined
  const end = async () => {
    inspector?.[Symbol.dispose]()
    inspector = undefined
    await server[Symbol.asyncDispose]()
  }
  return {
    name: 'congvu',
    accounts,
    mxPort: ports.mx,
    imapsPort: ports.imaps,
    get pids() {
      return [server.pid]
    },
    async restart() {
      await end()
      server = await serve(dir, entry, ports, ['--config', file])
    },
    async collect() {
      inspector ??= await Inspector.open(server.pid, ports.inspector)
      await inspector.collect()
    },
    [Symbol.asyncDispose]: end,
  }
}
