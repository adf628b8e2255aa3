/** Command lines of `congvu`, each a process of its own as a shell starts it, or run here as `main.ts` runs them. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Application } from '../../src/cli/command.ts'
import { run } from '../../src/cli/program.ts'
import { reasoned } from './reason.ts'

export const entry = join(import.meta.dirname, '../../src/congvu.mjs')

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Surroundings {
  /** Working directory, where `data` and `congvu.toml` are looked for. */
  readonly cwd: string
  readonly stdin?: string
  /** The program's entry: that of the sources, or of a build. */
  readonly entry?: string
}

/** Runs a program to its end; a signal counts as exit code -1. */
export function runProgram(
  file: string,
  argv: readonly string[],
  { cwd, stdin = '' }: Surroundings,
): Promise<Ended> {
  return new Promise(resolve => {
    const child = execFile(file, argv, { cwd, maxBuffer: 64 * 1024 * 1024 }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err })
    })
    child.stdin?.end(stdin)
  })
}

export function congvu(surroundings: Surroundings, ...argv: readonly string[]): Promise<Ended> {
  return runProgram(process.execPath, [surroundings.entry ?? entry, ...argv], surroundings)
}

/** The payload of a command that must succeed. */
export async function congvuJson<T>(surroundings: Surroundings, ...argv: readonly string[]): Promise<T> {
  const { code, out, err } = await congvu(surroundings, '--json', ...reasoned(argv))
  if (code !== 0) throw new Error(`congvu ${argv.join(' ')} exits ${code}: ${err}`)
  return JSON.parse(out) as T
}

/** Runs one command line in this process. */
export async function runHere(argv: readonly string[], application: Application, stdin = ''): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const output = Promise.all([text(stdout), text(stderr)])
  const code = await run(argv, application, { stdin: Readable.from([stdin]), stdout, stderr })
  stdout.end()
  stderr.end()
  const [out, err] = await output
  return { code, out, err }
}
