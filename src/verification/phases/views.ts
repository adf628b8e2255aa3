/** What boxes show: a view is of a blob and, of an entry's letter, of one of its forms; its slices lie within. */
import type { EvidenceView } from '../../ports/evidence.ts'
import { definePhase } from '../run.ts'

interface Position {
  readonly after: number
}

const rowsAtATime = 512

export const viewsPhase = definePhase<Position>({
  name: 'views',
  begin: async () => ({ after: 0 }),
  async step(run, { after }) {
    const views = await run.parts.evidence.views(after, rowsAtATime)
    for (const view of views) {
      for (const detail of wrongsOf(view)) run.findings.add('view', `view ${view.id}`, detail)
      run.tally.views++
    }
    const last = views.at(-1)
    const more = last !== undefined && views.length === rowsAtATime && last.id < run.bounds.views
    return more ? { after: last.id } : null
  },
  work: ({ bounds }) => bounds.views,
  done: (_run, { after }) => after,
})

function* wrongsOf(view: EvidenceView): Iterable<string> {
  const { entry, form, blob, blobBytes, slices } = view
  if (blobBytes === null) yield `shows blob ${blob}, which is not there`
  if ((entry === null) !== (form === null)) yield 'names an entry or a form alone'
  if (entry !== null && !view.entryExists) yield `shows entry ${entry}, which is not there`
  else if (entry !== null && view.formBlob !== blob) yield `shows what is no form of entry ${entry}`
  if (slices === null) {
    yield 'its slices cannot be read'
    return
  }
  const within = slices.every(
    ({ from, start, end }) =>
      start <= end && end <= (from === 'prefix' ? view.prefixBytes : (blobBytes ?? end)),
  )
  if (!within) yield 'its slices reach beyond what it shows'
  const bytes = slices.reduce((sum, { start, end }) => sum + end - start, 0)
  if (bytes !== view.sizeBytes) yield `its slices are ${bytes} bytes, and it says ${view.sizeBytes}`
}
