/**
 * The corpus: made letters in two halves, one written by somebody who has not seen the rules (`corpus/blind/`), one
 * by those who wrote them (`corpus/seen/`). Each half prints its confusion matrix. Of secrets none may be missed, of
 * ordinary letters none may meet more than its author expects.
 *
 * The authors did not choose the day of sending, so that late dispatch counts as allowed.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stricter } from '../../src/policy/verdict.ts'
import { agreement, confusionMatrix, type Outcome } from './confusion.ts'
import type { MadeLetter } from './letter.ts'
import { Province, settingsOf } from './province.ts'
import { openReader } from './reader.ts'

const atLeast = { all: 300, blind: 150, agreement: 0.95 }

/** Every array that a file of a half exports holds letters. */
async function lettersOf(half: string): Promise<readonly MadeLetter[]> {
  const folder = join(import.meta.dirname, 'corpus', half)
  const files = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const modules = await Promise.all(
    files.toSorted().map(name => import(join(folder, name)) as Promise<Record<string, unknown>>),
  )
  const exported: readonly unknown[] = modules
    .flatMap(module => Object.values(module))
    .filter(Array.isArray)
    .flat()
  return exported.filter(isLetter)
}

function isLetter(value: unknown): value is MadeLetter {
  return typeof value === 'object' && value !== null && 'expect' in value
}

const halves = new Map([
  ['blind', await lettersOf('blind')],
  ['seen', await lettersOf('seen')],
])
const all = [...halves.values()].flat()

const reader = openReader()
const province = new Province(reader.read)
const settings = settingsOf([{ reason: 'late-dispatch', action: 'allow' }])
afterAll(() => reader[Symbol.asyncDispose]())

test('the corpus is large enough, and every letter has a number of its own', () => {
  const ids = all.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  expect(all.length).toBeGreaterThanOrEqual(atLeast.all)
  expect(halves.get('blind')?.length).toBeGreaterThanOrEqual(atLeast.blind)
})

describe.each([...halves])('the %s half', (half, letters) => {
  const outcomes: Outcome[] = []

  beforeAll(async () => {
    for (const letter of letters)
      outcomes.push({ letter, judged: await province.judge(letter, { settings, peer: null }) })
    process.stdout.write(`${confusionMatrix(half, outcomes)}\n`)
  })

  const idsOf = (wrong: (outcome: Outcome) => boolean) =>
    outcomes.filter(wrong).map(({ letter }) => letter.id)
  const isSecret = ({ letter }: Outcome) =>
    letter.class === 'secret' || letter.expect.rules.includes('D1c-secret')

  test('no secret is missed', () => {
    const missed = idsOf(
      outcome =>
        isSecret(outcome) &&
        (outcome.judged.verdict.action !== 'block' || !outcome.judged.rules.includes('D1c-secret')),
    )
    expect(outcomes.some(isSecret)).toBe(true)
    expect(missed).toEqual([])
  })

  test('no ordinary letter meets more than is expected', () => {
    const alarmed = idsOf(
      ({ letter, judged }) =>
        letter.class === 'ordinary' &&
        (stricter(letter.expect.action, judged.verdict.action) !== letter.expect.action ||
          judged.rules.some(rule => !letter.expect.rules.includes(rule))),
    )
    expect(outcomes.some(({ letter }) => letter.class === 'ordinary')).toBe(true)
    expect(alarmed).toEqual([])
  })

  test('the action is the expected one', () => {
    expect(agreement(outcomes)).toBeGreaterThanOrEqual(atLeast.agreement)
  })
})
