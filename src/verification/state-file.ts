/**
 * Where a run stands, and how the last one ended: one small file, replaced as a whole, durable when `write` resolves. A
 * keyed hash over it keeps whoever can write files from having a run skip what they changed; a file that does not pass
 * is none, and the next run begins anew.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { subkey } from '../base/subkey.ts'
import type { Progress, SavedVerification } from './verification.ts'

/** How a run ended; times in milliseconds. */
export interface FinishedRun {
  readonly startedAt: number
  readonly finishedAt: number
  readonly workedMs: number
  readonly saved: SavedVerification
}

/** A run that has not ended. */
export interface UnfinishedRun {
  readonly startedAt: number
  /** Time that it was worked on, and how often it went on after a stop. */
  readonly workedMs: number
  readonly resumed: number
  readonly progress: Progress
  readonly saved: SavedVerification
}

export interface VerificationState {
  readonly run: UnfinishedRun | null
  readonly last: FinishedRun | null
}

export interface StateFile {
  /** Nothing for a file that is not there, or not whole. */
  read(): Promise<VerificationState>
  write(state: VerificationState): Promise<void>
}

const nothing: VerificationState = { run: null, last: null }

export function openStateFile(path: string, masterKey: Uint8Array): StateFile {
  const key = subkey(masterKey, 'verification state')
  const seal = (text: string) => createHmac('sha256', key).update(text).digest()
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '')
      const [line = '', body = ''] = text.split('\n')
      const given = Buffer.from(line, 'hex')
      const own = seal(body)
      if (given.length !== own.length || !timingSafeEqual(given, own)) return nothing
      return JSON.parse(body) as VerificationState
    },

    async write(state) {
      const body = JSON.stringify(state)
      const draft = `${path}.new`
      try {
        await using file = await open(draft, 'w', 0o600)
        await file.writeFile(`${seal(body).toString('hex')}\n${body}\n`)
        await file.sync()
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
      await rename(draft, path)
      await using folder = await open(dirname(path), 'r')
      await folder.sync()
    },
  }
}
