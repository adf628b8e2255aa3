import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { threadMs } from '../../test/support/processor-time.ts'
import { createSignUpDetector, parseSignUpServices } from './sign-up.ts'

/** Work that grows with the square of a megabyte takes minutes; how fast the rest is shows in the bench. */
const quadraticMs = 4000

const services = parseSignUpServices(readFileSync('config/sign-up-services.csv', 'utf8'))
if (!services.ok) throw new Error(services.error.join('\n'))
const signUpService = createSignUpDetector(services.value)

describe('registrations', () => {
  it.each([
    ['Facebook', 'registration@facebookmail.com', '54321 là mã xác nhận Facebook của bạn', ''],
    ['Facebook', 'no-reply@facebookmail.com', 'Just one more step', 'Confirm your email address to finish.'],
    ['TikTok', 'noreply@account.tiktok.com', '123456 is your verification code', ''],
    ['Zalo', 'no-reply@zalo.me', 'Xác nhận đăng ký tài khoản', ''],
    ['Instagram', 'no-reply@mail.instagram.com', 'Xác nhận email của bạn', ''],
    ['X', 'info@x.com', 'Confirm your email address', ''],
    ['LinkedIn', 'security-noreply@linkedin.com', 'Here is your PIN', 'Your verification code is 112233'],
    ['Telegram', 'noreply@telegram.org', 'Your login code', ''],
    ['Shopee', 'info@mail.shopee.vn', 'Mã xác minh Shopee', 'Mã OTP của bạn là 445566'],
    ['Lazada', 'noreply@support.lazada.vn', 'Chào mừng bạn đến với Lazada', ''],
    ['Tiki', 'hotro@tiki.vn', 'Hoàn tất đăng ký', ''],
    ['Sendo', 'noreply@sendo.vn', 'Kích hoạt tài khoản của bạn', ''],
    ['Amazon', 'account-update@amazon.com', 'Verify your new Amazon account', ''],
    ['eBay', 'ebay@reply.ebay.com', 'Welcome to eBay', 'Thanks for signing up.'],
    ['Google', 'no-reply@accounts.google.com', 'Email verification code: 998877', ''],
    ['Facebook', 'bounce@relay.example.net', 'Facebook', 'Mã xác nhận Facebook của bạn là: 123456'],
    ['Telegram', 'mailer@example.org', 'Telegram', 'Please verify your account'],
    ['Shopee', 'info@mail.shopee.vn', 'Xác nhận đăng ký'.normalize('NFD'), ''],
  ])('%s from %s: %s', (service, from, subject, body) => {
    expect(signUpService({ from, subject, body })).toBe(service)
  })
})

describe('other letters', () => {
  it.each([
    ['notification@facebookmail.com', 'Bạn có 3 thông báo mới', 'Nông Văn B đã nhắc đến bạn.'],
    ['info@mail.shopee.vn', 'Siêu sale 12.12', 'Giảm giá đến 50%'],
    [
      'sokhcn@caobang.gov.vn',
      'Hướng dẫn xác nhận đăng ký tài khoản Zalo OA',
      'Mã xác nhận của bạn là 123456',
    ],
    ['noreply@dichvucong.gov.vn', 'Mã OTP của bạn là 123456', 'Mã xác thực dịch vụ công'],
    ['b@gmail.com', 'Ảnh trên Facebook', 'Anh xem ảnh trên Facebook nhé.'],
    ['b@gmail.com', 'Xác nhận đăng ký dự hội thảo', 'Tôi xác nhận đăng ký dự hội thảo ngày 15.'],
    ['daotao@example.edu.vn', 'Mã xác nhận', 'Mã xác nhận của bạn là 123456'],
    ['info@notfacebookmail.com', 'Confirm something', 'See you on the other side.'],
    ['', '', ''],
  ])('%s: %s', (from, subject, body) => {
    expect(signUpService({ from, subject, body })).toBeNull()
  })

  it('reads a megabyte of anything quickly', () => {
    for (const piece of ['verify ', 'is your ', 'facebook ', 'mã xác nhận ', 'nhấn vào nút ']) {
      const body = piece.repeat(2 ** 20 / piece.length)
      const began = threadMs()
      signUpService({ from: 'a@example.com', subject: body, body })
      expect(threadMs() - began).toBeLessThan(quadraticMs)
    }
  })
})

describe('the list of services', () => {
  const head = 'service,domains,names,source\n'

  it.each([
    ['', 'line 1: expected service,domains,names,source'],
    [`${head}A,b\n`, 'line 2: 2 fields instead of 4'],
    [`${head},a.com,,x\n`, 'line 2: no service'],
    [`${head}A,,a,x\n`, 'line 2: no domains'],
    [`${head}A,a.com A..com,a,x\n`, 'line 2: bad domain A..com'],
    [`${head}"A`, 'line 2: a quoted cell is never closed'],
  ])('%j is refused', (csv, problem) => {
    expect(parseSignUpServices(csv)).toEqual({ ok: false, error: [problem] })
  })
})
