import type { MadeLetter } from '../../letter.ts'

/** Letters that carry the stamp of a state secret, plainly or in disguise. All contents are invented. */
export const secret: readonly MadeLetter[] = [
  {
    id: 'B-193',
    class: 'secret',
    about: 'Báo cáo của công an có dấu MẬT trên PDF, bộ gửi xuống',
    channel: 'mx',
    from: { name: 'Văn thư', address: 'vanthu@mps.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Báo cáo tình hình an ninh biên giới quý I',
    body: 'Kính gửi báo cáo quý I.',
    attachments: [
      {
        filename: 'bao-cao.pdf',
        kind: 'pdf',
        text: `BỘ CÔNG AN
CỤC AN NINH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 214/BC-CAN
MẬT
Hà Nội, ngày 03 tháng 4 năm 2026
BÁO CÁO
Tình hình an ninh biên giới quý I năm 2026
1. Tình hình chung ổn định.
2. Kiến nghị tăng phối hợp giữa các lực lượng.
CỤC TRƯỞNG
Lê Văn Toản`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-194',
    class: 'secret',
    about: 'Cán bộ xã chuyển kế hoạch quân sự có dấu TỐI MẬT',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Kế hoạch diễn tập',
    body: 'Chị Dung xem kế hoạch bên quân sự gửi, xã cần bố trí hội trường và 40 suất ăn.',
    attachments: [
      {
        filename: 'KH dien tap.docx',
        kind: 'docx',
        text: `BỘ CHỈ HUY QUÂN SỰ TỈNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 45/KH-BCH
TỐI MẬT
Cao Bằng, ngày 20 tháng 4 năm 2026
KẾ HOẠCH
Diễn tập khu vực phòng thủ xã
1. Thành phần, thời gian, địa điểm theo phụ lục.
2. Bảo đảm hậu cần do xã lo.
CHỈ HUY TRƯỞNG
Nông Văn Hải`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-195',
    class: 'secret',
    about: 'Dấu TUYỆT MẬT ở đầu tiêu đề thư',
    channel: 'mx',
    from: { name: 'Ban Chỉ đạo', address: 'banchidao@mod.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'TUYỆT MẬT - Phương án bảo vệ chuyến thăm tháng 6',
    body: 'Đề nghị đồng chí in ra, trình lãnh đạo rồi xóa thư này.',
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-196',
    class: 'secret',
    about: 'Tiêu đề có [MẬT] trong ngoặc vuông',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: '[MẬT] Sơ đồ đường truyền cơ yếu điểm cầu tỉnh',
    body: 'An ơi, anh em bên cơ yếu hỏi sơ đồ, em cho chị xác nhận lại số cổng ở tủ số 2 và số 5 nhé.',
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-197',
    class: 'secret',
    about: 'Thân thư có dòng "Độ mật: Tối mật"',
    channel: 'mx',
    from: { name: 'Phòng Tham mưu', address: 'thammuu@bienphongvn.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Trao đổi tình hình mốc giới',
    body: `Độ mật: Tối mật
Độ khẩn: Khẩn
Kính gửi: UBND xã Trùng Khánh

Đơn vị thông báo kết quả khảo sát 4 vị trí trên thực địa, chi tiết tọa độ sẽ trao đổi trực tiếp. Đề nghị xã cử
người dẫn đường ngày 28.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-198',
    class: 'secret',
    about: 'Dấu viết dạng tổ hợp (NFD) trong thân thư',
    channel: 'mx',
    from: { name: 'Văn phòng', address: 'vanphong@bocongan.gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Danh sách đoàn vào nghiên cứu',
    body: `BỘ CÔNG AN
MA\u0323\u0302T
Số: 77/TB-BCA
Hà Nội, ngày 16 tháng 3 năm 2026

THÔNG BÁO
Danh sách đoàn vào nghiên cứu thực địa gồm 5 người, đi từ 20 đến 24 tháng 3.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-199',
    class: 'secret',
    about: 'Dấu tổ hợp với thứ tự dấu đảo: mũ trước, nặng sau',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Phương án y tế phục vụ đoàn',
    body: `TUYE\u0302\u0323T MA\u0302\u0323T

Phương án y tế phục vụ đoàn lãnh đạo cấp cao: hai tổ cấp cứu, một xe dự phòng, nhóm máu chuẩn bị sẵn theo
danh sách riêng. Tôi ghi vắn tắt để Văn phòng nắm.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-200',
    class: 'secret',
    about: 'Chèn ký tự không độ rộng giữa các chữ của dấu',
    channel: 'mx',
    from: { name: 'Trợ lý tác chiến', address: 'tacchien@mod.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Thông báo lịch bắn đạn thật',
    body: `BỘ CHỈ HUY QUÂN SỰ TỈNH
M\u200b\u1eac\u200bT
Số: 19/TB-BCH
Cao Bằng, ngày 10 tháng 4 năm 2026

Thông báo lịch bắn đạn thật tại trường bắn, xã không cho dân vào khu vực từ 5 giờ đến 12 giờ ngày 22.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-201',
    class: 'secret',
    about: 'Chèn dấu nối mềm và ký tự nối không độ rộng trong tệp ODT',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['huongpt.sotuphap@caobang.gov.vn'],
    subject: 'Tài liệu đối ngoại',
    body: 'Chị Hương đọc giúp em câu chữ ở trang 2.',
    attachments: [
      {
        filename: 'doi-ngoai.odt',
        kind: 'odt',
        text: `TỈNH ỦY CAO BẰNG
T\u200dỐ\u00adI M\u2060\u1eacT
Số 12-TTr/BCS
Cao Bằng, ngày 02 tháng 5 năm 2026
TỜ TRÌNH
Về nội dung hội đàm cấp tỉnh
Phương án đàm phán gồm ba mức, chỉ báo cáo miệng.`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-202',
    class: 'secret',
    about: 'Dấu dùng chữ Kirin giống hệt М và Т',
    channel: 'mx',
    from: { name: 'Phòng Đối ngoại', address: 'doingoai@mofa.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Điện báo tình hình hội đàm',
    body: `BỘ NGOẠI GIAO
\u041c\u1eac\u0422
Hà Nội, ngày 07 tháng 5 năm 2026
Kính gửi: Ủy ban nhân dân tỉnh Cao Bằng

Phía bạn đề nghị lùi hội đàm sang tuần thứ ba, lý do nhân sự. Đề nghị tỉnh chưa thông báo rộng.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-203',
    class: 'secret',
    about: 'Dấu dùng chữ Hy Lạp Tau, Omicron, Iota, Mu ở tiêu đề',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: '[\u03a4\u039f\u0302\u0301\u0399 \u039c\u0391\u0323\u0302\u03a4] Danh sách thiết bị mã hóa',
    body: 'Em gửi số sê-ri thiết bị theo yêu cầu, hai chiếc ở tủ A, một chiếc dự phòng ở kho.',
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-204',
    class: 'secret',
    about: 'Dấu viết thưa "M Ậ T" trong thân thư',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Trích yêu cầu tương trợ tư pháp',
    body: `M Ậ T

Trích yêu cầu tương trợ tư pháp của phía bạn về vụ án đang điều tra: đề nghị xác minh quốc tịch hai người,
địa chỉ ghi trong hồ sơ giấy. Em đọc số hồ sơ qua điện thoại.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-205',
    class: 'secret',
    about: 'Dấu viết thưa "T Ố I  M Ậ T" trong PDF',
    channel: 'mx',
    from: { name: 'Thanh tra Bộ', address: 'thanhtra@mod.gov.vn' },
    to: ['thanhtra@caobang.gov.vn'],
    subject: 'Trao đổi về đất quốc phòng',
    body: 'Gửi quý cơ quan văn bản trao đổi.',
    attachments: [
      {
        filename: 'trao-doi.pdf',
        kind: 'pdf',
        text: `BỘ QUỐC PHÒNG
THANH TRA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 61/TTr-P3
T Ố I  M Ậ T
Hà Nội, ngày 13 tháng 5 năm 2026
Kính gửi: Thanh tra tỉnh Cao Bằng
Đề nghị cung cấp hồ sơ hai điểm cao nằm trong quy hoạch đất quốc phòng, không sao chụp.
CHÁNH THANH TRA
Phan Đình Lực`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-206',
    class: 'secret',
    about: 'Dấu tách mỗi chữ một dòng',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Lịch trực chốt',
    body: `M
Ậ
T

BAN CHỈ HUY QUÂN SỰ XÃ
Phân công trực chốt đêm từ 01 đến 07: tổ một đường mòn phía bắc, tổ hai ngã ba suối. Mật lệnh đổi mỗi đêm,
phổ biến miệng.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-207',
    class: 'secret',
    about: 'Dấu có chấm giữa các chữ "T.U.Y.Ệ.T M.Ậ.T"',
    channel: 'mx',
    from: { name: 'Ban Tổ chức', address: 'bantochuc@xaydungdang.org.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Phương án chuẩn bị',
    body: `T.U.Y.Ệ.T M.Ậ.T
Bản số: 02

Gửi đồng chí phương án chuẩn bị, chỉ đồng chí đọc. Ba phương án, nghiêng về phương án hai.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-208',
    class: 'secret',
    about: 'Dấu "M.Ậ.T" trong tệp DOCX cùng với số, ký hiệu',
    channel: 'mx',
    from: { name: 'Công an tỉnh bạn', address: 'pv01@langson.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Trao đổi tình hình tuyến giáp ranh',
    body: 'Gửi quý tỉnh văn bản trao đổi, xin trả lời bằng đường giao liên.',
    attachments: [
      {
        filename: 'van-ban.docx',
        kind: 'docx',
        text: `CÔNG AN TỈNH
PHÒNG THAM MƯU
Số: 330/CAT-PV01
M.Ậ.T
Lạng Sơn, ngày 22 tháng 4 năm 2026
Kính gửi: Công an tỉnh Cao Bằng
Đề nghị phối hợp nắm tình hình hai đối tượng lưu động trên tuyến.`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-209',
    class: 'secret',
    about: 'Dấu viết bằng chữ toàn độ rộng',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Ý kiến về phương án',
    body: `\uff34\u1ed0\uff29\u3000\uff2d\u1eac\uff34

Em ghi lại ý kiến trong buổi họp hẹp chiều qua để chị trình: giữ nguyên hai đầu mối, chưa nói với cơ sở.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-210',
    class: 'secret',
    about: 'Dấu không bỏ dấu "TOI MAT" cùng các dấu hiệu văn bản khác',
    channel: 'mx',
    from: { name: 'Van thu BCH', address: 'vanthu@quankhu1.mod.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Ke hoach huy dong phuong tien',
    body: `BO CHI HUY QUAN SU TINH
CONG HOA XA HOI CHU NGHIA VIET NAM
Doc lap - Tu do - Hanh phuc
So: 52/KH-BCH
TOI MAT
Cao Bang, ngay 05 thang 5 nam 2026

KE HOACH
Huy dong phuong tien van tai cua dia phuong
Kinh gui: Uy ban nhan dan xa Nguyen Hue
Xa chuan bi 6 xe tai, danh sach lai xe gui rieng.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-211',
    class: 'secret',
    about: 'Dấu MẬT trong thư gõ bảng mã windows-1258',
    channel: 'mx',
    from: { name: 'Văn thư', address: 'vanthu@kvdutru.mof.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Du toan du tru',
    charset: 'windows-1258',
    body: `CỤC DỰ TRỮ NHÀ NƯỚC KHU VỰC
MẬT
Số: 28/BC-DTKV
Thái Nguyên, ngày 14 tháng 4 năm 2026

BÁO CÁO
Số lượng, chủng loại hàng dự trữ tại ba điểm kho, kèm phương án xuất khi có tình huống.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-212',
    class: 'secret',
    about: 'Dấu MẬT trong thư gõ bảng mã VISCII',
    channel: 'mx',
    from: { name: 'Co yeu', address: 'coyeu@bancoyeu.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Lich thay khoa',
    charset: 'viscii',
    body: `BAN CƠ YẾU CHÍNH PHỦ
MẬT
Số: 41/TB-CY
Hà Nội, ngày 20 tháng 4 năm 2026

Lịch thay khóa các điểm liên lạc tháng 5. Đề nghị bố trí người nhận trực tiếp.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-213',
    class: 'secret',
    about: 'Bảng tính có ô đầu ghi MẬT',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Bảng chi quốc phòng địa phương',
    body: 'Gửi Văn phòng bảng tổng hợp để kịp họp.',
    attachments: [
      {
        filename: 'tong-hop-chi.xlsx',
        kind: 'xlsx',
        text: `MẬT
BIỂU TỔNG HỢP CHI QUỐC PHÒNG ĐỊA PHƯƠNG NĂM 2026
Nội dung\tDự toán (tr.đ)\tThực hiện
Công trình chiến đấu\t9.400\t2.150
Huấn luyện dân quân\t3.800\t1.020`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-214',
    class: 'secret',
    about: 'Tệp TXT trong ZIP mang dấu TỐI MẬT',
    channel: 'mx',
    from: { name: 'Phòng Kỹ thuật', address: 'kythuat@bienphongvn.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Tham số trạm quan sát',
    body: 'Gửi đồng chí tham số để cấu hình đường truyền.',
    attachments: [
      {
        filename: 'tham-so.zip',
        kind: 'zip',
        text: `BỘ ĐỘI BIÊN PHÒNG
TỐI MẬT
Số: 09/TB-KT
Trạm 1: hướng quan sát, tầm xa, ca trực
Trạm 2: hướng quan sát, tầm xa, ca trực`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-215',
    class: 'secret',
    about: 'Tệp HTML xuất từ phần mềm, dấu nằm ở đầu trang',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Cơ số thuốc dự phòng',
    body: 'Tôi xuất từ phần mềm ra, nhờ quý Sở xem phần kinh phí.',
    attachments: [
      {
        filename: 'co-so-thuoc.html',
        kind: 'html',
        text: `CỤC QUÂN Y
MẬT
Cơ số thuốc, vật tư dự phòng cho tình huống khẩn cấp
Kho số 1: 12 cơ số; kho số 2: 7 cơ số
Người lập biểu: trung úy Dương Quốc Trị`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-216',
    class: 'secret',
    about: 'Tệp thứ nhất bình thường, tệp thứ hai có dấu MẬT',
    channel: 'mx',
    from: { name: 'Vụ Tổng hợp', address: 'tonghop@mof.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Hướng dẫn lập dự toán và biểu kèm theo',
    body: 'Kính gửi Sở hướng dẫn và phụ biểu.',
    attachments: [
      {
        filename: 'huong-dan.pdf',
        kind: 'pdf',
        text: `BỘ TÀI CHÍNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 5120/BTC-NSNN
V/v hướng dẫn lập dự toán ngân sách nhà nước năm 2027
Hà Nội, ngày 15 tháng 5 năm 2026
Kính gửi: Ủy ban nhân dân các tỉnh, thành phố
Bộ Tài chính hướng dẫn lập dự toán năm 2027, biểu chi tiết kèm theo.
THỨ TRƯỞNG
Cao Đức Lợi`,
      },
      {
        filename: 'phu-bieu-3.docx',
        kind: 'docx',
        text: `PHỤ BIỂU 03
MẬT
Dự toán chi dự trữ quốc gia chia theo mặt hàng
Lương thực: theo biểu giấy; vật tư cứu hộ: theo biểu giấy`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-217',
    class: 'secret',
    about: 'Thư chuyển tiếp, dấu MẬT nằm trong đoạn trích có dấu ">"',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['hungld.soyte@caobang.gov.vn'],
    subject: 'Fwd: trao đổi về đoàn ra',
    body: `Anh Hùng xem đoạn dưới, họ hỏi người của Sở anh.

> BỘ CÔNG AN
> MẬT
> Số: 118/CV-A08
> Hà Nội, ngày 09 tháng 4 năm 2026
> Kính gửi: Sở Nội vụ tỉnh Cao Bằng
> Đề nghị cung cấp thông tin về một viên chức dự kiến đi nước ngoài tháng 6.`,
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
  {
    id: 'B-218',
    class: 'secret',
    about: 'Gửi tài liệu TUYỆT MẬT ra Gmail',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['tho.kyniem.congtac@gmail.com'],
    subject: 'Tài liệu anh cần',
    body: 'Em gửi anh bản chụp lại chữ, anh đọc xong xóa giúp em.',
    attachments: [
      {
        filename: 'ban-go-lai.docx',
        kind: 'docx',
        text: `TUYỆT MẬT
Bản số: 01
PHƯƠNG ÁN SƠ TÁN CƠ QUAN LÃNH ĐẠO
Hướng một, hướng hai, thời gian cơ động
Lực lượng bảo vệ theo phụ lục`,
      },
    ],
    expect: { action: 'block', rules: ['D1b-free', 'D1c-secret'] },
  },
  {
    id: 'B-219',
    class: 'secret',
    about: 'Người dân nhặt được tài liệu, gõ lại gửi từ Gmail',
    channel: 'mx',
    from: { name: 'La Văn Thụ', address: 'lathu.thonnaloa@gmail.com' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'nhat duoc giay to o ben xe',
    body: `Cháu nhặt được tờ giấy ở bến xe, cháu chép lại đoạn đầu để các chú biết là của ai:

BỘ CHỈ HUY QUÂN SỰ TỈNH
Số: 88/CV-TM
(MẬT)
Cao Bằng, ngày 01 tháng 4 năm 2026
Kính gửi: Ban Chỉ huy quân sự các xã biên giới

Tờ giấy cháu đang giữ, các chú bảo cháu mang nộp đâu.`,
    expect: { action: 'block', rules: ['D1b-free', 'D1c-secret'] },
  },
  {
    id: 'B-220',
    class: 'secret',
    about: 'Hộp thư cơ quan phát hành công văn đúng thể thức nhưng mang dấu MẬT và độ khẩn',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn', 'nguyenhue@caobang.gov.vn'],
    subject: 'V/v bảo đảm an ninh, trật tự trong thời gian đoàn công tác làm việc tại biên giới',
    body: 'Văn phòng gửi các xã để thực hiện.',
    attachments: [
      {
        filename: '61-UBND-NC.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN
TỈNH CAO BẰNG
Số: 61/UBND-NC
V/v bảo đảm an ninh, trật tự trong thời gian đoàn công tác làm việc tại biên giới
MẬT
HỎA TỐC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 19 tháng 5 năm 2026
Kính gửi: Ủy ban nhân dân các xã Trùng Khánh, Nguyên Huệ
Ủy ban nhân dân tỉnh yêu cầu các xã bố trí lực lượng theo phương án đã thống nhất, báo cáo trực tiếp.
Nơi nhận:
- Như trên;
- Lưu: VT, NC (2b).
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Hoàng Trung Thành`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-secret'] },
  },
]
