/** The folder of segments: every segment is there and as long as its row says, and nothing else is. */
import { setTimeout as pause } from 'node:timers/promises'
import { definePhase, type Run } from '../run.ts'

/** For a segment that is just being made, or given up. */
const secondLookMs = 200

const segmentName = (id: number) => `${String(id).padStart(8, '0')}.seg`

async function look({ evidence }: Run['parts']) {
  // The files first: a row is written when its file is there.
  const files = await evidence.files()
  const segments = await evidence.segments()
  const problems: [place: string, detail: string][] = []
  const known = new Map(files.map(({ name, bytes }) => [name, bytes]))
  for (const { id, bytes } of segments) {
    const length = known.get(segmentName(id))
    if (length === undefined) problems.push([`segment ${id}`, 'is missing'])
    else if (length < bytes)
      problems.push([`segment ${id}`, `has ${length} bytes, and ${bytes} were committed`])
    known.delete(segmentName(id))
  }
  // The next one may have been begun, and nothing committed into it yet.
  known.delete(segmentName(await evidence.nextSegment()))
  // Names from outside are not told: they could be anything.
  if (known.size > 0)
    problems.push(['the folder of segments', `holds ${known.size} files that are no segments`])
  return { segments: segments.length, problems }
}

export const segmentsPhase = definePhase<true>({
  name: 'segments',
  begin: async () => true,
  async step(run) {
    let found = await look(run.parts)
    if (found.problems.length > 0) {
      await pause(secondLookMs)
      found = await look(run.parts)
    }
    for (const [place, detail] of found.problems) run.findings.add('segment', place, detail)
    run.tally.segments = found.segments
    return null
  },
  work: () => 1,
  done: () => 0,
})
