import type { MadeLetter } from '../../letter.ts'

/** Everyday mail from firms with domains of their own and from state bodies. */
export const ordinary2: readonly MadeLetter[] = [
  {
    id: 'B-029',
    class: 'ordinary',
    about: 'Thông báo hóa đơn điện tử cước viễn thông',
    channel: 'mx',
    from: { name: 'VNPT Cao Bằng', address: 'hoadon@vnpt.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Thông báo phát hành hóa đơn điện tử kỳ cước 03/2026',
    body: `Kính gửi: SỞ TÀI CHÍNH TỈNH CAO BẰNG
Mã khách hàng: CBG00120457
Mã số thuế: 4800132567

Chúng tôi vừa phát hành hóa đơn điện tử sau:

Ký hiệu: 1K26TVT
Số: 00084512
Ngày hóa đơn: 05/04/2026
Tổng tiền thanh toán: 3.412.200 đồng

Tra cứu tại trang hoadon-vnpt.vn bằng mã bí mật in trên hóa đơn. Quý khách vui lòng không chuyển tiếp
thư này để bảo mật mã tra cứu.

Tổng đài 24/7: 18001166`,
    attachments: [
      {
        filename: '1K26TVT_00084512.pdf',
        kind: 'pdf',
        text: `HÓA ĐƠN GIÁ TRỊ GIA TĂNG
Ngày 05 tháng 04 năm 2026
Ký hiệu: 1K26TVT
Số: 00084512
Đơn vị bán hàng: VNPT CAO BẰNG - CHI NHÁNH TẬP ĐOÀN BƯU CHÍNH VIỄN THÔNG VIỆT NAM
Đơn vị mua hàng: SỞ TÀI CHÍNH TỈNH CAO BẰNG
Hình thức thanh toán: CK
STT\tTên dịch vụ\tThành tiền
1\tCước Internet cáp quang\t2.750.000
2\tCước điện thoại cố định\t352.000
Cộng tiền dịch vụ: 3.102.000
Thuế suất GTGT: 10 %  Tiền thuế: 310.200
Tổng cộng: 3.412.200
Mã tra cứu: 8QK2MZ71`,
        signed: true,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-030',
    class: 'ordinary',
    about: 'Điện lực báo lịch ngừng cấp điện',
    channel: 'mx',
    from: { name: 'Điện lực Cao Bằng', address: 'cskh.caobang@npc.com.vn' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Lịch ngừng cấp điện khu vực xã Nguyên Huệ ngày 18/4',
    body: `Điện lực xin thông báo ngừng cấp điện để thay xà sứ đường dây 371:

Thời gian: 7h00 - 11h30 ngày 18/4
Khu vực: các xóm Nà Khoang, Bản Gải, trụ sở UBND xã và trạm y tế
Lý do: sửa chữa thường xuyên

Mọi thắc mắc gọi 19006769 (24/7). Xin cảm ơn.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-031',
    class: 'ordinary',
    about: 'Công ty phần mềm gửi báo giá với dòng chân thư về bí mật kinh doanh',
    channel: 'mx',
    from: { name: 'Vũ Quốc Khánh', address: 'khanhvq@tinvietsoft.com.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Báo giá phần mềm quản lý tài sản - Tín Việt Soft',
    body: `Kính gửi anh chị Sở Khoa học và Công nghệ Cao Bằng,

Em gửi báo giá theo trao đổi hôm thứ Ba. Giá đã gồm cài đặt, chuyển đổi dữ liệu và bảo hành 24 tháng.
Nếu bên mình lấy thêm phân hệ kho thì công ty giảm 7 %.

Vũ Quốc Khánh
Trưởng phòng kinh doanh khu vực Đông Bắc

----------------------------------------------------------------------
BÍ MẬT KINH DOANH
Thư này và tệp kèm theo có thể chứa thông tin thuộc bí mật kinh doanh của công ty. Nếu quý vị không
phải người nhận, xin xóa thư và báo lại cho người gửi.`,
    attachments: [
      {
        filename: 'bao-gia-qlts.xlsx',
        kind: 'xlsx',
        text: `Hạng mục\tSố lượng\tĐơn giá\tThành tiền
Phân hệ tài sản cố định\t1\t68.000.000\t68.000.000
Phân hệ công cụ dụng cụ\t1\t24.000.000\t24.000.000
Chuyển đổi dữ liệu cũ\t1\t15.000.000\t15.000.000
Tổng (chưa VAT)\t\t\t107.000.000`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-032',
    class: 'ordinary',
    about: 'Bản tin định kỳ của Bộ Khoa học và Công nghệ',
    channel: 'mx',
    from: { name: 'Bản tin Chuyển đổi số', address: 'bantin@mst.gov.vn' },
    to: ['sokhcn@caobang.gov.vn', 'annv.sokhcn@caobang.gov.vn'],
    subject: 'Bản tin Chuyển đổi số, số 14: dữ liệu mở ở cấp xã',
    body: `BẢN TIN CHUYỂN ĐỔI SỐ - tuần 2 tháng 4

TIN CHÍNH
* 27 tỉnh đã mở tập dữ liệu danh mục thủ tục hành chính. Chỉ thị số 15/CT-TTg năm 2012 từng đặt mục
  tiêu văn bản điện tử; sau 14 năm nhìn lại, con số đã đi xa.
* Mật độ trạm BTS 5G vùng núi phía Bắc tăng gấp đôi.

GÓC BẢO MẬT
* Ba dấu hiệu hộp thư bị chiếm quyền.
* Mật khẩu dùng lại: thói quen nguy hiểm nhất.

SỰ KIỆN
* 22/4: hội thảo trực tuyến về kho dữ liệu dùng chung, đăng ký tại cổng của Bộ.

Không muốn nhận bản tin, xin trả lời thư với chữ "Dừng".`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-033',
    class: 'ordinary',
    about: 'Bản tin văn bản mới của trang tra cứu pháp luật, dẫn nhiều số ký hiệu',
    channel: 'mx',
    from: { name: 'Tra cứu văn bản', address: 'bantin@luatviet.com.vn' },
    to: ['huongpt.sotuphap@caobang.gov.vn'],
    subject: 'Điểm tin văn bản mới từ 30/3 đến 5/4',
    body: `Kính gửi quý khách hàng,

Tuần qua có 41 văn bản mới, nổi bật là:

1. Nghị định 66/2026/NĐ-CP về hộ tịch điện tử.
2. Thông tư 09/2026/TT-BTC hướng dẫn công tác phí.
3. Quyết định 512/QĐ-TTg về lộ trình dữ liệu số.
4. Công văn 1893/BNV-CCVC về thi nâng ngạch.
5. Luật Bảo vệ bí mật nhà nước: 10 điểm mới từ 01/3/2026 - bài phân tích của luật sư.

Quý khách đăng nhập để xem toàn văn. Quên mật khẩu: bấm "Lấy lại mật khẩu" ở trang chủ.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-034',
    class: 'ordinary',
    about: 'Khách sạn xác nhận phòng cho đoàn công tác',
    channel: 'mx',
    from: { name: 'Lễ tân Khách sạn Hồng Gai', address: 'reservation@honggaihotel.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Xác nhận đặt phòng 4 phòng đôi, 12-14/5',
    body: `Kính gửi chị Dung,

Khách sạn xác nhận giữ cho đoàn 4 phòng đôi, nhận phòng 14h00 ngày 12/5, trả phòng 12h00 ngày 14/5.
Giá 850.000 đồng/phòng/đêm gồm ăn sáng. Mã đặt phòng HG-26-0512.

Phòng hướng vườn như chị yêu cầu. Tiệc TRĂNG MẬT của phòng bên cạnh ngày 13 có thể hơi ồn đến 21h, mong
đoàn thông cảm.

Trân trọng,
Ngô Minh Phương`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-035',
    class: 'ordinary',
    about: 'Hợp tác xã quảng bá mật ong bằng chữ hoa và công thức pha chế',
    channel: 'mx',
    from: { name: 'HTX Ong Đá Thạch An', address: 'banhang@ongdathachan.vn' },
    to: ['binhtt.sonoivu@caobang.gov.vn'],
    subject: 'Mùa bạc hà đã về - quảng bá MẬT ONG HOA BẠC HÀ',
    body: `Kính chào quý khách,

QUẢNG BÁ MẬT ONG HOA BẠC HÀ
MẬT MỚI QUAY, ĐÓNG CHAI TRONG NGÀY

Cách pha chanh đào mật ong:
1. Chanh đào 1 kg rửa sạch, ngâm nước muối loãng 30 phút.
2. Thái lát, bỏ hạt, xếp một lớp chanh một lớp đường phèn.
3. Rót mật ong ngập mặt, gài nan tre, đậy kín.
4. Ba tháng sau dùng được, mỗi sáng một thìa.

Giá: chai 500 ml 280.000 đồng, miễn phí giao trong thành phố cũ. Đặt từ 5 chai tặng 1 hũ phấn hoa.
Điện thoại: 0978 221 640 (chị Hà Thị Diệp)`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-036',
    class: 'ordinary',
    about: 'Bảo hiểm xã hội nhắc rà soát dữ liệu',
    channel: 'mx',
    from: { name: 'BHXH cơ sở Trùng Khánh', address: 'trungkhanh.cbg@vss.gov.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Nhắc đối chiếu danh sách BHYT hộ cận nghèo quý II',
    body: `Kính gửi UBND xã,

Quý II có 46 thẻ cận nghèo sắp hết hạn, nhờ xã đối chiếu trên phần mềm trước ngày 20 để chúng tôi gia
hạn tự động. Danh sách chỉ xem trên phần mềm, không gửi qua thư để giữ bí mật dữ liệu cá nhân.

Cán bộ chuyên quản: Lương Thị Thoa.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-037',
    class: 'ordinary',
    about: 'Kho bạc hẹn đối chiếu số dư',
    channel: 'mx',
    from: { name: 'Phòng Kế toán Nhà nước', address: 'ketoan.cb@vst.gov.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Đối chiếu số dư tài khoản tiền gửi đến 31/3',
    body: `Kính gửi đơn vị,

Đề nghị đơn vị vào dịch vụ công Kho bạc ký xác nhận số dư đến hết ngày 31/3. Đơn vị nào chứng thư số hết
hạn xin gia hạn trước khi ký. Sau ngày 10 hệ thống khóa bản đối chiếu.

Trân trọng.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-038',
    class: 'ordinary',
    about: 'Ngân hàng khuyến cáo bảo mật tài khoản',
    channel: 'mx',
    from: { name: 'Vietcombank', address: 'no-reply@info.vietcombank.com.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'TĂNG CƯỜNG BẢO MẬT CHO TÀI KHOẢN TỔ CHỨC',
    body: `Kính gửi Quý khách hàng tổ chức,

BẢO MẬT LÀ TRÁCH NHIỆM CHUNG

Từ 01/5/2026, người duyệt lệnh phải xác thực bằng sinh trắc học. Quý khách lưu ý:
- Không cung cấp tên truy cập, mật khẩu, mã OTP cho bất kỳ ai.
- Ngân hàng không gửi đường dẫn đăng nhập qua thư điện tử.
- Đổi mật khẩu ít nhất 6 tháng một lần.

Trung tâm khách hàng 24/7: 1900 545413.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-039',
    class: 'ordinary',
    about: 'Học viện Kỹ thuật mật mã giới thiệu tuyển sinh',
    channel: 'mx',
    from: { name: 'Phòng Đào tạo', address: 'tuyensinh@actvn.edu.vn' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Giới thiệu tuyển sinh năm 2026 - Học viện Kỹ thuật mật mã',
    body: `BAN CƠ YẾU CHÍNH PHỦ
HỌC VIỆN KỸ THUẬT MẬT MÃ

Kính gửi Sở Giáo dục và Đào tạo,

Học viện mong quý Sở phổ biến giúp đến các trường THPT thông tin tuyển sinh các ngành: An toàn thông tin
(mật mã dân sự), Công nghệ thông tin, Kỹ thuật điện tử - viễn thông. Tờ rơi kèm theo.

Ngày hội tư vấn trực tuyến: 9 giờ thứ Bảy 25/4.`,
    attachments: [
      {
        filename: 'to-roi-tuyen-sinh.pdf',
        kind: 'pdf',
        text: `HỌC VIỆN KỸ THUẬT MẬT MÃ
TUYỂN SINH ĐẠI HỌC CHÍNH QUY 2026
AN TOÀN THÔNG TIN
MẬT MÃ ỨNG DỤNG
CÔNG NGHỆ THÔNG TIN
Học bổng toàn phần cho học sinh dân tộc thiểu số vùng đặc biệt khó khăn
Tổ hợp xét tuyển: A00, A01, D90
Địa chỉ: 141 Chiến Thắng, Thanh Liệt, Hà Nội`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-040',
    class: 'ordinary',
    about: 'Trường đại học mời viết bài hội thảo',
    channel: 'mx',
    from: { name: 'Ban tổ chức hội thảo', address: 'hoithao2026@tnu.edu.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Thư mời viết bài: Kinh tế số vùng biên',
    body: `Kính gửi các nhà quản lý, nhà khoa học,

Đại học Thái Nguyên tổ chức hội thảo "Kinh tế số vùng biên giới phía Bắc" ngày 19/6. Bài viết 4.000 -
6.000 chữ, phản biện kín hai chiều (tên tác giả được giữ bí mật với người phản biện). Hạn tóm tắt 30/4,
hạn toàn văn 25/5.

Chủ đề gợi ý: cửa khẩu số, thanh toán biên mậu, nông sản trên sàn, mật độ hạ tầng và khoảng cách số.

Ban tổ chức`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-041',
    class: 'ordinary',
    about: 'Vé máy bay điện tử của đoàn',
    channel: 'mx',
    from: { name: 'Vietnam Airlines', address: 'noreply@vietnamairlines.com' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Hành trình HAN - DAD, mã đặt chỗ RT7K2Q',
    body: `HÀNH TRÌNH CỦA QUÝ KHÁCH

VN 167   HAN 08:00 - DAD 09:20   Thứ Hai 25/5/2026
VN 172   DAD 16:30 - HAN 17:50   Thứ Tư 27/5/2026

Hành khách: NONG/THI DUNG MS
Hành lý ký gửi: 23 kg
Làm thủ tục trực tuyến từ 24 giờ đến 1 giờ trước giờ bay.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-042',
    class: 'ordinary',
    about: 'Đồng nghiệp tỉnh bạn hỏi kinh nghiệm',
    channel: 'mx',
    from: { name: 'Vi Thị Hạnh', address: 'hanhvt.sokhcn@langson.gov.vn' },
    to: ['annv.sokhcn@caobang.gov.vn'],
    subject: 'Hỏi kinh nghiệm đánh số hộp thư cho xã mới',
    body: `Anh An ơi,

Bên Lạng Sơn em vừa chuyển hộp thư cho các xã mới. Em hỏi chút: những xã trùng tên với phường thì bên
anh đặt địa chỉ thế nào? Và mật khẩu ban đầu bên anh phát bằng phong bì dán kín hay qua tin nhắn?

Bên em phát phong bì, văn thư ký nhận, mà nhiều người để quên nên 6 giờ sau là khóa hết, em mở khóa cả
buổi chiều.

Hạnh`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-043',
    class: 'ordinary',
    about: 'Báo tỉnh gửi bản dàn trang để đọc lại',
    channel: 'mx',
    from: { name: 'Ban Xây dựng Đảng', address: 'bandoc@baocaobang.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Nhờ đọc lại bài phỏng vấn về sắp xếp tổ chức',
    body: `Kính gửi Sở,

Tòa soạn gửi lại bài phỏng vấn đồng chí lãnh đạo Sở để xem lại câu chữ trước khi in số thứ Sáu. Xin đặc
biệt xem giúp ba con số: 3/4 đơn vị đã xong đề án, 161 xã cũ còn 56, và 1.204 người không chuyên trách.

Tít dự kiến: "Gọn mà không hụt hẫng".

Phóng viên Đinh Công Tráng`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-044',
    class: 'ordinary',
    about: 'Thư bảng mã windows-1258 của một công ty in',
    channel: 'mx',
    from: { name: 'Xưởng in Việt Lập', address: 'xuongin@vietlapprint.vn' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Maket giấy khen cuối năm học',
    charset: 'windows-1258',
    authentication: 'none',
    body: `Kính gửi anh chị,

Xưởng gửi lại maket giấy khen đã sửa viền. Giấy mỹ thuật 250 g, in nhũ vàng chữ "GIẤY KHEN", phần tên học
sinh để trống cho trường tự in. Giá 3.900 đồng/tờ với số lượng trên 5.000 tờ.

Mật độ mực ở góc phải hơi đậm, lần in thật sẽ giảm.

Xưởng trưởng Nguyễn Bá Lực`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-045',
    class: 'ordinary',
    about: 'Đơn hàng văn phòng phẩm đã giao, biên nhận của sàn',
    channel: 'mx',
    from: { name: 'Shopee', address: 'no-reply@mail.shopee.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Đơn hàng #2604118VKQ7T đã được giao thành công',
    body: `Xin chào,

Đơn hàng 2604118VKQ7T gồm 10 ram giấy A4 và 2 hộp ghim đã giao lúc 10:42, người nhận: văn thư xã.
Tổng thanh toán: 892.000 đồng (đã xuất hóa đơn công ty).

Nếu hàng có vấn đề, bạn có 15 ngày để yêu cầu trả hàng.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-046',
    class: 'ordinary',
    about: 'Nhà xe báo giá thuê xe đoàn',
    channel: 'mx',
    from: { name: 'Nhà xe Khánh Hoàn', address: 'datxe@khanhhoan.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Giá xe 29 chỗ Cao Bằng - Hà Nội hai chiều',
    body: `Chị Dung, xe 29 chỗ đời 2023 đi 2 ngày 7,5 triệu, gồm dầu, lái xe và cầu đường; lưu đêm thêm
800 nghìn. Đón tại cổng Văn phòng 5 giờ sáng. Chị chốt trước thứ Năm giúp em vì cuối tuần kín xe. Em Hoàn.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-047',
    class: 'ordinary',
    about: 'Giáo hội giới thiệu sách về Hòa thượng Thích Mật Thể',
    channel: 'mx',
    from: { name: 'Thư viện Phật học', address: 'thuvien@phathocdongbac.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Tặng thư viện bản in lại "Việt Nam Phật giáo sử lược"',
    body: `Kính gửi quý Sở,

Chúng tôi in lại cuốn "Việt Nam Phật giáo sử lược" của HÒA THƯỢNG THÍCH MẬT THỂ, xin tặng phòng chuyên
môn và thư viện tỉnh mỗi nơi 10 cuốn. Lần in này thêm phụ lục về Mật tông và các chùa vùng Cao Bằng.

HÒA THƯỢNG THÍCH MẬT THỂ
(1912 - 1961)
Sử gia, dịch giả, đại biểu Quốc hội khóa I

Sách gửi theo đường bưu điện, mong quý Sở hoan hỷ nhận.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-048',
    class: 'ordinary',
    about: 'Ban quản trị hộp thư tỉnh bạn báo đổi địa chỉ liên hệ',
    channel: 'mx',
    from: { name: 'Trung tâm Chuyển đổi số Thái Nguyên', address: 'ttcds@thainguyen.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Đổi đầu mối phối hợp ứng cứu sự cố',
    body: `Kính gửi các đơn vị trong cụm,

Từ 15/4 đầu mối ứng cứu sự cố của Thái Nguyên là đồng chí Dương Văn Khoa, điện thoại 0208 3 655 118.
Khóa công khai để mã hóa thư đăng trên trang của Trung tâm. Các trao đổi cần bảo mật xin dùng khóa mới.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-049',
    class: 'ordinary',
    about: 'Công ty môi trường gửi bảng khối lượng rác, có ô tiêu đề "MẬT ĐỘ"',
    channel: 'mx',
    from: { name: 'Phòng Kế toán', address: 'ketoan@moitruongdothicb.com.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Đối chiếu khối lượng thu gom rác quý I',
    body: `Kính gửi quý Sở, chúng tôi gửi bảng khối lượng quý I để đối chiếu trước khi làm hồ sơ thanh toán.
Cột "Mật độ" là kg rác/hộ/ngày, lấy từ cân xe. Có gì chênh lệch xin báo lại cho chị Thắm.`,
    attachments: [
      {
        filename: 'khoi-luong-rac-quy-1.xlsx',
        kind: 'xlsx',
        text: `Khu vực\tSỐ HỘ\tKHỐI LƯỢNG (tấn)\tMẬT ĐỘ
Tổ 1-5\t1.140\t61,2\t0,60
Tổ 6-12\t1.876\t98,7\t0,58
Chợ Xanh\t\t44,0\t
Cộng\t3.016\t203,9\t0,59`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
]
