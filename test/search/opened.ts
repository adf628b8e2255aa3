/** A store with an index beside it, in a directory of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../src/ports/store.ts'
import { type OpenSearch, openSearch } from '../../src/search/search.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { smallShards } from './corpus.ts'

export interface Opened extends AsyncDisposable {
  readonly dataDir: string
  readonly store: Store
  readonly search: OpenSearch
  readonly troubles: string[]
  /** The index closed and opened again, as at a start of the program. */
  reopen(): Promise<OpenSearch>
}

const masterKey = Buffer.alloc(32, 7)

export interface Places {
  readonly dataDir?: string
  readonly limits?: typeof smallShards
}

export async function openBoth({ dataDir, limits = smallShards }: Places = {}): Promise<Opened> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'congvu-search-'))
  const troubles: string[] = []
  const log = { warn: (text: string) => troubles.push(text), error: (text: string) => troubles.push(text) }
  const store = await openSqliteStore({ dataDir: folder, masterKey, limits, log })
  const open = () => openSearch({ dataDir: folder, masterKey, store, limits, log })
  let search = open()
  return {
    dataDir: folder,
    store,
    get search() {
      return search
    },
    troubles,
    async reopen() {
      await search[Symbol.asyncDispose]()
      search = open()
      return search
    },
    async [Symbol.asyncDispose]() {
      await search[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      if (dataDir === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
