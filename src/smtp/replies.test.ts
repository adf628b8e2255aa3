import { describe, expect, it } from 'vitest'
import { reply } from '../base/reply.ts'
import { formatReply, replies } from './replies.ts'

describe('a reply on the wire', () => {
  it('has its codes on every line', () => {
    expect(formatReply(reply(550, '5.7.1', 'Vi phạm khoản 2\nViolates clause 2', 'policy'))).toBe(
      '550-5.7.1 Vi phạm khoản 2\r\n550 5.7.1 Violates clause 2\r\n',
    )
    expect(formatReply(reply(334, '', '', 'challenge'))).toBe('334 \r\n')
  })

  it('never has a line above 512 octets, and loses nothing by it', () => {
    const words = 'Căn cứ Chỉ thị số 15/CT-UBND của Ủy ban nhân dân tỉnh Cao Bằng '.repeat(30)
    for (const text of [words, 'ệ'.repeat(3000), `${'x'.repeat(507)} y`, 'z'.repeat(506)]) {
      const lines = formatReply(reply(550, '5.7.1', text, 'policy'))
        .split('\r\n')
        .slice(0, -1)
      for (const line of lines) expect(Buffer.byteLength(line) + 2).toBeLessThanOrEqual(512)
      const said = lines.map(line => line.slice('550-5.7.1 '.length)).join('')
      expect(said.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }
  })

  it('cannot be split by what came from outside', () => {
    expect(formatReply(reply(550, '5.1.1', 'a\r\n250 OK\u0085b\0', 'x'))).toBe(
      '550-5.1.1 a \r\n550 5.1.1 250 OK b \r\n',
    )
  })

  it('has an enhanced code unless it is 3yz', () => {
    for (const { code, enhanced } of Object.values(replies)) {
      if (code === 354) expect(enhanced).toBe('')
      else expect(enhanced).toMatch(new RegExp(`^${String(code)[0]}\\.\\d\\.\\d{1,2}$`))
    }
  })
})
