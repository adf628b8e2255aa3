/**
 * The server as a process of its own, as an administrator starts it. It is gone, with its temporary directory, when
 * the `await using` that holds it ends, and no later than the test's process.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Listeners } from '../../src/config/config.ts'
import type { SampleAccount } from '../../src/development.ts'
import { entry } from './command-line.ts'

export type Service = keyof Listeners

export interface ServerOptions {
  /** Data directory of a development start; without it and without `config`, a temporary one. */
  readonly data?: string
  /** The program's entry: that of the sources, or of a build. */
  readonly entry?: string
  /** Configuration file of a start as in production. */
  readonly config?: string
  /** `CONGVU_SECTION__KEY` overrides; without one for a listener it gets a free port. */
  readonly env?: Readonly<Record<string, string>>
}

export interface ServerExit {
  /** Null after a signal. */
  readonly code: number | null
  readonly tookMs: number
}

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  /** The ports on 127.0.0.1, by service. */
  readonly ports: ReadonlyMap<Service, number>
  /** The sample accounts of a development start. */
  readonly accounts: readonly SampleAccount[]
  /** The data directory of a development start, else empty. */
  readonly data: string
  /** Base32 of the sample auditor's second factor, as the development start told it; else empty. */
  readonly auditorSecret: string
  /** PEM text of its certificate, else empty. */
  readonly certificate: string
  /** From the start of the process until it said that it is ready. */
  readonly readyMs: number
  /** Everything written to stderr so far. */
  stderr(): string
  /** The port of a service that must be there. */
  port(service: Service): number
  /** The server is asked to end; it is killed when it has not after ten seconds. */
  stop(signal?: NodeJS.Signals): Promise<ServerExit>
  /** SIGKILL. */
  kill(): Promise<ServerExit>
}

const readyTimeoutMs = 30_000
const stopTimeoutMs = 10_000

const freePorts = Object.fromEntries(
  ['MX', 'SUBMISSION', 'SUBMISSIONS', 'IMAP', 'IMAPS', 'HTTP', 'CRL'].map(name => [
    `CONGVU_LISTEN__${name}`,
    '127.0.0.1:0',
  ]),
)

export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  await using opened = new AsyncDisposableStack()
  const development = options.config === undefined
  const data = development ? (options.data ?? (await temporaryData(opened))) : ''
  const source = development ? ['--development', '--data', data] : ['--config', options.config]
  const startedAt = performance.now()
  const child = spawn(process.execPath, [options.entry ?? entry, 'serve', ...source], {
    env: { ...process.env, ...freePorts, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithThisProcess(child)
  opened.defer(async () => {
    await end(child, 'SIGTERM')
  })
  const { stdout, stderr } = collect(child)
  const welcome = await untilReady(child, stdout, stderr)
  const readyMs = performance.now() - startedAt
  const ports = portsOf(welcome)
  const owned = opened.move()
  return {
    pid: child.pid ?? 0,
    ports,
    accounts: development
      ? (JSON.parse(readFileSync(join(data, 'accounts.json'), 'utf8')) as SampleAccount[])
      : [],
    data,
    auditorSecret: /^ {2}auditor +([A-Z2-7]{32})$/m.exec(welcome)?.[1] ?? '',
    certificate: development ? readFileSync(join(data, 'tls/cert.pem'), 'utf8') : '',
    readyMs,
    stderr,
    port: service => {
      const port = ports.get(service)
      if (port === undefined) throw new Error(`the server does not listen for ${service}`)
      return port
    },
    stop: (signal = 'SIGTERM') => end(child, signal),
    kill: () => end(child, 'SIGKILL'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Removed when the stack is disposed of, or when this process ends before. */
async function temporaryData(opened: AsyncDisposableStack): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'congvu-server-'))
  const forget = whenThisProcessEnds(() => rmSync(path, { recursive: true, force: true }))
  opened.defer(async () => {
    forget()
    await rm(path, { recursive: true, force: true })
  })
  return path
}

const atEnd = new Set<() => void>()

function endNow(): void {
  for (const cleanUp of [...atEnd].reverse()) cleanUp()
  atEnd.clear()
}

process.on('exit', endNow)

/** A test runner stops a worker that overruns its time by a signal, which runs no exit handlers by itself. */
const exitBySignal = () => process.exit(128 + constants.signals.SIGTERM)

/** Runs `cleanUp` when this process ends, the last one registered first; the returned function forgets it. */
export function whenThisProcessEnds(cleanUp: () => void): () => void {
  if (atEnd.size === 0) process.on('SIGTERM', exitBySignal)
  atEnd.add(cleanUp)
  return () => {
    atEnd.delete(cleanUp)
    if (atEnd.size === 0) process.off('SIGTERM', exitBySignal)
  }
}

function endWithThisProcess(child: ChildProcess): void {
  child.once(
    'exit',
    whenThisProcessEnds(() => child.kill('SIGKILL')),
  )
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<ServerExit> {
  const askedAt = performance.now()
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill(signal)
    const patience = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
    await ended
    clearTimeout(patience)
  }
  return { code: child.exitCode, tookMs: performance.now() - askedAt }
}

function collect(child: ChildProcess): { stdout(): string; stderr(): string } {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  return { stdout: () => texts.stdout, stderr: () => texts.stderr }
}

/** Resolves with what the server told the terminal, which it writes at one stroke. */
function untilReady(child: ChildProcess, stdout: () => string, stderr: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      clearTimeout(timer)
      child.off('error', failed).off('exit', failed)
      child.stdout?.off('data', look)
      done()
    }
    const failed = () =>
      settle(() => reject(new Error(`the server did not get ready:\n${stdout()}${stderr()}`)))
    const look = () => {
      if (/^ready/m.test(stdout()) && stdout().endsWith('\n')) settle(() => resolve(stdout()))
    }
    const timer = setTimeout(failed, readyTimeoutMs)
    child.once('error', failed).once('exit', failed)
    child.stdout?.on('data', look)
  })
}

function portsOf(welcome: string): ReadonlyMap<Service, number> {
  const lines = welcome.matchAll(/^ {2}(mx|submissions?|imaps?|http|crl|witness|log) +127\.0\.0\.1:(\d+) /gm)
  return new Map(Array.from(lines, ([, service, port]) => [service as Service, Number(port)]))
}
