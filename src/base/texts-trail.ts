/** What happened to a letter, as its custody trail says it. A neighbour of `texts.ts`, under the same test. */
import type { Text } from './texts.ts'

export const trailTexts = {
  received: { vi: 'Máy chủ nhận thư', en: 'received' },
  logged: { vi: 'Ghi vào nhật ký minh bạch', en: 'leaf of the log' },
  checkpoint: { vi: 'Điểm kiểm tra đã ký bao trùm', en: 'covered by a signed checkpoint' },
  judged: { vi: 'Đánh giá theo quy định', en: 'judged' },
  form: { vi: 'Lưu một dạng của thư', en: 'form kept' },
  refused: { vi: 'Từ chối với người nhận', en: 'refused for a recipient' },
  delivered: { vi: 'Vào hộp thư', en: 'delivered' },
  queued: { vi: 'Vào hàng đợi gửi ra ngoài', en: 'queued to leave' },
  held: { vi: 'Giữ lại chờ duyệt', en: 'held for an approver' },
  released: { vi: 'Được duyệt cho đi', en: 'released' },
  rejected: { vi: 'Bị bác, không gửi đi', en: 'rejected' },
  acknowledged: { vi: 'Cơ quan đã mở văn bản', en: 'found read by its office' },
  overdue: { vi: 'Quá hạn mà cơ quan chưa mở', en: 'found unread and overdue' },
  viewed: { vi: 'Kiểm tra viên xem thông tin thư', en: 'viewed by an auditor' },
  read: { vi: 'Kiểm tra viên lấy nguyên văn', en: 'bytes taken by an auditor' },
  proved: { vi: 'Kiểm tra viên lấy bằng chứng', en: 'proof taken by an auditor' },
  traced: { vi: 'Kiểm tra viên xem hành trình', en: 'custody viewed by an auditor' },
  approval: { vi: 'Đề nghị được xem ngoài phạm vi', en: 'approval asked for, to read it' },
  restored: { vi: 'Yêu cầu khôi phục vào hộp thư', en: 'restore into a box asked for' },
  act: { vi: 'Thao tác khác của cán bộ', en: 'other act of an operator' },
  nowLies: { vi: 'Hiện ở trong hộp thư', en: 'lies now in a mailbox' },
  nowGone: { vi: 'Không còn trong hộp thư', en: 'no longer in the box' },
  nowQueue: { vi: 'Tình trạng gửi ra ngoài hiện nay', en: 'state of the outside delivery now' },
  nowHeld: { vi: 'Còn chờ duyệt', en: 'still waits for an approver' },
} as const satisfies Record<string, Text>
