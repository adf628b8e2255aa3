import { expect, it, vi } from 'vitest'
import type { Notice } from '../../ports/store.ts'
import { KnownQuotas } from './known-quotas.ts'

const stored = { quotaBytes: 1000, usedBytes: 300, messages: 3 }

function arrived(box: number, ...sizes: number[]): Notice {
  const numbers = Float64Array.from(sizes)
  return {
    ...{ kind: 'arrived', mailbox: 1, box, modseq: 1, views: numbers, internalDatesMs: numbers },
    ...{ uids: Uint32Array.from(sizes), flags: Uint32Array.from(sizes), sizesBytes: Uint32Array.from(sizes) },
  }
}

function setUp() {
  const writer = { isSettled: true }
  const quotas = new KnownQuotas(() => writer.isSettled)
  const read = vi.fn(() => stored)
  return { writer, quotas, read }
}

it('are read once, and grow with what arrives in their box', () => {
  const { quotas, read } = setUp()
  expect(quotas.of(1, read)).toEqual(stored)
  quotas.hear(arrived(1, 100, 20))
  quotas.hear(arrived(2, 5000))
  expect(quotas.of(1, read)).toEqual({ quotaBytes: 1000, usedBytes: 420, messages: 5 })
  expect(read).toHaveBeenCalledTimes(1)
})

it('are not kept while a notice may be under way', () => {
  const { writer, quotas, read } = setUp()
  writer.isSettled = false
  quotas.of(1, read)
  quotas.hear(arrived(1, 100))
  writer.isSettled = true
  expect(quotas.of(1, read)).toEqual(stored)
  expect(read).toHaveBeenCalledTimes(2)
})

it.each<[string, Notice]>([
  ['something left', { kind: 'expunged', mailbox: 1, box: 1, modseq: 2, uids: Uint32Array.of(1) }],
  ['a mailbox went', { kind: 'mailboxes', box: 1, removed: 4 }],
  ['a quota was changed', { kind: 'directory' }],
])('are read again when %s', (_, notice) => {
  const { quotas, read } = setUp()
  quotas.of(1, read)
  quotas.hear(notice)
  quotas.of(1, read)
  expect(read).toHaveBeenCalledTimes(2)
})

it('keep a bounded number of boxes', () => {
  const { quotas, read } = setUp()
  for (let box = 0; box <= 20_000; box++) quotas.of(box, read)
  read.mockClear()
  quotas.of(20_000, read)
  expect(read).not.toHaveBeenCalled()
  quotas.of(0, read)
  expect(read).toHaveBeenCalledOnce()
})
