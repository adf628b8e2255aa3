import { expect, it } from 'vitest'
import { Budget } from './budget.ts'

it('gives all or nothing and takes back what was given', () => {
  const budget = new Budget(10)
  expect(budget.take(7)).toBe(true)
  expect(budget.take(4)).toBe(false)
  expect(budget.available).toBe(3)
  budget.give(7)
  expect(budget.take(10)).toBe(true)
  expect(() => budget.give(11)).toThrow(RangeError)
})
