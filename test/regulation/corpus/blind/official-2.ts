import type { MadeLetter } from '../../letter.ts'

/** Documents that reach us from other state bodies, and more of our own. */
export const official2: readonly MadeLetter[] = [
  {
    id: 'B-082',
    class: 'official',
    about: 'Công văn của Bộ Nội vụ gửi các tỉnh',
    channel: 'mx',
    from: { name: 'Văn thư Bộ Nội vụ', address: 'vanthu@moha.gov.vn' },
    to: ['sonoivu@caobang.gov.vn', 'vpubnd@caobang.gov.vn'],
    subject: '1893/BNV-CCVC V/v rà soát nhu cầu thi nâng ngạch công chức năm 2026',
    body: 'Bộ Nội vụ gửi công văn số 1893/BNV-CCVC ngày 26/3/2026. Bản giấy không gửi.',
    attachments: [
      {
        filename: '1893.signed.pdf',
        kind: 'pdf',
        signed: true,
        text: `BỘ NỘI VỤ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1893/BNV-CCVC
V/v rà soát nhu cầu thi nâng ngạch công chức năm 2026
Hà Nội, ngày 26 tháng 3 năm 2026
Kính gửi: Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương
Để chuẩn bị tổ chức kỳ thi nâng ngạch lên chuyên viên chính, Bộ Nội vụ đề nghị Ủy ban nhân dân các tỉnh,
thành phố:
1. Rà soát số công chức đủ tiêu chuẩn, điều kiện; tổng hợp theo biểu số 01.
2. Cử một đầu mối liên hệ (họ tên, thư công vụ, điện thoại).
Báo cáo gửi về Vụ Công chức - Viên chức trước ngày 30 tháng 4 năm 2026./.
Nơi nhận:
- Như trên;
- Bộ trưởng (để b/c);
- Lưu: VT, CCVC.
TL. BỘ TRƯỞNG
VỤ TRƯỞNG VỤ CÔNG CHỨC - VIÊN CHỨC
Nguyễn Hữu Thuận`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-083',
    class: 'official',
    about: 'Công điện của Thủ tướng do Văn phòng Chính phủ chuyển, toàn văn trong thân thư',
    channel: 'mx',
    from: { name: 'Văn phòng Chính phủ', address: 'thongtin@chinhphu.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Công điện 61/CĐ-TTg về ứng phó mưa lũ, sạt lở đất khu vực Bắc Bộ',
    body: `THỦ TƯỚNG CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 61/CĐ-TTg
Hà Nội, ngày 20 tháng 5 năm 2026

CÔNG ĐIỆN
Về ứng phó mưa lũ, sạt lở đất khu vực Bắc Bộ

THỦ TƯỚNG CHÍNH PHỦ điện:
- Chủ tịch Ủy ban nhân dân các tỉnh: Cao Bằng, Lạng Sơn, Tuyên Quang, Lào Cai, Thái Nguyên;
- Bộ trưởng các Bộ: Nông nghiệp và Môi trường, Quốc phòng, Công an, Xây dựng.

Theo dự báo, từ đêm 20 đến 23 tháng 5 có mưa to đến rất to, nhiều nơi trên 300 mm. Thủ tướng Chính phủ
yêu cầu:
1. Tổ chức trực ban 24/7; rà soát từng hộ ở vùng nguy cơ sạt lở, kiên quyết di dời trước khi mưa lớn.
2. Cấm người qua ngầm, tràn khi nước chảy xiết; bố trí người canh gác.
3. Bảo đảm thông tin liên lạc, điện, lương thực tại chỗ.
4. Báo cáo kết quả về Ủy ban Phòng thủ dân sự quốc gia trước 16 giờ hằng ngày.

Nơi nhận:
- Như trên;
- Lưu: VT, NN.

KT. THỦ TƯỚNG
PHÓ THỦ TƯỚNG
(Đã ký)`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-084',
    class: 'official',
    about: 'Thông báo của cơ quan thuế qua tên miền ngành',
    channel: 'mx',
    from: { name: 'Thuế tỉnh Cao Bằng', address: 'hanhchinh.cba@gdt.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn', 'nguyenhue@caobang.gov.vn'],
    subject: 'Thông báo lịch đối thoại với hộ kinh doanh về chuyển từ thuế khoán sang kê khai',
    body: 'Thuế tỉnh gửi thông báo để UBND xã niêm yết và vận động hộ kinh doanh tham dự.',
    attachments: [
      {
        filename: 'TB-640-TCBA.pdf',
        kind: 'pdf',
        signed: true,
        text: `CỤC THUẾ
THUẾ TỈNH CAO BẰNG
Số: 640/TB-CBA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 10 tháng 4 năm 2026
THÔNG BÁO
Lịch đối thoại với hộ kinh doanh về chuyển từ thuế khoán sang kê khai
1. Cụm Trùng Khánh, Đàm Thuỷ: 8 giờ ngày 21 tháng 4, nhà văn hóa xã Trùng Khánh.
2. Cụm Nguyên Huệ, Hoà An: 8 giờ ngày 22 tháng 4, hội trường xã Nguyên Huệ.
Hộ kinh doanh mang theo căn cước và điện thoại đã cài eTax Mobile để được hỗ trợ lấy lại mật khẩu.
Nơi nhận:
- UBND các xã;
- Lưu: VT, NVDTPC.
PHÓ TRƯỞNG THUẾ TỈNH
Hoàng Ngọc Sỹ`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-085',
    class: 'official',
    about: 'Tỉnh bạn gửi công văn phối hợp dạng DOCX và PDF',
    channel: 'mx',
    from: { name: 'UBND tỉnh Lạng Sơn', address: 'vanthu.vpub@langson.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    cc: ['sokhcn@caobang.gov.vn'],
    subject: 'V/v phối hợp xây dựng cặp cửa khẩu thông minh và chia sẻ dữ liệu phương tiện',
    body: 'Lạng Sơn gửi công văn và dự thảo biên bản ghi nhớ để quý tỉnh góp ý.',
    attachments: [
      {
        filename: 'CV 702.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN
TỈNH LẠNG SƠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 702/UBND-KT
V/v phối hợp xây dựng cặp cửa khẩu thông minh và chia sẻ dữ liệu phương tiện
Lạng Sơn, ngày 30 tháng 3 năm 2026
Kính gửi: Ủy ban nhân dân tỉnh Cao Bằng
Ủy ban nhân dân tỉnh Lạng Sơn trân trọng đề nghị Ủy ban nhân dân tỉnh Cao Bằng nghiên cứu dự thảo biên bản
ghi nhớ về chia sẻ dữ liệu biển số, thời gian qua cửa khẩu, có lớp bảo mật theo cấp độ 3.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Vi Hoàng Nam`,
      },
      {
        filename: 'Du thao bien ban ghi nho.docx',
        kind: 'docx',
        text: `DỰ THẢO
BẢN GHI NHỚ
Về chia sẻ dữ liệu phương tiện qua cửa khẩu
Điều 1. Phạm vi dữ liệu
Điều 2. Bảo mật và bảo vệ dữ liệu cá nhân
Điều 3. Đầu mối trực 24/7`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-086',
    class: 'official',
    about: 'Bản quét không lớp chữ từ một bộ: chỉ cảnh báo không đọc được',
    channel: 'mx',
    from: { name: 'Vụ Thanh tra', address: 'vutt@moc.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Gửi bản quét công văn về hành lang an toàn đường bộ',
    body: 'Kính gửi Văn phòng, chúng tôi gửi bản quét công văn, bản gốc theo đường bưu điện.',
    attachments: [{ filename: 'cv-hanh-lang-scan.pdf', kind: 'scan', text: '' }],
    expect: { action: 'flag', rules: ['D1c-unreadable'] },
  },
  {
    id: 'B-087',
    class: 'official',
    about: 'Văn bản của Đảng gửi chính quyền, số kiểu "45-CV/TU"',
    channel: 'mx',
    from: { name: 'Văn phòng Tỉnh ủy', address: 'vanthu@tinhuycaobang.vn' },
    to: ['vpubnd@caobang.gov.vn', 'sonoivu@caobang.gov.vn'],
    subject: 'V/v chuẩn bị nội dung hội nghị sơ kết mô hình chính quyền hai cấp',
    body: 'Văn phòng Tỉnh ủy gửi công văn để phối hợp chuẩn bị.',
    attachments: [
      {
        filename: 'CV45-TU.pdf',
        kind: 'pdf',
        signed: true,
        text: `TỈNH ỦY CAO BẰNG
*
Số 45-CV/TU
Về việc chuẩn bị nội dung hội nghị sơ kết mô hình chính quyền hai cấp
ĐẢNG CỘNG SẢN VIỆT NAM
Cao Bằng, ngày 11 tháng 5 năm 2026
Kính gửi:
- Đảng ủy Ủy ban nhân dân tỉnh,
- Ban Tổ chức Tỉnh ủy.
Ban Thường vụ Tỉnh ủy giao Đảng ủy Ủy ban nhân dân tỉnh chuẩn bị báo cáo sơ kết một năm vận hành chính quyền
địa phương hai cấp, gửi Thường trực Tỉnh ủy trước ngày 15 tháng 6 năm 2026.
Nơi nhận:
- Như trên,
- Lưu Văn phòng Tỉnh ủy.
T/L BAN THƯỜNG VỤ
CHÁNH VĂN PHÒNG
Đoàn Đình Trọng`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-088',
    class: 'official',
    about: 'Hải quan khu vực gửi giấy mời qua tên miền ngành',
    channel: 'mx',
    from: { name: 'Chi cục Hải quan khu vực', address: 'vanphong.hqkv@customs.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Giấy mời dự lễ công bố mở lối thông quan Trà Lĩnh - Long Bang',
    body: 'Trân trọng kính mời. Đại biểu đăng ký xe trước ngày 12/6.',
    attachments: [
      {
        filename: 'giay-moi.pdf',
        kind: 'pdf',
        text: `CỤC HẢI QUAN
CHI CỤC HẢI QUAN KHU VỰC XVI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 219/GM-HQKV16
Cao Bằng, ngày 02 tháng 6 năm 2026
GIẤY MỜI
Dự lễ công bố mở lối thông quan Trà Lĩnh - Long Bang
Thời gian: 9 giờ ngày 18 tháng 6 năm 2026
Địa điểm: Cửa khẩu quốc tế Trà Lĩnh
KT. CHI CỤC TRƯỞNG
PHÓ CHI CỤC TRƯỞNG
Vũ Khắc Minh`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-089',
    class: 'official',
    about: 'Bộ Giáo dục và Đào tạo gửi công văn có câu "bảo mật đề thi"',
    channel: 'mx',
    from: { name: 'Cục Quản lý chất lượng', address: 'cucqlcl@moet.gov.vn' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'V/v tăng cường an ninh, bảo mật trong tổ chức kỳ thi tốt nghiệp THPT năm 2026',
    body: 'Kính gửi Sở Giáo dục và Đào tạo công văn kèm theo để thực hiện.',
    attachments: [
      {
        filename: 'CV-2114-BGDDT-QLCL.pdf',
        kind: 'pdf',
        signed: true,
        text: `BỘ GIÁO DỤC VÀ ĐÀO TẠO
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 2114/BGDĐT-QLCL
V/v tăng cường an ninh, bảo mật trong tổ chức kỳ thi tốt nghiệp THPT năm 2026
Hà Nội, ngày 04 tháng 5 năm 2026
Kính gửi: Các Sở Giáo dục và Đào tạo
Bộ Giáo dục và Đào tạo yêu cầu các Sở:
1. Khu vực in sao đề thi cách ly ba vòng độc lập; người vào vòng trong không mang thiết bị thu phát.
2. Đề thi chưa sử dụng thuộc danh mục bí mật nhà nước độ Tối mật đến khi hết giờ làm bài; việc vận chuyển
phải có công an áp tải.
3. Kiểm tra camera phòng chứa bài thi, lưu dữ liệu 24/7.
Nơi nhận:
- Như trên;
- Lưu: VT, QLCL.
KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Đỗ Ngọc Tùng`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-090',
    class: 'official',
    about: 'Nghị quyết của HĐND xã gửi Sở Tư pháp để kiểm tra',
    channel: 'submission',
    from: { name: 'UBND xã Trùng Khánh', address: 'trungkhanh@caobang.gov.vn' },
    to: ['sotuphap@caobang.gov.vn'],
    subject: 'Nghị quyết về phân bổ dự toán ngân sách xã năm 2026',
    body: 'Gửi Sở Tư pháp nghị quyết của HĐND xã để kiểm tra theo thẩm quyền.',
    attachments: [
      {
        filename: 'NQ-08-HDND.pdf',
        kind: 'pdf',
        signed: true,
        text: `HỘI ĐỒNG NHÂN DÂN
XÃ TRÙNG KHÁNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 08/NQ-HĐND
Trùng Khánh, ngày 19 tháng 12 năm 2025
NGHỊ QUYẾT
Về phân bổ dự toán ngân sách xã năm 2026
HỘI ĐỒNG NHÂN DÂN XÃ TRÙNG KHÁNH
KHÓA I, KỲ HỌP THỨ BA
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
QUYẾT NGHỊ:
Điều 1. Tổng chi ngân sách xã năm 2026: 142.318 triệu đồng.
Điều 2. Giao Ủy ban nhân dân xã tổ chức thực hiện.
Nghị quyết được Hội đồng nhân dân xã khóa I, kỳ họp thứ ba thông qua ngày 19 tháng 12 năm 2025./.
Nơi nhận:
- Sở Tư pháp;
- TT Đảng ủy xã;
- Lưu: VT.
CHỦ TỊCH
Hoàng Thị Bình Yên`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-091',
    class: 'official',
    about: 'Công văn của Sở Y tế gửi doanh nghiệp dược có tên miền trong nước',
    channel: 'submission',
    from: { name: 'Sở Y tế', address: 'soyte@caobang.gov.vn' },
    to: ['phaply@duocphamdongbac.com.vn'],
    subject: 'Về việc thu hồi lô thuốc Cefixim 200 mg không đạt tiêu chuẩn chất lượng',
    body: 'Sở Y tế gửi công văn yêu cầu thu hồi. Đề nghị xác nhận đã nhận trong ngày.',
    attachments: [
      {
        filename: '771-SYT-NVD.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 771/SYT-NVD
Về việc thu hồi lô thuốc Cefixim 200 mg không đạt tiêu chuẩn chất lượng
Cao Bằng, ngày 29 tháng 4 năm 2026
Kính gửi:
- Công ty CP Dược phẩm Đông Bắc;
- Các cơ sở khám bệnh, chữa bệnh; nhà thuốc trên địa bàn tỉnh.
Căn cứ phiếu kiểm nghiệm của Trung tâm Kiểm nghiệm, Sở Y tế yêu cầu ngừng bán, biệt trữ và trả về nơi cung
ứng toàn bộ thuốc viên Cefixim 200 mg, số lô 250811, hạn dùng 08/2027, do không đạt độ hòa tan.
Báo cáo kết quả thu hồi trước ngày 15 tháng 5 năm 2026./.
Nơi nhận:
- Như trên;
- Cục Quản lý Dược (b/c);
- Lưu: VT, NVD.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
La Thị Cẩm Tú`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-092',
    class: 'official',
    about: 'Chỉ thị của Chủ tịch UBND tỉnh do Văn phòng gửi',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn', 'sonoivu@caobang.gov.vn', 'nguyenhue@caobang.gov.vn'],
    subject: 'Chỉ thị về việc tăng cường sử dụng văn bản điện tử trong hoạt động của các cơ quan nhà nước',
    body: 'Văn phòng UBND tỉnh gửi Chỉ thị của Chủ tịch UBND tỉnh để thực hiện.',
    attachments: [
      {
        filename: 'CT-05-UBND.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN
TỈNH CAO BẰNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 05/CT-UBND
Cao Bằng, ngày 02 tháng 3 năm 2026
CHỈ THỊ
Về việc tăng cường sử dụng văn bản điện tử trong hoạt động của các cơ quan nhà nước
Thực hiện Chỉ thị số 15/CT-TTg ngày 22 tháng 5 năm 2012 của Thủ tướng Chính phủ, tỉnh đã đạt nhiều kết quả,
song vẫn còn cán bộ dùng hộp thư miễn phí của nước ngoài, còn gửi bản giấy khi đã có bản điện tử. Chủ tịch Ủy
ban nhân dân tỉnh yêu cầu:
1. Thủ trưởng các sở, ban, ngành, Chủ tịch Ủy ban nhân dân các xã, phường gương mẫu dùng thư công vụ.
2. Không gửi bản giấy giấy mời họp, tài liệu họp, văn bản để biết.
3. Không soạn, gửi bí mật nhà nước trên máy tính nối mạng.
4. Sở Khoa học và Công nghệ kiểm tra hằng quý, báo cáo số liệu.
Chỉ thị có hiệu lực từ ngày ký./.
Nơi nhận:
- Các sở, ban, ngành;
- UBND các xã, phường;
- Lưu: VT, KSTT.
CHỦ TỊCH
Nông Trung Kiên`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-093',
    class: 'official',
    about: 'Sở Nội vụ gửi công văn cho xã kèm Cc cá nhân phụ trách',
    channel: 'submission',
    from: { name: 'Sở Nội vụ', address: 'sonoivu@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    cc: ['sonhv.nguyenhue@caobang.gov.vn', 'binhtt.sonoivu@caobang.gov.vn'],
    subject: 'CV số 09/SNV-XDCQ: V/v hướng dẫn phụ cấp người hoạt động không chuyên trách khi nhập xóm',
    body: 'Sở Nội vụ gửi công văn trả lời xã, đồng gửi đồng chí Sơn là người hỏi.',
    attachments: [
      {
        filename: 'snv-09.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ NỘI VỤ
Số: 09/SNV-XDCQ
V/v hướng dẫn phụ cấp người hoạt động không
chuyên trách khi nhập xóm
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 06 tháng 01 năm 2026
Kính gửi: Ủy ban nhân dân xã Nguyên Huệ
Phúc đáp thư điện tử của xã, Sở Nội vụ có ý kiến: phụ cấp được chi cho người thực tế đảm nhiệm đến ngày bàn
giao ghi trong biên bản; không chi trùng cho hai người cùng một tháng.
Đề nghị Ủy ban nhân dân xã thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT, XDCQ.
TL. GIÁM ĐỐC
TRƯỞNG PHÒNG XÂY DỰNG CHÍNH QUYỀN
Hứa Thị Hồng`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-094',
    class: 'official',
    about: 'Giấy mời của Thanh tra tỉnh tập huấn nghiệp vụ tiếp công dân',
    channel: 'submission',
    from: { name: 'Thanh tra tỉnh', address: 'thanhtra@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn', 'sotuphap@caobang.gov.vn'],
    subject: 'Giấy mời tập huấn nghiệp vụ tiếp công dân, xử lý đơn năm 2026',
    body: 'Thanh tra tỉnh gửi giấy mời và chương trình.',
    attachments: [
      {
        filename: 'GM12-TTr.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN TỈNH CAO BẰNG
THANH TRA TỈNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/GM-TTr
Cao Bằng, ngày 05 tháng 5 năm 2026
GIẤY MỜI
Tập huấn nghiệp vụ tiếp công dân, xử lý đơn năm 2026
Thanh tra tỉnh trân trọng kính mời công chức tiếp dân của các sở, ngành, xã, phường dự lớp tập huấn.
Thời gian: 2 ngày, 14 và 15 tháng 5 năm 2026.
Địa điểm: Hội trường Trường Chính trị Hoàng Đình Giong.
Kinh phí ăn, nghỉ do cơ quan cử người chi trả.
Nơi nhận:
- Như trên;
- Lưu: VT, NV5.
CHÁNH THANH TRA
Đinh Trọng Hiệp`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-095',
    class: 'official',
    about: 'Xã gửi tờ trình xin chủ trương làm đường, dài và có biểu đính kèm trong nén ZIP',
    channel: 'submission',
    from: { name: 'UBND xã Nguyên Huệ', address: 'nguyenhue@caobang.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn', 'vpubnd@caobang.gov.vn'],
    subject: 'Tờ trình về việc xin chủ trương đầu tư tuyến đường Bản Gải - Nà Khoang',
    body: `UBND xã Nguyên Huệ kính trình. Biểu khối lượng ở tệp nén kèm theo, không đặt mật khẩu.`,
    attachments: [
      {
        filename: 'TTr-27-UBND.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN
XÃ NGUYÊN HUỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 27/TTr-UBND
Nguyên Huệ, ngày 28 tháng 4 năm 2026
TỜ TRÌNH
Về việc xin chủ trương đầu tư tuyến đường Bản Gải - Nà Khoang
Kính gửi:
- Ủy ban nhân dân tỉnh Cao Bằng;
- Sở Tài chính.
I. SỰ CẦN THIẾT
Tuyến đường dài 3,4 km phục vụ 64 hộ với 291 nhân khẩu, mật độ dân cư 38 người/km2, mùa mưa bị chia cắt từ
10 đến 20 ngày. Cử tri đã kiến nghị tại ba kỳ tiếp xúc.
II. QUY MÔ
1. Đường giao thông nông thôn cấp B, nền 4,0 m, mặt bê tông xi măng 3,0 m dày 18 cm.
2. Công trình trên tuyến: 9 cống tròn, 1 ngầm tràn.
III. TỔNG MỨC ĐẦU TƯ VÀ NGUỒN VỐN
1. Tổng mức: 7.940 triệu đồng.
2. Nguồn vốn: Chương trình mục tiêu quốc gia 6.200 triệu đồng; ngân sách xã 1.100 triệu đồng; nhân dân góp
công 640 triệu đồng.
IV. THỜI GIAN: 2026 - 2027
V. CAM KẾT
Nhân dân hiến 1,9 ha đất, không yêu cầu bồi thường (có danh sách và chữ ký).
Ủy ban nhân dân xã kính trình xem xét./.
Nơi nhận:
- Như trên;
- TT HĐND xã;
- Lưu: VT.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Triệu Văn Lìn`,
      },
      {
        filename: 'bieu-khoi-luong.zip',
        kind: 'zip',
        text: `Đào nền đất cấp III: 8.120 m3
Bê tông mặt đường M250: 1.836 m3
Cống tròn D75: 9 cái
Ngầm tràn: 1 cái, dài 18 m`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-096',
    class: 'official',
    about: 'Toà án gửi giấy triệu tập bản chữ qua tên miền nhà nước',
    channel: 'mx',
    from: { name: 'Tòa án nhân dân khu vực 2', address: 'vanthu.kv2cb@toaan.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Giấy triệu tập đương sự - đề nghị UBND xã tống đạt',
    body: 'Tòa án gửi giấy triệu tập, nhờ UBND xã giao cho đương sự và gửi lại biên bản tống đạt.',
    attachments: [
      {
        filename: 'giay-trieu-tap.odt',
        kind: 'odt',
        text: `TÒA ÁN NHÂN DÂN
KHU VỰC 2 - CAO BẰNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 84/TB-TA
Trùng Khánh, ngày 12 tháng 5 năm 2026
GIẤY TRIỆU TẬP ĐƯƠNG SỰ
Ông: Nông Văn Mật, sinh năm 1968
Địa chỉ: xóm Pác Rao, xã Trùng Khánh
Đúng 8 giờ ngày 27 tháng 5 năm 2026 có mặt tại phòng xử án số 1 để tham gia phiên hòa giải vụ án tranh chấp
lối đi chung.
THẨM PHÁN
Hoàng Thanh Hoài`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-097',
    class: 'official',
    about: 'Công văn góp ý dự thảo thông tư của Sở Khoa học và Công nghệ gửi Bộ',
    channel: 'submission',
    from: { name: 'Sở Khoa học và Công nghệ', address: 'sokhcn@caobang.gov.vn' },
    to: ['vanthu@mst.gov.vn'],
    subject: 'Góp ý dự thảo Thông tư quy định mã định danh điện tử của cơ quan, tổ chức',
    body: 'Sở KH&CN tỉnh Cao Bằng gửi ý kiến góp ý.',
    attachments: [
      {
        filename: 'SKHCN 388 gop y.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 388/SKHCN-CĐS
V/v góp ý dự thảo Thông tư quy định mã định danh điện tử của cơ quan, tổ chức
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 17 tháng 4 năm 2026
Kính gửi: Bộ Khoa học và Công nghệ
Sở Khoa học và Công nghệ tỉnh Cao Bằng cơ bản nhất trí với dự thảo, có một số ý kiến:
1. Điều 4: bổ sung quy tắc chuyển mã khi sáp nhập đơn vị cấp xã, giữ mã cũ tối thiểu 5 năm để tra cứu.
2. Điều 7: thời hạn cấp mã rút từ 5 ngày xuống 2 ngày làm việc.
3. Phụ lục II: thiếu mã của Kho bạc Nhà nước khu vực.
Trân trọng./.
Nơi nhận:
- Như trên;
- UBND tỉnh (b/c);
- Lưu: VT, CĐS.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Bế Thị Ngân Giang`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-098',
    class: 'official',
    about: 'Thư công: lời cảm ơn của Chủ tịch xã gửi đơn vị tài trợ, không có số theo quy định',
    channel: 'submission',
    from: { name: 'UBND xã Trùng Khánh', address: 'trungkhanh@caobang.gov.vn' },
    to: ['cskh@quytraitimvungcao.org.vn'],
    subject: 'Thư cảm ơn nhà tài trợ bể nước trường học',
    body: `Kính gửi Quỹ Trái tim vùng cao,

Thay mặt thầy trò ba điểm trường, tôi xin cảm ơn Quỹ đã tặng ba bể nước 10 mét khối. Từ nay các cháu không
phải đi xách nước suối mỗi sáng. Mời anh chị cuối năm lên chơi, mùa hạt dẻ vàng rất đẹp.

Hoàng Thị Bình Yên`,
    expect: { action: 'allow', rules: [] },
  },
]
