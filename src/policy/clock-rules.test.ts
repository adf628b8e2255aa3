import { expect, test } from 'vitest'
import { clockRules } from './clock-rules.ts'
import { reasons } from './reasons.ts'
import { rules } from './rules.ts'
import { defaultOf } from './thresholds.ts'

const all = [...rules, ...clockRules]

test('no rule id stands twice in the tables', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
})

test('every reason belongs to a rule that people can look up', () => {
  const ids = new Set(all.map(({ id }) => id))
  expect([...reasons].filter(([, { rule }]) => !ids.has(rule))).toEqual([])
})

test('each names the clause of the directive and the act that fills it in, in both languages', () => {
  for (const { citation } of clockRules) {
    expect(citation.vi).toMatch(/^Chỉ thị 14\/CT-UBND .*, mục \d(\.[a-d])?; ./)
    expect(citation.en).toMatch(/^Directive 14\/CT-UBND .*, clause \d(\.[a-d])?; ./)
  }
})

test('no number governs two rules', () => {
  const governing = all.flatMap(({ thresholds = [] }) => thresholds)
  expect(new Set(governing).size).toBe(governing.length)
  for (const name of governing) expect(defaultOf(name)).toBeGreaterThan(0)
})
