/**
 * Pages of what the package is checked with, all against one checkpoint: it, the keys that signed it, a time stamp of
 * it, the acts that began and ended the export, and each entry's proof.
 */
import { breathe } from '../../base/breath.ts'
import type { BegunExport, ExportSeal } from '../../ports/exports.ts'
import type { LogLeaf, LogReads } from '../../ports/tlog.ts'
import { formatProof } from '../../tlog/proof.ts'
import type { Cursor } from './cursor.ts'
import type { PageBuilder } from './page-builder.ts'
import { type ExportedEntry, numbered } from './rows.ts'

export interface ProofSource {
  readonly log: Pick<LogReads, 'leafOf' | 'inclusion' | 'actAt'>
  readonly entry: (id: number) => Promise<ExportedEntry | undefined>
  readonly readme: string
  /** `verify.mjs` as it is. */
  readonly verifier: Uint8Array
}

/** Entries between two breaths, and two places from which an export goes on. */
const breathEntries = 32
const listed = 512
/** Longer signature lines, of ML-DSA-44, stand in `checkpoint` alone: in each proof they would be most of it. */
const longLine = 2048

export async function fillProofs(
  begun: BegunExport & { readonly seal: ExportSeal },
  idsFrom: (first: number, limit: number) => Promise<readonly number[]>,
  { log, entry, readme, verifier }: ProofSource,
  page: PageBuilder,
  start: Cursor,
): Promise<Cursor | null> {
  const checkpoint = shortNote(begun.seal.note)
  const prove = async (leaf: LogLeaf) => {
    const path = await log.inclusion(leaf.index, begun.seal.size)
    return formatProof({ extra: leaf.data, index: leaf.index, path, checkpoint })
  }
  const act = async (index: number) => {
    const leaf = await log.actAt(index)
    if (leaf === undefined) throw new Error(`the act of leaf ${index} is gone`)
    return prove(leaf)
  }
  if (start.entry === 0) {
    page.member('README.txt', readme)
    page.member('verify.mjs', verifier)
    await addFixed(begun, act, page)
  }
  let at = start.entry
  while (at < begun.entries) {
    const ids = await idsFrom(at, listed)
    if (ids.length === 0) throw new Error('the list of the export is not whole')
    for (const id of ids) {
      // One at least: what is fixed may fill a page.
      if (page.full && at > start.entry) return { ...start, entry: at }
      const leaf = await log.leafOf(id)
      if (leaf === undefined) throw new Error(`entry ${id} is gone`)
      page.member(`proofs/${numbered(id)}.tlog-proof`, await prove(leaf))
      const erasedBy = (await entry(id))?.erasedBy ?? null
      // What was erased after the export's checkpoint was erased after its letter had left.
      if (erasedBy !== null && erasedBy < begun.seal.size)
        page.member(`erasures/${numbered(id)}.tlog-proof`, await act(erasedBy))
      at++
      if (at % breathEntries === 0 || at === begun.entries) {
        page.whole({ ...start, entry: at })
        await breathe()
      }
    }
  }
  return null
}

async function addFixed(
  { seal, begunLeaf, endedLeaf }: BegunExport & { readonly seal: ExportSeal },
  act: (index: number) => Promise<string>,
  page: PageBuilder,
): Promise<void> {
  page.member('checkpoint', seal.note)
  page.member('keys.txt', seal.keys)
  if (seal.token !== null) page.member('checkpoint.tst', seal.token)
  page.member('acts/begun.tlog-proof', await act(begunLeaf))
  if (endedLeaf !== null) page.member('acts/ended.tlog-proof', await act(endedLeaf))
}

/** The checkpoint without its longest signatures: still a checkpoint, signed by the log and cosigned. */
export function shortNote(note: string): string {
  const end = note.lastIndexOf('\n\n') + 2
  const lines = note.slice(end).match(/.*\n/g) ?? []
  return note.slice(0, end) + lines.filter(line => line.length < longLine).join('')
}
