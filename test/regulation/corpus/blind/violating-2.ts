import type { MadeLetter } from '../../letter.ts'

/** Restricted papers, programs, locked archives, sign-ups, look-alikes. */
export const violating2: readonly MadeLetter[] = [
  {
    id: 'B-115',
    class: 'violating',
    about: 'Công văn dán trong thân thư từ hộp thư cơ quan, không có PDF',
    channel: 'submission',
    from: { name: 'Sở Nội vụ', address: 'sonoivu@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'V/v đôn đốc báo cáo số lượng tổ dân phố, xóm sau sắp xếp',
    body: `UBND TỈNH CAO BẰNG
SỞ NỘI VỤ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1410/SNV-XDCQ
V/v đôn đốc báo cáo số lượng tổ dân phố, xóm sau sắp xếp
Cao Bằng, ngày 27 tháng 4 năm 2026

Kính gửi: Ủy ban nhân dân xã Trùng Khánh

Đến nay Sở Nội vụ chưa nhận được báo cáo của xã. Đề nghị gửi trước 11 giờ ngày 28 tháng 4 năm 2026.

TL. GIÁM ĐỐC
TRƯỞNG PHÒNG XÂY DỰNG CHÍNH QUYỀN
Hứa Thị Hồng`,
    expect: { action: 'flag', rules: ['D5-form'] },
  },
  {
    id: 'B-116',
    class: 'violating',
    about: 'PDF phát hành quên tên người ký và bỏ trống ngày',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn', 'soyte@caobang.gov.vn'],
    subject: 'Thông báo kết luận giao ban tháng 4 khối văn xã',
    body: 'Văn phòng gửi thông báo kết luận.',
    attachments: [
      {
        filename: 'TB 39 VP.pdf',
        kind: 'pdf',
        text: `UBND TỈNH CAO BẰNG
VĂN PHÒNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 39/TB-VP
Cao Bằng, ngày     tháng     năm 2026
THÔNG BÁO
Kết luận giao ban tháng 4 khối văn xã
1. Sở Y tế hoàn thiện đề án trạm y tế trước ngày 15 tháng 5.
2. Sở Khoa học và Công nghệ kiểm tra đường truyền các điểm cầu xã.
Nơi nhận:
- Các cơ quan dự họp;
- Lưu: VT.`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-form'] },
  },
  {
    id: 'B-117',
    class: 'violating',
    about: 'Giấy mời họp của xã gửi bằng tệp ODT, tiêu đề chung chung',
    channel: 'submission',
    from: { name: 'UBND xã Nguyên Huệ', address: 'nguyenhue@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn', 'thanhtra@caobang.gov.vn'],
    subject: 'Kính mời các đồng chí',
    body: 'Xã gửi giấy mời, mong các đồng chí sắp xếp về dự.',
    attachments: [
      {
        filename: 'giay moi.odt',
        kind: 'odt',
        text: `ỦY BAN NHÂN DÂN
XÃ NGUYÊN HUỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 19/GM-UBND
Nguyên Huệ, ngày 04 tháng 5 năm 2026
GIẤY MỜI
Dự lễ khánh thành điểm trường Bản Gải
Thời gian: 8 giờ 30 phút ngày 16 tháng 5 năm 2026
Địa điểm: Điểm trường Bản Gải
CHỦ TỊCH
Nông Quốc Tuấn`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-form'] },
  },
  {
    id: 'B-118',
    class: 'violating',
    about: 'Gửi lý lịch cán bộ và nhận xét quy hoạch nhân sự ra ngoài tỉnh',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['hoangnm@tuvannhansuviet.vn'],
    subject: 'Hồ sơ cán bộ nguồn để nhập phần mềm',
    body: `Anh Hoàng, em gửi hồ sơ cán bộ trong quy hoạch nhân sự giai đoạn tới để bên anh nhập thử phần mềm,
gồm sơ yếu lý lịch, nhận xét đánh giá và kết luận tiêu chuẩn chính trị của 3 đồng chí. Nhập xong anh xóa giúp em.`,
    attachments: [
      {
        filename: 'ho-so-can-bo-quy-hoach.docx',
        kind: 'docx',
        text: `HỒ SƠ CÁN BỘ, CÔNG CHỨC
Phần I. SƠ YẾU LÝ LỊCH (Mẫu 2C)
Họ và tên khai sinh: Lý Hồng Quang. Chức danh quy hoạch: Phó Giám đốc Sở giai đoạn 2026 - 2031
Phần II. NHẬN XÉT, ĐÁNH GIÁ CÁN BỘ
Ưu điểm: năng lực điều hành tốt. Khuyết điểm: nóng tính, có đơn thư nội bộ năm 2023.
Phần III. DANH SÁCH QUY HOẠCH CHỨC DANH LÃNH ĐẠO, QUẢN LÝ
1. Lý Hồng Quang; 2. Bàn Thị Phượng; 3. Hà Trí Dũng`,
      },
    ],
    expect: { action: 'flag', rules: ['D1c-restricted'] },
  },
  {
    id: 'B-119',
    class: 'violating',
    about: 'Gửi dự thảo kết luận thanh tra chưa công bố cho công ty bị thanh tra',
    channel: 'submission',
    from: { name: 'Thanh tra tỉnh', address: 'thanhtra@caobang.gov.vn' },
    to: ['giamdoc@khoangsannambac.com.vn'],
    subject: 'Bản trao đổi trước khi ban hành',
    body: 'Gửi anh xem trước dự thảo kết luận thanh tra, chưa công bố, có gì anh góp ý trước thứ Sáu.',
    attachments: [
      {
        filename: 'du-thao.docx',
        kind: 'docx',
        text: `DỰ THẢO
KẾT LUẬN THANH TRA
Việc chấp hành pháp luật về khoáng sản tại Công ty cổ phần Khoáng sản Nam Bắc
1. Khai thác vượt công suất 3.200 tấn quặng trong năm 2024.
2. Chậm nộp tiền ký quỹ cải tạo môi trường 412 triệu đồng.
3. Kiến nghị xử lý: truy thu, xử phạt, kiểm điểm trách nhiệm cán bộ quản lý.`,
      },
    ],
    expect: { action: 'flag', rules: ['D1c-restricted'] },
  },
  {
    id: 'B-120',
    class: 'violating',
    about: 'Chuyển đơn tố cáo có tên người tố cáo tới Gmail',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['lyvanpho.bangai@gmail.com'],
    subject: 'Đơn hôm trước',
    body: 'Anh Phổ xem nhé, đơn này đứng tên ông Hiệu, xã đang cho xác minh.',
    attachments: [
      {
        filename: 'don.docx',
        kind: 'docx',
        text: `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
ĐƠN TỐ CÁO
Kính gửi: Chủ tịch Ủy ban nhân dân xã Nguyên Huệ
Họ tên người tố cáo: Hứa Văn Hiệu, xóm Bản Gải
Người bị tố cáo: Lý Văn Phổ, trưởng ban quản lý rừng cộng đồng
Nội dung tố cáo: tự ý bán 14 cây nghiến đổ sau bão, chia tiền không công khai.
Tôi xin chịu trách nhiệm trước pháp luật về nội dung tố cáo, đề nghị giữ bí mật họ tên, địa chỉ của tôi.
Người tố cáo
Hứa Văn Hiệu`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free', 'D1c-restricted'] },
  },
  {
    id: 'B-121',
    class: 'violating',
    about: 'Gửi bản kê khai tài sản của lãnh đạo ra ngoài tỉnh',
    channel: 'submission',
    from: { name: 'Sở Nội vụ', address: 'sonoivu@caobang.gov.vn' },
    to: ['luutru@sohoadulieuhn.vn'],
    subject: 'Tài liệu số hóa đợt 2',
    body: 'Đề nghị công ty số hóa 24 bản kê khai tài sản, thu nhập năm 2025, mẫu một bản gửi kèm.',
    attachments: [
      {
        filename: 'mau-ban-ke-khai.docx',
        kind: 'docx',
        text: `BẢN KÊ KHAI TÀI SẢN, THU NHẬP HẰNG NĂM
I. THÔNG TIN CHUNG
1. Người kê khai tài sản, thu nhập: Mạc Văn Ích, Trưởng phòng
II. THÔNG TIN MÔ TẢ VỀ TÀI SẢN
1. Quyền sử dụng đất: thửa 112, tờ bản đồ 14, 186 m2
2. Tiền gửi tiết kiệm: 450.000.000 đồng
III. BIẾN ĐỘNG TÀI SẢN, THU NHẬP; GIẢI TRÌNH NGUỒN GỐC`,
      },
    ],
    expect: { action: 'flag', rules: ['D1c-restricted'] },
  },
  {
    id: 'B-122',
    class: 'violating',
    about: 'Trao đổi với luật sư bên ngoài về kỷ luật một cán bộ',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['luatsu@vanphongluatnoncao.vn'],
    subject: 'Xin ý kiến về hồ sơ kỷ luật',
    body: `Chị ơi cho em hỏi riêng. Em gửi hồ sơ kỷ luật của một viên chức: biên bản họp Hội đồng kỷ luật,
bản tự kiểm điểm, phiếu bỏ phiếu kín. Theo chị hình thức cảnh cáo có quá nặng so với hành vi vắng mặt 5 ngày không?`,
    attachments: [
      {
        filename: 'bien-ban-hoi-dong-ky-luat.docx',
        kind: 'docx',
        text: `BIÊN BẢN HỌP HỘI ĐỒNG KỶ LUẬT
Xem xét xử lý kỷ luật đối với ông Vương Đình Thọ, viên chức Trung tâm
1. Người bị xem xét kỷ luật đọc bản tự kiểm điểm.
2. Hội đồng thảo luận, bỏ phiếu kín: cảnh cáo 4 phiếu, khiển trách 1 phiếu.
3. Kiến nghị hình thức kỷ luật: cảnh cáo.`,
      },
    ],
    expect: { action: 'flag', rules: ['D1c-restricted'] },
  },
  {
    id: 'B-123',
    class: 'violating',
    about: 'Tệp chạy đổi tên thành PDF trong thư chào hàng',
    channel: 'mx',
    from: { name: 'Phòng Mua sắm', address: 'muasam@vattuyte247.vn' },
    to: ['soyte@caobang.gov.vn'],
    subject: 'Báo giá vật tư tiêu hao quý II',
    body: 'Kính gửi quý Sở báo giá vật tư tiêu hao, hiệu lực 30 ngày.',
    attachments: [{ filename: 'bao-gia-quy-2.pdf', kind: 'exe', text: '' }],
    expect: { action: 'block', rules: ['D1c-executable'] },
  },
  {
    id: 'B-124',
    class: 'violating',
    about: 'Đuôi kép .docx.exe từ Gmail',
    channel: 'mx',
    from: { name: 'thu ky giam doc', address: 'thuky.gd.2026@gmail.com' },
    to: ['sotaichinh@caobang.gov.vn', 'vpubnd@caobang.gov.vn'],
    subject: 'HOP DONG DA KY - xem gap',
    body: 'Anh chi mo file dinh kem, mat khau la 1234.',
    attachments: [{ filename: 'HopDong_DaKy.docx.exe', kind: 'exe', text: '' }],
    expect: { action: 'block', rules: ['D1b-free', 'D1c-executable'] },
  },
  {
    id: 'B-125',
    class: 'violating',
    about: 'Chuyên viên gửi tệp lệnh .bat cho xã cài phần mềm',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Tệp sửa lỗi máy in',
    body: 'Các xã bấm đúp vào tệp này rồi khởi động lại là in được.',
    attachments: [
      {
        filename: 'sua-may-in.bat',
        kind: 'txt',
        text: `@echo off
net stop spooler
del /q %systemroot%\\system32\\spool\\printers\\*.*
net start spooler`,
      },
    ],
    expect: { action: 'block', rules: ['D1c-executable'] },
  },
  {
    id: 'B-126',
    class: 'violating',
    about: 'Kịch bản .js giả hóa đơn',
    channel: 'mx',
    from: { name: 'Hoa don dien tu', address: 'support@hoadon-tracuu.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Hóa đơn tiền điện tháng 4 chưa thanh toán',
    body: 'Quý khách vui lòng mở tệp để xem chi tiết, nếu quá hạn sẽ ngừng cấp điện.',
    attachments: [
      {
        filename: 'hoadon_042026.js',
        kind: 'txt',
        text: 'var s = new ActiveXObject("WScript.Shell"); s.Run("notepad.exe")',
      },
    ],
    authentication: 'none',
    expect: { action: 'block', rules: ['D1c-executable'] },
  },
  {
    id: 'B-127',
    class: 'violating',
    about: 'Trình bảo vệ màn hình .scr chúc Tết gửi nội bộ',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn', 'dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Thiệp chúc Tết động rất đẹp',
    body: 'Các anh chị mở xem nhé, có nhạc then nữa.',
    attachments: [{ filename: 'chuc-tet-binh-ngo.scr', kind: 'exe', text: '' }],
    expect: { action: 'block', rules: ['D1c-executable'] },
  },
  {
    id: 'B-128',
    class: 'violating',
    about: 'Kịch bản PowerShell và gói cài .msi của một công ty phần mềm',
    channel: 'mx',
    from: { name: 'Hỗ trợ kỹ thuật', address: 'support@tinvietsoft.com.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Bản vá phần mềm quản lý tài sản 4.2.1',
    body: 'Anh An chạy tệp lệnh trước rồi cài gói sau nhé, đường tải trang chủ đang lỗi nên em gửi qua thư.',
    attachments: [
      {
        filename: 'chuan-bi.ps1',
        kind: 'txt',
        text: 'Stop-Service QLTS\nRemove-Item C:\\QLTS\\cache -Recurse',
      },
      { filename: 'QLTS-4.2.1.msi', kind: 'exe', text: '' },
    ],
    expect: { action: 'block', rules: ['D1c-executable'] },
  },
  {
    id: 'B-129',
    class: 'violating',
    about: 'Tệp nén đặt mật khẩu gửi từ bệnh viện',
    channel: 'mx',
    from: { name: 'Phòng CNTT', address: 'cntt@benhviencaobang.vn' },
    to: ['soyte@caobang.gov.vn'],
    subject: 'Dữ liệu bệnh án mẫu',
    body: 'Chúng tôi nén và đặt mật khẩu cho an toàn, mật khẩu nhắn riêng qua điện thoại.',
    attachments: [{ filename: 'benh-an-mau.zip', kind: 'encrypted-zip', text: 'dữ liệu mẫu 200 ca' }],
    expect: { action: 'hold', rules: ['D1c-archive'] },
  },
  {
    id: 'B-130',
    class: 'violating',
    about: 'Chuyên viên gửi tệp nén có mật khẩu cho người dân dùng Gmail',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['thuyduong.congchung@gmail.com'],
    subject: 'Biểu mẫu công chứng',
    body: 'Chị giải nén bằng ngày sinh của chị nhé.',
    attachments: [{ filename: 'bieu-mau.zip', kind: 'encrypted-zip', text: 'mẫu lời chứng số 3' }],
    expect: { action: 'hold', rules: ['D1b-free', 'D1c-archive'] },
  },
  {
    id: 'B-131',
    class: 'violating',
    about: 'Tệp nén khóa gửi nội bộ giữa hai sở',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Bảng lương quý I',
    body: 'Tệp có mật khẩu như mọi lần, quên thì gọi phòng kế toán.',
    attachments: [{ filename: 'luong-quy-1.zip', kind: 'encrypted-zip', text: 'bảng lương' }],
    expect: { action: 'hold', rules: ['D1c-archive'] },
  },
  {
    id: 'B-132',
    class: 'violating',
    about: 'Facebook gửi mã xác nhận đăng ký vào hộp thư xã',
    channel: 'mx',
    from: { name: 'Facebook', address: 'registration@facebookmail.com' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'FB-48213 là mã xác nhận của bạn',
    body: `Xin chào Nguyên Huệ,

Bạn mới đăng ký Facebook. Để hoàn tất việc đăng ký, hãy xác nhận tài khoản của bạn bằng mã:

FB-48213

Nếu bạn không tạo tài khoản này, hãy cho chúng tôi biết.`,
    expect: { action: 'flag', rules: ['D1c-signup'] },
  },
  {
    id: 'B-133',
    class: 'violating',
    about: 'Xác minh tài khoản TikTok bằng tiếng Anh',
    channel: 'mx',
    from: { name: 'TikTok', address: 'register@account.tiktok.com' },
    to: ['sonhv.nguyenhue@caobang.gov.vn'],
    subject: '904417 is your verification code',
    body: `To verify your account, enter this code in TikTok:

904417

Verification codes expire after 48 hours. If you didn't sign up for TikTok, you can ignore this message.`,
    expect: { action: 'flag', rules: ['D1c-signup'] },
  },
  {
    id: 'B-134',
    class: 'violating',
    about: 'Shopee chào mừng tài khoản mới, đề nghị xác minh thư',
    channel: 'mx',
    from: { name: 'Shopee Việt Nam', address: 'info@mail.shopee.vn' },
    to: ['binhtt.sonoivu@caobang.gov.vn'],
    subject: 'Xác minh địa chỉ email cho tài khoản Shopee của bạn',
    body: `Chào binhtt_cb,

Cảm ơn bạn đã đăng ký tài khoản Shopee. Vui lòng nhấn nút bên dưới để xác minh địa chỉ email:

XÁC MINH EMAIL

Đường dẫn hết hạn sau 24 giờ. Tặng bạn mới mã giảm 50.000 đồng cho đơn đầu tiên!`,
    expect: { action: 'flag', rules: ['D1c-signup'] },
  },
  {
    id: 'B-135',
    class: 'violating',
    about: 'Lazada kích hoạt tài khoản mới',
    channel: 'mx',
    from: { name: 'Lazada', address: 'noreply@support.lazada.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Kích hoạt tài khoản Lazada',
    body: `Nông Thị Dung thân mến,

Mã xác nhận đăng ký tài khoản Lazada của bạn là 550 821. Mã có hiệu lực trong 10 phút.
Không chia sẻ mã này với bất kỳ ai.`,
    expect: { action: 'flag', rules: ['D1c-signup'] },
  },
  {
    id: 'B-136',
    class: 'violating',
    about: 'Zalo gửi mã xác thực khi tạo tài khoản bằng hộp thư Sở',
    channel: 'mx',
    from: { name: 'Zalo', address: 'no-reply@zalo.me' },
    to: ['soyte@caobang.gov.vn'],
    subject: 'Mã xác thực tạo tài khoản Zalo',
    body: `Bạn đang tạo tài khoản Zalo với email soyte@caobang.gov.vn.
Mã xác thực: 2291
Nếu không phải bạn thực hiện, hãy bỏ qua thư này.`,
    expect: { action: 'flag', rules: ['D1c-signup'] },
  },
  {
    id: 'B-137',
    class: 'violating',
    about: 'Instagram yêu cầu xác nhận địa chỉ thư khi mở tài khoản',
    channel: 'mx',
    from: { name: 'Instagram', address: 'no-reply@mail.instagram.com' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Confirm your email address',
    body: `Hi hatde.trungkhanh,

You recently signed up for Instagram. Please confirm your email address to finish creating your account.
Confirmation code: 731 905`,
    expect: { action: 'flag', rules: ['D1c-signup'] },
  },
  {
    id: 'B-138',
    class: 'violating',
    about: 'Bản quét không đọc được gửi ra cho doanh nghiệp trong nước',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['datxe@khanhhoan.vn'],
    subject: 'Bản quét hợp đồng thuê xe đã đóng dấu',
    body: 'Anh Hoàn nhận bản quét, bản giấy em gửi xe khách chiều nay.',
    attachments: [{ filename: 'hop-dong-thue-xe.pdf', kind: 'scan', text: '' }],
    expect: { action: 'flag', rules: ['D1c-unreadable'] },
  },
  {
    id: 'B-139',
    class: 'violating',
    about: 'Gmail mang tên Sở Nội vụ, gửi danh sách yêu cầu xác nhận',
    channel: 'mx',
    from: { name: 'Sở Nội vụ tỉnh Cao Bằng', address: 'sonoivucaobang.hcth@gmail.com' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Yêu cầu cập nhật danh sách cán bộ xã',
    body: 'Đề nghị các xã điền họ tên, số căn cước, số tài khoản của cán bộ vào đường dẫn biểu mẫu trong ngày.',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-140',
    class: 'violating',
    about: 'Gmail mang tên một cán bộ có thật, kèm tờ trình của xã',
    channel: 'mx',
    from: { name: 'Hoàng Văn Sơn', address: 'son.hoang.nghue@gmail.com' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Tờ trình xin hỗ trợ kinh phí sửa nhà văn hóa xóm',
    body: 'Xã gửi tờ trình ạ, mạng ủy ban hỏng nên gửi thư này.',
    attachments: [
      {
        filename: 'TTr 31.pdf',
        kind: 'pdf',
        text: `ỦY BAN NHÂN DÂN
XÃ NGUYÊN HUỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 31/TTr-UBND
Nguyên Huệ, ngày 06 tháng 5 năm 2026
TỜ TRÌNH
Xin hỗ trợ kinh phí sửa nhà văn hóa xóm Nà Khoang
Kính gửi: Sở Tài chính
Nhà văn hóa bị tốc mái 96 m2, xã đề nghị hỗ trợ 85 triệu đồng.
CHỦ TỊCH
Nông Quốc Tuấn`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-141',
    class: 'violating',
    about: 'Tên miền nhái: số 0 thay chữ o trong gov',
    channel: 'mx',
    from: { name: 'Hỗ trợ kỹ thuật thư công vụ', address: 'hotro@caobang.g0v.vn' },
    to: ['hungld.soyte@caobang.gov.vn'],
    subject: 'Hộp thư của bạn đã đạt 98% dung lượng',
    body: 'Đăng nhập bằng mật khẩu hiện tại để mở rộng dung lượng miễn phí: https://caobang.g0v.vn/mail',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-142',
    class: 'violating',
    about: 'Tên miền nhái: chữ es Kirin thay chữ c',
    channel: 'mx',
    from: { name: 'VĂN PHÒNG UBND TỈNH', address: 'vpubnd@\u0441aobang.gov.vn' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Xác nhận danh sách khách mời',
    body: 'Đề nghị đồng chí trả lời thư này kèm số điện thoại của lãnh đạo Sở để Văn phòng liên hệ.',
    authentication: 'none',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-143',
    class: 'violating',
    about: 'Tên miền nhái: gạch nối thay dấu chấm, kèm quyết định giả',
    channel: 'mx',
    from: { name: 'Văn thư', address: 'vanthu@caobang-gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Quyết định điều động, đề nghị xác nhận',
    body: `ỦY BAN NHÂN DÂN TỈNH CAO BẰNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 912/QĐ-UBND
Cao Bằng, ngày 12 tháng 5 năm 2026
QUYẾT ĐỊNH
Về việc điều động công chức
Đề nghị truy cập đường dẫn để xem danh sách.`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
]
