/** Why nothing is erased now. A neighbour of `texts.ts`, under the same test. */
import type { Text } from './texts.ts'

export const retentionTexts = {
  clockBehind: {
    vi: 'Đồng hồ máy chủ chỉ {now}, trước mốc {seen} mà chính nhật ký đã ghi',
    en: 'the server’s clock says {now}, before {seen}, which its own log has recorded',
  },
  clockPut: {
    vi: 'Đồng hồ máy chủ bị chỉnh lệch {seconds} giây trong khi máy chủ đang chạy',
    en: 'the server’s clock was put by {seconds} seconds while the server ran',
  },
  clockContradicted: {
    vi: 'Khi xin dấu thời gian, đồng hồ máy chủ chỉ {clock} còn tổ chức cấp dấu thời gian ghi {authority}',
    en: 'when a time stamp was asked for, the server’s clock said {clock} and the authority {authority}',
  },
  clockGap: {
    vi: 'Nhật ký không có điểm kiểm tra nào từ {from} đến {to}: máy chủ đã ngừng, hoặc đồng hồ đã nhảy',
    en: 'the log has no checkpoint from {from} to {to}: the server stood still, or its clock jumped',
  },
  clockRefused: {
    vi: 'Không hủy thư nào: {why}. Hãy đối chiếu đồng hồ; nếu đúng, chạy lại với --clock-checked (được ghi vào nhật ký).',
    en: 'nothing is erased: {why}. Compare the clock with a right one; if it is right, repeat with --clock-checked, which is put on the trail.',
  },
} as const satisfies Record<string, Text>
