import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, held, passes } from './case.ts'
import { box, congVan, file, firm, office, official, vanBan } from './forms.ts'

const outside = 'vanphong@xaydungbacha.com.vn'

const restricted = (topics: string) =>
  flagged('D1c-restricted', 'restricted-paper', [
    `Thư gửi ra ngoài tới ${outside} có dấu hiệu mang hồ sơ thuộc diện hạn chế (${topics})`,
    'mục 1.c; thông lệ quy chế thư công vụ cấp tỉnh năm 2025',
    'Đề nghị chỉ gửi hồ sơ loại này trong hệ thống thư công vụ, hoặc xin ý kiến người đứng đầu cơ quan',
  ])

const sends = (text: string, to = outside) =>
  official({
    to: [to],
    subject: 'Gửi tài liệu',
    body: 'Xin gửi tài liệu kèm theo.',
    attachments: [file('docx', text)],
  })

const profile =
  'SƠ YẾU LÝ LỊCH\n(Dùng cho hồ sơ cán bộ, công chức)\n1. Họ và tên khai sinh: Hoàng Văn Sơn\n2. Ngày sinh: 01/01/1980'
const inspection = vanBan('BC', 'sonoivu', {
  number: '91',
  abstract: 'Kết luận thanh tra việc tuyển dụng viên chức',
})
const complaint = 'ĐƠN TỐ CÁO\nKính gửi: Thanh tra tỉnh\nTôi tố cáo hành vi nhận tiền của ông A.'
const corruption = 'BÁO CÁO XÁC MINH TÀI SẢN, THU NHẬP\nHồ sơ phòng, chống tham nhũng năm 2026'

export const restrictedPapers: Clause = {
  title:
    'D1c-restricted: Mục 1.c — hồ sơ cán bộ, thanh tra, khiếu nại, tố cáo, phòng chống tham nhũng không tùy tiện gửi ra ngoài',
  cases: [
    {
      when: 'Cán bộ gửi sơ yếu lý lịch của công chức ra doanh nghiệp',
      letter: sends(profile),
      outcome: restricted('hồ sơ cán bộ'),
    },
    {
      when: 'Cùng hồ sơ đó gửi Sở Nội vụ trong thư công vụ',
      letter: sends(profile, box('sonoivu')),
      outcome: passes,
    },
    {
      when: 'Gửi đơn tố cáo ra ngoài',
      letter: sends(complaint),
      outcome: restricted('khiếu nại, tố cáo'),
    },
    {
      when: 'Gửi hồ sơ xác minh tài sản, thu nhập ra ngoài',
      letter: sends(corruption),
      outcome: restricted('phòng, chống tham nhũng'),
    },
    {
      when: 'Gửi kết luận thanh tra ra ngoài',
      letter: sends(inspection.text),
      outcome: restricted('thanh tra'),
    },
    {
      when: 'Người dân gửi đơn tố cáo tới Thanh tra tỉnh: quyền của người dân',
      letter: firm({ to: [box('thanhtra')], subject: 'Đơn tố cáo', attachments: [file('docx', complaint)] }),
      outcome: passes,
    },
    {
      when: 'Công văn thường gửi doanh nghiệp',
      letter: office(
        'soxaydung',
        congVan('soxaydung', { number: '77', abstract: 'công bố giá vật liệu xây dựng' }),
        {
          to: [outside],
        },
      ),
      outcome: passes,
    },
    {
      when: 'Thư hẹn làm việc có nhắc tới Thanh tra tỉnh',
      letter: official({
        to: [outside],
        body: 'Mời công ty đến làm việc, phòng họp ở tầng 2 cạnh trụ sở Thanh tra tỉnh.',
      }),
      outcome: passes,
    },
    {
      when: 'Thanh tra tỉnh giữ lại mọi hồ sơ hạn chế trước khi ra ngoài',
      letter: { ...sends(complaint), from: { name: '', address: box('thanhtra') } },
      circumstances: {
        settings: settingsOf([{ reason: 'restricted-paper', action: 'hold', agency: 'thanhtra' }]),
      },
      outcome: held('D1c-restricted', 'restricted-paper', ['khiếu nại, tố cáo']),
    },
    {
      when: 'Gửi hồ sơ hạn chế cho cả trong và ngoài, mức từ chối: cả thư không đi',
      letter: { ...sends(complaint), cc: [box('thanhtra')] },
      circumstances: { settings: settingsOf([{ reason: 'restricted-paper', action: 'block' }]) },
      outcome: blocked('D1c-restricted', 'restricted-paper', [outside], {
        each: [
          [outside, 'block'],
          [box('thanhtra'), 'allow'],
        ],
      }),
    },
  ],
}
