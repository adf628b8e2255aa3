import type { MadeLetter } from '../../letter.ts'

/** Everyday mail inside the province, and from our boxes to firms and state bodies. */
export const ordinary: readonly MadeLetter[] = [
  {
    id: 'B-001',
    class: 'ordinary',
    about: 'Một dòng hỏi số liệu giữa hai chuyên viên',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['binhtt.sonoivu@caobang.gov.vn'],
    subject: 'Số biên chế năm 2026',
    body: 'Chị Bình cho em xin số biên chế được giao năm 2026 của Sở em với ạ, em cảm ơn chị.',
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-002',
    class: 'ordinary',
    about: 'Gửi mật khẩu wifi hội trường cho đơn vị dự họp',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn', 'hungld.soyte@caobang.gov.vn'],
    subject: 'Wifi hội trường tầng 3',
    body: `Các anh chị dùng mạng sau trong buổi họp chiều nay nhé:

Tên mạng: HoiTruong-T3
MẬT KHẨU WI-FI
caobang@hoitruong3

Mạng khách chỉ mở từ 13h30 đến 17h30, hết họp là em đổi ngay.

Dung`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-003',
    class: 'ordinary',
    about: 'Góp ý dự thảo đề án y tế cơ sở, có cụm "mật độ dân số" và bản nhận xét kèm theo',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['hungld.soyte@caobang.gov.vn'],
    subject: 'Một vài ý kiến về phần căn cứ của đề án trạm y tế',
    body: `Anh Hùng ơi,

Em đọc xong phần mở đầu rồi. Về nội dung bên em không có ý kiến, chỉ góp về kỹ thuật trình bày:

1. Phần căn cứ nên xếp luật trước, nghị định sau; Luật Khám bệnh, chữa bệnh đang để sau Nghị định 96.
2. Mục "mật độ dân số" nên ghi rõ nguồn là Niên giám thống kê 2024, vì số liệu theo huyện cũ không
   còn dùng được sau khi sắp xếp xã.
3. Từ "bảo mật hồ sơ bệnh án" nên sửa là "giữ bí mật hồ sơ bệnh án" cho đúng chữ của luật.

Em đánh dấu chi tiết trong tệp gửi kèm. Đây là ý kiến cá nhân em, khi nào có văn bản lấy ý kiến thì
Sở em trả lời sau.

Hương`,
    attachments: [
      {
        filename: 'nhan-xet-de-an-tram-y-te.docx',
        kind: 'docx',
        text: `Nhận xét của chuyên viên đọc bản thảo
Trang 3, dòng 5: thiếu dấu phẩy sau "năm 2025".
Trang 4: bảng 2 cột "Mật độ" chưa ghi đơn vị người/km2.
Trang 7: "giữ bí mật hồ sơ bệnh án" thay cho "bảo mật".
Trang 11: chữ viết tắt CBYT dùng lần đầu phải giải thích.`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-004',
    class: 'ordinary',
    about: 'Lịch công tác tuần gõ trong thân thư, nhiều con số có gạch chéo',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: [
      'sokhcn@caobang.gov.vn',
      'sonoivu@caobang.gov.vn',
      'soyte@caobang.gov.vn',
      'sotuphap@caobang.gov.vn',
      'sotaichinh@caobang.gov.vn',
    ],
    subject: 'Lịch họp dự kiến tuần từ 6/4 đến 10/4',
    body: `Văn phòng gửi các sở lịch dự kiến để chủ động sắp xếp, giấy mời chính thức sẽ gửi riêng.

Thứ Hai 6/4: sáng giao ban khối văn xã (phòng họp số 2); chiều nghe tiến độ 3/4 dự án y tế.
Thứ Ba 7/4: đi cơ sở xã Nguyên Huệ, xe số 1 xuất phát 7h15.
Thứ Tư 8/4: họp trực tuyến với Bộ, đường truyền trực 24/7.
Thứ Năm 9/4: tiếp công dân định kỳ.
Thứ Sáu 10/4: dự phòng.

Đơn vị nào trùng lịch xin báo lại trước 16h thứ Sáu tuần này.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-005',
    class: 'ordinary',
    about: 'Công chức xã báo quên mật khẩu máy tính',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn', 'annv.sokhcn@caobang.gov.vn'],
    subject: 'Máy bộ phận một cửa không vào được',
    body: `Anh An ơi máy số 2 ở bộ phận một cửa xã sáng nay báo "Mật khẩu đã hết hạn", đổi mật khẩu mới thì
nó bảo không đủ độ mạnh. Bà con ngồi chờ đông quá, anh gọi lại giúp em số 0206 3852 417 nội bộ 3
hoặc đăng nhập từ xa xử lý giúp em với. Máy in thì vẫn chạy bình thường.

Sơn - một cửa Nguyên Huệ`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-006',
    class: 'ordinary',
    about: 'Báo trước việc bảo trì trung tâm dữ liệu trong đêm',
    channel: 'submission',
    from: { name: 'Sở Khoa học và Công nghệ', address: 'sokhcn@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn', 'sogddt@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Bảo trì trung tâm dữ liệu đêm thứ Bảy',
    body: `Kính gửi các đơn vị,

Đêm thứ Bảy tuần này, từ 22 giờ đến 2 giờ sáng, trung tâm dữ liệu bảo trì tủ lưu trữ. Trong thời
gian đó phần mềm một cửa và cổng thông tin có thể chập chờn. Thư điện tử vẫn nhận được, nhưng có
thể đến chậm chừng 15 phút.

Ai đang soạn dở xin lưu lại trước 22 giờ. Tổ trực 24/7: máy lẻ 115.

Trân trọng.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-007',
    class: 'ordinary',
    about: 'Chúc mừng ngày 8/3',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['binhtt.sonoivu@caobang.gov.vn', 'huongpt.sotuphap@caobang.gov.vn', 'dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Chúc mừng 8/3!',
    body: `Thay mặt anh em tổ liên ngành chúc các chị luôn vui, khỏe, trẻ đẹp.
Bí mật nhỏ: chiều nay 4 giờ có bánh ở phòng họp tầng 2, các chị nhớ sang nhé.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-008',
    class: 'ordinary',
    about: 'Danh sách trường mầm non khám sức khỏe, chữ hoa có "TRƯỜNG MẦM NON"',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['sogddt@caobang.gov.vn'],
    cc: ['soyte@caobang.gov.vn'],
    subject: 'Danh sách trường khám mắt đợt 1',
    body: `Kính gửi các anh chị bên Giáo dục,

Tôi gửi danh sách 6 trường khám mắt đợt 1 để bên mình báo giúp các trường chuẩn bị phòng và bảng thị
lực. Trường nào vướng lịch kiểm tra giữa kỳ thì đổi sang đợt 2, tuần đầu tháng 5.

Lê Đức Hùng
Phòng Nghiệp vụ Y, Sở Y tế`,
    attachments: [
      {
        filename: 'kham-mat-dot-1.xlsx',
        kind: 'xlsx',
        text: `STT\tĐơn vị\tSố trẻ\tNgày khám
1\tTRƯỜNG MẦM NON SÔNG BẰNG\t212\t14/4
2\tTRƯỜNG MẦM NON 3-10\t305\t15/4
3\tTRƯỜNG MẦM NON TÂN GIANG\t188\t16/4
4\tTRƯỜNG MẦM NON NGUYÊN HUỆ\t96\t17/4
5\tTRƯỜNG TIỂU HỌC THỊ TRẤN TRÙNG KHÁNH\t410\t20/4
6\tTRƯỜNG TIỂU HỌC HOÀNG VĂN THỤ\t276\t21/4`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-009',
    class: 'ordinary',
    about: 'Hỏi cách ký số trên phần mềm, dẫn thông tư trong câu',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Chữ ký số không hiện ảnh dấu',
    body: `Anh An,

Em ký số trên bản PDF theo đúng vị trí ở Nghị định 30/2020/NĐ-CP mà phần ảnh dấu không hiện, chỉ có
khung chữ đỏ. Token của em cấp từ tháng 11, mã PIN vẫn đúng, phần mềm bản 5.1. Có phải cài thêm chứng
thư gốc của Ban Cơ yếu không anh? Em hỏi bên đó thì họ bảo liên hệ đầu mối của tỉnh.

Không gấp, mai kia anh rảnh thì chỉ em.
Hương`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-010',
    class: 'ordinary',
    about: 'Rủ xã bạn mang mật ong dự phiên chợ',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Gian hàng chung phiên chợ vùng cao',
    body: `Kính gửi các bác bên Trùng Khánh,

Xã Nguyên Huệ có hợp tác xã nuôi ong, bên mình có hạt dẻ. Phiên chợ cuối tháng này hai xã làm chung
một gian được không ạ? Bảng hiệu em phác thế này:

MẬT ONG HOA BẠC HÀ NGUYÊN HUỆ
HẠT DẺ TRÙNG KHÁNH
Ngọt từ núi - Sạch từ tâm

Mật chai nửa lít, hạt dẻ túi 1 kg, em lo phần trang trí, các bác lo bàn ghế. Nếu được xin nhắn lại
trước thứ Tư để em đăng ký với ban tổ chức.

Em Sơn`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-011',
    class: 'ordinary',
    about: 'Đề nghị đổi giờ trao đổi công việc',
    channel: 'submission',
    from: { name: 'Thanh tra tỉnh', address: 'thanhtra@caobang.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Xin đổi giờ trao đổi chiều thứ Năm',
    body: `Kính gửi Sở Tài chính,

Chiều thứ Năm đoàn của chúng tôi bận tiếp công dân đột xuất, xin dời buổi trao đổi về kinh phí sửa trụ
sở từ 14 giờ sang 15 giờ 30, vẫn tại phòng họp của quý Sở. Thành phần không đổi.

Văn phòng Thanh tra tỉnh`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-012',
    class: 'ordinary',
    about: 'Gửi ảnh buổi tập huấn, chỉ có ảnh',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Ảnh lớp kỹ năng số sáng nay',
    body: 'Em gửi hai ảnh lớp kỹ năng số ở Nguyên Huệ để đưa tin lên trang của Sở. Ảnh 2 nét hơn.',
    attachments: [
      { filename: 'lop-hoc-1.png', kind: 'png', text: '' },
      { filename: 'lop-hoc-2.png', kind: 'png', text: '' },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-013',
    class: 'ordinary',
    about: 'Đính chính số liệu trong bảng tính đã gửi',
    channel: 'submission',
    from: { name: 'Sở Tài chính', address: 'sotaichinh@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    cc: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Đính chính bảng giải ngân tháng 3',
    body: `Kính gửi Văn phòng,

Bảng hôm qua cột "Giải ngân" của hai dự án giao thông bị lệch một dòng. Xin dùng bảng kèm thư này, số
tổng vẫn là 412.870 triệu đồng. Mong Văn phòng thông cảm.`,
    attachments: [
      {
        filename: 'giai-ngan-thang-3-sua.xlsx',
        kind: 'xlsx',
        text: `Dự án\tKế hoạch (tr.đ)\tGiải ngân (tr.đ)\tTỷ lệ
Đường tỉnh 208\t98.000\t31.240\t31,9 %
Cầu Nà Đoong\t45.500\t22.130\t48,6 %
Trường PTDTNT xã Trùng Khánh\t37.200\t18.900\t50,8 %
Kè sông Bằng đoạn 3/4\t120.000\t66.400\t55,3 %`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-014',
    class: 'ordinary',
    about: 'Gửi ID và mật khẩu phòng họp trực tuyến',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    cc: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Phòng họp trực tuyến 14h hôm nay - ID và mật khẩu',
    body: `Các xã vào phòng từ 13h40 để thử tiếng nhé.

ID cuộc họp: 871 552 0094
MẬT KHẨU: 260418
Tên hiển thị: XÃ - tên xã (ví dụ: XÃ NGUYÊN HUỆ)

Nhớ tắt mic khi chưa phát biểu. Không chia sẻ mật khẩu ra nhóm Zalo.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-015',
    class: 'ordinary',
    about: 'Xin thống kê học sinh bán trú, kèm biểu trống',
    channel: 'submission',
    from: { name: 'Sở Giáo dục và Đào tạo', address: 'sogddt@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Nhờ các xã điền biểu học sinh bán trú',
    body: `Kính gửi các xã,

Để kịp tính gạo hỗ trợ học kỳ II, nhờ các xã điền giúp biểu kèm theo, gửi lại vào hộp thư này trước
17 giờ ngày 22. Chỉ cần tổng số, không cần danh sách tên các em.

Phòng Kế hoạch - Tài chính`,
    attachments: [
      {
        filename: 'bieu-hoc-sinh-ban-tru.xlsx',
        kind: 'xlsx',
        text: `Trường\tKhối\tSố học sinh bán trú\tSố tháng\tGạo (kg)
Phổ thông dân tộc bán trú Tiểu học\t1-5\t\t5\t
Phổ thông dân tộc bán trú THCS\t6-9\t\t5\t
Tổng cộng\t\t\t\t`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-016',
    class: 'ordinary',
    about: 'Trao đổi chuyên môn về mổ nội soi túi mật',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['soyte@caobang.gov.vn'],
    subject: 'Chuyên đề sinh hoạt khoa học: sỏi mật và giun chui ống mật',
    body: `Các anh chị trong tổ,

Tháng này đến lượt tôi trình bày. Tôi chọn chuyên đề SỎI MẬT VÀ GIUN CHUI ỐNG MẬT vì số ca ở các xã
vùng cao tăng. Dàn ý:

- Giải phẫu đường mật, túi mật
- Siêu âm gan mật tụy: khi nào chuyển tuyến
- Cắt túi mật nội soi: 37 ca trong năm 2025
- Ca lâm sàng: bệnh nhân nữ 52 tuổi, viêm mủ đường mật

Ai có ca hay thì gửi thêm phim cho tôi, nhớ che tên người bệnh.

Hùng`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-017',
    class: 'ordinary',
    about: 'Nhắc lịch tiêm chủng cho xã',
    channel: 'submission',
    from: { name: 'Sở Y tế', address: 'soyte@caobang.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Nhắc lịch tiêm chủng tháng 5',
    body: `Trạm y tế xã tiêm sởi - rubella ngày 12 và 13/5, các xóm phía trên ngày 14/5. Nhờ xã cho loa truyền
thanh đọc ba ngày liền trước đó, sáng 5h30 và chiều 17h. Vắc xin về kho ngày 11/5, cần một chuyến xe.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-018',
    class: 'ordinary',
    about: 'Gửi phiếu khảo sát hài lòng, nêu cam kết bảo mật câu trả lời',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: [
      'soyte@caobang.gov.vn',
      'sotuphap@caobang.gov.vn',
      'sogddt@caobang.gov.vn',
      'nguyenhue@caobang.gov.vn',
    ],
    subject: 'Phiếu khảo sát mức độ hài lòng về cải cách hành chính',
    body: `Chào các anh chị,

Tổ khảo sát nhờ mỗi đơn vị chọn 5 người trả lời phiếu, mất khoảng 10 phút:
https://khaosat.caobang.gov.vn/cchc-2026

BẢO MẬT THÔNG TIN
Câu trả lời được bảo mật, không ghi tên, chỉ dùng để tổng hợp. Hạn trả lời 30/4.

Cảm ơn các anh chị.
Trần Thị Bình`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-019',
    class: 'ordinary',
    about: 'Xã hỏi chế độ người hoạt động không chuyên trách',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Hỏi về phụ cấp trưởng xóm sau sáp nhập',
    body: `Kính gửi phòng chuyên môn Sở Nội vụ,

Xã tôi có xóm Lũng Mật nhập với xóm Pác Bó thành xóm mới. Trưởng xóm cũ thôi làm từ tháng 1 nhưng đến
tháng 3 mới bàn giao sổ sách. Vậy phụ cấp hai tháng ấy chi cho ai, và có phải truy đóng bảo hiểm y tế
không? Tôi đã đọc Nghị định 33/2023/NĐ-CP mà chưa rõ.

Mong được hướng dẫn qua thư hoặc điện thoại.
Hoàng Văn Sơn, công chức Văn phòng - Thống kê`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-020',
    class: 'ordinary',
    about: 'Gửi bài giảng an toàn thông tin dạng ODT',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['huongpt.sotuphap@caobang.gov.vn', 'sonhv.nguyenhue@caobang.gov.vn'],
    subject: 'Bài giảng buổi 2: mật khẩu mạnh và lừa đảo qua mạng',
    body: `Mọi người đọc trước giúp, buổi 2 chủ yếu thực hành. Nhớ mang điện thoại để cài ứng dụng mã xác thực.
An`,
    attachments: [
      {
        filename: 'bai-2-mat-khau.odt',
        kind: 'odt',
        text: `BÀI 2
MẬT KHẨU MẠNH VÀ LỪA ĐẢO QUA MẠNG
1. Vì sao mật khẩu "123456" bị dò ra trong chưa đầy một giây
2. Cụm từ mật khẩu: dài, dễ nhớ, khó đoán
3. BẢO MẬT HAI LỚP
Mã sáu số đổi 30 giây một lần. Không đọc mã cho bất kỳ ai, kể cả người tự xưng là quản trị.
4. Nhận diện thư lừa đảo
Xem kỹ tên miền của người gửi; chữ số 0 thay chữ o, chữ l thay chữ i.
BÀI TẬP: đổi mật khẩu hộp thư ngay tại lớp.`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-021',
    class: 'ordinary',
    about: 'Xã đăng ký người dự lớp tập huấn',
    channel: 'submission',
    from: { name: 'UBND xã Nguyên Huệ', address: 'nguyenhue@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Đăng ký lớp tổ công nghệ số cộng đồng',
    body: `Xã Nguyên Huệ đăng ký 4 người học lớp ngày 25: anh Bế Văn Tuyển, chị Mông Thị Nhung, anh Sầm Văn Đại,
chị Lục Thị Mật. Trong đó 2 người cần chỗ nghỉ trưa. Xã có máy chiếu, cần thì chúng tôi mang theo.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-022',
    class: 'ordinary',
    about: 'Thư nội bộ gõ bảng mã TCVN từ máy cũ ở xã',
    channel: 'submission',
    from: { name: 'UBND xã Trùng Khánh', address: 'trungkhanh@caobang.gov.vn' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Xin hoãn nộp biểu',
    charset: 'tcvn',
    body: `Kính gửi phòng kế hoạch,

Do mưa lớn, đường vào ba điểm trường bị sạt, chưa đếm được số học sinh bán trú. Xã xin hoãn nộp biểu
đến thứ ba tuần sau. Mật độ mưa mấy hôm nay rất dày, xe máy không qua được.

Người gửi: Đàm Văn Tuân, văn phòng xã.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-023',
    class: 'ordinary',
    about: 'Hỏi báo giá thiết bị tường lửa của một công ty trong nước',
    channel: 'submission',
    from: { name: 'Sở Khoa học và Công nghệ', address: 'sokhcn@caobang.gov.vn' },
    to: ['kinhdoanh.mienbac@fpt.vn'],
    subject: 'Đề nghị báo giá thiết bị bảo mật',
    body: `Kính gửi quý Công ty,

Chúng tôi đang khảo sát giá để lập dự toán, đề nghị quý Công ty báo giá tham khảo:

- 02 tường lửa cho mạng 500 máy, bản quyền 3 năm;
- 01 phần mềm quản lý mật khẩu đặc quyền, 20 người dùng;
- phí triển khai, đào tạo tại Cao Bằng.

Báo giá có hiệu lực ít nhất 90 ngày, gửi vào hộp thư này trước ngày 15.

Trân trọng cảm ơn.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-024',
    class: 'ordinary',
    about: 'Báo sự cố đường truyền cho nhà mạng',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['hotro.caobang@vnpt.vn'],
    subject: 'Kênh truyền xã Nguyên Huệ mất tín hiệu từ 7h10',
    body: `Chào tổ kỹ thuật,

Kênh số liệu chuyên dùng điểm UBND xã Nguyên Huệ mất tín hiệu từ 7h10 sáng nay, đèn LOS đỏ. Bên tôi đã
khởi động lại thiết bị đầu cuối hai lần. Nhờ cử người kiểm tra cáp quang đoạn cầu, hôm qua có xe đào
làm đường ở đó.

An, 0912 406 318`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-025',
    class: 'ordinary',
    about: 'Gửi lịch tập huấn cho bệnh viện có tên miền riêng',
    channel: 'submission',
    from: { name: 'Lê Đức Hùng', address: 'hungld.soyte@caobang.gov.vn' },
    to: ['khth@benhviencaobang.vn'],
    subject: 'Lịch tập huấn cấp cứu ngoại viện',
    body: `Kính gửi Phòng Kế hoạch tổng hợp,

Lớp cấp cứu ngoại viện học 3 buổi: 11, 12 và 13 tháng 5, tại hội trường Bệnh viện. Giảng viên đến từ
tối 10. Nhờ Bệnh viện bố trí 2 mô hình hồi sinh tim phổi và một xe cứu thương cho buổi thực hành.

Tôi sẽ qua xem phòng chiều thứ Sáu.
Lê Đức Hùng`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-026',
    class: 'ordinary',
    about: 'Trả lời câu hỏi số liệu của Bộ qua thư thường',
    channel: 'submission',
    from: { name: 'Sở Giáo dục và Đào tạo', address: 'sogddt@caobang.gov.vn' },
    to: ['nhthanh@moet.gov.vn'],
    subject: 'Re: Số điểm trường lẻ của Cao Bằng',
    body: `Chào anh Thành,

Đến hết học kỳ I, tỉnh còn 512 điểm trường lẻ: mầm non 268, tiểu học 241, THCS 3. Năm ngoái là 547. Số
này lấy từ cơ sở dữ liệu ngành, anh đối chiếu giúp.

Phòng Kế hoạch - Tài chính

> Anh chị cho Vụ xin số điểm trường lẻ đến hết kỳ I để kịp tổng hợp gửi Văn phòng,
> tính cả trường phổ thông dân tộc bán trú nhé.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-027',
    class: 'ordinary',
    about: 'Hỏi cơ quan thuế về thuế khoán của hợp tác xã',
    channel: 'submission',
    from: { name: 'Hoàng Văn Sơn', address: 'sonhv.nguyenhue@caobang.gov.vn' },
    to: ['tuyentruyen.cba@gdt.gov.vn'],
    subject: 'Hỏi thuế của hợp tác xã bán mật ong',
    body: `Kính gửi bộ phận tuyên truyền - hỗ trợ,

Trên địa bàn xã có hợp tác xã nuôi ong mới lập, bán mật ong qua mạng khoảng 20 triệu một tháng. Bà con
hỏi có phải xuất hóa đơn điện tử từng đơn không và kê khai theo tháng hay theo quý. Xin được hướng dẫn
để xã trả lời bà con.

Hoàng Văn Sơn, UBND xã Nguyên Huệ`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-028',
    class: 'ordinary',
    about: 'Nhờ báo tỉnh đưa tin hội thi',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['toasoan@baocaobang.vn'],
    subject: 'Nhờ cử phóng viên dự hội thi cải cách hành chính',
    body: `Kính gửi Ban Biên tập,

Sáng thứ Bảy tuần này có vòng chung khảo hội thi tìm hiểu cải cách hành chính tại Trung tâm Văn hóa,
bắt đầu 7 giờ 30. Nhờ quý Báo cử phóng viên và một máy quay. Kịch bản còn giữ bí mật phần tiểu phẩm,
xin chưa đăng trước giờ thi.

Đầu mối: đồng chí Nông Thị Dung.`,
    expect: { action: 'allow', rules: [] },
  },
]
