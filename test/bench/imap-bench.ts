/** One round of the IMAP bench on one server: every cell in turn. */
import type { Contestant } from './contestant.ts'
import { type Cell, imapCells } from './imap-cells.ts'
import type { ImapPlan } from './imap-plan.ts'
import { Scene } from './imap-scene.ts'
import { type Measurement, median } from './measurement.ts'

export async function* measureImap(server: Contestant, plan: ImapPlan): AsyncIterable<Measurement> {
  using scene = await Scene.open(server, plan)
  for (const cell of imapCells(plan)) yield await measureCell(scene, cell)
}

async function measureCell(
  scene: Scene,
  { name, times = 1, setUp, act, tearDown }: Cell,
): Promise<Measurement> {
  const values: number[] = []
  for (let i = 0; i < times; i++) {
    await setUp?.(scene)
    values.push(await act(scene))
    await tearDown?.(scene)
  }
  return { cell: name, unit: 'ms', value: median(values) }
}
