import { settingsOf } from '../province.ts'
import { type Clause, flagged, held, passes } from './case.ts'
import { firm } from './forms.ts'

const relay = (helo: string, country: string | null = 'VN') => ({
  peer: { address: '203.0.113.25', helo, country },
})

const hostedAt = (host: string) =>
  flagged('D1b-free', 'foreign-host', [
    `Tên miền Việt Nam của vanphong@xaydungbacha.com.vn dùng máy chủ thư đặt ở nước ngoài (${host})`,
    'mục 1.b',
  ])

/** Hosts that take the domain's mail, in a country that nobody knows. */
function exchangers(...hosts: readonly string[]) {
  return hosts.map(host => ({ host, country: null }))
}

export const hosting: Clause = {
  title: 'D1b-free: Mục 1.b — tên miền Việt Nam nhưng máy chủ thư ở nước ngoài',
  cases: [
    {
      when: 'Doanh nghiệp tên miền Việt Nam có bản ghi MX ở Google',
      letter: firm(),
      circumstances: { exchangers: exchangers('aspmx.l.google.com', 'alt1.aspmx.l.google.com') },
      outcome: hostedAt('Gmail'),
    },
    {
      when: 'Máy chủ gửi xưng tên (HELO) thuộc Outlook.com',
      letter: firm(),
      circumstances: relay('mail-psa01.outbound.protection.outlook.com'),
      outcome: hostedAt('Outlook.com'),
    },
    {
      when: 'Máy chủ gửi là dịch vụ gửi thư hàng loạt Amazon SES',
      letter: firm(),
      circumstances: relay('a8-31.smtp-out.amazonses.com', 'US'),
      outcome: hostedAt('Amazon SES'),
    },
    {
      when: 'Máy chủ gửi là SendGrid, tên viết hoa và có dấu chấm cuối',
      letter: firm(),
      circumstances: relay('O1.PTR.SENDGRID.NET.'),
      outcome: hostedAt('SendGrid'),
    },
    {
      when: 'Máy chủ gửi không tên tuổi nhưng địa chỉ ở Singapore',
      letter: firm(),
      circumstances: relay('mail.xaydungbacha.com.vn', 'SG'),
      outcome: hostedAt('203.0.113.25, SG'),
    },
    {
      when: 'Máy chủ gửi ở Việt Nam, MX ở Việt Nam',
      letter: firm(),
      circumstances: {
        ...relay('mail.xaydungbacha.com.vn'),
        exchangers: exchangers('mx.xaydungbacha.com.vn'),
      },
      outcome: passes,
    },
    {
      when: 'Máy chủ gửi ở Việt Nam, nhưng máy chủ nhận (MX) đặt ở Nhật Bản',
      letter: firm(),
      circumstances: {
        ...relay('mail.xaydungbacha.com.vn'),
        exchangers: [{ host: 'mx.xaydungbacha.com.vn', country: 'JP' }],
      },
      outcome: hostedAt('mx.xaydungbacha.com.vn, JP'),
    },
    {
      when: 'Không biết máy chủ gửi ở nước nào: không suy đoán',
      letter: firm(),
      circumstances: relay('mail.xaydungbacha.com.vn', null),
      outcome: passes,
    },
    {
      when: 'Doanh nghiệp nước ngoài đặt máy chủ ở nước ngoài là bình thường',
      letter: firm({ address: 'sales@siemens.com' }),
      circumstances: {
        ...relay('mail.siemens.com', 'DE'),
        exchangers: exchangers('siemens-com.mail.protection.outlook.com'),
      },
      outcome: passes,
    },
    {
      when: 'Cơ quan nhà nước tỉnh bạn gửi qua máy chủ đặt ở nước ngoài',
      letter: firm({ address: 'sonoivu@bacninh.gov.vn' }),
      circumstances: relay('smtp7.provider.example', 'US'),
      outcome: flagged('D1b-free', 'foreign-host', ['sonoivu@bacninh.gov.vn', '203.0.113.25, US']),
    },
    {
      when: 'Tên chỉ giống tên của Google: mail-google.com.vn không phải Google',
      letter: firm(),
      circumstances: { exchangers: exchangers('mx.notgoogle.com') },
      outcome: passes,
    },
    {
      when: 'Tỉnh đặt mức giữ lại với máy chủ ở nước ngoài',
      letter: firm(),
      circumstances: {
        exchangers: exchangers('aspmx.l.google.com'),
        settings: settingsOf([{ reason: 'foreign-host', action: 'hold' }]),
      },
      outcome: held('D1b-free', 'foreign-host', ['máy chủ thư đặt ở nước ngoài (Gmail)']),
    },
  ],
}
