import { expect, it } from 'vitest'
import type { Scope } from '../ports/search.ts'
import { wholeProvince } from '../ports/search.ts'
import { bothScopes, sameScope } from './scope.ts'

const scope = (
  agencies: Scope['agencies'],
  fromMs: number | null = null,
  beforeMs: number | null = null,
): Scope => ({ agencies, fromMs, beforeMs })

it.each<[Scope, Scope, Scope | null]>([
  [wholeProvince, wholeProvince, wholeProvince],
  [wholeProvince, scope([1, 2], 10, 20), scope([1, 2], 10, 20)],
  [scope([1, 2]), scope([2, 3]), scope([2])],
  [scope([1]), scope([2]), null],
  [scope([]), wholeProvince, null],
  [scope(null, 10, 20), scope(null, 15), scope(null, 15, 20)],
  [scope(null, 10, 20), scope(null, null, 12), scope(null, 10, 12)],
  [scope(null, 20), scope(null, null, 20), null],
])('%j and %j', (one, other, both) => {
  expect(bothScopes(one, other)).toEqual(both)
  expect(bothScopes(other, one)).toEqual(both)
})

it('the order of agencies does not matter', () => {
  expect(sameScope(scope([10, 2]), scope([2, 10]))).toBe(true)
  expect(sameScope(scope([2]), scope([2, 10]))).toBe(false)
  expect(sameScope(scope([2]), scope([2], 0))).toBe(false)
})
