import { describe, expect, it } from 'vitest'
import { Pending } from './pending.ts'

const names = (...made: string[]) =>
  ({ kind: 'names', names: made, renamed: null, subscription: null }) as const

describe('what waits to be told', () => {
  it('is one of a mailbox, however much happened there', () => {
    const pending = new Pending()
    for (let i = 0; i < 1000; i++) pending.add({ kind: 'arrived', mailbox: 1, count: 3 })
    pending.add({ kind: 'flags', mailbox: 1 })
    expect(pending.size).toBe(1)
    expect([...pending.takeMessages()]).toEqual([[1, { arrived: 3000, expunged: false, flags: true }]])
    expect(pending.size).toBe(0)
  })

  it('holds no arrivals that the session made itself', () => {
    const pending = new Pending()
    pending.add({ kind: 'arrived', mailbox: 1, count: 2 })
    pending.add({ kind: 'own', mailbox: 1, uids: Uint32Array.of(5) })
    expect(pending.takeMessages().get(1)?.arrived).toBe(1)
    pending.add({ kind: 'arrived', mailbox: 1, count: 1 })
    pending.add({ kind: 'own', mailbox: 1, uids: Uint32Array.of(6) })
    expect(pending.takeMessages().size).toBe(0)
    pending.add({ kind: 'expunged', mailbox: 1 })
    pending.add({ kind: 'own', mailbox: 1, uids: Uint32Array.of(7) })
    expect(pending.takeMessages().get(1)).toEqual({ arrived: 0, expunged: true, flags: false })
  })

  it('affects the direct parent of what is made or removed, not of what is renamed', () => {
    const pending = new Pending()
    pending.add(names('Dự án/Cao tốc/Đoạn 1'))
    expect([...pending.takeNames().keys()]).toEqual(['Dự án/Cao tốc/Đoạn 1', 'Dự án/Cao tốc'])
    pending.add({ kind: 'names', names: [], renamed: { from: 'a/b', to: 'c/d' }, subscription: null })
    expect([...pending.takeNames()]).toEqual([
      ['c/d', { named: true, subscription: false, oldName: 'a/b', withdrawn: false }],
    ])
  })

  it('counts annotations by entry', () => {
    const pending = new Pending()
    pending.add({ kind: 'metadata', mailbox: null, entries: ['/shared/a', '/shared/b'] })
    pending.add({ kind: 'metadata', mailbox: null, entries: ['/shared/b'] })
    pending.add({ kind: 'metadata', mailbox: 4, entries: ['/shared/b'] })
    expect(pending.size).toBe(3)
    expect([...(pending.takeMetadata().get(0) ?? [])]).toEqual(['/shared/a', '/shared/b'])
  })
})
