import { describe, expect, it } from 'vitest'
import { parsePlain } from './plain.ts'

const message = (text: string) => Buffer.from(text, 'utf8')

describe('SASL PLAIN', () => {
  it('reads identity and password, Vietnamese letters included', () => {
    expect(parsePlain(message('\0nong.thi.hanh@caobang.gov.vn\0Cao Bằng 15/CT-UBND'))).toEqual({
      ok: true,
      value: {
        authorizationId: '',
        authenticationId: 'nong.thi.hanh@caobang.gov.vn',
        password: 'Cao Bằng 15/CT-UBND',
      },
    })
    const withAuthzid = parsePlain(message('vanthu@caobang.gov.vn\0hanh@caobang.gov.vn\0x'))
    expect(withAuthzid.ok && withAuthzid.value.authorizationId).toBe('vanthu@caobang.gov.vn')
  })

  it.each([
    ['no separator', message('hanh')],
    ['one separator', message('\0hanh')],
    ['three separators', message('\0hanh\0mật khẩu\0')],
    ['no identity', message('\0\0mật khẩu')],
    ['no password', message('\0hanh\0')],
    ['bytes that are not UTF-8', Buffer.from([0, 0x68, 0, 0xff, 0xfe])],
  ])('refuses %s', (_, bytes) => {
    expect(parsePlain(bytes)).toEqual({ ok: false, error: 'malformed' })
  })
})
