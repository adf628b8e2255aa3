/** Data directories, children and the recorder library of the crash tests. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import type { Store } from '../../src/ports/store.ts'
import { loadMasterKey } from '../../src/store/master-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { provision } from '../conformance/letters.ts'
import type { ChildOptions } from './child.ts'

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string
}

export async function temporaryDirectory(parent = tmpdir()): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(parent, 'congvu-crash-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export function openStore(dataDir: string, limits: Partial<Limits> = {}): Promise<Store> {
  return openSqliteStore({
    dataDir,
    masterKey: loadMasterKey(dataDir),
    limits: { ...defaultLimits, ...limits },
  })
}

/** A data directory with agencies and boxes, closed in order. */
export async function provisioned(dataDir: string): Promise<void> {
  await using store = await openStore(dataDir)
  await provision(store)
}

export function startChild(options: ChildOptions, environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const script = new URL('./child.ts', import.meta.url).pathname
  return spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  })
}

/** Resolves with the exit code, or null after a signal. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('exit', code => resolve(code))
    child.once('error', reject)
  })
}

/** Numbers by outcome: `ok`, or the reason of a failure. A line cut short by a kill was not acknowledged. */
export function readLedger(path: string): ReadonlyMap<string, ReadonlySet<number>> {
  return parseLedger(readFileSync(path, 'utf8'))
}

export function parseLedger(text: string): ReadonlyMap<string, ReadonlySet<number>> {
  const outcomes = new Map<string, Set<number>>()
  for (const line of text.split('\n').slice(0, -1)) {
    const space = line.lastIndexOf(' ')
    const outcome = line.slice(0, space)
    const numbers = outcomes.get(outcome) ?? new Set()
    outcomes.set(outcome, numbers.add(Number(line.slice(space + 1))))
  }
  return outcomes
}

/** Compiles the recorder into `directory`; undefined where there is no C compiler. */
export async function compileRecorder(directory: string): Promise<string | undefined> {
  const library = join(directory, 'recorder.so')
  const source = new URL('./recorder.c', import.meta.url).pathname
  try {
    await promisify(execFile)('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'])
    return library
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
