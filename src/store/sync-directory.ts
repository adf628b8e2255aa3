import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes the names in a directory durable: a new file survives a power cut only after this. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
