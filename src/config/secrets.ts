/** Files that hold secrets, and files that must be private. */
import { open } from 'node:fs/promises'
import { fail, ok, type Result } from '../base/result.ts'

const maxSecretBytes = 64 * 1024
const othersMayRead = 0o077

/** The bytes of a file that only its owner may read; otherwise what is wrong with it. */
export async function readPrivateFile(file: string): Promise<Result<Buffer, string>> {
  try {
    await using handle = await open(file, 'r')
    const { mode, size } = await handle.stat()
    if ((mode & othersMayRead) !== 0) return fail(`${file} is open to others; chmod 600 it`)
    if (size > maxSecretBytes) return fail(`${file} is too large for a secret`)
    return ok(await handle.readFile())
  } catch (error) {
    return fail(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
}

/** The first line of a secret's file. */
export async function readSecret(file: string): Promise<Result<string, string>> {
  const bytes = await readPrivateFile(file)
  if (!bytes.ok) return bytes
  const secret = bytes.value.toString('utf8').split(/\r?\n/, 1)[0] ?? ''
  return secret === '' ? fail(`${file} is empty`) : ok(secret)
}
