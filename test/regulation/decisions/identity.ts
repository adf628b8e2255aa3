import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, held, passes } from './case.ts'
import { box, citizen, firm, official } from './forms.ts'

const pretended = (address: string) => ({ ...firm(), from: { name: '', address } })

const lookAlike = (address: string) =>
  flagged('D1b-free', 'look-alike', [
    `Địa chỉ ${address} có tên miền viết gần giống tên miền của tỉnh caobang.gov.vn nhưng không phải của tỉnh`,
    'mục 1.b',
  ])

const signedBy = (domain: string) => ({
  authentication: { dkim: [{ result: 'pass', domain }], spf: { result: 'none', domain } },
})

export const identity: Clause = {
  title: 'D1b-free: Mục 1.b — mạo danh tên miền của tỉnh, tên miền giống tên miền của tỉnh',
  cases: [
    {
      when: 'Thư từ bên ngoài tự xưng Văn phòng UBND tỉnh, không có chữ ký DKIM: từ chối',
      letter: { ...pretended(box('vpubnd')), authentication: 'none' },
      outcome: blocked('D1b-free', 'own-domain-forged', [
        'tự xưng là vpubnd@caobang.gov.vn và không có chữ ký DKIM hợp lệ của tỉnh',
        'mục 1.b',
        'Đề nghị gửi qua máy chủ thư của tỉnh bằng tài khoản công vụ',
      ]),
    },
    {
      when: 'Thư của tỉnh trở lại qua danh sách thư bên ngoài, chữ ký DKIM của tỉnh còn nguyên: ghi nhận',
      letter: pretended(box('vpubnd')),
      outcome: flagged('D1b-free', 'own-domain-forwarded', ['chữ ký DKIM của tỉnh vẫn hợp lệ']),
    },
    {
      when: 'Tự xưng Sở Nội vụ, có chữ ký DKIM hợp lệ nhưng của tên miền khác: từ chối',
      letter: pretended(box('sonoivu')),
      circumstances: signedBy('bulk-sender.com'),
      outcome: blocked('D1b-free', 'own-domain-forged', ['sonoivu@caobang.gov.vn']),
    },
    {
      when: 'Tự xưng Sở Nội vụ, chữ ký DKIM của một tên miền chỉ giống tên miền của tỉnh: từ chối',
      letter: pretended(box('sonoivu')),
      circumstances: signedBy('caobang-gov.vn'),
      outcome: blocked('D1b-free', 'own-domain-forged', ['sonoivu@caobang.gov.vn']),
    },
    {
      when: 'Tự xưng Sở Nội vụ, SPF đạt cho một địa chỉ hoàn thư khác: từ chối',
      letter: { ...pretended(box('sonoivu')), authentication: 'none' },
      circumstances: {
        mailFrom: 'bounce@bulk-sender.com',
        authentication: { spf: { result: 'pass', domain: 'bulk-sender.com' } },
      },
      outcome: blocked('D1b-free', 'own-domain-forged', ['sonoivu@caobang.gov.vn']),
    },
    {
      when: 'Cơ quan muốn cho qua thư mạo danh: vẫn bị giữ lại',
      letter: { ...pretended(box('vpubnd')), authentication: 'fail' },
      circumstances: { settings: settingsOf([{ reason: 'own-domain-forged', action: 'allow' }]) },
      outcome: held('D1b-free', 'own-domain-forged', ['tự xưng là vpubnd@caobang.gov.vn']),
    },
    {
      when: 'Cổng dịch vụ công dưới tên miền của tỉnh gửi từ máy chủ riêng có SPF',
      letter: pretended('thongbao@dichvucong.caobang.gov.vn'),
      circumstances: {
        authentication: { spf: { result: 'pass', domain: 'dichvucong.caobang.gov.vn' }, dkim: [] },
      },
      outcome: passes,
    },
    {
      when: 'Tên bịa dưới tên miền của tỉnh, SPF không đạt: từ chối',
      letter: { ...pretended('thongbao@khuyenmai.caobang.gov.vn'), authentication: 'fail' },
      outcome: blocked('D1b-free', 'own-domain-forged', ['thongbao@khuyenmai.caobang.gov.vn']),
    },
    {
      when: 'Doanh nghiệp đặt địa chỉ của Sở Xây dựng làm địa chỉ trả lời',
      letter: firm({ replyTo: box('soxaydung') }),
      outcome: flagged('D1b-free', 'own-domain-borrowed', [
        'dùng địa chỉ của tỉnh soxaydung@caobang.gov.vn làm địa chỉ trả lời hoặc địa chỉ hoàn thư',
      ]),
    },
    {
      when: 'Thư doanh nghiệp với địa chỉ hoàn thư trên phong bì là của tỉnh',
      letter: firm(),
      circumstances: { mailFrom: box('soxaydung') },
      outcome: flagged('D1b-free', 'own-domain-borrowed', ['soxaydung@caobang.gov.vn']),
    },
    {
      when: 'Thư mang sẵn trường Return-Path là địa chỉ của tỉnh',
      letter: firm(),
      fields: 'Return-Path: <vpubnd@caobang.gov.vn>\r\n',
      outcome: flagged('D1b-free', 'own-domain-borrowed', ['vpubnd@caobang.gov.vn']),
    },
    {
      when: 'Tên hiển thị là địa chỉ của Văn phòng UBND tỉnh, địa chỉ thật ở nơi khác',
      letter: { ...firm(), from: { name: 'vpubnd@caobang.gov.vn', address: 'sales@vidu-mail.com' } },
      outcome: flagged('D1b-free', 'own-domain-borrowed', ['vpubnd@caobang.gov.vn']),
    },
    {
      when: 'Tên miền caobang-gov.vn, gạch nối thay dấu chấm',
      letter: pretended('vpubnd@caobang-gov.vn'),
      outcome: lookAlike('vpubnd@caobang-gov.vn'),
    },
    {
      when: 'Tên miền caobanggov.vn, thiếu dấu chấm',
      letter: pretended('vpubnd@caobanggov.vn'),
      outcome: lookAlike('vpubnd@caobanggov.vn'),
    },
    {
      when: 'Tên miền của tỉnh làm tên con của một tên miền lạ',
      letter: pretended('vpubnd@caobang.gov.vn.dang-nhap.com'),
      outcome: lookAlike('vpubnd@caobang.gov.vn.dang-nhap.com'),
    },
    {
      when: 'Tên miền c4obang.gov.vn, số bốn thay chữ a',
      letter: pretended('vpubnd@c4obang.gov.vn'),
      outcome: lookAlike('vpubnd@c4obang.gov.vn'),
    },
    {
      when: 'Tên miền có chữ a Kirin, ghi dưới dạng xn--',
      letter: pretended('vpubnd@xn--cobang-3nf.gov.vn'),
      outcome: lookAlike('vpubnd@xn--cobang-3nf.gov.vn'),
    },
    {
      when: 'Địa chỉ trả lời có tên miền giống tên miền của tỉnh',
      letter: firm({ replyTo: 'vpubnd@caobang-gov.vn' }),
      outcome: lookAlike('vpubnd@caobang-gov.vn'),
    },
    {
      when: 'Cán bộ gửi nhầm tới tên miền chỉ giống tên miền của tỉnh',
      letter: official({ to: ['vpubnd@caobang-gov.vn'] }),
      outcome: lookAlike('vpubnd@caobang-gov.vn'),
    },
    {
      when: 'Cơ quan không được cho qua tên miền giống tên miền của tỉnh',
      letter: pretended('vpubnd@caobang-gov.vn'),
      circumstances: { settings: settingsOf([{ reason: 'look-alike', action: 'allow' }]) },
      outcome: lookAlike('vpubnd@caobang-gov.vn'),
    },
    {
      when: 'Tỉnh bạn có tên gần giống: bacgiang.gov.vn là của tỉnh bạn',
      letter: pretended('sonoivu@bacgiang.gov.vn'),
      outcome: passes,
    },
    {
      when: 'Trường học có tên miền caobang.edu.vn',
      letter: pretended('thpt.chuyen@caobang.edu.vn'),
      outcome: passes,
    },
    {
      when: 'Báo Cao Bằng có tên miền baocaobang.vn',
      letter: pretended('toasoan@baocaobang.vn'),
      outcome: passes,
    },
    {
      when: 'Công dân nhắc tên miền của tỉnh trong lời văn',
      letter: citizen({
        address: 'hoale@hn.vnn.vn',
        body: 'Tôi đã gửi đơn tới vpubnd@caobang.gov.vn tuần trước.',
      }),
      outcome: passes,
    },
  ],
}
