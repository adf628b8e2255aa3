/**
 * Fetches the lists of revoked certificates that the configuration names, and keeps each in a folder until a newer one
 * is there. What it fetched is not believed here: a list is signed, and whoever reads it asks by whom. When a source
 * does not answer, the list before stays, and is old at its own time.
 */
import { createHash } from 'node:crypto'
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'

export interface RevocationFetcherOptions {
  /** `http:` or `https:`. */
  readonly sources: readonly string[]
  readonly folder: string
  readonly limits: Pick<
    Limits,
    'revocationListBytes' | 'revocationListMs' | 'revocationListEveryMs' | 'revocationRetryMs'
  >
  readonly log: Logger
}

/** Disposing ends what is being fetched. */
export interface RevocationFetcher extends AsyncDisposable {
  /** Fetches those whose time it is, at `now`, milliseconds; resolves always. */
  tick(now: number): Promise<void>
}

/** The file of a source: its name follows from the address. */
export function listFile(folder: string, source: string): string {
  return join(folder, `${createHash('sha256').update(source).digest('hex').slice(0, 32)}.crl`)
}

export function createRevocationFetcher({
  sources,
  folder,
  limits,
  log,
}: RevocationFetcherOptions): RevocationFetcher {
  const nextAt = new Map<string, number>()
  const closing = new AbortController()

  async function refresh(source: string, now: number): Promise<void> {
    try {
      await fetchList(source, listFile(folder, source), limits, closing.signal)
      nextAt.set(source, now + limits.revocationListEveryMs)
    } catch (error) {
      nextAt.set(source, now + limits.revocationRetryMs)
      log.warn({ err: error, source }, 'a list of revoked certificates could not be fetched')
    }
  }

  return {
    async tick(now) {
      const due = sources.filter(source => now >= (nextAt.get(source) ?? 0))
      if (due.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 })
      await Promise.all(due.map(source => refresh(source, now)))
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
    },
  }
}

async function fetchList(
  source: string,
  file: string,
  { revocationListBytes, revocationListMs }: RevocationFetcherOptions['limits'],
  closing: AbortSignal,
): Promise<void> {
  const before = await stat(file).catch(() => undefined)
  const response = await fetch(source, {
    headers: before === undefined ? {} : { 'If-Modified-Since': before.mtime.toUTCString() },
    redirect: 'error',
    signal: AbortSignal.any([closing, AbortSignal.timeout(revocationListMs)]),
  })
  if (response.status === 304 && before !== undefined) return
  if (response.status !== 200) throw new Error(`HTTP status ${response.status}`)
  const list = await bodyOf(response, revocationListBytes)
  // The reader looks at whole files alone.
  const part = `${file}.part`
  try {
    await writeFile(part, list, { mode: 0o600 })
    const changed = new Date(response.headers.get('Last-Modified') ?? Date.now())
    if (!Number.isNaN(changed.getTime())) await utimes(part, changed, changed)
    await rename(part, file)
  } finally {
    await rm(part, { force: true })
  }
}

async function bodyOf(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > most) throw new Error(`more than ${most} octets`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
