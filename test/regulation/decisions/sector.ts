import { settingsOf } from '../province.ts'
import { type Clause, flagged, passes, passesAs } from './case.ts'
import { citizen, congVan, firm, official, signedPdf } from './forms.ts'

const exempt = (agency: string, domain: string) =>
  passesAs('sector-exempt', [
    `Cơ quan ${agency} có hệ thống thư điện tử riêng theo ngành; tên miền ${domain} đã được chấp thuận`,
    'mục 1.b',
  ])

const abroad = { peer: { address: '203.0.113.25', helo: 'smtp.relay.example', country: 'SG' } }
const taxNotice = congVan('sotaichinh', { number: '77', abstract: 'phối hợp thu ngân sách quý IV' })

export const sector: Clause = {
  title: 'D1b-sector: Mục 1.b — cơ quan có hệ thống thư điện tử riêng theo ngành',
  cases: [
    {
      when: 'Thuế tỉnh Cao Bằng viết từ hệ thống của ngành thuế',
      letter: firm({ address: 'vanthu@gdt.gov.vn' }),
      outcome: exempt('thuetinh', 'gdt.gov.vn'),
    },
    {
      when: 'Thuế tỉnh viết từ tên con của tên miền đã chấp thuận',
      letter: firm({ address: 'vanthu@caobang.gdt.gov.vn' }),
      outcome: exempt('thuetinh', 'caobang.gdt.gov.vn'),
    },
    {
      when: 'Kho bạc Nhà nước khu vực viết từ hệ thống của ngành',
      letter: firm({ address: 'vanthu@vst.gov.vn' }),
      outcome: exempt('khobac', 'vst.gov.vn'),
    },
    {
      when: 'Hải quan khu vực viết từ hệ thống của ngành, kèm văn bản',
      letter: firm({ address: 'vanthu@customs.gov.vn', attachments: [signedPdf(taxNotice)] }),
      outcome: exempt('haiquan', 'customs.gov.vn'),
    },
    {
      when: 'Cán bộ tỉnh gửi tới hệ thống của ngành thuế',
      letter: official({ to: ['vanthu@gdt.gov.vn'] }),
      outcome: exempt('thuetinh', 'gdt.gov.vn'),
    },
    {
      when: 'Máy chủ của ngành đặt đâu là việc của ngành',
      letter: firm({ address: 'vanthu@gdt.gov.vn' }),
      circumstances: abroad,
      outcome: exempt('thuetinh', 'gdt.gov.vn'),
    },
    {
      when: 'Thư không có xác thực nào: chưa bị bác bỏ, vẫn là của ngành',
      letter: firm({ address: 'vanthu@gdt.gov.vn', authentication: 'none' }),
      outcome: exempt('thuetinh', 'gdt.gov.vn'),
    },
    {
      when: 'Thư mượn tên miền ngành thuế, DMARC không đạt, máy chủ ở nước ngoài: không được miễn',
      letter: firm({ address: 'vanthu@gdt.gov.vn', authentication: 'fail' }),
      circumstances: abroad,
      outcome: flagged('D1b-free', 'foreign-host', ['vanthu@gdt.gov.vn', '203.0.113.25, SG']),
    },
    {
      when: 'Thư mượn tên miền ngành thuế, DMARC không đạt: không được tính là thư của ngành',
      letter: firm({ address: 'vanthu@gdt.gov.vn', authentication: 'fail' }),
      outcome: passes,
    },
    {
      when: 'Tên miền gdt-gov.vn chỉ giống tên miền ngành thuế: không được miễn',
      letter: firm({ address: 'vanthu@gdt-gov.vn' }),
      outcome: passes,
    },
    {
      when: 'Cán bộ thuế viết từ Gmail: việc miễn theo tên miền, không theo người',
      letter: citizen({ address: 'vanthu.thuecaobang@gmail.com' }),
      outcome: flagged('D1b-free', 'free-mail-sender', ['Gmail']),
    },
    {
      when: 'Thư từ ngành thuế yêu cầu trả lời về Gmail: vẫn ghi nhận địa chỉ trả lời',
      letter: firm({ address: 'vanthu@gdt.gov.vn', replyTo: 'thue.cb@gmail.com' }),
      outcome: flagged('D1b-free', 'free-mail-reply-to', ['thue.cb@gmail.com']),
    },
    {
      when: 'Không ai đặt được mức giữ lại cho thư của ngành đã chấp thuận',
      letter: firm({ address: 'vanthu@gdt.gov.vn' }),
      circumstances: { settings: settingsOf([{ reason: 'sector-exempt', action: 'hold' }]) },
      outcome: exempt('thuetinh', 'gdt.gov.vn'),
    },
  ],
}
