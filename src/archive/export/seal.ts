/** The checkpoint that all proofs of an export are made against: chosen once it has ended, and kept from then on. */
import type { ExportId, ExportSeal } from '../../ports/exports.ts'
import type { StoredCheckpoint } from '../../ports/tlog.ts'
import { stampedHash } from '../../tlog/daily-stamp.ts'
import { wholeNote } from '../../tlog/log.ts'
import type { ExportParts } from './exports.ts'

/** Checkpoints looked at for the one with the most cosignatures. */
const candidates = 20

/** Rejects with LogForked, KeyFailure. */
export async function sealExport(parts: ExportParts, id: ExportId): Promise<ExportSeal> {
  const { store, origin, transparency, timestamps } = parts
  const stored = async () => (await store.read.exports.export(id))?.seal ?? undefined
  const before = await stored()
  if (before !== undefined) return before
  const begun = await store.read.exports.export(id)
  // Signs, asks the witnesses and, once a day, the time-stamping authority.
  await transparency.tick()
  const covering = await store.read.log.checkpoints(begun?.endedLeaf ?? 0, candidates)
  const best = covering.reduce<StoredCheckpoint | undefined>(
    (most, one) => (most === undefined || one.cosignatures.length > most.cosignatures.length ? one : most),
    undefined,
  )
  if (best === undefined) throw new Error('no checkpoint covers the end of the export')
  const stamped = best.token === null ? await timestamps.stamp(stampedHash({ ...best, origin })) : undefined
  const own = (await transparency.verifierKeys()).filter(key => key.startsWith(`${origin}+`))
  await store.write.sealExport(id, {
    size: best.size,
    note: wholeNote(best),
    token: stamped?.ok ? stamped.value.token : best.token,
    keys: own.map(key => `${key}\n`).join(''),
  })
  return (await stored())!
}
