/** `congvu archive export`: writes the file, page by page, so that what was broken off goes on. */
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { readFrames } from '../base/framed.ts'
import type { Part } from '../control/operations/archive-export.ts'
import { Failure, type Session } from './command.ts'
import { cannotWrite, type ExportHead, Journal, type OpenedJournal, type Place } from './export/journal.ts'
import { MboxPart } from './export/mbox-part.ts'
import type { PartWriter } from './export/part-file.ts'
import { ZipPart } from './export/zip-part.ts'
import { choice, count, reasonOption } from './options.ts'

interface ExportOptions {
  readonly out: string
  readonly approval?: number
  readonly format: 'zip' | 'mbox'
}

const notes = `
An export needs the approval of a second auditor for this very query. It holds what the query finds when it begins. When
it is broken off, by a full disk for example, the same command with the same --out goes on from FILE.part and needs no
approval again. The zip holds the letters byte for byte, their proofs, and what checks them on any machine that has
Node: node verify.mjs. An mbox is for reading letters in other programs; nothing can be proved with it.

Examples:
  congvu archive export "agency:sokhcn after:2026-11-01" --approval 7 --out sokhcn.zip --reason "Thanh tra theo QĐ 12/QĐ-UBND"
  congvu archive export "from:nguyenvanan@gmail.com" --approval 8 --format mbox --out thu.mbox --reason "Đơn thư số 31"
  unzip -p sokhcn.zip verify.mjs > verify.mjs && node verify.mjs sokhcn.zip --key "$(congvu log key | head -1)"`

export function register(archive: Command, session: Session): void {
  archive
    .command('export <query>')
    .description('write letters and their proofs to a file that can be checked without the server')
    .requiredOption('--out <file>', 'the file, which must not be there yet')
    .option('--approval <n>', 'number of the approval', count)
    .addOption(
      choice('--format <format>', 'a package with proofs, or letters alone', ['zip', 'mbox']).default('zip'),
    )
    .addOption(reasonOption())
    .addHelpText('after', notes)
    .action(async (query: string, options: ExportOptions) => {
      const written = await exportTo(session, query, options)
      session.done(
        written,
        `${options.out} has ${written.entries === 1 ? '1 entry' : `${written.entries} entries`}`,
      )
    })
}

interface Exported {
  readonly export: string
  readonly entries: number
  readonly file: string
  readonly bytes: number
}

async function exportTo(session: Session, query: string, options: ExportOptions): Promise<Exported> {
  const { out } = options
  const part = `${out}.part`
  const taken = await access(out).then(
    () => true,
    () => false,
  )
  if (taken) throw new Failure('usage', `${out} is there already`)
  const before = await Journal.open(`${part}.journal`)
  const { head } = before ?? { head: await begin(session, query, options, part) }
  await using journal = before?.journal ?? (await Journal.create(`${part}.journal`, head))
  if (head.query !== query || head.format !== options.format)
    throw new Failure('usage', `${part} is of another export: ${head.query} (${head.format})`)
  await using writer =
    head.format === 'zip' ? await ZipPart.open(part, head.atMs, head.csvHead) : await MboxPart.open(part)
  const place = await goBack(before, writer)
  if (before !== undefined) session.note(`going on with export ${head.export}`)
  await fetchAll(session, head, writer, journal, place)
  await writer.finish(() => journal.members())
  await rename(part, out).catch(error => cannotWrite(out, error))
  await syncFolder(dirname(out))
  await writer.removeRest()
  await journal.remove()
  const { size } = await stat(out)
  return { export: head.export, entries: head.entries, file: out, bytes: size }
}

/** The file is made first: after an export has begun it is too late to find that it cannot be written. */
async function begin(
  session: Session,
  query: string,
  { approval, format }: ExportOptions,
  part: string,
): Promise<ExportHead> {
  const file = await open(part, 'a', 0o600).catch(error => cannotWrite(part, error))
  const { size } = await file.stat()
  await file.close()
  if (size > 0) throw new Failure('usage', `${part} is there, and nothing says what it is; remove it`)
  try {
    if (approval === undefined)
      throw new Failure('usage', 'an export needs --approval, the number of what a second auditor agreed to')
    const begun = await session.call('archive.export.begin', { query, approval, format })
    const { export: id, entries, atMs, cursor, csvHead } = begun
    return { export: id, query, format, entries, atMs, cursor, csvHead }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** To the last place that the files hold; undefined when that is the start. */
async function goBack(opened: OpenedJournal | undefined, writer: PartWriter): Promise<Place | undefined> {
  const { journal, headEnd, last } = opened ?? { headEnd: 0, last: [] }
  for (let i = last.length - 1; i >= 0; i--) {
    const { place, end } = last[i]!
    if (!(await writer.holds(place, last[i - 1]?.place))) continue
    await writer.cutTo(place)
    await journal?.truncate(end)
    return place
  }
  await writer.cutTo(undefined)
  await journal?.truncate(headEnd)
  return undefined
}

async function fetchAll(
  session: Session,
  head: ExportHead,
  writer: PartWriter,
  journal: Journal,
  from: Place | undefined,
): Promise<void> {
  let stage = from?.stage ?? 'letters'
  let cursor = from?.cursor ?? head.cursor
  const { export: id } = head
  if (stage === 'letters') {
    cursor = await fetchStage(session, id, writer, journal, 'letters', cursor)
    stage = 'ending'
  }
  if (stage === 'ending') {
    const ended = await session.call('archive.export.end', { export: id, cursor })
    // Of an mbox there are no proofs.
    if (ended.cursor === null) return
    if (!ended.stamped) session.note('the checkpoint has no time stamp: no authority gave one')
    cursor = ended.cursor
    stage = 'proofs'
  }
  if (stage === 'proofs') await fetchStage(session, id, writer, journal, 'proofs', cursor)
}

/** Resolves with the cursor behind everything. */
async function fetchStage(
  session: Session,
  id: string,
  writer: PartWriter,
  journal: Journal,
  stage: 'letters' | 'proofs',
  start: string,
): Promise<string> {
  let whole = start
  let next: string | null = start
  while (next !== null) {
    const page: Uint8Array = await session.call('archive.export.page', { export: id, cursor: next })
    const taken: Taken = await takePage(page, writer, stage)
    whole = taken.places.at(-1)?.cursor ?? whole
    if (taken.void) next = whole
    else next = taken.next
    if (next === null) taken.places.push(placeOf(writer, stage === 'letters' ? 'ending' : 'complete', whole))
    // In the middle of a large letter nothing is noted.
    if (taken.places.length > 0) await writer.sync()
    await journal.note(taken.places)
  }
  return whole
}

interface Taken {
  readonly places: Place[]
  readonly void: boolean
  readonly next: string | null
}

async function takePage(page: Uint8Array, writer: PartWriter, stage: Place['stage']): Promise<Taken> {
  const places: Place[] = []
  let isVoid = false
  for (const { head, octets } of readFrames(page)) {
    const part = head as Part
    if (part.part === 'member') await writer.member(part.name, part.size, part.offset, octets)
    else if (part.part === 'row') await writer.row(part.json, part.csv)
    else if (part.part === 'envelope') writer.envelope(part.from, part.timeMs)
    else if (part.part === 'whole') places.push(placeOf(writer, stage, part.cursor))
    else if (part.part === 'next') return { places, void: isVoid, next: part.cursor }
    else {
      isVoid = true
      await writer.undo()
    }
  }
  throw new Failure('try-again', 'the answer of the server was cut off; the same command goes on')
}

function placeOf(writer: PartWriter, stage: Place['stage'], cursor: string): Place {
  return { stage, cursor, ...writer.whole() }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}
