import { blocked, type Clause, flagged, passes, passesAs } from './case.ts'
import { box, official } from './forms.ts'

const toFreeMail = (service: string, country: string) =>
  flagged('D1b-free', 'free-mail-recipient', [
    `dùng dịch vụ thư điện tử miễn phí ${service}, máy chủ đặt ở nước ngoài (${country})`,
    'mục 1.b',
    'với công dân, đề nghị dùng cổng dịch vụ công hoặc đề nghị cơ quan cho phép',
  ])

export const freeMailOutbound: Clause = {
  title: 'D1b-free: Mục 1.b — thư đi tới dịch vụ miễn phí ở nước ngoài, và tự động chuyển tiếp',
  cases: [
    {
      when: 'Cán bộ Sở Khoa học và Công nghệ trả lời công dân dùng Gmail: được gửi và ghi nhận',
      letter: official({ to: ['tuan.nongvan1985@gmail.com'] }),
      outcome: toFreeMail('Gmail', 'US'),
    },
    {
      when: 'Cán bộ gửi tới Yahoo',
      letter: official({ to: ['hoa_bc@yahoo.com'] }),
      outcome: toFreeMail('Yahoo Mail', 'US'),
    },
    {
      when: 'Cán bộ gửi tới Outlook.com tên miền Việt Nam',
      letter: official({ to: ['hoa.le@outlook.com.vn'] }),
      outcome: toFreeMail('Outlook.com', 'US'),
    },
    {
      when: 'Cán bộ gửi tới 163.com của đối tác Quảng Tây',
      letter: official({ to: ['guangxi_trade@163.com'] }),
      outcome: toFreeMail('NetEase Mail', 'CN'),
    },
    {
      when: 'Cán bộ gửi tới doanh nghiệp có tên miền riêng',
      letter: official({ to: ['vanphong@xaydungbacha.com.vn'] }),
      outcome: passes,
    },
    {
      when: 'Cán bộ gửi tới thuê bao VNPT',
      letter: official({ to: ['hoale@hn.vnn.vn'] }),
      outcome: passes,
    },
    {
      when: 'Cán bộ gửi tới cơ quan tỉnh bạn',
      letter: official({ to: ['sonoivu@bacninh.gov.vn'] }),
      outcome: passes,
    },
    { when: 'Cán bộ gửi đồng nghiệp trong tỉnh', letter: official(), outcome: passes },
    {
      when: 'Cán bộ gửi đồng nghiệp nhưng yêu cầu trả lời về Gmail riêng',
      letter: official({ replyTo: 'an.nguyenvan.cb@gmail.com' }),
      outcome: flagged('D1b-free', 'free-mail-reply-to', [
        'Thư yêu cầu trả lời về an.nguyenvan.cb@gmail.com',
        'Đề nghị gửi tới hộp thư công vụ (@caobang.gov.vn)',
      ]),
    },
    {
      when: 'Một thư gửi cả đồng nghiệp lẫn Gmail: cả thư theo người nhận nghiêm nhất',
      letter: official({ cc: ['tuan.nongvan1985@gmail.com'] }),
      outcome: flagged('D1b-free', 'free-mail-recipient', ['tuan.nongvan1985@gmail.com'], {
        each: [
          [box('binhtt.sonoivu'), 'allow'],
          ['tuan.nongvan1985@gmail.com', 'flag'],
        ],
      }),
    },
    {
      when: 'Quy tắc của hộp thư tự động chuyển thư công vụ ra Gmail: từ chối',
      letter: official({ to: ['an.nguyenvan.cb@gmail.com'] }),
      fields: 'X-Forwarded-For: annv.sokhcn@caobang.gov.vn an.nguyenvan.cb@gmail.com\r\n',
      outcome: blocked('D1b-free', 'automatic-forward', [
        'Thư công vụ đang được tự động chuyển tiếp ra hộp thư ngoài cơ quan nhà nước an.nguyenvan.cb@gmail.com',
        'mục 1.b',
        'Đề nghị tắt chế độ tự động chuyển tiếp',
      ]),
    },
    {
      when: 'Tự động chuyển tiếp ra hộp thư trong nước nhưng ngoài cơ quan nhà nước: từ chối',
      letter: official({ to: ['nguyenvanan@hn.vnn.vn'] }),
      fields: 'Auto-Submitted: auto-forwarded\r\n',
      outcome: blocked('D1b-free', 'automatic-forward', ['nguyenvanan@hn.vnn.vn']),
    },
    {
      when: 'Tự động chuyển tiếp do quy tắc Exchange đặt: từ chối',
      letter: official({ to: ['nguyenvanan@xaydungbacha.com.vn'] }),
      fields: 'X-MS-Exchange-Inbox-Rules-Loop: annv.sokhcn@caobang.gov.vn\r\n',
      outcome: blocked('D1b-free', 'automatic-forward', ['nguyenvanan@xaydungbacha.com.vn']),
    },
    {
      when: 'Tự động chuyển tiếp giữa hai hộp thư công vụ trong tỉnh: được phép',
      letter: official(),
      fields: 'Auto-Submitted: auto-forwarded\r\n',
      outcome: passes,
    },
    {
      when: 'Tự động chuyển tiếp tới cơ quan nhà nước ngoài tỉnh: được phép',
      letter: official({ to: ['vanthu@moha.gov.vn'] }),
      fields: 'Auto-Submitted: auto-forwarded\r\n',
      outcome: passes,
    },
    {
      when: 'Tự động chuyển tiếp tới hệ thống riêng của ngành thuế: được phép và thống kê riêng',
      letter: official({ to: ['vanthu@gdt.gov.vn'] }),
      fields: 'Auto-Submitted: auto-forwarded\r\n',
      outcome: passesAs('sector-exempt'),
    },
    {
      when: 'Thư báo vắng mặt tự động tới Gmail là thư của người gửi, không phải chuyển tiếp',
      letter: official({ to: ['tuan.nongvan1985@gmail.com'] }),
      fields: 'Auto-Submitted: auto-replied\r\n',
      outcome: toFreeMail('Gmail', 'US'),
    },
    {
      when: 'Cán bộ tự tay chuyển tiếp một thư tới doanh nghiệp',
      letter: official({
        to: ['vanphong@xaydungbacha.com.vn'],
        subject: 'Fwd: Lịch làm việc tuần tới',
        body: '---------- Forwarded message ----------\nChiều thứ Tư có thể trao đổi về phần mềm.',
      }),
      outcome: passes,
    },
  ],
}
