import { type Clause, flagged, passes } from './case.ts'
import { citizen, firm } from './forms.ts'

const fromFreeMail = (service: string, country: string) =>
  flagged('D1b-free', 'free-mail-sender', [
    `thuộc dịch vụ thư điện tử miễn phí ${service}, máy chủ đặt ở nước ngoài (${country})`,
    'Căn cứ: Chỉ thị 14/CT-UBND ngày 23/8/2013 của UBND tỉnh Cao Bằng, mục 1.b',
    'Nếu là cán bộ, công chức, viên chức của tỉnh, đề nghị gửi lại từ hộp thư công vụ (@caobang.gov.vn).',
  ])

export const freeMailInbound: Clause = {
  title: 'Mục 1.b — thư đến từ dịch vụ miễn phí có máy chủ đặt ở nước ngoài',
  cases: [
    {
      when: 'Công dân hỏi Sở Tư pháp từ Gmail: thư được nhận và ghi nhận',
      letter: citizen(),
      then: fromFreeMail('Gmail', 'US'),
    },
    {
      when: 'Công dân dùng tên miền thứ hai của Gmail',
      letter: citizen({ address: 'tuan.nongvan1985@googlemail.com' }),
      then: fromFreeMail('Gmail', 'US'),
    },
    {
      when: 'Công dân viết địa chỉ Gmail bằng chữ hoa',
      letter: citizen({ address: 'TUAN.NONGVAN1985@GMAIL.COM' }),
      then: fromFreeMail('Gmail', 'US'),
    },
    {
      when: 'Công dân dùng Yahoo Việt Nam, tên miền .vn nhưng máy chủ ở nước ngoài',
      letter: citizen({ address: 'hoa_bc@yahoo.com.vn' }),
      then: fromFreeMail('Yahoo Mail', 'US'),
    },
    {
      when: 'Công dân dùng Hotmail',
      letter: citizen({ address: 'lethihoa@hotmail.com' }),
      then: fromFreeMail('Outlook.com', 'US'),
    },
    {
      when: 'Công dân dùng iCloud từ điện thoại',
      letter: citizen({ address: 'lethihoa@icloud.com' }),
      then: fromFreeMail('iCloud Mail', 'US'),
    },
    {
      when: 'Công dân dùng Proton Mail ở Thụy Sĩ',
      letter: citizen({ address: 'hoa.le@proton.me' }),
      then: fromFreeMail('Proton Mail', 'CH'),
    },
    {
      when: 'Thương nhân bên kia biên giới viết từ QQ Mail',
      letter: citizen({ address: '294881042@qq.com' }),
      then: fromFreeMail('QQ Mail', 'CN'),
    },
    {
      when: 'Lưu học sinh viết từ Mail.ru',
      letter: citizen({ address: 'hoa.le@mail.ru' }),
      then: fromFreeMail('Mail.ru', 'RU'),
    },
    {
      when: 'Hợp tác xã dùng Zoho miễn phí ở Ấn Độ',
      letter: citizen({ address: 'htx.thachden@zoho.com' }),
      then: fromFreeMail('Zoho Mail', 'IN'),
    },
    {
      when: 'Công dân ở Đức dùng GMX',
      letter: citizen({ address: 'hoa.le@gmx.de' }),
      then: fromFreeMail('GMX', 'DE'),
    },
    {
      when: 'Thuê bao VNPT Hà Nội: dịch vụ trong nước, không thuộc diện',
      letter: citizen({ address: 'hoale@hn.vnn.vn' }),
      then: passes,
    },
    {
      when: 'Thuê bao FPT Telecom: dịch vụ trong nước, không thuộc diện',
      letter: citizen({ address: 'hoale@hcm.fpt.vn' }),
      then: passes,
    },
    {
      when: 'Hộp thư trả tiền đặt ở nước ngoài: ở nước ngoài nhưng không miễn phí, không thuộc diện',
      letter: citizen({ address: 'hoa@fastmail.com' }),
      then: passes,
    },
    {
      when: 'Trường đại học nước ngoài viết từ tên miền của trường',
      letter: citizen({ address: 'exchange@studies.uni-leipzig.de' }),
      then: passes,
    },
    { when: 'Doanh nghiệp của tỉnh viết từ tên miền riêng trong nước', letter: firm(), then: passes },
    {
      when: 'Sở Tư pháp Lạng Sơn viết từ hộp thư công vụ của tỉnh bạn',
      letter: firm({ address: 'sotuphap@langson.gov.vn' }),
      then: passes,
    },
    {
      when: 'Doanh nghiệp viết từ tên miền riêng nhưng yêu cầu trả lời về Gmail',
      letter: firm({ replyTo: 'xaydungbacha@gmail.com' }),
      then: flagged('D1b-free', 'free-mail-reply-to', [
        'Thư yêu cầu trả lời về xaydungbacha@gmail.com',
        'máy chủ đặt ở nước ngoài (US)',
      ]),
    },
    {
      when: 'Thư mang tên doanh nghiệp nhưng địa chỉ hoàn thư trên phong bì là Gmail',
      letter: firm(),
      circumstances: { mailFrom: 'xaydungbacha@gmail.com' },
      then: flagged('D1b-free', 'free-mail-sender', ['Thư đến từ xaydungbacha@gmail.com']),
    },
    {
      when: 'Thư mang tên doanh nghiệp nhưng trường Sender là Hotmail',
      letter: firm(),
      fields: 'Sender: thuky <bacha.thuky@hotmail.com>\r\n',
      then: flagged('D1b-free', 'free-mail-sender', ['Thư đến từ bacha.thuky@hotmail.com']),
    },
  ],
}
