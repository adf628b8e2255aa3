import type { MadeLetter } from '../../letter.ts'

/** Free mail in the place of the office, personal boxes speaking for it, documents out of form. */
export const violating: readonly MadeLetter[] = [
  {
    id: 'B-099',
    class: 'violating',
    about: 'Công chức dùng Gmail đã xác nhận gửi báo cáo chính thức của Sở cho Văn phòng',
    channel: 'mx',
    from: { name: 'Nguyễn Văn An', address: 'nguyenvanan.caobang@gmail.com' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Báo cáo tình hình sử dụng chữ ký số',
    body: 'Hộp thư cơ quan của em đang đầy, em gửi tạm báo cáo của Sở bằng thư riêng để kịp hạn ạ.',
    attachments: [
      {
        filename: 'BC-71-SKHCN.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 71/BC-SKHCN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 09 tháng 4 năm 2026
BÁO CÁO
Tình hình sử dụng chữ ký số trong các cơ quan nhà nước quý I năm 2026
1. Số chứng thư số cấp cho tổ chức: 214; cho cá nhân: 1.866.
2. Tỷ lệ văn bản đi có ký số: 91,4 %.
Nơi nhận:
- UBND tỉnh (b/c);
- Lưu: VT, CĐS.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Bế Thị Ngân Giang`,
      },
    ],
    expect: { action: 'hold', rules: ['D1b-free'] },
  },
  {
    id: 'B-100',
    class: 'violating',
    about: 'Gmail đã xác nhận chuyển quyết định của UBND tỉnh, dán toàn văn trong thư',
    channel: 'mx',
    from: { name: 'An Nguyen', address: 'nguyenvanan.caobang@gmail.com' },
    to: ['annv.sokhcn@caobang.gov.vn', 'sokhcn@caobang.gov.vn'],
    subject: 'Fwd: QĐ kiện toàn Ban chỉ đạo chuyển đổi số',
    body: `Em chuyển từ điện thoại cho nhanh.

---------- Forwarded message ---------
ỦY BAN NHÂN DÂN
TỈNH CAO BẰNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 388/QĐ-UBND
Cao Bằng, ngày 31 tháng 3 năm 2026

QUYẾT ĐỊNH
Về việc kiện toàn Ban Chỉ đạo chuyển đổi số tỉnh Cao Bằng

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH CAO BẰNG
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Theo đề nghị của Giám đốc Sở Khoa học và Công nghệ,

QUYẾT ĐỊNH:
Điều 1. Kiện toàn Ban Chỉ đạo gồm 27 thành viên.
Điều 2. Sở Khoa học và Công nghệ là cơ quan thường trực.

CHỦ TỊCH
Nông Trung Kiên`,
    expect: { action: 'hold', rules: ['D1b-free'] },
  },
  {
    id: 'B-101',
    class: 'violating',
    about: 'Công chức dùng Gmail đã xác nhận để trao đổi việc công, không kèm văn bản',
    channel: 'mx',
    from: { name: 'Nguyễn Văn An', address: 'nguyenvanan.caobang@gmail.com' },
    to: ['binhtt.sonoivu@caobang.gov.vn'],
    subject: 'Danh sách học viên lớp chuyển đổi số',
    body: `Chị Bình ơi, em ở ngoài đường nên nhắn bằng thư riêng. Lớp ngày 25 còn thừa 6 chỗ, chị hỏi giúp
các xã phía Đông xem ai muốn học bù thì báo em trước chiều mai nhé.`,
    expect: { action: 'flag', rules: ['D3-staff', 'D1b-free'] },
  },
  {
    id: 'B-102',
    class: 'violating',
    about: 'Viết hoa khác đi địa chỉ Gmail đã xác nhận, gửi việc công',
    channel: 'mx',
    from: { name: 'AN NGUYEN (SKHCN)', address: 'NguyenVanAn.CaoBang@Gmail.com' },
    to: ['sonhv.nguyenhue@caobang.gov.vn'],
    subject: 'Máy một cửa',
    body: 'Sơn tắt máy đi, giữ nút nguồn 10 giây rồi bật lại, vào bằng tài khoản dự phòng nhé.',
    expect: { action: 'flag', rules: ['D3-staff', 'D1b-free'] },
  },
  {
    id: 'B-103',
    class: 'violating',
    about: 'Mạo danh tên miền của tỉnh từ máy chủ lạ, không có chữ ký',
    channel: 'mx',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Đề nghị chuyển gấp kinh phí tổ chức hội nghị',
    body: `Kính gửi kế toán,

Đồng chí chuyển trước 180.000.000 đồng vào tài khoản 0391 0004 12885 của đơn vị tổ chức sự kiện, chứng từ
Văn phòng hoàn thiện sau. Việc gấp, không gọi điện vì lãnh đạo đang họp.`,
    authentication: 'fail',
    expect: { action: 'block', rules: ['D1b-free'] },
  },
  {
    id: 'B-104',
    class: 'violating',
    about: 'Tự gửi qua dịch vụ chuyển thư nước ngoài với địa chỉ công vụ ở From, không ký',
    channel: 'mx',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Kết quả đăng ký tổ số cộng đồng',
    body: 'Em gửi từ ứng dụng điện thoại, 12/14 xóm đã đăng ký xong, còn Bản Gải với Lũng Mật.',
    authentication: 'none',
    expect: { action: 'block', rules: ['D1b-free'] },
  },
  {
    id: 'B-105',
    class: 'violating',
    about: 'Thư giả quản trị viên kèm tệp chạy, mượn tên miền của tỉnh',
    channel: 'mx',
    from: { name: 'Quản trị thư công vụ', address: 'quantri@caobang.gov.vn' },
    to: ['huongpt.sotuphap@caobang.gov.vn', 'hungld.soyte@caobang.gov.vn'],
    subject: 'Cập nhật bắt buộc trình duyệt thư',
    body: 'Để không bị khóa hộp thư, đồng chí tải và chạy bản cập nhật kèm theo trong hôm nay.',
    attachments: [{ filename: 'CapNhatThuCongVu.exe', kind: 'exe', text: '' }],
    authentication: 'fail',
    expect: { action: 'block', rules: ['D1b-free', 'D1c-executable'] },
  },
  {
    id: 'B-106',
    class: 'violating',
    about: 'Văn thư gửi công văn đúng thể thức nhưng vào Gmail riêng của cán bộ',
    channel: 'submission',
    from: { name: 'Sở Y tế', address: 'soyte@caobang.gov.vn' },
    to: ['nguyenvanan.caobang@gmail.com'],
    subject: 'V/v phối hợp kết nối phần mềm trạm y tế xã với kho dữ liệu dùng chung',
    body: 'Gửi đồng chí An để kịp xử lý.',
    attachments: [
      {
        filename: '690-SYT-KHTC.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ Y TẾ
Số: 690/SYT-KHTC
V/v phối hợp kết nối phần mềm trạm y tế xã với kho dữ liệu dùng chung
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 21 tháng 4 năm 2026
Kính gửi: Sở Khoa học và Công nghệ
Sở Y tế đề nghị quý Sở bố trí cán bộ kỹ thuật phối hợp mở cổng kết nối cho 56 trạm y tế, hoàn thành trước
ngày 30 tháng 5 năm 2026./.
Nơi nhận:
- Như trên;
- Lưu: VT, KHTC.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
La Thị Cẩm Tú`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-mail', 'D1b-free'] },
  },
  {
    id: 'B-107',
    class: 'violating',
    about: 'Cá nhân gửi văn bản của chính sở mình vào Gmail của cán bộ sở khác',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['nguyenvanan.caobang@gmail.com'],
    subject: 'Công văn hướng dẫn tự chấm điểm',
    body: 'An ơi chị gửi trước cho em bản ký rồi, bản chính thức văn thư gửi sau.',
    attachments: [
      {
        filename: 'SNV-1302.pdf',
        kind: 'pdf',
        text: `UBND TỈNH CAO BẰNG
SỞ NỘI VỤ
Số: 1302/SNV-CCHC
V/v hướng dẫn tự chấm điểm chỉ số cải cách hành chính
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 16 tháng 4 năm 2026
Kính gửi: Các sở, ban, ngành
Sở Nội vụ hướng dẫn các đơn vị tự chấm điểm theo bộ tiêu chí 2026, tài liệu kiểm chứng tải lên phần mềm.
Nơi nhận:
- Như trên;
- Lưu: VT, CCHC.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Lục Thị Hằng`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-mail', 'D1b-free', 'D5-office'] },
  },
  {
    id: 'B-108',
    class: 'violating',
    about: 'Công chức Sở Y tế tự gửi công văn của Sở cho một xã từ hộp thư cá nhân',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn', 'nguyenhue@caobang.gov.vn'],
    subject: 'V/v tăng cường giám sát bệnh dại trên địa bàn',
    body: 'Sở Y tế gửi các xã công văn chỉ đạo, đề nghị triển khai ngay.',
    attachments: [
      {
        filename: '655-SYT-NVY.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 655/SYT-NVY
V/v tăng cường giám sát bệnh dại trên địa bàn
Cao Bằng, ngày 14 tháng 4 năm 2026
Kính gửi: Ủy ban nhân dân các xã, phường
Từ đầu năm toàn tỉnh có 02 ca tử vong do bệnh dại, đều không tiêm phòng sau khi bị chó cắn. Sở Y tế đề nghị
các xã, phường thông báo điểm tiêm, không dùng thuốc nam chữa dại.
Nơi nhận:
- Như trên;
- Lưu: VT, NVY.
GIÁM ĐỐC
Nông Thế Vượng`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-office'] },
  },
  {
    id: 'B-109',
    class: 'violating',
    about: 'Công chức xã gửi báo cáo đã ký của xã cho Sở bằng hộp thư cá nhân, chỉ có DOCX',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Báo cáo tổ công nghệ số xã Nguyên Huệ',
    body: 'UBND xã Nguyên Huệ gửi báo cáo ạ.',
    attachments: [
      {
        filename: 'bao cao to cong nghe so.docx',
        kind: 'docx',
        text: `ỦY BAN NHÂN DÂN
XÃ NGUYÊN HUỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 63/BC-UBND
Nguyên Huệ, ngày 07 tháng 4 năm 2026
BÁO CÁO
Kết quả kiện toàn tổ công nghệ số cộng đồng
Xã có 14/14 xóm thành lập tổ với 71 thành viên, trong đó 33 đoàn viên thanh niên.
Khó khăn: 3 xóm chưa có sóng 4G.
Nơi nhận:
- Sở KH&CN;
- Lưu: VT.
CHỦ TỊCH
Nông Quốc Tuấn`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-office'] },
  },
  {
    id: 'B-110',
    class: 'violating',
    about: 'Cá nhân thay Sở trả lời doanh nghiệp, văn bản dán trong thân thư',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['phapche@sunvietsolar.com.vn'],
    subject: 'Trả lời về hồ sơ đăng ký doanh nghiệp khoa học và công nghệ',
    body: `UBND TỈNH CAO BẰNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 402/SKHCN-QLCN
V/v hồ sơ đăng ký doanh nghiệp khoa học và công nghệ

Cao Bằng, ngày 23 tháng 4 năm 2026

Kính gửi: Công ty cổ phần Sun Việt Solar

Sở Khoa học và Công nghệ nhận được hồ sơ của Công ty ngày 15 tháng 4 năm 2026. Qua xem xét, hồ sơ thiếu
phương án sản xuất kinh doanh và văn bản xác nhận kết quả nghiên cứu. Đề nghị bổ sung trong 30 ngày.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Bế Thị Ngân Giang`,
    expect: { action: 'flag', rules: ['D5-office'] },
  },
  {
    id: 'B-111',
    class: 'violating',
    about: 'Cá nhân Sở Tư pháp gửi công văn của Sở cho công dân dùng Outlook',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['ls.dohuuchien@outlook.com'],
    subject: 'Công văn trả lời về đăng ký tập sự hành nghề luật sư',
    body: 'Em gửi anh bản đã đóng dấu trước, bản giấy mai văn thư phát hành.',
    attachments: [
      {
        filename: 'STP_533.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ TƯ PHÁP
Số: 533/STP-BTTP
V/v đăng ký tập sự hành nghề luật sư
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 13 tháng 4 năm 2026
Kính gửi: Văn phòng Luật sư Đỗ Hữu Chiến
Trả lời đề nghị của Văn phòng, Sở Tư pháp thông báo việc đăng ký tập sự do Đoàn Luật sư tỉnh thực hiện.
Nơi nhận:
- Như trên;
- Lưu: VT, BTTP.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Dương Thị Hiên`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-office', 'D1b-free'] },
  },
  {
    id: 'B-112',
    class: 'violating',
    about: 'Hộp thư cơ quan gửi công văn chỉ bằng tệp DOCX',
    channel: 'submission',
    from: { name: 'Sở Giáo dục và Đào tạo', address: 'sogddt@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'V/v rà soát cơ sở vật chất trường lớp trước năm học 2026-2027',
    body: 'Sở gửi công văn, các xã triển khai. Bản ký số gửi sau.',
    attachments: [
      {
        filename: 'CV 815 ra soat CSVC.docx',
        kind: 'docx',
        text: `UBND TỈNH CAO BẰNG
SỞ GIÁO DỤC VÀ ĐÀO TẠO
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 815/SGDĐT-KHTC
V/v rà soát cơ sở vật chất trường lớp trước năm học 2026-2027
Cao Bằng, ngày 05 tháng 5 năm 2026
Kính gửi: Ủy ban nhân dân các xã, phường
Đề nghị rà soát phòng học xuống cấp, nhà vệ sinh, nước sạch; báo cáo theo biểu trước ngày 20 tháng 5.
Nơi nhận:
- Như trên;
- Lưu: VT, KHTC.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Chu Thị Vân`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-form'] },
  },
  {
    id: 'B-113',
    class: 'violating',
    about: 'Hộp thư cơ quan gửi PDF đúng thể thức nhưng tiêu đề không có trích yếu',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Gửi công văn',
    body: 'Kính gửi đơn vị.',
    attachments: [
      {
        filename: 'scan0034.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ TÀI CHÍNH
Số: 1077/STC-QLNS
V/v quyết toán kinh phí hỗ trợ nhà tạm, nhà dột nát
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 18 tháng 3 năm 2026
Kính gửi: Ủy ban nhân dân xã Nguyên Huệ
Sở Tài chính đề nghị xã quyết toán kinh phí hỗ trợ 37 nhà theo mẫu, nộp trước ngày 05 tháng 4 năm 2026.
Nơi nhận:
- Như trên;
- Lưu: VT, QLNS.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Hà Nhật Quang`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-form'] },
  },
  {
    id: 'B-114',
    class: 'violating',
    about: 'Tiêu đề chỉ có số, ký hiệu',
    channel: 'submission',
    from: { name: 'UBND xã Trùng Khánh', address: 'trungkhanh@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn', 'sonoivu@caobang.gov.vn'],
    subject: '118/UBND-VP',
    body: '',
    attachments: [
      {
        filename: '118.pdf',
        kind: 'pdf',
        text: `ỦY BAN NHÂN DÂN
XÃ TRÙNG KHÁNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 118/UBND-VP
V/v cử công chức tham gia lớp bồi dưỡng kỹ năng số
Trùng Khánh, ngày 22 tháng 4 năm 2026
Kính gửi: Văn phòng UBND tỉnh; Sở Nội vụ
Ủy ban nhân dân xã cử các ông, bà: Đàm Văn Tuân, Lương Thị Hoài, Nông Thế Vinh tham gia lớp bồi dưỡng.
Nơi nhận:
- Như trên;
- Lưu: VT.
CHỦ TỊCH
Đàm Quang Vinh`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-form'] },
  },
]
