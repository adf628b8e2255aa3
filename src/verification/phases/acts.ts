/** Lines of the trail without a leaf, which only those from before the log may be, and the erasures. */
import { definePhase } from '../run.ts'

interface Position {
  readonly after: number
}

export const actsPhase = definePhase<Position>({
  name: 'acts',
  begin: async () => ({ after: 0 }),
  async step(run, { after }) {
    const { rows, last } = await run.parts.evidence.acts(after)
    const [firstLogged] = await run.parts.log.leaves('act', 0, 1)
    for (const { id, leafIndex } of rows)
      if (leafIndex === null && firstLogged !== undefined && id > firstLogged.id)
        run.findings.add('act', `act ${id}`, 'is no leaf of the log')
    if (last !== null) return { after: last }
    await run.erasures.refresh(run.findings)
    run.tally.erasuresAtForms = run.erasures.entries
    return null
  },
  work: ({ tally }) => Math.ceil(tally.acts / 100) + 1,
  done: (_run, { after }) => Math.ceil(after / 100),
})
