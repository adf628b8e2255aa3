/** The lists that letters are read by, from their files under `config/`. */
import { readFile } from 'node:fs/promises'
import { fail, ok, type Result } from '../base/result.ts'
import { parseDangerousTypes } from './attachments/names.ts'
import { parseDocumentKinds } from './kinds.ts'
import type { ReadingData } from './protocol.ts'
import { parseSignUpServices } from './sign-up.ts'

export interface ReadingFiles {
  readonly documentKinds: string
  readonly signUpServices: string
  /** The shipped table, and an administrator's that adds to it. */
  readonly dangerousTypes: readonly string[]
}

/** Reads the files, or tells every bad line of them. */
export async function loadReadingData(files: ReadingFiles): Promise<Result<ReadingData, readonly string[]>> {
  const problems: string[] = []
  const load = async <T>(
    path: string,
    parse: (csv: string) => Result<readonly T[], readonly string[]>,
  ): Promise<readonly T[]> => {
    const parsed = parse(await readFile(path, 'utf8'))
    if (parsed.ok) return parsed.value
    problems.push(...parsed.error.map(problem => `${path}: ${problem}`))
    return []
  }
  const documentKinds = await load(files.documentKinds, parseDocumentKinds)
  const signUpServices = await load(files.signUpServices, parseSignUpServices)
  const types = await Promise.all(files.dangerousTypes.map(path => load(path, parseDangerousTypes)))
  const runnableSuffixes = types.flat().map(type => type.suffix)
  return problems.length === 0 ? ok({ documentKinds, signUpServices, runnableSuffixes }) : fail(problems)
}
