import type { MadeLetter } from '../../letter.ts'

/** Documents of others, drafts, namesakes, look-alike words of the other rules. */
export const nearMiss2: readonly MadeLetter[] = [
  {
    id: 'B-164',
    class: 'near-miss',
    about: 'Cá nhân chuyển để biết một công văn của Bộ, không phải của sở mình',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['hungld.soyte@caobang.gov.vn', 'huongpt.sotuphap@caobang.gov.vn'],
    subject: 'Fwd: công văn Bộ Tài chính về công tác phí trực tuyến',
    body: 'Các anh chị xem mục 2, từ tháng này họp trực tuyến không được thanh toán phụ cấp lưu trú nữa.',
    attachments: [
      {
        filename: 'BTC-4417.pdf',
        kind: 'pdf',
        signed: true,
        text: `BỘ TÀI CHÍNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 4417/BTC-HCSN
V/v thanh toán công tác phí đối với cuộc họp trực tuyến
Hà Nội, ngày 01 tháng 4 năm 2026
Kính gửi: Các bộ, cơ quan ngang bộ; Ủy ban nhân dân các tỉnh, thành phố
1. Chi phí đường truyền, thuê phòng họp được thanh toán theo hóa đơn thực tế.
2. Người dự họp trực tuyến tại cơ quan mình không được thanh toán phụ cấp lưu trú.
Nơi nhận:
- Như trên;
- Lưu: VT, HCSN.
TL. BỘ TRƯỞNG
CỤC TRƯỞNG
Đặng Hoài Nam`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-165',
    class: 'near-miss',
    about: 'Cá nhân sở này chuyển cho phòng mình công văn của Văn phòng UBND tỉnh',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Chuyển văn thư vào sổ giúp em',
    body: 'Văn phòng gửi nhầm vào hộp thư của em, văn thư vào sổ giúp.',
    attachments: [
      {
        filename: '812-VP-KGVX.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
VĂN PHÒNG
Số: 812/VP-KGVX
V/v chuẩn bị điểm cầu họp trực tuyến đến cấp xã
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 30 tháng 3 năm 2026
Kính gửi: Sở Khoa học và Công nghệ
Văn phòng đề nghị quý Sở kiểm tra đường truyền 56 điểm cầu trước 17 giờ ngày 02 tháng 4 năm 2026.
Nơi nhận:
- Như trên;
- Lưu: VT, KGVX.
KT. CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
Bế Đăng Khoa`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-166',
    class: 'near-miss',
    about: 'Cá nhân gửi "để biết" công văn của chính sở mình cho bạn sở khác: vẫn là sở mình phát ra',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Chị xem trước nhé',
    body: 'Bản này hôm qua Sở em ký rồi, em gửi chị xem trước cho tiện.',
    attachments: [
      {
        filename: '377.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 377/SKHCN-CĐS
V/v kết quả kiểm tra đường truyền các điểm cầu cấp xã
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 02 tháng 4 năm 2026
Kính gửi: Văn phòng Ủy ban nhân dân tỉnh
Đã kiểm tra 56/56 điểm, 53 điểm đạt; 03 điểm Cốc Pàng, Lũng Nặm, Khánh Xuân phải dùng đường dự phòng.
Nơi nhận:
- Như trên;
- Lưu: VT, CĐS.
GIÁM ĐỐC
Hoàng Đức Vinh`,
      },
    ],
    expect: { action: 'flag', rules: ['D5-office'] },
  },
  {
    id: 'B-167',
    class: 'near-miss',
    about: 'Chỉ dẫn số công văn của sở mình trong câu, không kèm văn bản',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Nhắc hạn báo cáo cải cách hành chính quý I',
    body: `Các anh chị ơi,

Theo Công văn số 1245/SNV-CCHC ngày 12/3/2026 của Sở Nội vụ thì hạn là 25/3, hôm nay đã 24 mà xã mình chưa
gửi. Nhớ làm theo đề cương, phần 3/4 là số liệu hồ sơ trực tuyến. Việc này thực hiện Chỉ thị 15/CT-TTg và
Kế hoạch 3418/KH-UBND nên tỉnh theo dõi sát lắm.

Bình`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-168',
    class: 'near-miss',
    about: 'Bản nháp chưa có số, ngày, người ký, gửi đồng nghiệp góp ý',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Nhờ xem hộ bản nháp phần kỹ thuật',
    body: 'An đọc hộ anh mục 2 xem có viết sai gì về máy chủ không. Mới là nháp, chưa trình ai.',
    attachments: [
      {
        filename: 'nhap-lan-1.docx',
        kind: 'docx',
        text: `DỰ THẢO LẦN 1
Kế hoạch số hóa hồ sơ sức khỏe tại trạm y tế
1. Mục tiêu: 80 % người dân có hồ sơ điện tử
2. Hạ tầng: dùng máy chủ của trung tâm dữ liệu tỉnh, sao lưu hằng ngày
3. Kinh phí: đang tính
(chưa có số, chưa trình ký)`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-169',
    class: 'near-miss',
    about: 'Hộp thư cơ quan gửi dự thảo lấy ý kiến, số và ngày để trống',
    channel: 'submission',
    from: { name: 'Sở Tư pháp', address: 'sotuphap@caobang.gov.vn' },
    to: ['sonoivu@caobang.gov.vn', 'sotaichinh@caobang.gov.vn', 'soyte@caobang.gov.vn'],
    subject: 'Xin ý kiến rộng rãi về dự thảo quy chế phối hợp thi hành án hành chính',
    body: `Kính gửi các sở,

Dự thảo gửi bằng thư điện tử, không in. Ý kiến trả lời vào thư này trước ngày 20/5; quá hạn coi như nhất
trí.`,
    attachments: [
      {
        filename: 'du-thao-quy-che.docx',
        kind: 'docx',
        text: `DỰ THẢO
QUY CHẾ
Phối hợp theo dõi thi hành án hành chính
Điều 1. Phạm vi, đối tượng
Điều 2. Nguyên tắc phối hợp: kịp thời, đúng thẩm quyền, giữ bí mật công tác
Điều 3. Chia sẻ thông tin bằng thư công vụ
Điều 4. Họp liên ngành mỗi quý một lần`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-170',
    class: 'near-miss',
    about: 'Công dân đính kèm quyết định bị khiếu nại qua Gmail: chỉ là nghi vấn',
    channel: 'mx',
    from: { name: 'Lương Văn Thạch', address: 'thach.luong.1965@gmail.com' },
    to: ['vpubnd@caobang.gov.vn', 'thanhtra@caobang.gov.vn'],
    subject: 'Khiếu nại quyết định thu hồi đất của gia đình tôi',
    body: `Kính gửi Chủ tịch UBND tỉnh,

Tôi là Lương Văn Thạch, 61 tuổi, xóm Pác Rao. Tôi không đồng ý với quyết định kèm theo vì:

Thứ nhất, diện tích đo năm 2012 là 412 m2, quyết định ghi 368 m2, mất 44 m2 không ai giải thích.
Thứ hai, giá bồi thường cây hạt dẻ 20 năm tuổi tính như cây 5 năm.
Thứ ba, tôi không được mời dự buổi công khai phương án, người ký thay trong biên bản không phải tôi.

Tôi đã gửi đơn đến xã hai lần, ngày 3/2 và 10/3, chưa được trả lời. Đề nghị Chủ tịch xem xét.`,
    attachments: [
      {
        filename: 'quyet-dinh-thu-hoi.pdf',
        kind: 'pdf',
        text: `ỦY BAN NHÂN DÂN
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
Đàm Quang Vinh`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-171',
    class: 'near-miss',
    about: 'Công dân trùng tên với cán bộ có địa chỉ đã xác nhận',
    channel: 'mx',
    from: { name: 'Nguyễn Văn An', address: 'an.nguyenvan.lamnong88@gmail.com' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'xin tách thửa cho con',
    body: 'Tôi tên An ở xóm Nà Khoang, muốn tách 200 m vườn cho con trai làm nhà, cần chuẩn bị giấy gì ạ?',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-172',
    class: 'near-miss',
    about: 'Gửi chuyện riêng, không văn bản, tới địa chỉ Gmail đã xác nhận của đồng nghiệp',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['nguyenvanan.caobang@gmail.com'],
    subject: 'Ảnh đám cưới',
    body: 'Anh An ơi em gửi tấm ảnh anh chụp chung với nhà trai hôm chủ nhật, nét lắm.',
    attachments: [{ filename: 'dam-cuoi.png', kind: 'png', text: '' }],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-173',
    class: 'near-miss',
    about: 'Thư mang tên miền của tỉnh quay về qua danh sách thư, chữ ký DKIM còn nguyên',
    channel: 'mx',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: '[ds-cntt] Kinh nghiệm chuyển hộp thư khi nhập xã',
    body: `Chào cả danh sách, bên em giữ bí danh cho tên xã cũ một năm rồi mới bỏ, thư cũ vẫn tra được.

_______________________________________________
Danh sách thư cán bộ CNTT các tỉnh - bỏ đăng ký: gửi thư trống tới ds-cntt-leave`,
    authentication: 'pass',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-174',
    class: 'near-miss',
    about: 'Công ty nhỏ khai nhầm địa chỉ trả lời là hộp thư của tỉnh',
    channel: 'mx',
    from: { name: 'In ấn Thành Công', address: 'donhang@inthanhcong.vn' },
    to: ['sogddt@caobang.gov.vn'],
    replyTo: 'sogddt@caobang.gov.vn',
    subject: 'Đơn in 2.000 cuốn kỷ yếu',
    body: 'Xưởng nhận đơn in 2.000 cuốn kỷ yếu, bìa cứng, giao trước 20/11. Xin xác nhận mẫu bìa.',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-175',
    class: 'near-miss',
    about: 'Tên hộp thư có chữ gmail và yahoo nhưng tên miền của công ty trong nước',
    channel: 'mx',
    from: { name: 'Hỗ trợ G-Mail', address: 'gmail.yahoo@chuyenphatbacviet.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Bảng cước chuyển phát nhanh 2026',
    body: 'Kính gửi quý khách bảng cước mới, áp dụng từ 01/4. Bưu phẩm đi Hà Nội nhận trong 24 giờ.',
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-176',
    class: 'near-miss',
    about: 'Công dân dùng hộp thư VNN trong nước gửi đơn tố cáo: thư đến, không hạn chế',
    channel: 'mx',
    from: { name: 'Đinh Văn Cảnh', address: 'canhdv.tht@hn.vnn.vn' },
    to: ['thanhtra@caobang.gov.vn'],
    subject: 'Đơn tố cáo việc thu tiền trái quy định ở trường học',
    body: `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ĐƠN TỐ CÁO

Kính gửi: Chánh Thanh tra tỉnh Cao Bằng

Người tố cáo: Đinh Văn Cảnh, sinh năm 1972.
Tôi tố cáo ban đại diện cha mẹ học sinh cùng hiệu trưởng thu 1,2 triệu đồng mỗi em tiền "xã hội hóa điều
hòa", không có chủ trương, không xuất phiếu thu. Kèm theo lời kể của 5 phụ huynh. Tôi đề nghị giữ bí mật
tên tuổi để con tôi yên tâm học.

Người viết đơn
Đinh Văn Cảnh`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-177',
    class: 'near-miss',
    about: 'Đơn tố cáo từ Yahoo: chỉ nói về hộp thư miễn phí',
    channel: 'mx',
    from: { name: 'mot nguoi dan', address: 'nguoidan_thangiang@yahoo.com' },
    to: ['thanhtra@caobang.gov.vn'],
    subject: 'to cao can bo nhung nhieu',
    body: `Toi xin phep khong neu ten. Can bo dia chinh xa hen gap o quan ca phe, doi 5 trieu moi ky ho so.
Toi co ghi am. De nghi Thanh tra vao cuoc, giu bi mat cho toi.`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-178',
    class: 'near-miss',
    about: 'Bản kê khai tài sản gửi trong tỉnh cho cơ quan kiểm soát',
    channel: 'submission',
    from: { name: 'Sở Nội vụ', address: 'sonoivu@caobang.gov.vn' },
    to: ['thanhtra@caobang.gov.vn'],
    subject: 'Danh sách người có nghĩa vụ kê khai tài sản, thu nhập năm 2026',
    body: 'Gửi Thanh tra tỉnh danh sách 24 người để theo dõi kê khai tài sản và xác minh ngẫu nhiên.',
    attachments: [
      {
        filename: 'danh-sach-ke-khai.xlsx',
        kind: 'xlsx',
        text: `STT\tHọ tên\tChức vụ\tHình thức kê khai tài sản
1\tMạc Văn Ích\tTrưởng phòng\tHằng năm
2\tLý Hồng Quang\tPhó Trưởng phòng\tHằng năm
3\tBàn Thị Phượng\tKế toán trưởng\tBổ sung`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-179',
    class: 'near-miss',
    about: 'Hỏi tư vấn về quy hoạch đất và kiểm kê tài sản công, gửi ngoài tỉnh',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['quyhoach@vienquyhoachmn.vn'],
    subject: 'Phản hồi bản thuyết minh quy hoạch chung xã',
    body: `Kính gửi quý Viện,

Chúng tôi đã đọc bản sửa lần 3. Đề nghị:
- Bổ sung bảng kiểm kê nhà đất công dôi dư (tài sản công) sau khi bỏ cấp huyện.
- Mật độ xây dựng khu du lịch giảm còn 20 %.
- Tuân thủ kỷ luật thời gian: bản cuối nộp trước ngày 10.

Trân trọng.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-180',
    class: 'near-miss',
    about: 'Gửi báo chí đường dẫn kết luận thanh tra đã công bố công khai',
    channel: 'submission',
    from: { name: 'Thanh tra tỉnh', address: 'thanhtra@caobang.gov.vn' },
    to: ['bandoc@baocaobang.vn'],
    subject: 'Re: Xin kết luận thanh tra đất đai đã công bố năm 2025',
    body: `Kính gửi quý Báo,

Kết luận thanh tra về quản lý đất đai mà quý Báo hỏi đã được công bố công khai trên trang
thanhtra.caobang.gov.vn từ ngày 16/3, mục "Công khai kết luận thanh tra", ai cũng tải được. Quý Báo có thể
dẫn nguyên văn từ trang này, chúng tôi không gửi bản riêng.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-181',
    class: 'near-miss',
    about: 'Mã xác thực của Cổng dịch vụ công quốc gia, không phải mạng xã hội',
    channel: 'mx',
    from: { name: 'Cổng Dịch vụ công quốc gia', address: 'no-reply@dichvucong.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Mã xác thực OTP đăng nhập tài khoản cơ quan',
    body: `Mã xác thực của quý cơ quan là 663 104, hiệu lực 5 phút.
Không cung cấp mã này cho người khác.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-182',
    class: 'near-miss',
    about: 'Bộ xác nhận đã đăng ký khóa học trực tuyến',
    channel: 'mx',
    from: { name: 'Nền tảng học trực tuyến', address: 'hotro@onetouch.mst.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Xác nhận đăng ký khóa "An toàn thông tin cho tổ công nghệ số"',
    body: `Anh/chị đã đăng ký thành công. Khóa học mở ngày 04/5, có bài về lừa đảo trên Facebook, TikTok,
Shopee, Zalo. Tài khoản dùng chung với hệ thống của Bộ, không phải tạo mới.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-183',
    class: 'near-miss',
    about: 'Công ty chào khóa bán hàng trên mạng xã hội, nhắc tên Facebook, TikTok',
    channel: 'mx',
    from: { name: 'Học viện Bán hàng số', address: 'tuvan@banhangso.edu.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Khóa livestream hạt dẻ cho hợp tác xã',
    body: `Kính gửi xã, chúng tôi dạy bà con lập gian hàng Shopee, Lazada, quay TikTok, chạy quảng cáo Facebook
trong 3 buổi. Học phí 0 đồng cho hộ nghèo. Đăng ký qua số 024 7300 6886.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-184',
    class: 'near-miss',
    about: 'Tên tệp có chữ exe và com nhưng là PDF và bảng tính thật',
    channel: 'mx',
    from: { name: 'Hỗ trợ kỹ thuật', address: 'support@tinvietsoft.com.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Hướng dẫn cài đặt setup.exe trên máy trạm',
    body: 'Tệp cài setup.exe anh tải từ trang chủ, em chỉ gửi hướng dẫn và danh sách máy.',
    attachments: [
      {
        filename: 'huong-dan-setup.exe.pdf',
        kind: 'pdf',
        text: `HƯỚNG DẪN CÀI ĐẶT
Bước 1. Chạy setup.exe với quyền quản trị
Bước 2. Nhập mật khẩu cơ sở dữ liệu
Bước 3. Khởi động lại máy`,
      },
      { filename: 'may-tram.com.vn.xlsx', kind: 'xlsx', text: 'Máy\tPhòng\nPC-01\tVăn thư\nPC-02\tKế toán' },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-185',
    class: 'near-miss',
    about: 'Ảnh chụp màn hình mà thật ra là tệp chạy',
    channel: 'mx',
    from: { name: 'Nguyễn Thị Vui', address: 'vuint@dulichthacbac.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Ảnh lỗi đặt phòng',
    body: 'Chị xem ảnh lỗi giúp em với ạ, em đặt mãi không được.',
    attachments: [{ filename: 'anh-loi.png', kind: 'exe', text: '' }],
    expect: { action: 'block', rules: ['D1c-executable'] },
  },
  {
    id: 'B-186',
    class: 'near-miss',
    about: 'Tệp ZIP thường, tên gợi đến mật khẩu nhưng không khóa',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Tài liệu lớp học, nén không mật khẩu',
    body: 'Em nén lại cho nhẹ, mở bình thường, không có mật khẩu.',
    attachments: [
      {
        filename: 'mat-khau-manh.zip',
        kind: 'zip',
        text: `MẸO ĐẶT MẬT KHẨU
Ghép bốn từ không liên quan, thêm một con số.
Không dùng tên cơ quan, ngày sinh.`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-187',
    class: 'near-miss',
    about: 'Đúng thể thức, tiêu đề viết hoa toàn bộ và có chữ chuyển tiếp',
    channel: 'submission',
    from: { name: 'Sở Y tế', address: 'soyte@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'V/V TỔ CHỨC THÁNG HÀNH ĐỘNG VÌ AN TOÀN THỰC PHẨM NĂM 2026',
    body: 'Sở Y tế gửi các xã công văn và băng rôn mẫu.',
    attachments: [
      {
        filename: '588-SYT-ATTP.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 588/SYT-ATTP
V/v tổ chức Tháng hành động vì an toàn thực phẩm năm 2026
Cao Bằng, ngày 07 tháng 4 năm 2026
Kính gửi: Ủy ban nhân dân các xã, phường
Đề nghị treo băng rôn, kiểm tra bếp ăn trường học và cơ sở sơ chế mật ong trên địa bàn.
Nơi nhận:
- Như trên;
- Lưu: VT, ATTP.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
La Thị Cẩm Tú`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-188',
    class: 'near-miss',
    about: 'Tiêu đề gõ tổ hợp (NFD), trích yếu trong PDF dựng sẵn: vẫn là đúng thể thức',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'V/v ba\u0301o ca\u0301o chi tie\u0302\u0301t kinh phi\u0301',
    body: 'Sở Tài chính gửi công văn.',
    attachments: [
      {
        filename: '1120-STC.pdf',
        kind: 'pdf',
        text: `UBND TỈNH CAO BẰNG
SỞ TÀI CHÍNH
Số: 1120/STC-HCSN
V/v báo cáo chi tiết kinh phí
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 25 tháng 3 năm 2026
Kính gửi: Sở Nội vụ
Đề nghị quý Sở báo cáo chi tiết kinh phí tinh giản biên chế năm 2025 trước ngày 10 tháng 4 năm 2026.
Nơi nhận:
- Như trên;
- Lưu: VT, HCSN.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Hà Nhật Quang`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-189',
    class: 'near-miss',
    about: 'Công văn của một công ty có quốc hiệu và số, gửi từ tên miền trong nước',
    channel: 'mx',
    from: { name: 'Công ty CP Cấp nước', address: 'vanphong@capnuoccb.com.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Công văn số 88/CN-KT về phương án giá nước sạch',
    body: 'Công ty kính gửi Sở công văn đề nghị thẩm định phương án giá nước.',
    attachments: [
      {
        filename: '88-CN-KT.pdf',
        kind: 'pdf',
        text: `CÔNG TY CỔ PHẦN CẤP NƯỚC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 88/CN-KT
V/v thẩm định phương án giá nước sạch năm 2026
Cao Bằng, ngày 16 tháng 3 năm 2026
Kính gửi: Sở Tài chính
Giá đề nghị: 9.850 đồng/m3 cho hộ dân, tăng 6 %.
TỔNG GIÁM ĐỐC
Ngọc Văn Chiến`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-190',
    class: 'near-miss',
    about: 'Người dân hỏi qua hộp thư trả tiền ở nước ngoài: không phải thư miễn phí',
    channel: 'mx',
    from: { name: 'Tran Thi My Linh', address: 'mylinh.tran@fastmail.com' },
    to: ['soyte@caobang.gov.vn'],
    subject: 'Hỏi mua bảo hiểm y tế cho mẹ già',
    body: 'Tôi sống ở Melbourne, muốn đóng bảo hiểm y tế hộ gia đình cho mẹ ở Quảng Uyên thì đóng ở đâu ạ?',
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-191',
    class: 'near-miss',
    about: 'Hộ dân dùng hộp thư nhà mạng trong nước',
    channel: 'mx',
    from: { name: 'Sầm Văn Lợi', address: 'loisv.phucsen@fpt.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Đăng ký nhãn hiệu dao rèn Phúc Sen',
    body: `Tổ nghề rèn chúng tôi có 38 lò, muốn đăng ký nhãn hiệu tập thể. Bí mật nước tôi của từng nhà
thì có phải khai không? Xin Sở chỉ giúp các bước và lệ phí.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-192',
    class: 'near-miss',
    about: 'Gmail đã xác nhận gửi tệp nén khóa, không có văn bản: giữ lại vì tệp nén',
    channel: 'mx',
    from: { name: 'Nguyễn Văn An', address: 'nguyenvanan.caobang@gmail.com' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'anh lop hoc',
    body: 'Gửi từ nhà sang máy cơ quan.',
    attachments: [{ filename: 'anh.zip', kind: 'encrypted-zip', text: 'ảnh lớp học' }],
    expect: { action: 'hold', rules: ['D3-staff', 'D1b-free', 'D1c-archive'] },
  },
]
