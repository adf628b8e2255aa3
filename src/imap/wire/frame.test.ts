import { describe, expect, it } from 'vitest'
import { Budget } from '../../base/budget.ts'
import { defaultLimits } from '../../base/limits.ts'
import { FrameReader } from './frame.ts'

const limits = { ...defaultLimits, imapLineBytes: 60, imapLiteralBytes: 20, messageBytes: 50 }

/** Reads everything, in chunks of `size` octets; tells what was framed and how often the client was invited. */
async function frames(text: string, size: number, budget = new Budget(1000)) {
  const bytes = Buffer.from(text)
  let at = 0
  let invited = 0
  const reader = new FrameReader({
    source: {
      read: () => {
        if (at >= bytes.length) return null
        const chunk = bytes.subarray(at, at + size)
        at += size
        return chunk
      },
      ready: async () => at < bytes.length,
    },
    limits,
    budget,
    invite: () => invited++,
    mayAppend: () => true,
    inside: () => {},
  })
  const framed: string[] = []
  for (let frame = await reader.next(); frame !== undefined; frame = await reader.next()) {
    if (frame.kind === 'command') framed.push([frame.line, ...frame.literals].map(String).join(' | '))
    else framed.push(`${frame.refusal}${frame.fatal ? '!' : ''} ${frame.line}`)
  }
  return { framed, invited, left: budget.available }
}

describe.each([1, 3, 7, 1000])('frames from chunks of %i octets', size => {
  it('lines, with CRLF and without', async () => {
    expect(await frames('a NOOP\r\nb NOOP\n\r\nc', size)).toMatchObject({ framed: ['a NOOP', 'b NOOP', ''] })
  })

  it('literals, synchronizing and not', async () => {
    expect(await frames('a LOGIN {4}\r\nhanh {3+}\r\na\r\n\r\nb NOOP\r\n', size)).toEqual({
      framed: ['a LOGIN {4}\r\n {3+}\r\n | hanh | a\r\n', 'b NOOP'],
      invited: 1,
      left: 1000,
    })
  })

  it('a refused synchronizing literal is not sent', async () => {
    expect(await frames('a LOGIN {21}\r\nb NOOP\r\n', size)).toMatchObject({
      framed: ['literal-too-big a LOGIN {21}\r\n', 'b NOOP'],
      invited: 0,
    })
  })

  it('a refused non-synchronizing literal is skipped with the rest of its command', async () => {
    const text = `a LOGIN {21+}\r\n${'x'.repeat(21)} {3+}\r\nabc\r\nb NOOP\r\n`
    expect((await frames(text, size)).framed).toEqual(['literal-too-big a LOGIN {21+}\r\n', 'b NOOP'])
    const huge = await frames(`a LOGIN {201+}\r\n${'x'.repeat(201)}\r\n`, size)
    expect(huge.framed[0]).toBe('literal-too-big! a LOGIN {201+}\r\n')
    const longer = await frames('a LOGIN {12345678901+}\r\nb LOGOUT\r\n', size)
    expect(longer.framed[0]).toBe('literal-too-big! a LOGIN {12345678901+}\r\n')
  })

  it('messages take memory from the budget and give it back', async () => {
    const message = 'x'.repeat(40)
    const text = `a APPEND INBOX {40+}\r\n${message} {40+}\r\n${message}\r\nb NOOP\r\n`
    const enough = await frames(text, size, new Budget(80))
    expect(enough).toMatchObject({ framed: [expect.stringMatching(/^a APPEND/), 'b NOOP'], left: 80 })
    const short = await frames(text, size, new Budget(79))
    expect(short.framed).toEqual([expect.stringMatching(/^no-memory a APPEND/), 'b NOOP'])
    expect(short.left).toBe(79)
  })

  it('a line too long is skipped, or ends it all', async () => {
    const { framed } = await frames(`a ${'x'.repeat(100)}\r\nb NOOP\r\n`, size)
    expect(framed).toEqual([expect.stringMatching(/^line-too-long a x/), 'b NOOP'])
    const endless = await frames(`a ${'x'.repeat(10_000)}`, size)
    expect(endless.framed[0]).toMatch(/^line-too-long! a x/)
    // However much of it came at once.
    const ended = await frames(`a ${'x'.repeat(300)}\r\nb NOOP\r\n`, size)
    expect(ended.framed[0]).toMatch(/^line-too-long! a x/)
  })
})
