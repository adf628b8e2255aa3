/**
 * Private keys at rest: one file a key, PKCS#8 sealed under a key derived from the master key and bound to the
 * key's name, so that a file that was renamed, altered or copied to another server is no key. RFC 5958.
 *
 * A file is written whole and durable before it has its name: whoever was told that a key exists finds it after a
 * power cut. Anything wrong with a file is an error that names it: a signer that cannot read its key must not guess.
 */
import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { seal, unseal } from '../base/sealed.ts'
import { subkey } from '../base/subkey.ts'

export interface KeyFilesOptions {
  /** Made on first use, for its owner alone. */
  readonly folder: string
  /** 32 octets, of `keySealingKey`. */
  readonly sealingKey: Uint8Array
}

export interface KeyFiles {
  /** Stores a private key, in place of one of the same name. */
  put(name: string, key: KeyObject): Promise<void>
  /** Undefined when there is none; rejects when its file is open to others or damaged. */
  get(name: string): Promise<KeyObject | undefined>
  /** Names in order. */
  list(): Promise<readonly string[]>
  remove(name: string): Promise<void>
}

const suffix = '.key'
/** Fits into a file's name with everything around it. */
const namePattern = /^[a-z0-9][a-z0-9._-]{0,199}$/
const othersMayUse = 0o077

/** The key that the files are sealed under. */
export function keySealingKey(masterKey: Uint8Array): Buffer {
  return subkey(masterKey, 'signing keys')
}

export function openKeyFiles({ folder, sealingKey }: KeyFilesOptions): KeyFiles {
  return {
    async put(name, key) {
      const path = pathOf(folder, name)
      const pkcs8 = key.export({ format: 'der', type: 'pkcs8' })
      const sealed = seal(sealingKey, pkcs8, name)
      pkcs8.fill(0)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeDurably(folder, path, sealed)
    },

    async get(name) {
      const path = pathOf(folder, name)
      const sealed = await readPrivate(path)
      if (sealed === undefined) return undefined
      const pkcs8 = unseal(sealingKey, sealed, name)
      if (pkcs8 === undefined)
        throw new Error(`${path} is damaged, or was sealed under another name or master key`)
      const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
      pkcs8.fill(0)
      return key
    },

    async list() {
      const files = (await readdir(folder).catch(missing)) ?? []
      const names = files.filter(file => file.endsWith(suffix)).map(file => file.slice(0, -suffix.length))
      return names.filter(name => namePattern.test(name)).sort()
    },

    async remove(name) {
      const path = pathOf(folder, name)
      await rm(path, { force: true })
      await syncFolder(folder).catch(missing)
    },
  }
}

function pathOf(folder: string, name: string): string {
  if (!namePattern.test(name)) throw new Error(`"${name}" cannot name a key`)
  return join(folder, name + suffix)
}

async function writeDurably(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  try {
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(bytes)
    await file.sync()
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function readPrivate(path: string): Promise<Buffer | undefined> {
  await using file = await openExisting(path)
  if (file === undefined) return undefined
  const mode = (await file.stat()).mode & 0o777
  if ((mode & othersMayUse) !== 0)
    throw new Error(`${path} has mode 0${mode.toString(8)}; it must be 0600, readable by its owner alone`)
  return file.readFile()
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  return open(path, 'r').catch(missing)
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
