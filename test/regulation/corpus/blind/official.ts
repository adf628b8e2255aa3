import type { MadeLetter } from '../../letter.ts'

/** Documents that our office boxes send in the proper form. */
export const official: readonly MadeLetter[] = [
  {
    id: 'B-069',
    class: 'official',
    about: 'Công văn của Sở Nội vụ đề nghị báo cáo cải cách hành chính, đúng thể thức',
    channel: 'submission',
    from: { name: 'Sở Nội vụ', address: 'sonoivu@caobang.gov.vn' },
    to: [
      'sokhcn@caobang.gov.vn',
      'soyte@caobang.gov.vn',
      'sotuphap@caobang.gov.vn',
      'sotaichinh@caobang.gov.vn',
      'nguyenhue@caobang.gov.vn',
      'trungkhanh@caobang.gov.vn',
    ],
    subject: '1245/SNV-CCHC V/v báo cáo công tác cải cách hành chính quý I năm 2026',
    body: 'Sở Nội vụ gửi công văn kèm đề cương. Đề nghị các đơn vị báo cáo trước ngày 25/3/2026.',
    attachments: [
      {
        filename: '1245-SNV-CCHC.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ NỘI VỤ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1245/SNV-CCHC
V/v báo cáo công tác cải cách hành chính quý I năm 2026
Cao Bằng, ngày 12 tháng 3 năm 2026
Kính gửi:
- Các sở, ban, ngành tỉnh;
- Ủy ban nhân dân các xã, phường.
Thực hiện Kế hoạch số 3418/KH-UBND ngày 29 tháng 12 năm 2025 của Ủy ban nhân dân tỉnh về cải cách hành
chính năm 2026, Sở Nội vụ đề nghị các cơ quan, đơn vị báo cáo kết quả quý I như sau:
1. Nội dung báo cáo theo đề cương gửi kèm; số liệu tính đến hết ngày 14 tháng 3 năm 2026.
2. Các sở, ngành báo cáo thêm việc cắt giảm thời gian giải quyết thủ tục hành chính thuộc lĩnh vực quản lý.
3. Báo cáo gửi về Sở Nội vụ qua thư điện tử công vụ trước ngày 25 tháng 3 năm 2026 để tổng hợp.
Quá trình thực hiện có vướng mắc, liên hệ Phòng Cải cách hành chính, điện thoại 0206 3853 126./.
Nơi nhận:
- Như trên;
- UBND tỉnh (b/c);
- Lãnh đạo Sở;
- Lưu: VT, CCHC.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Lục Thị Hằng`,
      },
      {
        filename: 'De-cuong-bao-cao-quy-I.docx',
        kind: 'docx',
        text: `ĐỀ CƯƠNG BÁO CÁO
I. Công tác chỉ đạo, điều hành
II. Kết quả: thể chế, thủ tục hành chính, tổ chức bộ máy, công vụ, tài chính công, chính quyền số
III. Tồn tại, hạn chế và nguyên nhân
IV. Kiến nghị, đề xuất`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-070',
    class: 'official',
    about: 'Kế hoạch của Sở Khoa học và Công nghệ, tên loại và trích yếu in thành hai dòng',
    channel: 'submission',
    from: { name: 'Sở Khoa học và Công nghệ', address: 'sokhcn@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn', 'sogddt@caobang.gov.vn', 'nguyenhue@caobang.gov.vn'],
    subject: 'Kế hoạch triển khai tổ công nghệ số cộng đồng tại các xã, phường năm 2026',
    body: `Kính gửi các cơ quan, đơn vị,

Sở Khoa học và Công nghệ gửi Kế hoạch để phối hợp thực hiện.`,
    attachments: [
      {
        filename: 'KH-62-SKHCN.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 62/KH-SKHCN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 06 tháng 4 năm 2026
KẾ HOẠCH
Triển khai tổ công nghệ số cộng đồng tại các xã, phường
năm 2026
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Mỗi xóm, tổ dân phố có ít nhất một tổ công nghệ số hoạt động thực chất; người dân biết nộp hồ sơ trực
tuyến, biết bảo vệ mật khẩu và nhận biết lừa đảo qua mạng.
2. Yêu cầu
Không phô trương, lấy số hồ sơ trực tuyến của dân làm thước đo.
II. NỘI DUNG
1. Kiện toàn tổ công nghệ số: hoàn thành trước ngày 30 tháng 4 năm 2026.
2. Tập huấn: 12 lớp, mỗi lớp 40 người, tài liệu dùng chung đăng trên cổng thông tin.
3. Ra quân cao điểm: tuần thứ hai tháng 10 năm 2026.
III. KINH PHÍ
Từ nguồn chi thường xuyên đã giao; các xã, phường bố trí nước uống, địa điểm.
IV. TỔ CHỨC THỰC HIỆN
1. Phòng Chuyển đổi số chủ trì, báo cáo kết quả hằng quý.
2. Đề nghị Sở Giáo dục và Đào tạo vận động giáo viên tin học tham gia làm giảng viên.
3. Ủy ban nhân dân các xã, phường thành lập tổ và gửi danh sách về Sở./.
Nơi nhận:
- UBND tỉnh (b/c);
- Các cơ quan có tên tại Mục IV;
- Lưu: VT, CĐS.
GIÁM ĐỐC
Hoàng Đức Vinh`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-071',
    class: 'official',
    about: 'Giấy mời họp của Văn phòng UBND tỉnh',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn', 'sonoivu@caobang.gov.vn', 'soyte@caobang.gov.vn'],
    subject: 'Giấy mời họp thẩm định chủ trương đầu tư trạm y tế các xã biên giới',
    body: 'Văn phòng kính gửi giấy mời. Tài liệu họp đăng trên phòng họp không giấy từ chiều mai.',
    attachments: [
      {
        filename: 'GM-108-VP.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN TỈNH CAO BẰNG
VĂN PHÒNG
Số: 108/GM-VP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 15 tháng 4 năm 2026
GIẤY MỜI
Họp thẩm định chủ trương đầu tư trạm y tế các xã biên giới
Văn phòng Ủy ban nhân dân tỉnh trân trọng kính mời:
- Lãnh đạo các Sở: Tài chính, Nội vụ, Y tế;
- Lãnh đạo Ban Quản lý dự án đầu tư xây dựng tỉnh.
Thời gian: 8 giờ 00 phút, ngày 20 tháng 4 năm 2026 (thứ Hai).
Địa điểm: Phòng họp số 2, trụ sở Ủy ban nhân dân tỉnh.
Chủ trì: Đồng chí Phó Chủ tịch Ủy ban nhân dân tỉnh.
Phân công chuẩn bị: Sở Y tế trình bày tờ trình không quá 15 phút.
Đề nghị các đồng chí đến dự đúng thành phần, thời gian./.
Nơi nhận:
- Như trên;
- Lưu: VT, KGVX.
TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Nguyễn Trọng Khải`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-072',
    class: 'official',
    about: 'Báo cáo của xã gửi Văn phòng, phụ lục là bảng tính',
    channel: 'submission',
    from: { name: 'UBND xã Nguyên Huệ', address: 'nguyenhue@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    cc: ['sotaichinh@caobang.gov.vn'],
    subject: 'Báo cáo tình hình kinh tế - xã hội quý I, nhiệm vụ trọng tâm quý II năm 2026',
    body: `Kính gửi: Văn phòng UBND tỉnh

UBND xã Nguyên Huệ gửi báo cáo kèm phụ lục số liệu.`,
    attachments: [
      {
        filename: 'BC 56 KTXH quy I.pdf',
        kind: 'pdf',
        signed: true,
        text: `ỦY BAN NHÂN DÂN
XÃ NGUYÊN HUỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 56/BC-UBND
Nguyên Huệ, ngày 20 tháng 3 năm 2026
BÁO CÁO
Tình hình kinh tế - xã hội quý I, nhiệm vụ trọng tâm quý II năm 2026
Phần thứ nhất
KẾT QUẢ QUÝ I
1. Sản xuất nông nghiệp: gieo cấy 412 ha lúa xuân, đạt 101 % kế hoạch; đàn ong 1.860 đàn, sản lượng
mật 7,4 tấn, mật độ nuôi 2,1 đàn/ha rừng.
2. Thu ngân sách trên địa bàn: 1.284 triệu đồng, bằng 3/4 cùng kỳ do hụt tiền sử dụng đất.
3. Văn hóa - xã hội: 5/5 trường duy trì sĩ số trên 98 %; 1.102 người được khám sức khỏe.
4. Quốc phòng - an ninh giữ vững; hoàn thành giao quân 14/14 thanh niên.
Phần thứ hai
NHIỆM VỤ QUÝ II
1. Giải ngân dứt điểm vốn kéo dài trước ngày 30 tháng 6.
2. Làm xong 1,2 km đường Bản Gải - Nà Khoang.
3. Tỷ lệ hồ sơ trực tuyến đạt từ 70 % trở lên.
Nơi nhận:
- Văn phòng UBND tỉnh;
- TT Đảng ủy, HĐND xã;
- Lưu: VT.
CHỦ TỊCH
Nông Quốc Tuấn`,
      },
      {
        filename: 'Phu luc so lieu.xlsx',
        kind: 'xlsx',
        text: `Chỉ tiêu\tĐơn vị\tKế hoạch năm\tThực hiện quý I
Lúa xuân\tha\t408\t412
Đàn ong\tđàn\t2.000\t1.860
Thu ngân sách\ttriệu đồng\t6.200\t1.284`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-073',
    class: 'official',
    about: 'Thông báo lịch nghỉ, trực lễ của Văn phòng UBND tỉnh',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn', 'thanhtra@caobang.gov.vn', 'sotuphap@caobang.gov.vn'],
    subject: 'Thông báo lịch nghỉ lễ Giỗ Tổ Hùng Vương, 30/4 và 01/5 năm 2026',
    body: 'Kính gửi các cơ quan, đơn vị thông báo lịch nghỉ lễ. Đề nghị phân công người trực 24/7.',
    attachments: [
      {
        filename: 'TB-31-VP.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
VĂN PHÒNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 31/TB-VP
Cao Bằng, ngày 17 tháng 4 năm 2026
THÔNG BÁO
Lịch nghỉ lễ Giỗ Tổ Hùng Vương, 30/4 và 01/5 năm 2026
1. Ngày Giỗ Tổ Hùng Vương: nghỉ một ngày, thứ Hai 27 tháng 4 năm 2026.
2. Ngày 30/4 và 01/5: nghỉ hai ngày, thứ Năm và thứ Sáu.
3. Các cơ quan phân công trực, treo Quốc kỳ, bảo vệ trụ sở; báo cáo ngay khi có việc đột xuất về số điện
thoại trực 0206 3852 201.
Nơi nhận:
- Các sở, ban, ngành;
- UBND các xã, phường;
- Lưu: VT, HCTC.
KT. CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
Bế Đăng Khoa`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-074',
    class: 'official',
    about: 'Tờ trình của Sở Tài chính, tiêu đề thư có thêm độ khẩn',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: '[HỎA TỐC] Tờ trình đề nghị bổ sung dự toán khắc phục hậu quả mưa lũ đợt tháng 5',
    body: 'Kính trình UBND tỉnh xem xét trong ngày hôm nay.',
    attachments: [
      {
        filename: 'TTr 94 STC.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ TÀI CHÍNH
Số: 94/TTr-STC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
HỎA TỐC
Cao Bằng, ngày 22 tháng 5 năm 2026
TỜ TRÌNH
Đề nghị bổ sung dự toán khắc phục hậu quả mưa lũ đợt tháng 5
Kính gửi: Ủy ban nhân dân tỉnh Cao Bằng
Căn cứ Luật Ngân sách nhà nước số 89/2025/QH15;
Xét đề nghị của 11 xã bị thiệt hại, Sở Tài chính trình Ủy ban nhân dân tỉnh bổ sung từ dự phòng ngân sách
tỉnh 18.600 triệu đồng, gồm: sửa đường 9.200 triệu đồng; kè, mương 6.100 triệu đồng; giống cây trồng
3.300 triệu đồng (chi tiết tại biểu kèm theo).
Kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./.
Nơi nhận:
- Như trên;
- Lưu: VT, NS.
GIÁM ĐỐC
Trương Bá Lâm`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-075',
    class: 'official',
    about: 'Hướng dẫn chuyên môn của Sở Tư pháp',
    channel: 'submission',
    from: { name: 'Sở Tư pháp', address: 'sotuphap@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Hướng dẫn nghiệp vụ đăng ký khai sinh, kết hôn có yếu tố nước ngoài tại cấp xã',
    body: `Sở Tư pháp gửi hướng dẫn để áp dụng thống nhất từ 01/4/2026. Các mẫu sổ giữ nguyên.`,
    attachments: [
      {
        filename: 'HD-417-STP.pdf',
        kind: 'pdf',
        text: `UBND TỈNH CAO BẰNG
SỞ TƯ PHÁP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 417/HD-STP
Cao Bằng, ngày 24 tháng 3 năm 2026
HƯỚNG DẪN
Nghiệp vụ đăng ký khai sinh, kết hôn có yếu tố nước ngoài tại cấp xã
Từ ngày 01 tháng 7 năm 2025, thẩm quyền đăng ký hộ tịch có yếu tố nước ngoài của cấp huyện chuyển về cấp
xã. Để áp dụng thống nhất, Sở Tư pháp hướng dẫn:
I. KHAI SINH
1. Trẻ sinh ở Việt Nam có cha hoặc mẹ là người nước ngoài: cần văn bản thỏa thuận chọn quốc tịch.
2. Trẻ sinh ở nước ngoài về cư trú: kiểm tra giấy tờ chứng minh việc sinh đã hợp pháp hóa lãnh sự.
II. KẾT HÔN
1. Giấy xác nhận tình trạng hôn nhân của bên nước ngoài có giá trị 6 tháng.
2. Phỏng vấn phải lập biên bản, giữ bí mật đời tư của hai bên.
III. LƯU HỒ SƠ
Hồ sơ giấy lưu 20 năm; dữ liệu nhập ngay trong ngày lên cơ sở dữ liệu hộ tịch điện tử.
Nơi nhận:
- UBND các xã, phường;
- Cục Hành chính tư pháp (b/c);
- Lưu: VT, HCTP.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Dương Thị Hiên`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-076',
    class: 'official',
    about: 'Sở Y tế báo cáo Bộ Y tế',
    channel: 'submission',
    from: { name: 'Sở Y tế Cao Bằng', address: 'soyte@caobang.gov.vn' },
    to: ['vanthu@moh.gov.vn'],
    cc: ['vpubnd@caobang.gov.vn'],
    subject: 'Báo cáo kết quả tiêm chủng mở rộng quý I năm 2026',
    body: 'Sở Y tế tỉnh Cao Bằng kính gửi Bộ Y tế báo cáo.',
    attachments: [
      {
        filename: 'BC-188-SYT.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ Y TẾ
Số: 188/BC-SYT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 03 tháng 4 năm 2026
BÁO CÁO
Kết quả tiêm chủng mở rộng quý I năm 2026
Kính gửi: Bộ Y tế
1. Tỷ lệ tiêm đầy đủ cho trẻ dưới 1 tuổi: 23,8 % (mục tiêu quý 24 %).
2. Vắc xin thiếu: DPT-VGB-Hib thiếu 1.400 liều trong tháng 2.
3. Phản ứng sau tiêm: 3 ca nhẹ, không có ca nặng.
4. Kiến nghị: cấp bù vắc xin trước ngày 15 tháng 4; hỗ trợ 12 tủ lạnh dương cho trạm biên giới.
Nơi nhận:
- Như trên;
- UBND tỉnh (b/c);
- Lưu: VT, NVY.
GIÁM ĐỐC
Nông Thế Vượng`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-077',
    class: 'official',
    about: 'Quyết định của Sở Giáo dục và Đào tạo về hội đồng chấm thi',
    channel: 'submission',
    from: { name: 'Sở GD&ĐT Cao Bằng', address: 'sogddt@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn', 'sonoivu@caobang.gov.vn'],
    subject: 'Quyết định về việc thành lập Hội đồng chấm thi học sinh giỏi cấp tỉnh lớp 9',
    body: 'Gửi các cơ quan để biết và phối hợp.',
    attachments: [
      {
        filename: 'QD 233 SGDDT.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ GIÁO DỤC VÀ ĐÀO TẠO
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 233/QĐ-SGDĐT
Cao Bằng, ngày 27 tháng 3 năm 2026
QUYẾT ĐỊNH
Về việc thành lập Hội đồng chấm thi học sinh giỏi cấp tỉnh lớp 9
GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH CAO BẰNG
Căn cứ Quyết định số 27/2025/QĐ-UBND của Ủy ban nhân dân tỉnh quy định chức năng, nhiệm vụ của Sở;
Theo đề nghị của Trưởng phòng Quản lý chất lượng,
QUYẾT ĐỊNH:
Điều 1. Thành lập Hội đồng chấm thi gồm 46 người, do bà Chu Thị Vân, Phó Giám đốc Sở, làm Chủ tịch.
Điều 2. Hội đồng làm việc cách ly, giữ bí mật đáp án và phách bài thi theo quy chế.
Điều 3. Quyết định có hiệu lực từ ngày ký. Hội đồng tự giải thể khi xong nhiệm vụ.
Điều 4. Chánh Văn phòng và các ông, bà có tên chịu trách nhiệm thi hành./.
Nơi nhận:
- Như Điều 4;
- UBND tỉnh (b/c);
- Lưu: VT, QLCL.
GIÁM ĐỐC
Vũ Tiến Đạt`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-078',
    class: 'official',
    about: 'Phiếu chuyển đơn của Văn phòng gửi xã',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Phiếu chuyển đơn phản ánh của bà Đinh Thị Ngọc về bãi rác cạnh trường mầm non',
    body: 'Văn phòng chuyển đơn phản ánh để xã giải quyết theo thẩm quyền, trả lời công dân trước ngày 5/5.',
    attachments: [
      {
        filename: 'PC-77-VP.pdf',
        kind: 'pdf',
        text: `UBND TỈNH CAO BẰNG
VĂN PHÒNG
Số: 77/PC-VP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 20 tháng 4 năm 2026
PHIẾU CHUYỂN
Đơn phản ánh của bà Đinh Thị Ngọc về bãi rác cạnh trường mầm non
Kính chuyển: Ủy ban nhân dân xã Trùng Khánh
Văn phòng Ủy ban nhân dân tỉnh nhận được thư điện tử của bà Đinh Thị Ngọc ngày 13 tháng 4 năm 2026.
Xét thấy nội dung thuộc thẩm quyền của Ủy ban nhân dân xã, Văn phòng chuyển để giải quyết.
Nơi nhận:
- Như trên;
- Lưu: VT, BTCD.
KT. CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
Bế Đăng Khoa`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-079',
    class: 'official',
    about: 'Công văn trả lời công dân qua Gmail, đúng thể thức',
    channel: 'submission',
    from: { name: 'Sở Tư pháp', address: 'sotuphap@caobang.gov.vn' },
    to: ['hoangvancuong.dk@gmail.com'],
    subject: 'V/v trả lời về thời hạn cấp Phiếu lý lịch tư pháp',
    body: `Kính gửi ông Hoàng Văn Cương,

Sở Tư pháp gửi ông công văn trả lời kèm theo.`,
    attachments: [
      {
        filename: '502-STP-HCTP.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
SỞ TƯ PHÁP
Số: 502/STP-HCTP
V/v trả lời về thời hạn cấp Phiếu lý lịch tư pháp
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 08 tháng 4 năm 2026
Kính gửi: Ông Hoàng Văn Cương, tổ 6, phường Tân Giang
Sở Tư pháp nhận được thư của ông ngày 02 tháng 4 năm 2026 hỏi về việc chậm cấp Phiếu lý lịch tư pháp. Từ
ngày 01 tháng 3 năm 2025, việc cấp Phiếu thuộc thẩm quyền của cơ quan Công an. Ông có thể nộp qua ứng dụng
VNeID hoặc tại Công an xã nơi gần nhất.
Sở Tư pháp trả lời để ông biết./.
Nơi nhận:
- Như trên;
- Lưu: VT, HCTP.
TL. GIÁM ĐỐC
CHÁNH VĂN PHÒNG
Sầm Việt An`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-080',
    class: 'official',
    about: 'Xã gửi thông báo kết quả hồ sơ cho hợp tác xã dùng Yahoo',
    channel: 'submission',
    from: { name: 'UBND xã Trùng Khánh', address: 'trungkhanh@caobang.gov.vn' },
    to: ['htxhatdetrungkhanh@yahoo.com.vn'],
    subject: 'Thông báo kết quả thẩm định hồ sơ hỗ trợ sản phẩm OCOP hạt dẻ Trùng Khánh',
    body: 'UBND xã gửi thông báo để hợp tác xã biết và hoàn thiện hồ sơ.',
    attachments: [
      {
        filename: 'TB-43.pdf',
        kind: 'pdf',
        text: `ỦY BAN NHÂN DÂN
XÃ TRÙNG KHÁNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 43/TB-UBND
Trùng Khánh, ngày 14 tháng 4 năm 2026
THÔNG BÁO
Kết quả thẩm định hồ sơ hỗ trợ sản phẩm OCOP hạt dẻ Trùng Khánh
Hồ sơ của Hợp tác xã đạt 72 điểm, đủ điều kiện hạng ba sao cấp xã. Đề nghị bổ sung giấy kiểm nghiệm và câu
chuyện sản phẩm trước ngày 30 tháng 4 năm 2026.
Nơi nhận:
- HTX Hạt dẻ Trùng Khánh;
- Lưu: VT, KT.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Đàm Quang Vinh`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-081',
    class: 'official',
    about: 'Kho bạc khu vực gửi thông báo khóa sổ qua tên miền ngành',
    channel: 'mx',
    from: { name: 'Kho bạc Nhà nước khu vực', address: 'vanphong.kv6@vst.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn', 'nguyenhue@caobang.gov.vn', 'sogddt@caobang.gov.vn'],
    subject: 'Thông báo thời gian nhận hồ sơ thanh toán trước kỳ nghỉ lễ',
    body: 'Kho bạc gửi thông báo. Hồ sơ trực tuyến vẫn nhận 24/7, xử lý vào ngày làm việc kế tiếp.',
    attachments: [
      {
        filename: 'TB205.pdf',
        kind: 'pdf',
        signed: true,
        text: `KHO BẠC NHÀ NƯỚC
KHO BẠC NHÀ NƯỚC KHU VỰC VI
Số: 205/TB-KBKV6
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cao Bằng, ngày 21 tháng 4 năm 2026
THÔNG BÁO
Thời gian nhận hồ sơ thanh toán trước kỳ nghỉ lễ
1. Hồ sơ giấy nhận đến 11 giờ ngày 29 tháng 4 năm 2026.
2. Lệnh thanh toán qua dịch vụ công duyệt trước 15 giờ cùng ngày.
Nơi nhận:
- Các đơn vị sử dụng ngân sách;
- Lưu: VT.
PHÓ GIÁM ĐỐC
Đinh Hải Yến`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
]
