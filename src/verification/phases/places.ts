/** Keys and bytes that are no blob's. */
import { definePhase } from '../run.ts'

interface Position {
  readonly kind: 'hot' | 'cold'
  readonly after: number
}

const rowsAtATime = 2048

export const placesPhase = definePhase<Position>({
  name: 'places',
  begin: async () => ({ kind: 'hot', after: 0 }),
  async step(run, { kind, after }) {
    const { blobs, last } = await run.parts.evidence.placesOfNone(kind, after, rowsAtATime)
    for (const blob of blobs)
      run.findings.add('blob', `blob ${blob}`, 'has a key and bytes, and is not known')
    if (last !== null) return { kind, after: last }
    return kind === 'hot' ? { kind: 'cold', after: 0 } : null
  },
  work: ({ bounds }) => Math.ceil(bounds.blobs / 4),
  done: (_run, { after }) => Math.ceil(after / 4),
})
