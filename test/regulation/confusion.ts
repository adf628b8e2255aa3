/** What was decided against what was expected, as a table for people. */
import type { Action } from '../../src/ports/directory.ts'
import type { MadeLetter } from './letter.ts'
import type { Judged } from './province.ts'

export interface Outcome {
  readonly letter: MadeLetter
  readonly judged: Judged
}

const actions: readonly Action[] = ['allow', 'flag', 'hold', 'block']
const cellWidth = 8

/** A row for each expected action, a column for each decided one; then a line for each wrong letter. */
export function confusionMatrix(title: string, outcomes: readonly Outcome[]): string {
  const counted = Map.groupBy(
    outcomes,
    ({ letter, judged }) => `${letter.expect.action} ${judged.verdict.action}`,
  )
  const cell = (value: string | number) => String(value).padStart(cellWidth)
  const rows = actions.map(expected =>
    [
      expected.padEnd(cellWidth),
      ...actions.map(decided => cell(counted.get(`${expected} ${decided}`)?.length ?? 0)),
    ].join(''),
  )
  const wrong = outcomes.filter(outcome => !agrees(outcome))
  return [
    `${title}: ${outcomes.length} letters, ${percent(agreement(outcomes))} agree in action, ${wrong.length} differ in action or rules`,
    ['expected'.padEnd(cellWidth), ...actions.map(cell)].join(''),
    ...rows,
    ...wrong.map(differenceOf),
  ].join('\n')
}

/** Share of the letters whose action is the expected one. */
export function agreement(outcomes: readonly Outcome[]): number {
  const same = outcomes.filter(({ letter, judged }) => letter.expect.action === judged.verdict.action)
  return same.length / outcomes.length
}

function agrees({ letter, judged }: Outcome): boolean {
  return letter.expect.action === judged.verdict.action && told(letter.expect.rules) === told(judged.rules)
}

function differenceOf({ letter, judged }: Outcome): string {
  const { id, expect, about } = letter
  return `  ${id} expected ${expect.action} (${told(expect.rules)}), decided ${judged.verdict.action} (${told(judged.rules)}): ${about}`
}

function told(rules: readonly string[]): string {
  return rules.toSorted().join(' ') || '-'
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
