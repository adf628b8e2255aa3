import type { MadeAttachment, MadeLetter } from '../../letter.ts'
import {
  an,
  binh,
  citizen,
  dung,
  expected,
  firm,
  hung,
  huong,
  langson,
  ministry,
  numbered,
  paper,
  pdf,
  son,
  sonoivu,
  vpubnd,
} from './people.ts'

const police = 'BỘ CÔNG AN\nCÔNG AN TỈNH CAO BẰNG'

function stamped(stamp: string): string {
  return paper({
    agency: police,
    number: '12/BC-CAT',
    title: 'BÁO CÁO',
    abstract: 'tình hình tháng 11',
    stamp,
  })
}

function letter(
  about: string,
  subject: string,
  body: string,
  attachments: readonly MadeAttachment[] = [],
): Omit<MadeLetter, 'id' | 'class'> {
  return {
    about,
    channel: 'submission',
    from: dung,
    to: [an.address],
    subject,
    body,
    attachments,
    expect: expected('block', 'D1c-secret'),
  }
}

/** Letters with the stamp of a state secret. All are made up. */
export const secret: readonly MadeLetter[] = numbered('secret', 137, [
  letter('dấu trong chủ đề', '[MẬT] Báo cáo tháng 11', 'Anh xem báo cáo.'),
  letter('dấu đầu chủ đề', 'TỐI MẬT - Phương án diễn tập', 'Anh xem phương án.'),
  letter('dấu cuối chủ đề', 'Phương án diễn tập (TUYỆT MẬT)', 'Anh xem phương án.'),
  letter('dấu ở dòng riêng trong thư', 'Báo cáo', 'MẬT\nKính gửi anh,\nNội dung như đã trao đổi.'),
  letter('độ mật trong phiếu', 'Phiếu gửi', 'Độ mật: Tối mật\nSố bản: 02'),
  letter('dấu trong PDF', 'Báo cáo tháng 11', 'Xem tệp.', [pdf('bc.pdf', stamped('MẬT'))]),
  letter('dấu trong DOCX', 'Báo cáo tháng 11', 'Xem tệp.', [
    { filename: 'bc.docx', kind: 'docx', text: stamped('TỐI MẬT') },
  ]),
  letter('dấu trong ODT', 'Báo cáo tháng 11', 'Xem tệp.', [
    { filename: 'bc.odt', kind: 'odt', text: stamped('TUYỆT MẬT') },
  ]),
  letter('dấu trong ô bảng tính', 'Bảng thống kê', 'Xem tệp.', [
    { filename: 'tk.xlsx', kind: 'xlsx', text: 'CÔNG AN TỈNH\tMẬT\nThống kê\t2026' },
  ]),
  letter('dấu trong tệp văn bản nén', 'Tài liệu', 'Xem tệp.', [
    { filename: 'tl.zip', kind: 'zip', text: 'TỐI MẬT\nPhương án diễn tập' },
  ]),
  letter('dấu trong HTML', 'Tài liệu', 'Xem tệp.', [
    { filename: 'tl.html', kind: 'html', text: 'MẬT\nPhương án diễn tập' },
  ]),
  letter('dạng tách dấu NFD', 'Báo cáo', `${'TUYỆT MẬT'.normalize('NFD')}\nNội dung.`),
  letter('ký tự không rộng', 'Báo cáo', 'M\u200bẬ\u200bT\nNội dung.'),
  letter('chữ Kirin', 'Báo cáo', '\u041cẬ\u0422\nNội dung.'),
  letter('chữ cách nhau', 'Báo cáo', 'T Ố I   M Ậ T\nNội dung.'),
  letter('mỗi dòng một chữ', 'Báo cáo', 'M\nẬ\nT\n\nKính gửi anh, nội dung như sau.'),
  letter('chấm giữa các chữ', '[M.Ậ.T] Báo cáo', 'Nội dung.'),
  letter('hai dòng', 'Báo cáo', 'Xem tệp.', [pdf('bc.pdf', stamped('TỐI\nMẬT'))]),
  letter('không dấu', 'Bao cao', 'TUYET MAT\nNoi dung.'),
  letter('toàn chữ rộng', 'Báo cáo', 'ＭẬＴ\nNội dung.'),
  {
    ...letter('từ ngoài gửi vào', '[MẬT] Thông báo', 'Nội dung.'),
    channel: 'mx',
    from: langson,
    to: [binh.address],
  },
  {
    ...letter('từ bộ, dấu trong PDF', 'Công văn', 'Xem tệp.', [pdf('cv.pdf', stamped('MẬT'))]),
    channel: 'mx',
    from: ministry,
    to: [sonoivu.address],
  },
  {
    ...letter('từ Gmail của công dân', 'Tôi nhặt được', 'Xem tệp.', [pdf('nhat.pdf', stamped('TỐI MẬT'))]),
    channel: 'mx',
    from: citizen,
    to: [vpubnd.address],
    expect: expected('block', 'D1b-free', 'D1c-secret'),
  },
  { ...letter('gửi ra công ty', 'MẬT: Phương án', 'Gửi anh.'), from: hung, to: [firm.address] },
  {
    ...letter('chuyển tiếp thư cũ', 'Fwd: Báo cáo', 'Em chuyển.\n\nChủ đề: [MẬT] Báo cáo\nNội dung.'),
    from: huong,
    to: [son.address],
  },
])
