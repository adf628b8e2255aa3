/** The thread that answers questions, one after the other. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type IndexDb, indexFileName, isDamage, openFinderDb } from './database.ts'
import { Finder, NoSuchPage, TooSlow } from './finder.ts'
import type { Answers, FromFinder, Question, ToFinder } from './protocol.ts'

const port = parentPort!
const path = join((workerData as { readonly dataDir: string }).dataDir, indexFileName)
let opened: { readonly db: IndexDb; readonly finder: Finder; readonly file: number } | undefined

/** The index as it is now: it may have been made anew since the last question. */
function finder(): Finder | undefined {
  const file = statSync(path, { throwIfNoEntry: false })?.ino
  if (opened !== undefined && opened.file !== file) close()
  if (opened !== undefined || file === undefined) return opened?.finder
  const db = openFinderDb(path)
  if (db === undefined) return undefined
  opened = { db, finder: new Finder(db), file }
  return opened.finder
}

function close(): void {
  opened?.db.close()
  opened = undefined
}

const nothingYet: { readonly [kind in keyof Answers]: Answers[kind] } = {
  find: { ids: [], next: null, total: 0 },
  facets: [],
  entries: { ids: [], indexedTo: 0 },
}

function answer({ question, withinMs }: ToFinder): FromFinder {
  try {
    return { ok: true, answer: ask(question, performance.now() + withinMs) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof TooSlow) return { ok: false, reason: 'too-slow', message }
    if (error instanceof NoSuchPage) return { ok: false, reason: 'page', message }
    close()
    return { ok: false, reason: isDamage(error) ? 'damaged' : 'failed', message }
  }
}

function ask(question: Question, until: number): Answers[keyof Answers] {
  return finder()?.answer(question, until) ?? nothingYet[question.kind]
}

port.on('message', (message: ToFinder) => port.postMessage(answer(message)))
