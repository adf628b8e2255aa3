import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, passes } from './case.ts'
import { box, firm, official } from './forms.ts'

const service = (address: string, subject: string, body: string) => ({
  ...firm({ to: [box('annv.sokhcn')], subject, body }),
  from: { name: '', address },
})

const signUp = (name: string) =>
  flagged('D1c-signup', 'sign-up', [`Thư đăng ký hoặc xác minh tài khoản của dịch vụ ${name}`, 'mục 1.c'])

const facebook = service(
  'registration@facebookmail.com',
  '58213 là mã xác nhận Facebook của bạn',
  'Chào An,\nBạn vừa đăng ký tài khoản Facebook. Để hoàn tất, vui lòng nhập mã xác nhận 58213.',
)

export const signUps: Clause = {
  title: 'D1c-signup: Mục 1.c — không dùng hộp thư công vụ đăng ký mạng xã hội, sàn thương mại',
  cases: [
    { when: 'Thư xác nhận đăng ký Facebook', letter: facebook, outcome: signUp('Facebook') },
    {
      when: 'Thư xác minh tài khoản Shopee',
      letter: service(
        'info@mail.shopee.vn',
        'Xác minh địa chỉ email của bạn',
        'Xin chào annv,\nVui lòng nhấn vào liên kết dưới đây để xác minh email và hoàn tất đăng ký tài khoản Shopee.',
      ),
      outcome: signUp('Shopee'),
    },
    {
      when: 'Thư mã xác minh của TikTok',
      letter: service(
        'register@account.tiktok.com',
        '472913 là mã xác minh của bạn',
        'Để đăng ký tài khoản TikTok, hãy nhập mã xác minh 472913.',
      ),
      outcome: signUp('TikTok'),
    },
    {
      when: 'Tỉnh từ chối thư đăng ký mạng xã hội',
      letter: facebook,
      circumstances: { settings: settingsOf([{ reason: 'sign-up', action: 'block' }]) },
      outcome: blocked('D1c-signup', 'sign-up', ['Facebook']),
    },
    {
      when: 'Sở Văn hóa, Thể thao và Du lịch được phép quản trị trang Facebook của tỉnh',
      letter: { ...facebook, to: [box('sovhttdl')] },
      circumstances: { settings: settingsOf([{ reason: 'sign-up', action: 'allow', agency: 'sovhttdl' }]) },
      outcome: { ...passes, reason: 'sign-up' },
    },
    {
      when: 'Cán bộ trao đổi về việc đăng bài lên Facebook',
      letter: official({
        subject: 'Đăng bài Facebook',
        body: 'Chị đăng giúp bài tuyên truyền lên trang Facebook của Sở.',
      }),
      outcome: passes,
    },
    {
      when: 'Cán bộ hướng dẫn người khác đăng ký tài khoản dịch vụ công',
      letter: official({
        subject: 'Hướng dẫn đăng ký tài khoản',
        body: 'Chị vào Cổng dịch vụ công, bấm Đăng ký rồi nhập mã xác minh gửi về điện thoại.',
      }),
      outcome: passes,
    },
    {
      when: 'Doanh nghiệp mời dự hội chợ bán hàng trên Shopee',
      letter: firm({
        subject: 'Mời dự hội chợ',
        body: 'Công ty mời quý Sở dự hội chợ giới thiệu nông sản trên sàn Shopee.',
      }),
      outcome: passes,
    },
  ],
}
