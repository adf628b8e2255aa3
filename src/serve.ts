/** The server as a process: its log, its signals, and what it tells the terminal. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { destination, pino } from 'pino'
import { shippedFile, UnusableFile } from './app/services.ts'
import { type RunningServer, startServer } from './app.ts'
import type { Logger } from './base/log.ts'
import { Failure } from './cli/command.ts'
import type { Config, Listeners } from './config/config.ts'
import { leaveSessions, prepareDevelopment, type SampleAccount, sampleDns } from './development.ts'
import { sendSampleLetters } from './development-letters.ts'
import { ensureSelfSigned } from './net/certificate.ts'
import type { DkimKeys } from './ports/dkim.ts'
import { DirectoryInUse } from './ports/store.ts'

/** Runs until a signal asks it to stop; a second signal does not wait. */
export async function serve(config: Config, development: boolean): Promise<void> {
  const stop = stopSignal()
  const log = openLog(config, development)
  const starting = development ? startDevelopment(config, log) : startServer({ config, log })
  await using server = await starting.catch(toldPlainly)
  await warnUnsigned(server, log)
  log.info({ pid: process.pid, ports: Object.fromEntries(server.ports) }, 'ready')
  if (!development) print(['ready', ...portLines(server)])
  await stop
  log.info({}, 'stopping')
}

/** A second server on one data directory, or a file of another kind, is a person's mistake, and told as one. */
function toldPlainly(error: unknown): never {
  if (error instanceof DirectoryInUse) throw new Failure('try-again', error.message)
  throw error instanceof UnusableFile ? new Failure('configuration', error.message) : error
}

/** Whoever starts a server that will let nothing out hears of it before the first official does. */
async function warnUnsigned({ services: { config, dkim } }: RunningServer, log: Logger): Promise<void> {
  const { name } = config.domain
  const keys = await dkim.list()
  if (
    config.signing.dkim === 'off' ||
    keys.some(({ domain, state }) => domain === name && state === 'active')
  )
    return
  log.error({ domain: name }, 'no DKIM key signs: nothing leaves before congvu dkim generate')
}

/** A Ctrl-C may come twice at once: from the terminal, and passed on by the process that started this one. */
const sameSignalMs = 500

/** Resolves at the first SIGINT or SIGTERM; a later one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    let askedAt = 0
    const ask = () => {
      if (askedAt !== 0 && Date.now() - askedAt > sameSignalMs) process.exit(130)
      askedAt ||= Date.now()
      resolve()
    }
    process.on('SIGINT', ask)
    process.on('SIGTERM', ask)
  })
}

/** Lines are written together, and at the latest after this time. */
const logBatchBytes = 4096
const logDelayMs = 250
/** Lines kept while the log's disk is full; further ones are dropped. */
const logBacklogBytes = 1024 * 1024

/** JSON lines on stderr; the development start keeps its terminal for people and logs into the data directory. */
function openLog({ log, server }: Config, development: boolean): Logger {
  const options = { level: log.level, base: {}, timestamp: pino.stdTimeFunctions.isoTime }
  if (development) mkdirSync(server.data, { recursive: true, mode: 0o700 })
  const target = development ? { dest: join(server.data, 'congvu.log'), mode: 0o600 } : { fd: 2 }
  const lines = destination({ ...target, sync: true, minLength: logBatchBytes, maxLength: logBacklogBytes })
  // A log that cannot be written stops nothing.
  lines.on('error', () => {})
  setInterval(() => lines.flush(), logDelayMs).unref()
  return pino(options, lines)
}

async function startDevelopment(config: Config, log: Logger): Promise<RunningServer> {
  const { hostname } = config.server
  const identity = await ensureSelfSigned(config.tls.key, config.tls.cert, hostname, Date.now())
  let keys: DkimKeys | undefined
  const dns = sampleDns(async () => (await keys?.list()) ?? [])
  const server = await startServer({ config, log, dns })
  keys = server.services.dkim
  try {
    const { services, ports } = server
    const first = (await services.store.read.archive.search({ limit: 1 })).length === 0
    const accounts = await prepareDevelopment(services, shippedFile('agencies.csv'))
    const secret = await leaveSessions(services)
    const [mx, submissions] = [ports.get('mx'), ports.get('submissions')]
    if (first && mx !== undefined && submissions !== undefined)
      await sendSampleLetters({ mx, submissions, certificate: identity.cert, hostname }, accounts)
    print(welcome(config, server, accounts, secret))
    return server
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}

const serviceNotes: Readonly<Record<keyof Listeners, string>> = {
  mx: 'SMTP from other servers / SMTP từ máy chủ khác',
  submission: 'submission, STARTTLS / gửi thư, STARTTLS',
  submissions: 'submission, TLS / gửi thư, TLS',
  imap: 'IMAP, STARTTLS / đọc thư, STARTTLS',
  imaps: 'IMAP, TLS / đọc thư, TLS',
  http: 'HTTPS: mật khẩu, thiết bị / your password and devices',
  crl: 'HTTP: chứng thư bị thu hồi / revoked certificates',
  log: 'HTTP: nhật ký để kiểm chứng / the log, to be checked',
  metrics: 'HTTP: số liệu giám sát / metrics and /healthz',
  witness: 'HTTP: chứng kiến nhật ký của tỉnh khác / witness of other logs',
}

function portLines({ ports }: RunningServer): string[] {
  return [...ports].map(
    ([service, { host, port }]) =>
      `  ${service.padEnd(12)}${`${host}:${port}`.padEnd(18)}${serviceNotes[service]}`,
  )
}

function welcome(
  config: Config,
  server: RunningServer,
  accounts: readonly SampleAccount[],
  secret: string,
): string[] {
  const width = Math.max(...accounts.map(({ address }) => address.length)) + 2
  return [
    `Công Vụ — @${config.domain.name}`,
    'Máy chủ thử nghiệm: chỉ nghe trên máy này, không gửi thư ra ngoài.',
    'Development server: loopback only, nothing leaves this machine.',
    '',
    ...portLines(server),
    '',
    'Tài khoản mẫu / sample accounts (address  password  agency):',
    ...accounts.map(({ address, password, agency }) => `  ${address.padEnd(width)}${password}  ${agency}`),
    '',
    'Khóa xác thực của kiểm tra viên mẫu, nhập vào ứng dụng hoặc chạy: oathtool --totp -b KHÓA',
    'Second factor of the sample auditor, for an authenticator app or: oathtool --totp -b SECRET',
    `  auditor  ${secret}`,
    '',
    `Chứng thư tự ký / self-signed certificate: ${config.tls.cert}`,
    `Dữ liệu và nhật ký / data and log: ${config.server.data}`,
    '',
    'Bốn lá thư mẫu đã được gửi; ở cửa sổ khác / four sample letters have travelled; in another terminal:',
    '  npx congvu archive search --reason "Xem thử hệ thống"',
    '  npx congvu archive show 1 --reason "Xem thử hệ thống"',
    '  npx congvu violation list',
    '  npx congvu stats show',
    '  npx congvu queue list',
    '',
    'ready — Ctrl-C để dừng / to stop',
  ]
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
