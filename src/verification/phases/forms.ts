/**
 * Every form of every entry: its bytes against the hash that the leaf commits to, its row, its key, its place. Numbers
 * of entries and of their blobs are given in one order, so that no form is another entry's.
 */
import type { EvidenceEntry, StoredForm } from '../../ports/evidence.ts'
import { isNowhere, isSampled, readBlob, wrongPlace } from '../blob-check.ts'
import { definePhase, type Run } from '../run.ts'

interface Position {
  readonly after: number
  /** The last blob of the entries until there. */
  readonly blob: number
}

const rowsAtATime = 64
const stepMs = 100
/** Octets that are read in the time of a row. */
export const bytesOfARow = 4096

export const formsPhase = definePhase<Position>({
  name: 'forms',
  begin: async () => ({ after: 0, blob: 0 }),
  async step(run, position) {
    const until = performance.now() + stepMs
    const entries = await run.parts.evidence.entries(position.after, rowsAtATime)
    let { after, blob } = position
    for (const entry of entries) {
      // What came since is for the next run.
      if (entry.id > run.bounds.entries) return null
      blob = await checkEntry(run, entry, blob)
      after = entry.id
      if (performance.now() > until) return { after, blob }
    }
    return entries.length < rowsAtATime ? null : { after, blob }
  },
  work: ({ bounds }) => bounds.entries + bounds.blobBytes / bytesOfARow,
  done: ({ tally }, { after }) => after + tally.formBytes / bytesOfARow,
})

async function checkEntry(run: Run, entry: EvidenceEntry, lastBlob: number): Promise<number> {
  const { tally, findings, erasures } = run
  const act = erasures.actOf(entry.id, entry.leafIndex)
  if (act !== undefined) {
    tally.erased++
    if (act >= tally.outsideCovered && run.options.outside.length > 0) tally.erasedBeyondOutside++
  }
  let last = lastBlob
  for (const [i, form] of entry.forms.entries()) {
    const place = placeOf(entry, form)
    // They are stored together, in this order.
    if (form.blob <= last || (i > 0 && form.blob !== last + 1))
      findings.add('form', place, 'its number is not that of a form of this entry')
    last = Math.max(last, form.blob)
    await checkForm(run, entry, form)
  }
  if (act === undefined) await checkDerived(run, entry)
  return last
}

const placeOf = ({ id }: EvidenceEntry, { kind }: StoredForm) => `entry ${id}, form ${kind}`

async function checkForm(run: Run, entry: EvidenceEntry, form: StoredForm): Promise<void> {
  const { findings, tally, erasures } = run
  const place = placeOf(entry, form)
  const { row } = form
  tally.forms++
  if (row === null) return findings.add('missing', place, 'its blob is not there')
  tally.hashedBlobs++
  if (row.sha256 === null) return findings.add('form', place, 'has no hash')
  if (form.kind === 'received' && !sameBytes(row.sha256, entry.sha256))
    findings.add('form', place, 'its hash is not that of the entry')
  if (form.kind === 'received' && row.sizeBytes !== entry.sizeBytes)
    findings.add('form', place, `is of ${row.sizeBytes} bytes, and the entry of ${entry.sizeBytes}`)
  if (isNowhere(form.place)) return checkErased(run, entry, place)
  if (erasures.actOf(entry.id, entry.leafIndex) !== undefined) await checkUnfinished(run, entry, form)
  const wrong = wrongPlace(form.place)
  if (wrong !== undefined) findings.add('form', place, wrong)
  if (!isSampled(run.options, form.blob)) {
    tally.unread++
    return
  }
  const outcome = await readBlob(run, form.blob, form.place)
  if (outcome.kind === 'no-place' || outcome.kind === 'gone') return checkErased(run, entry, place)
  if (outcome.kind === 'damaged') return findings.add('form', place, outcome.detail)
  tally.formBytes += outcome.sizeBytes
  if (outcome.sizeBytes !== row.sizeBytes)
    findings.add('form', place, `has ${outcome.sizeBytes} bytes, and its row says ${row.sizeBytes}`)
  const expected = form.kind === 'received' ? entry.sha256 : row.sha256
  if (!sameBytes(outcome.sha256, expected))
    findings.add('form', place, 'its bytes are not those that were archived')
}

/** An act named it, and it is there: its turn may not have come yet. Then it was neither forgotten nor put back. */
async function checkUnfinished({ parts, findings, tally }: Run, { id }: EvidenceEntry, form: StoredForm) {
  const [waiting] = await parts.evidence.condemned(id - 1, 1)
  if (waiting?.entry === id) {
    if (form.kind === 'received') tally.erasuresUnderWay++
    return
  }
  // It may have gone since its row was read.
  const now = await parts.evidence.blob(form.blob)
  if (now !== undefined && !isNowhere(now.place))
    findings.add(
      'unfinished-erasure',
      `entry ${id}, form ${form.kind}`,
      'was to be erased, and its key and bytes are still there',
    )
}

/** Key and bytes are gone: lawfully, by an act of the log, which may have come since this run looked. */
async function checkErased({ erasures, findings }: Run, entry: EvidenceEntry, place: string): Promise<void> {
  if (erasures.actOf(entry.id, entry.leafIndex) === undefined) await erasures.refresh()
  if (erasures.actOf(entry.id, entry.leafIndex) === undefined)
    findings.add('missing', place, 'its key and bytes are gone, and no act of the log erased them')
}

/** What search finds the entry by. Of what was erased it may be gone. */
async function checkDerived(
  { parts, tally, findings }: Run,
  { id, parties, agencies }: EvidenceEntry,
): Promise<void> {
  if (parties === null || agencies === null)
    return findings.add('row', `entry ${id}`, 'its recipients cannot be read')
  tally.parties += parties.length
  tally.agencies += agencies.length
  if ((await parts.evidence.partiesKept(id, parties)) !== parties.length)
    findings.add('derived', `entry ${id}`, 'is not found by all who took part')
  if ((await parts.evidence.agenciesKept(id, agencies)) !== agencies.length)
    findings.add('derived', `entry ${id}`, 'is not found by all agencies that took part')
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
