/** Files that a command reads or leaves beside its output. */
import { open, readFile } from 'node:fs/promises'
import { Failure } from './command.ts'

/** A file for its owner alone; one that exists is left as it is. */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await using file = await open(path, 'wx', 0o600)
    await file.writeFile(content)
    await file.sync()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new Failure('failed', `${path} cannot be written (${code})`)
  }
}

export async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure('failed', `${path} cannot be read (${error.code ?? 'unknown'})`)
  })
}
