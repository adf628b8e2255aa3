import { type Clause, flagged } from './case.ts'
import { file, official, vanBan } from './forms.ts'

const notice = vanBan('TB', 'sokhcn', { number: '33', abstract: 'Kết luận cuộc họp giao ban tháng 11' })
const spoken = flagged('D5-office', 'document-from-person', ['Văn bản 33/TB-SKHCN của cơ quan'])
const stamped = 'Gửi anh theo trao đổi.\n\nTUYỆT MẬT\nKế hoạch số 5'

const written = (charset: 'utf-8' | 'windows-1258' | 'tcvn' | 'viscii', body: string) =>
  official({ charset, subject: 'Gửi chị', body })

const secret = {
  action: 'block',
  rules: ['D1c-secret'],
  reason: 'secret-stamp',
  told: ['dấu chỉ độ mật (nội dung thư)'],
  untold: ['Kế hoạch số 5'],
} as const

/** Both columns of the head in each line, as many readers of PDF give them. */
const merged = [
  'UBND TỈNH CAO BẰNG    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'SỞ KHOA HỌC VÀ CÔNG NGHỆ    Độc lập - Tự do - Hạnh phúc',
  'Số: 33/TB-SKHCN    Cao Bằng, ngày 23 tháng 11 năm 2026',
  ...notice.text.split('\n').slice(notice.text.split('\n').indexOf('THÔNG BÁO')),
].join('\n')

export const formats: Clause = {
  title: 'Văn bản được nhận ra ở mọi dạng tệp và mọi bảng mã tiếng Việt',
  cases: [
    {
      when: 'Thông báo dạng PDF',
      letter: official({ attachments: [file('pdf', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo dạng DOCX',
      letter: official({ attachments: [file('docx', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo dạng ODT',
      letter: official({ attachments: [file('odt', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo trong bảng tính XLSX',
      letter: official({ attachments: [file('xlsx', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo dạng HTML',
      letter: official({ attachments: [file('html', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo dạng văn bản thuần',
      letter: official({ attachments: [file('txt', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo trong tệp nén ZIP',
      letter: official({ attachments: [file('zip', notice)] }),
      outcome: spoken,
    },
    {
      when: 'Thông báo PDF có hai cột ở đầu trang gộp làm một dòng',
      letter: official({ attachments: [file('pdf', merged)] }),
      outcome: spoken,
    },
    { when: 'Thông báo trong nội dung thư UTF-8', letter: written('utf-8', notice.text), outcome: spoken },
    {
      when: 'Thông báo trong nội dung thư UTF-8 viết tách dấu',
      letter: written('utf-8', notice.text.normalize('NFD')),
      outcome: spoken,
    },
    {
      when: 'Thông báo trong nội dung thư Windows-1258',
      letter: written('windows-1258', notice.text),
      outcome: spoken,
    },
    { when: 'Thông báo trong nội dung thư TCVN3', letter: written('tcvn', notice.text), outcome: spoken },
    { when: 'Thông báo trong nội dung thư VISCII', letter: written('viscii', notice.text), outcome: spoken },
    {
      when: 'Dấu TUYỆT MẬT trong thư Windows-1258',
      letter: written('windows-1258', stamped),
      outcome: secret,
    },
    { when: 'Dấu TUYỆT MẬT trong thư TCVN3', letter: written('tcvn', stamped), outcome: secret },
    { when: 'Dấu TUYỆT MẬT trong thư VISCII', letter: written('viscii', stamped), outcome: secret },
  ],
}
