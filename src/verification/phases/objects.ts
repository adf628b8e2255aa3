/** Blobs that are no form: mailbox objects, which open under their keys or do not; and forms that are no entry's. */
import { isNowhere, isSampled, readBlob, wrongPlace } from '../blob-check.ts'
import { definePhase, type Run } from '../run.ts'

interface Position {
  readonly after: number
  readonly hashed: number
}

const rowsAtATime = 256
const stepMs = 100

export const objectsPhase = definePhase<Position>({
  name: 'mailbox objects',
  begin: async () => ({ after: 0, hashed: 0 }),
  async step(run, position) {
    const until = performance.now() + stepMs
    let { after, hashed } = position
    const blobs = await run.parts.evidence.blobs(after, rowsAtATime)
    for (const blob of blobs) {
      if (blob.id > run.bounds.blobs) return end(run, hashed)
      after = blob.id
      if (blob.hashed) hashed++
      else await checkObject(run, blob)
      if (performance.now() > until) return { after, hashed }
    }
    return blobs.length < rowsAtATime ? end(run, hashed) : { after, hashed }
  },
  work: ({ bounds }) => bounds.blobs,
  done: (_run, { after }) => after,
})

type Blob = Awaited<ReturnType<Run['parts']['evidence']['blobs']>>[number]

async function checkObject(run: Run, { id, place, sizeBytes }: Blob): Promise<void> {
  const { findings, tally } = run
  const name = `mailbox object ${id}`
  const wrong = isNowhere(place) ? 'its key and bytes are gone' : wrongPlace(place)
  tally.objects++
  if (!isSampled(run.options, id)) tally.unread++
  const outcome =
    wrong === undefined && isSampled(run.options, id) ? await readBlob(run, id, place) : undefined
  if (wrong !== undefined) findings.add('object', name, wrong)
  if (outcome?.kind === 'damaged') findings.add('object', name, outcome.detail)
  if (outcome?.kind !== 'read') return
  tally.objectBytes += outcome.sizeBytes
  if (outcome.sizeBytes !== sizeBytes)
    findings.add('object', name, `has ${outcome.sizeBytes} bytes, and its row says ${sizeBytes}`)
}

/** Every form was met at its entry, once: as many hashed blobs as there are beyond them are nobody's. */
function end({ findings, tally }: Run, hashed: number): null {
  if (hashed > tally.hashedBlobs)
    findings.add('blob', 'forms', `${hashed - tally.hashedBlobs} belong to no entry`)
  return null
}
