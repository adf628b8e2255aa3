/** The server's master key: it wraps every blob's data key, and other keys are derived from it. */

import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { syncDirectory } from './sync-directory.ts'

const keyBytes = 32

/** Reads `keys/master.key`, making it on the first start. Throws when others than the owner could read it. */
export function loadMasterKey(dataDir: string): Uint8Array {
  const directory = join(dataDir, 'keys')
  const path = join(directory, 'master.key')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return create(path, directory, dataDir) ?? read(path)
}

function create(path: string, directory: string, dataDir: string): Uint8Array | undefined {
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
  try {
    const key = randomBytes(keyBytes)
    writeSync(file, key)
    fsyncSync(file)
    syncDirectory(directory)
    syncDirectory(dataDir)
    return key
  } finally {
    closeSync(file)
  }
}

function read(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const mode = fstatSync(file).mode & 0o777
    if ((mode & 0o077) !== 0) {
      throw new Error(`${path} has mode 0${mode.toString(8)}; it must be 0600, readable by its owner alone`)
    }
    const key = readFileSync(file)
    if (key.length !== keyBytes)
      throw new Error(`${path} holds ${key.length} bytes; a master key has ${keyBytes}`)
    return key
  } finally {
    closeSync(file)
  }
}
