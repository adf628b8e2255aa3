/** Lines of the trail without a leaf, which only those from before the log may be, and the erasures. */
import { definePhase, type Run } from '../run.ts'

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
    await lookAtCondemned(run)
    run.tally.erasuresAtForms = run.erasures.entries
    return null
  },
  work: ({ tally }) => Math.ceil(tally.acts / 100) + 1,
  done: (_run, { after }) => Math.ceil(after / 100),
})

const condemnedAtATime = 1024

/** What waits for its destruction is named by an act, which may have come since the acts were read. */
async function lookAtCondemned({ parts, erasures, findings }: Run): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await parts.evidence.condemned(after, condemnedAtATime)
    if (rows.some(({ entry, act }) => erasures.actOf(entry, -1) !== act)) await erasures.refresh()
    for (const { entry, act } of rows)
      if (erasures.actOf(entry, -1) !== act)
        findings.add('act', `entry ${entry}`, 'is condemned to be erased, and no act of the log names it')
    const last = rows.at(-1)
    if (last === undefined || rows.length < condemnedAtATime) return
    after = last.entry
  }
}
