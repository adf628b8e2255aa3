/** Sessions of this machine's operators: `sessions/NAME.json` in the data directory, readable by their owner alone. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOperatorName } from '../directory/operator.ts'
import type { SessionGrant } from './control.ts'

function folder(dataDirectory: string): string {
  return join(dataDirectory, 'sessions')
}

function fileOf(dataDirectory: string, name: string): string {
  if (!isOperatorName(name)) throw new RangeError(`"${name}" is not an operator's name`)
  return join(folder(dataDirectory), `${name}.json`)
}

export async function saveSession(dataDirectory: string, grant: SessionGrant): Promise<void> {
  const file = fileOf(dataDirectory, grant.name)
  await mkdir(folder(dataDirectory), { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, JSON.stringify(grant), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

export async function forgetSession(dataDirectory: string, name: string): Promise<void> {
  await rm(fileOf(dataDirectory, name), { force: true })
}

/** The sessions that have not ended. */
export async function savedSessions(dataDirectory: string, now: number): Promise<readonly SessionGrant[]> {
  const names = await readdir(folder(dataDirectory)).catch(() => [])
  const files = names.filter(name => name.endsWith('.json')).sort()
  const grants = await Promise.all(files.map(name => readGrant(join(folder(dataDirectory), name))))
  return grants.filter(grant => grant !== undefined && grant.expiresAt > now) as SessionGrant[]
}

/** A file that another program damaged is no session. */
async function readGrant(file: string): Promise<SessionGrant | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SessionGrant
  } catch {
    return undefined
  }
}
