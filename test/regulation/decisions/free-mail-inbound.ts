import { type Clause, flagged, passes } from './case.ts'
import { citizen, firm } from './forms.ts'

const fromFreeMail = (service: string, country: string) =>
  flagged('D1b-free', 'free-mail-sender', [
    `thuộc dịch vụ thư điện tử miễn phí ${service}, máy chủ đặt ở nước ngoài (${country})`,
    'Căn cứ: Chỉ thị 14/CT-UBND ngày 23/8/2013 của UBND tỉnh Cao Bằng, mục 1.b',
    'Nếu là cán bộ, công chức, viên chức của tỉnh, đề nghị gửi lại từ hộp thư công vụ (@caobang.gov.vn).',
  ])

export const freeMailInbound: Clause = {
  title: 'D1b-free: Mục 1.b — thư đến từ dịch vụ miễn phí có máy chủ đặt ở nước ngoài',
  cases: [
    {
      when: 'Công dân hỏi Sở Tư pháp từ Gmail: thư được nhận và ghi nhận',
      letter: citizen(),
      outcome: fromFreeMail('Gmail', 'US'),
    },
    {
      when: 'Công dân dùng tên miền thứ hai của Gmail',
      letter: citizen({ address: 'tuan.nongvan1985@googlemail.com' }),
      outcome: fromFreeMail('Gmail', 'US'),
    },
    {
      when: 'Công dân viết địa chỉ Gmail bằng chữ hoa',
      letter: citizen({ address: 'TUAN.NONGVAN1985@GMAIL.COM' }),
      outcome: fromFreeMail('Gmail', 'US'),
    },
    {
      when: 'Công dân dùng Yahoo Việt Nam, tên miền .vn nhưng máy chủ ở nước ngoài',
      letter: citizen({ address: 'hoa_bc@yahoo.com.vn' }),
      outcome: fromFreeMail('Yahoo Mail', 'US'),
    },
    {
      when: 'Công dân dùng Hotmail',
      letter: citizen({ address: 'lethihoa@hotmail.com' }),
      outcome: fromFreeMail('Outlook.com', 'US'),
    },
    {
      when: 'Công dân dùng iCloud từ điện thoại',
      letter: citizen({ address: 'lethihoa@icloud.com' }),
      outcome: fromFreeMail('iCloud Mail', 'US'),
    },
    {
      when: 'Công dân dùng Proton Mail ở Thụy Sĩ',
      letter: citizen({ address: 'hoa.le@proton.me' }),
      outcome: fromFreeMail('Proton Mail', 'CH'),
    },
    {
      when: 'Thương nhân bên kia biên giới viết từ QQ Mail',
      letter: citizen({ address: '294881042@qq.com' }),
      outcome: fromFreeMail('QQ Mail', 'CN'),
    },
    {
      when: 'Lưu học sinh viết từ Mail.ru',
      letter: citizen({ address: 'hoa.le@mail.ru' }),
      outcome: fromFreeMail('Mail.ru', 'RU'),
    },
    {
      when: 'Hợp tác xã dùng Zoho miễn phí ở Ấn Độ',
      letter: citizen({ address: 'htx.thachden@zoho.com' }),
      outcome: fromFreeMail('Zoho Mail', 'IN'),
    },
    {
      when: 'Công dân ở Đức dùng GMX',
      letter: citizen({ address: 'hoa.le@gmx.de' }),
      outcome: fromFreeMail('GMX', 'DE'),
    },
    {
      when: 'Thuê bao VNPT Hà Nội: dịch vụ trong nước, không thuộc diện',
      letter: citizen({ address: 'hoale@hn.vnn.vn' }),
      outcome: passes,
    },
    {
      when: 'Thuê bao FPT Telecom: dịch vụ trong nước, không thuộc diện',
      letter: citizen({ address: 'hoale@hcm.fpt.vn' }),
      outcome: passes,
    },
    {
      when: 'Hộp thư trả tiền đặt ở nước ngoài: ở nước ngoài nhưng không miễn phí, không thuộc diện',
      letter: citizen({ address: 'hoa@fastmail.com' }),
      outcome: passes,
    },
    {
      when: 'Trường đại học nước ngoài viết từ tên miền của trường',
      letter: citizen({ address: 'exchange@studies.uni-leipzig.de' }),
      outcome: passes,
    },
    { when: 'Doanh nghiệp của tỉnh viết từ tên miền riêng trong nước', letter: firm(), outcome: passes },
    {
      when: 'Sở Tư pháp Lạng Sơn viết từ hộp thư công vụ của tỉnh bạn',
      letter: firm({ address: 'sotuphap@langson.gov.vn' }),
      outcome: passes,
    },
    {
      when: 'Doanh nghiệp viết từ tên miền riêng nhưng yêu cầu trả lời về Gmail',
      letter: firm({ replyTo: 'xaydungbacha@gmail.com' }),
      outcome: flagged('D1b-free', 'free-mail-reply-to', [
        'Thư yêu cầu trả lời về xaydungbacha@gmail.com',
        'máy chủ đặt ở nước ngoài (US)',
      ]),
    },
    {
      when: 'Thư mang tên doanh nghiệp nhưng địa chỉ hoàn thư trên phong bì là Gmail',
      letter: firm(),
      circumstances: { mailFrom: 'xaydungbacha@gmail.com' },
      outcome: flagged('D1b-free', 'free-mail-sender', ['Thư đến từ xaydungbacha@gmail.com']),
    },
    {
      when: 'Thư mang tên doanh nghiệp nhưng trường Sender là Hotmail',
      letter: firm(),
      fields: 'Sender: thuky <bacha.thuky@hotmail.com>\r\n',
      outcome: flagged('D1b-free', 'free-mail-sender', ['Thư đến từ bacha.thuky@hotmail.com']),
    },
  ],
}
