import { describe, expect, it } from 'vitest'
import { threadMs } from '../../test/support/processor-time.ts'
import { restrictedTopics } from './topics.ts'

/** Work that grows with the square of a megabyte takes minutes; how fast the rest is shows in the bench. */
const quadraticMs = 4000

const head = 'SỞ NỘI VỤ\nSố: 12/QĐ-SNV\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n'

describe('restricted papers', () => {
  it.each([
    ['subject', 'Hồ sơ cán bộ Nguyễn Văn An', 'personnel'],
    ['subject', 'Danh sách quy hoạch lãnh đạo giai đoạn 2026-2031', 'personnel'],
    ['subject', 'Re: Bản kiểm điểm cá nhân năm 2026', 'personnel'],
    ['subject', 'Kết quả đánh giá, xếp loại viên chức năm 2026', 'personnel'],
    ['subject', 'Lý lịch cán bộ kèm theo', 'personnel'],
    ['subject', 'Dự thảo kết luận thanh tra tại xã Trùng Khánh', 'inspection'],
    ['subject', 'Biên bản làm việc đoàn thanh tra số 2', 'inspection'],
    ['subject', 'Chuyển đơn tố cáo của ông B', 'complaint'],
    ['subject', 'Báo cáo xác minh nội dung tố cáo', 'complaint'],
    ['subject', 'V/v giải quyết khiếu nại của bà Nông Thị C', 'complaint'],
    ['subject', 'Bản kê khai tài sản, thu nhập năm 2026', 'anti-corruption'],
    ['subject', 'BAO CAO VU VIEC THAM NHUNG TAI XA A', 'anti-corruption'],
    ['attachment 1', `${head}QUYẾT ĐỊNH\nVề việc thi hành kỷ luật công chức\nĐiều 1.`, 'personnel'],
    ['attachment 1', `${head}DỰ THẢO KẾT LUẬN THANH TRA\nViệc chấp hành pháp luật`, 'inspection'],
    ['attachment 1', 'ĐƠN TỐ CÁO\nKính gửi: Thanh tra tỉnh', 'complaint'],
    ['attachment 1', 'BẢN KÊ KHAI TÀI SẢN, THU NHẬP\nHọ và tên: Nguyễn Văn An', 'anti-corruption'],
    [
      'attachment 1',
      'Họ tên: A. Sơ yếu lý lịch kèm theo. Tự nhận mức xếp loại: tốt. Hình thức kỷ luật: khiển trách.',
      'personnel',
    ],
    [
      'body',
      'Trưởng đoàn thanh tra đề nghị đối tượng thanh tra giải trình các sai phạm trước ngày 15.',
      'inspection',
    ],
    [
      'body',
      'Người tố cáo là bà C, người bị tố cáo là ông D. Tổ xác minh đã làm việc với hai bên.',
      'complaint',
    ],
    ['body', 'Người kê khai giải trình nguồn gốc tài sản và biến động tài sản trong năm.', 'anti-corruption'],
  ] as const)('%s: %s', (place, text, topic) => {
    expect(restrictedTopics({ place, text })).toContain(topic)
    expect(restrictedTopics({ place, text: text.normalize('NFD') })).toContain(topic)
  })
})

describe('what only speaks of them', () => {
  it.each([
    ['subject', 'Mời tập huấn Luật Tố cáo năm 2026'],
    ['subject', 'Hướng dẫn kê khai tài sản, thu nhập năm 2026'],
    ['subject', 'Tuyên truyền phòng, chống tham nhũng'],
    ['subject', 'Lịch tiếp công dân tháng 12'],
    ['subject', 'Hội nghị lấy phiếu tín nhiệm cán bộ'],
    ['subject', 'Thông báo tuyển dụng viên chức'],
    ['subject', 'Đánh giá chất lượng dịch vụ công'],
    ['subject', 'Kế hoạch công tác thanh tra năm 2027'],
    [
      'body',
      'Bản tin tháng 11: tỉnh đã giải quyết nhiều đơn khiếu nại của công dân; đoàn thanh tra làm việc tại ba xã.',
    ],
    ['body', 'Gửi anh tài liệu hội nghị cán bộ chủ chốt.'],
    ['body', 'Đề nghị các đơn vị chấn chỉnh kỷ luật, kỷ cương hành chính.'],
    ['attachment 1', `${head}KẾ HOẠCH\nTuyên truyền phòng, chống tham nhũng năm 2027\nNội dung.`],
    ['attachment 1', `${head}THÔNG BÁO\nVề lịch tiếp công dân`],
    ['attachment 1', ''],
  ] as const)('%s: %s', (place, text) => {
    expect(restrictedTopics({ place, text })).toEqual([])
  })

  it('reads a megabyte of anything quickly', () => {
    for (const piece of ['tố cáo ', 'BẢN KÊ KHAI\n', '\u0302', ' ', '\n']) {
      const text = piece.repeat(2 ** 20 / piece.length)
      const began = threadMs()
      restrictedTopics({ place: 'body', text })
      expect(threadMs() - began).toBeLessThan(quadraticMs)
    }
  })
})
