/** Files that a command reads or leaves beside its output. */
import { type FileHandle, open, readFile, rm } from 'node:fs/promises'
import { Failure } from './command.ts'

/**
 * A new file for its owner alone, made before there is anything to write: once a key has left or a certificate was
 * replaced it is too late to find that the place is taken or missing. Gone again when nothing was written.
 */
export class PrivateFile implements AsyncDisposable {
  readonly path: string
  readonly #file: FileHandle
  #written = false

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  static async create(path: string): Promise<PrivateFile> {
    return new PrivateFile(path, await open(path, 'wx', 0o600).catch(error => cannotWrite(path, error)))
  }

  /** The whole content, durable when this resolves. */
  async write(content: string | Uint8Array): Promise<void> {
    try {
      await this.#file.writeFile(content)
      await this.#file.sync()
    } catch (error) {
      cannotWrite(this.path, error)
    }
    this.#written = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
    if (!this.#written) await rm(this.path, { force: true })
  }
}

function cannotWrite(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : error
  throw new Failure('failed', `${path} cannot be written (${code})`)
}

export async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure('failed', `${path} cannot be read (${error.code ?? 'unknown'})`)
  })
}
