import { describe, expect, it } from 'vitest'
import { threadMs } from '../../test/support/processor-time.ts'
import { baseSubject } from './base-subject.ts'

describe('base subject', () => {
  it.each([
    ['Họp giao ban', 'Họp giao ban', false],
    ['Re: Họp giao ban', 'Họp giao ban', true],
    ['RE : Fwd:  re[3]: Họp giao ban', 'Họp giao ban', true],
    ['fw: Họp', 'Họp', true],
    ['Họp (fwd)', 'Họp', true],
    ['Họp (fwd) (FWD) ', 'Họp', true],
    ['[sokhcn] Re: [văn thư] Họp', 'Họp', true],
    ['[sokhcn] Họp', 'Họp', false],
    ['[sokhcn][ubnd] Họp', 'Họp', false],
    ['[sokhcn]', '[sokhcn]', false],
    ['Re: [sokhcn]', '[sokhcn]', true],
    ['[a][b]', '[b]', false],
    ['[Fwd: Họp]', 'Họp', true],
    ['[Fwd: Re: [sokhcn] Họp (fwd)]', 'Họp', true],
    ['[fwd: [fwd: Họp]]', 'Họp', true],
    ['[Fwd: Họp', '[Fwd: Họp', false],
    ['Re: [sokhcn] [Fwd: Họp]', 'Họp', true],
    ['Họp\r\n\tgiao   ban', 'Họp giao ban', false],
    ['  ', '', false],
    ['Re:', '', true],
    ['(fwd)', '', true],
    ['[fwd:]', '', true],
    // Words of other languages are no part of the standard.
    ['Tr: Họp', 'Tr: Họp', false],
    ['Trả lời: Họp', 'Trả lời: Họp', false],
    ['AW: Họp', 'AW: Họp', false],
    ['Regarding: Họp', 'Regarding: Họp', false],
    ['Report: 15', 'Report: 15', false],
    ['Re Họp', 'Re Họp', false],
    ['Re: Re: Re: V/v đôn đốc', 'V/v đôn đốc', true],
  ] as const)('%j is %j', (subject, text, isReply) => {
    expect(baseSubject(subject)).toEqual({ text, isReply })
  })

  it('takes no more than time in the length', () => {
    const began = threadMs()
    for (const part of ['[a]', '[', '[fwd:', 're:', '(fwd)', '[a] re[b]', ' ', '[fwd:]']) {
      baseSubject(part.repeat(60_000))
      baseSubject(`${part.repeat(60_000)}x${']'.repeat(60_000)}`)
    }
    expect(threadMs() - began).toBeLessThan(2000)
  })
})
