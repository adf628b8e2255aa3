/** Papers as agencies write them, in the layout of Decree 30/2020: what clients attach in these tests. */
import { localTime } from '../../../src/base/local-time.ts'

/** `2026-11-26`, in the province's time: papers are of the day of the test, so that they are dispatched in time. */
export function localDate(): string {
  return localTime(Date.now()).slice(0, 'yyyy-mm-dd'.length)
}

function today(): string {
  const [year, month, day] = localDate().split('-')
  return `ngày ${day} tháng ${month} năm ${year}`
}

/** What a citizen complains about. */
export const contestedDecision = `ỦY BAN NHÂN DÂN
XÃ TRÙNG KHÁNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 207/QĐ-UBND
Trùng Khánh, ngày 20 tháng 01 năm 2026
QUYẾT ĐỊNH
Về việc thu hồi đất để mở rộng đường vào khu du lịch
CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TRÙNG KHÁNH
Căn cứ Luật Đất đai số 31/2024/QH15;
QUYẾT ĐỊNH:
Điều 1. Thu hồi 368 m2 đất của hộ ông Lương Văn Thạch, thửa 57, tờ bản đồ 22.
Điều 2. Ông Lương Văn Thạch bàn giao đất trước ngày 30 tháng 3 năm 2026.
CHỦ TỊCH
Đàm Quang Vinh`

export const abstract = 'báo cáo kết quả ứng dụng chữ ký số chuyên dùng năm 2026'

/** A letter of the Department of Science to other agencies, signed today. */
export function departmentLetter(number: string): string {
  return `UBND TỈNH CAO BẰNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: ${number}/SKHCN-QLCN
V/v ${abstract}
Cao Bằng, ${today()}
Kính gửi: Sở Nội vụ.
Thực hiện Công văn số 1245/SNV-CCHC của Sở Nội vụ, Sở Khoa học và Công nghệ báo cáo như sau:
1. Toàn Sở đã được cấp 52 chữ ký số chuyên dùng, trong đó 49 chữ ký số đang được sử dụng thường xuyên.
2. Văn bản đi được ký số đạt 97 %.
Trên đây là báo cáo của Sở Khoa học và Công nghệ, kính gửi Sở Nội vụ tổng hợp./.
Nơi nhận:
- Như trên;
- Lưu: VT, QLCN.
GIÁM ĐỐC
Hoàng Thị Đào`
}

/** Words that stand in no other letter: they must be found nowhere on the server. */
export const secretWords = 'phương án Hang Ngườm Bốc'

/** A plan with the stamp of a secret, as it stands on paper. */
export function secretPlan(stamp: string): string {
  return `BỘ CHỈ HUY QUÂN SỰ TỈNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
${stamp}
Số: 41/KH-BCH
KẾ HOẠCH
Về ${secretWords}
I. MỤC ĐÍCH
Bảo đảm chủ động trong mọi tình huống.`
}
