/** One session's account: names become folders, and each command that shows something is on the trail before it does. */
import type { Limits } from '../base/limits.ts'
import {
  type ImapAccount,
  type MailboxListener,
  type ObservedCommand,
  type SelectedMailbox,
  ToldFailure,
} from '../imap/backend.ts'
import type { AuditMailboxReads, LetterReads } from '../ports/audit-mailboxes.ts'
import type { Clock } from '../ports/clock.ts'
import type { AgencyId, DirectoryReads } from '../ports/directory.ts'
import type { Mailbox } from '../ports/mailboxes.ts'
import type { ParseQuery } from '../ports/search.ts'
import type { StoreWrites } from '../ports/store.ts'
import { detailOf, operationOf } from './act.ts'
import {
  type Folder,
  monthFolderName,
  parseFolderName,
  periodOf,
  queriesByName,
  queryFolderName,
} from './folders.ts'
import { mailboxOf, type OpenFolders } from './open-folders.ts'
import { neverCalled, SelectedFolder, type SelectedFolderParts } from './selected-folder.ts'
import type { Standing, Standings } from './standing.ts'

export interface AuditAccountParts extends SelectedFolderParts {
  readonly standings: Standings
  readonly folders: OpenFolders
  readonly letters: LetterReads
  readonly reads: AuditMailboxReads
  readonly directory: Pick<DirectoryReads, 'agencies' | 'agency'>
  readonly parseQuery: ParseQuery
  readonly audit: StoreWrites['audit']
  readonly clock: Clock
  readonly limits: Limits
}

export class AuditAccount implements ImapAccount {
  readonly readOnly = true
  readonly listsWithoutCounts = true
  readonly #standing: Standing
  readonly #parts: AuditAccountParts
  #selected: SelectedFolder | undefined

  constructor(standing: Standing, parts: AuditAccountParts) {
    this.#standing = standing
    this.#parts = parts
  }

  async observe(command: ObservedCommand): Promise<boolean> {
    const { standings, audit, clock, limits } = this.#parts
    const { mailbox, operator } = this.#standing
    if (!(await standings.holds(this.#standing))) return false
    const { uids, readsBodies } = command
    const read = readsBodies && uids !== null ? uids : []
    if (read.length > limits.auditActLetters)
      throw new ToldFailure('LIMIT', `At most ${limits.auditActLetters} letters are read at a time`)
    await audit({
      at: clock.now(),
      operator: operator.name,
      role: operator.role,
      operation: operationOf(command),
      detail: detailOf(command, mailbox, this.#selected?.messages, limits),
      entries: [...read],
    })
    return true
  }

  async list(): Promise<readonly Mailbox[]> {
    const folders: Folder[] = [{ kind: 'inbox', name: 'INBOX' }]
    for (const name of (await this.#queryTexts()).keys()) {
      const folder = await this.#queryFolder(name)
      if (folder !== undefined) folders.push(folder)
    }
    const { agencies } = this.#standing.scope
    if (agencies === null) await this.#addMonths(null, null, folders)
    for (const { id, code } of await this.#parts.directory.agencies()) {
      if (agencies === null || agencies.includes(id)) await this.#addMonths(id, code, folders)
    }
    return folders.map(folder => mailboxOf(folder, 1))
  }

  async status(name: string): Promise<Mailbox | undefined> {
    const folder = await this.#folder(name)
    if (folder === undefined) return undefined
    using lease = await this.#parts.folders.lease(folder, this.#standing.scope, () => {})
    const { uids, count, sizesBytes, internalDatesMs } = lease.mirror
    const letters = {
      ids: uids.subarray(0, count),
      receivedAtMs: internalDatesMs.subarray(0, count),
      sizesBytes: sizesBytes.subarray(0, count),
    }
    return mailboxOf(folder, lease.uidValidity, letters)
  }

  async recent(): Promise<number> {
    return 0
  }

  /** All: Thunderbird shows no others, and nothing can be subscribed to. */
  async subscriptions(): Promise<readonly string[]> {
    return (await this.list()).map(({ name }) => name)
  }

  async select(name: string, listener: MailboxListener): Promise<SelectedMailbox | undefined> {
    this.#selected = undefined
    const folder = await this.#folder(name)
    if (folder === undefined) return undefined
    const lease = await this.#parts.folders.lease(folder, this.#standing.scope, listener)
    this.#selected = new SelectedFolder(folder.name, lease, this.#standing, this.#parts)
    return this.#selected
  }

  create(): Promise<never> {
    return neverCalled()
  }

  rename(): Promise<never> {
    return neverCalled()
  }

  remove(): Promise<never> {
    return neverCalled()
  }

  subscribe(): Promise<never> {
    return neverCalled()
  }

  append(): Promise<never> {
    return neverCalled()
  }

  replace(): Promise<never> {
    return neverCalled()
  }

  async #folder(name: string): Promise<Folder | undefined> {
    const asked = parseFolderName(name)
    switch (asked?.kind) {
      case undefined:
        return undefined
      case 'inbox':
        return { kind: 'inbox', name: 'INBOX' }
      case 'query':
        return await this.#queryFolder(asked.query)
      case 'province':
        return this.#monthFolder(null, null, asked.month)
      case 'agency': {
        const agency = await this.#parts.directory.agency(asked.code)
        return agency && this.#monthFolder(agency.id, agency.code, asked.month)
      }
    }
  }

  #monthFolder(agency: AgencyId | null, code: string | null, month: string): Folder | undefined {
    const period = periodOf(agency, month, this.#standing.scope)
    return period && { kind: 'month', name: monthFolderName(code, month), period }
  }

  async #addMonths(agency: AgencyId | null, code: string | null, folders: Folder[]): Promise<void> {
    for (const month of await this.#parts.letters.months(agency)) {
      const folder = this.#monthFolder(agency, code, month)
      if (folder !== undefined) folders.push(folder)
    }
  }

  async #queryTexts(): Promise<ReadonlyMap<string, string>> {
    const { mailbox } = this.#standing
    return queriesByName(mailbox.queries, await this.#parts.reads.savedQueries(mailbox.operatorId))
  }

  async #queryFolder(name: string): Promise<Folder | undefined> {
    const text = (await this.#queryTexts()).get(name)
    if (text === undefined) return undefined
    const query = this.#parts.parseQuery(text)
    return query.ok ? { kind: 'query', name: queryFolderName(name), text, query: query.value } : undefined
  }
}
