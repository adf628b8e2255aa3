import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, held, passesAs } from './case.ts'
import { box, citizen, congVan, file, office, official, signedPdf, vanBan } from './forms.ts'

const own = congVan('sokhcn', { number: '121', abstract: 'báo cáo kết quả chuyển đổi số năm 2026' })
const oldContract = vanBan('HĐ', 'sotaichinh', {
  number: '12',
  abstract: 'Về việc thuê hạ tầng công nghệ thông tin',
  date: '02/11/2026',
})
const encrypted = file('encrypted-zip', 'bí mật kinh doanh', { filename: 'ho-so.zip' })
const program = file('exe', '', { filename: 'xem-anh.exe' })

export const together: Clause = {
  title: 'Nhiều điều trong một thư — nghiêm nhất quyết định, điều nào cũng được nói và ghi lại',
  cases: [
    {
      when: 'Cán bộ gửi công văn của Sở từ hộp thư cá nhân tới Gmail',
      letter: official({ to: ['tuan.nongvan1985@gmail.com'], attachments: [signedPdf(own)] }),
      outcome: flagged(
        ['D1b-free', 'D5-office'],
        'free-mail-recipient',
        ['dùng dịch vụ thư điện tử miễn phí Gmail', '121/SKHCN-VP của cơ quan được gửi từ hộp thư cá nhân'],
        { also: ['document-from-person'] },
      ),
    },
    {
      when: 'Cán bộ gửi tệp đặt mật khẩu tới Gmail: giữ lại vì mật khẩu, ghi nhận vì Gmail',
      letter: official({ to: ['tuan.nongvan1985@gmail.com'], attachments: [encrypted] }),
      outcome: held(
        ['D1b-free', 'D1c-archive'],
        'encrypted-archive',
        ['"ho-so.zip" được đặt mật khẩu', 'miễn phí Gmail', 'mục 1.c'],
        { also: ['free-mail-recipient'] },
      ),
    },
    {
      when: 'Công dân gửi từ Gmail một chương trình: từ chối vì chương trình',
      letter: citizen({ attachments: [program] }),
      outcome: blocked(['D1b-free', 'D1c-executable'], 'executable', ['"xem-anh.exe"', 'mục 1.c'], {
        also: ['free-mail-sender'],
      }),
    },
    {
      when: 'Chương trình, tệp đặt mật khẩu và bản chụp trong một thư',
      letter: official({ attachments: [program, encrypted, file('scan', '', { filename: 'ban-chup.pdf' })] }),
      outcome: blocked(
        ['D1c-archive', 'D1c-executable', 'D1c-unreadable'],
        'executable',
        ['"xem-anh.exe"', '"ho-so.zip"', '"ban-chup.pdf"'],
        { also: ['encrypted-archive', 'unreadable-attachment'] },
      ),
    },
    {
      when: 'Hợp đồng ký đã lâu, bản DOCX chưa ký số, tiêu đề sai, gửi doanh nghiệp: mỗi điều một lời',
      letter: office('sotaichinh', oldContract, {
        to: ['vanphong@xaydungbacha.com.vn'],
        subject: 'Gửi anh',
        attachments: [file('docx', oldContract)],
      }),
      outcome: flagged(
        ['D5-dispatch', 'D5-form'],
        'document-not-in-form',
        ['12/HĐ-STC gửi chưa đúng thể thức', 'ký ngày 02/11/2026 lẽ ra phải gửi chậm nhất ngày 03/11/2026'],
        { also: ['late-dispatch'] },
      ),
    },
    {
      when: 'Văn bản mật kèm chương trình: chỉ nói điều nặng nhất về nội dung, không lộ tên tệp',
      letter: official({ subject: 'MẬT - gửi anh', attachments: [program] }),
      outcome: blocked('D1c-secret', 'secret-stamp', ['dấu chỉ độ mật (tiêu đề)'], {
        untold: ['xem-anh.exe'],
      }),
    },
    {
      when: 'Thư mạo danh tỉnh yêu cầu trả lời về Gmail',
      letter: {
        ...citizen({ replyTo: 'vpubnd.caobang@gmail.com', authentication: 'none' }),
        from: { name: 'Văn phòng UBND tỉnh', address: box('vpubnd') },
      },
      outcome: blocked(
        'D1b-free',
        'own-domain-forged',
        ['tự xưng là vpubnd@caobang.gov.vn', 'trả lời về vpubnd.caobang@gmail.com'],
        { also: ['free-mail-reply-to'] },
      ),
    },
    {
      when: 'Thư từ tên miền giống tên miền của tỉnh, máy chủ ở nước ngoài, kèm chương trình',
      letter: {
        ...citizen({ attachments: [program] }),
        from: { name: '', address: 'vpubnd@caobang-gov.vn' },
      },
      circumstances: { peer: { address: '198.51.100.9', helo: 'vps.example.net', country: 'NL' } },
      outcome: blocked(
        ['D1b-free', 'D1c-executable'],
        'executable',
        ['viết gần giống tên miền của tỉnh', '198.51.100.9, NL'],
        { also: ['foreign-host', 'look-alike'] },
      ),
    },
    {
      when: 'Mọi mức đặt về cho qua: thư đi, từng điều vẫn được đếm',
      letter: official({ to: ['tuan.nongvan1985@gmail.com'], attachments: [signedPdf(own)] }),
      circumstances: {
        settings: settingsOf([
          { reason: 'free-mail-recipient', action: 'allow' },
          { reason: 'document-from-person', action: 'allow' },
        ]),
      },
      outcome: passesAs('free-mail-recipient', ['của cơ quan được gửi từ hộp thư cá nhân']),
    },
    {
      when: 'Một thư tới Gmail, tới Hải quan và tới đồng nghiệp: mỗi nơi một kết luận, cả thư theo Gmail',
      letter: official({
        to: ['tuan.nongvan1985@gmail.com', 'vanthu@customs.gov.vn', box('binhtt.sonoivu')],
      }),
      outcome: flagged('D1b-free', 'free-mail-recipient', ['tuan.nongvan1985@gmail.com'], {
        each: [
          ['tuan.nongvan1985@gmail.com', 'flag'],
          ['vanthu@customs.gov.vn', 'allow'],
          [box('binhtt.sonoivu'), 'allow'],
        ],
      }),
    },
  ],
}
