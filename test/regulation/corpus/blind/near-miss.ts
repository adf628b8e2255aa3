import type { MadeLetter } from '../../letter.ts'

/** Words of secrecy that are no stamp, and stamps that say there is none. */
export const nearMiss: readonly MadeLetter[] = [
  {
    id: 'B-144',
    class: 'near-miss',
    about: 'Văn bản ghi rõ "Độ mật: Không" ở đầu',
    channel: 'mx',
    from: { name: 'Cục Chuyển đổi số quốc gia', address: 'vanthu.cdsqg@mst.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'V/v khảo sát hiện trạng trung tâm dữ liệu của các tỉnh',
    body: 'Kính gửi Sở công văn kèm phiếu khảo sát.',
    attachments: [
      {
        filename: 'CV-410.pdf',
        kind: 'pdf',
        signed: true,
        text: `BỘ KHOA HỌC VÀ CÔNG NGHỆ
CỤC CHUYỂN ĐỔI SỐ QUỐC GIA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Độ mật: Không
Độ khẩn: Thường
Số: 410/CĐSQG-HTS
V/v khảo sát hiện trạng trung tâm dữ liệu của các tỉnh
Hà Nội, ngày 08 tháng 4 năm 2026
Kính gửi: Sở Khoa học và Công nghệ các tỉnh, thành phố
Cục đề nghị quý Sở điền phiếu trực tuyến trước ngày 24 tháng 4 năm 2026./.
KT. CỤC TRƯỞNG
PHÓ CỤC TRƯỞNG
Trần Quốc Việt Anh`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-145',
    class: 'near-miss',
    about: 'Giấy mời tập huấn Luật Bảo vệ bí mật nhà nước, dòng ngắt ngay trước chữ MẬT',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sonoivu@caobang.gov.vn', 'soyte@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: 'Giấy mời tập huấn Luật Bảo vệ bí mật nhà nước và các văn bản hướng dẫn thi hành',
    body: 'Kính gửi các cơ quan. Lớp học không phát tài liệu có đóng dấu độ mật.',
    attachments: [
      {
        filename: 'GM-133-VP.pdf',
        kind: 'pdf',
        signed: true,
        text: `UBND TỈNH CAO BẰNG
VĂN PHÒNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 133/GM-VP
Cao Bằng, ngày 11 tháng 5 năm 2026
GIẤY MỜI
Tập huấn Luật Bảo vệ bí mật nhà nước và các văn bản hướng dẫn thi hành
CHUYÊN ĐỀ 1: NHỮNG ĐIỂM MỚI CỦA LUẬT BẢO VỆ BÍ
MẬT NHÀ NƯỚC NĂM 2025
CHUYÊN ĐỀ 2: XÁC ĐỊNH ĐỘ MẬT, ĐÓNG DẤU VÀ SAO CHỤP
Thời gian: ngày 21 tháng 5 năm 2026, bắt đầu lúc 7 giờ 30 phút.
Địa điểm: Hội trường Văn phòng Ủy ban nhân dân tỉnh.
Thành phần: lãnh đạo văn phòng, công chức văn thư, lưu trữ.
Nơi nhận:
- Như trên;
- Lưu: VT, NC.
KT. CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
Bế Đăng Khoa`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-146',
    class: 'near-miss',
    about: 'Tài liệu hỏi đáp kể tên ba độ mật trong câu và trong danh sách',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'sonhv.nguyenhue@caobang.gov.vn'],
    subject: 'Hỏi đáp ngắn về bí mật nhà nước cho tủ sách pháp luật xã',
    body: `Anh Sơn in giúp em dán ở bảng tin nhé.

Hỏi: Có mấy độ mật?
Đáp: Theo luật, bí mật nhà nước chia ba độ:
- Tuyệt mật
- Tối mật
- Mật

Hỏi: Nhận ra bằng cách nào?
Đáp: Trên trang đầu có dấu chữ in hoa "TUYỆT MẬT", "TỐI MẬT" hoặc "MẬT" đóng ở dưới số, ký hiệu.

Hỏi: Được gửi bí mật nhà nước qua thư điện tử không?
Đáp: Không. Kể cả thư công vụ. Mang trực tiếp hoặc qua giao liên mật mã cơ yếu.

Hỏi: Thấy tài liệu có dấu rơi ngoài đường thì làm gì?
Đáp: Giữ nguyên, không chụp ảnh, báo công an xã.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-147',
    class: 'near-miss',
    about: 'Rủ đi xem phim tên "tối mật"',
    channel: 'submission',
    from: { name: 'Nông Thị Dung', address: 'dungnt.vpubnd@caobang.gov.vn' },
    to: ['huongpt.sotuphap@caobang.gov.vn', 'binhtt.sonoivu@caobang.gov.vn'],
    subject: 'Tối thứ Sáu xem phim không chị em?',
    body: `Rạp trung tâm chiếu "Hồ sơ tối mật", suất 19h45, em giữ được 3 vé hàng G. Xem xong ăn chè mật mía
ngoài bờ kè. Chồng con gửi ông bà hết nhé, kế hoạch này là TUYỆT MẬT đấy, haha.

Dung`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-148',
    class: 'near-miss',
    about: 'Phiếu siêu âm ghi tạng theo dòng: GAN, MẬT, TỤY',
    channel: 'mx',
    from: { name: 'Phòng khám Đa khoa Bế Sơn', address: 'ketqua@phongkhambeson.vn' },
    to: ['sonhv.nguyenhue@caobang.gov.vn'],
    subject: 'Kết quả siêu âm ổ bụng của anh Hoàng Văn Sơn',
    body: 'Phòng khám gửi kết quả khám sức khỏe định kỳ. Anh tái khám sau 6 tháng.',
    attachments: [
      {
        filename: 'sieu-am.docx',
        kind: 'docx',
        text: `PHIẾU KẾT QUẢ SIÊU ÂM Ổ BỤNG TỔNG QUÁT
Họ tên: Hoàng Văn Sơn. Tuổi: 36. Giới: Nam
GAN: Không to, bờ đều, nhu mô tăng âm nhẹ
MẬT: Túi mật không sỏi, thành không dày, đường mật trong và ngoài gan không giãn
TỤY: Kích thước bình thường
LÁCH: Không to
THẬN: Hai thận không sỏi, không ứ nước
KẾT LUẬN: Gan nhiễm mỡ độ I`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-149',
    class: 'near-miss',
    about: 'Người ký tên là NÔNG VĂN MẬT, tên in hoa một dòng',
    channel: 'mx',
    from: { name: 'HTX Nông nghiệp Bản Mật', address: 'htx@nongsanbanmat.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Đề nghị mượn hội trường xã ngày 30/4',
    body: `Kính gửi UBND xã,

Hợp tác xã xin mượn hội trường sáng ngày 30/4 để họp thành viên, khoảng 60 người, tự dọn dẹp, tự trả tiền
điện. Nếu vướng lịch xin báo lại.

GIÁM ĐỐC
NÔNG VĂN MẬT`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-150',
    class: 'near-miss',
    about: 'Thỏa thuận bảo mật của công ty, tiêu đề in hoa ngay đầu tệp',
    channel: 'mx',
    from: { name: 'Phòng Pháp chế', address: 'phapche@antoanso.com.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Dự thảo THỎA THUẬN BẢO MẬT trước khi đánh giá hệ thống',
    body: `Kính gửi quý Sở,

Trước khi đánh giá, hai bên ký thỏa thuận bảo mật theo mẫu kèm theo. Thông tin được phân loại: công khai,
nội bộ, mật (confidential) theo quy ước của hợp đồng, không liên quan bí mật nhà nước.`,
    attachments: [
      {
        filename: 'NDA.docx',
        kind: 'docx',
        text: `THỎA THUẬN BẢO MẬT THÔNG TIN
BÍ MẬT KINH DOANH VÀ BÍ MẬT CÔNG NGHỆ
Điều 1. THÔNG TIN MẬT
"Thông tin mật" là mọi dữ liệu một bên cung cấp cho bên kia có ghi chữ "Confidential".
Điều 2. NGHĨA VỤ BẢO MẬT
Bên nhận không tiết lộ trong 3 năm kể từ ngày ký.
Điều 3. PHẠT VI PHẠM: 8 % giá trị hợp đồng.`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-151',
    class: 'near-miss',
    about: 'Sổ đăng ký văn bản đến có cột "Độ mật"',
    channel: 'submission',
    from: { name: 'Sở Giáo dục và Đào tạo', address: 'sogddt@caobang.gov.vn' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Trích sổ văn bản đến tuần 15 để đối chiếu',
    body: 'Gửi Văn phòng trích sổ văn bản đến. Tuần này không có văn bản mật.',
    attachments: [
      {
        filename: 'so-van-ban-den-tuan-15.xlsx',
        kind: 'xlsx',
        text: `SỐ ĐẾN\tTÁC GIẢ\tTRÍCH YẾU\tĐỘ KHẨN\tĐỘ MẬT
311\tBộ GDĐT\tLịch công tác tháng\tThường\tKhông
312\tSở Nội vụ\tĐăng ký thi đua\tThường\tThường
313\tVăn phòng\tGiấy mời giao ban\tKhẩn\tKhông`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-152',
    class: 'near-miss',
    about: 'Áp phích thưa chữ "M Ậ T   O N G" của hội chợ',
    channel: 'mx',
    from: { name: 'Trung tâm Xúc tiến thương mại', address: 'hoicho@xuctiendongbac.vn' },
    to: ['nguyenhue@caobang.gov.vn', 'trungkhanh@caobang.gov.vn'],
    subject: '[MẬT ONG] Mời đăng ký gian hàng ngày hội ong Đông Bắc',
    body: `N G À Y   H Ộ I
M Ậ T   O N G   R Ừ N G
ĐÔNG BẮC 2026

40 gian hàng, miễn phí gian cho hợp tác xã của xã biên giới. Thi quay mật, nếm mật, chụp ảnh đàn ong.
Đăng ký đến hết ngày 20/5.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-153',
    class: 'near-miss',
    about: 'Thông báo phòng chơi giải đố tên TỐI MẬT cho ngày hội công đoàn',
    channel: 'mx',
    from: { name: 'Escape Cao Bằng', address: 'datcho@escapecb.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    subject: 'Báo giá trò chơi tập thể: phòng "TỐI MẬT" và phòng "Hầm rượu"',
    body: `Chị Dung thân mến,

Phòng "TỐI MẬT" chơi 6 người trong 60 phút, đóng vai điệp viên giải mật mã; phòng "Hầm rượu" chơi 8 người.
Đoàn 24 người giá 2,4 triệu, có ảnh in. MẬT KHẨU CỬA CUỐI CÙNG là gì thì bên em xin giữ bí mật!`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-154',
    class: 'near-miss',
    about: 'Thông tư công khai về mẫu dấu, các dấu mẫu nằm ở phụ lục cuối văn bản dài',
    channel: 'mx',
    from: { name: 'Tra cứu văn bản', address: 'bantin@luatviet.com.vn' },
    to: ['huongpt.sotuphap@caobang.gov.vn'],
    subject: 'Toàn văn văn bản chị yêu cầu: quy định mẫu dấu, sổ sách bảo vệ bí mật nhà nước',
    body: `Chào chị, văn bản đăng Công báo, chị xem phần dưới.

Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Văn bản này quy định mẫu dấu chỉ độ mật và mẫu sổ dùng trong công tác bảo vệ bí mật nhà nước.
Điều 2. Đối tượng áp dụng
Cơ quan, tổ chức, cá nhân có liên quan trực tiếp đến bí mật nhà nước.
Điều 3. Nguyên tắc
1. Mẫu dấu thống nhất trong cả nước.
2. Dấu do văn thư của cơ quan giữ.
3. Việc đóng dấu do người có thẩm quyền quyết định.
Chương II
MẪU DẤU
Điều 4. Các loại dấu
1. Dấu chỉ độ mật.
2. Dấu thời hạn bảo vệ.
3. Dấu "Bản số".
4. Dấu "Tài liệu thu hồi".
5. Dấu "Chỉ người có tên mới được bóc bì".
6. Dấu quản lý số lượng tài liệu.
Điều 5. Kích thước
1. Dấu độ mật có viền ngoài, chữ in hoa nét đậm, cách đều viền 2 mm.
2. Cỡ chữ theo hình vẽ ở Phụ lục.
Điều 6. Vị trí đóng dấu
1. Dấu độ mật đóng dưới số, ký hiệu của văn bản.
2. Dấu thu hồi đóng dưới dấu độ mật.
Điều 7. Mực dấu
Mực dùng để đóng các loại dấu là mực màu đỏ tươi.
Chương III
MẪU SỔ
Điều 8. Sổ đăng ký đi
Gồm các cột: số thứ tự, ngày tháng, trích yếu, nơi nhận, người ký nhận.
Điều 9. Sổ đăng ký đến
Gồm các cột: số đến, nơi gửi, số ký hiệu, trích yếu, người nhận.
Điều 10. Sổ chuyển giao
Người nhận ký, ghi rõ họ tên và giờ nhận.
Chương IV
ĐIỀU KHOẢN THI HÀNH
Điều 11. Hiệu lực
Văn bản có hiệu lực kể từ ngày 01 tháng 3.
Điều 12. Trách nhiệm thi hành
Thủ trưởng các cơ quan chịu trách nhiệm tổ chức thực hiện.
Điều 13. Chuyển tiếp
Mẫu dấu cũ được dùng hết năm.
Phụ lục
HÌNH VẼ CÁC MẪU DẤU
Hình 1 - Dấu độ thấp nhất, viền 20 mm x 8 mm, khắc chữ:
MẬT
Hình 2 - Dấu độ giữa, viền 30 mm x 8 mm, khắc chữ:
TỐI MẬT
Hình 3 - Dấu độ cao nhất, viền 40 mm x 8 mm, khắc chữ:
TUYỆT MẬT`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-155',
    class: 'near-miss',
    about: 'Thông báo danh mục tài liệu lưu trữ đã được giải mật, cho đọc rộng rãi',
    channel: 'mx',
    from: { name: 'Trung tâm Lưu trữ quốc gia', address: 'phongdoc@luutru.gov.vn' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Danh mục tài liệu giải mật phục vụ độc giả năm 2026',
    body: `Kính gửi Sở Nội vụ,

Trung tâm mở thêm 118 hồ sơ về Chiến khu Việt Bắc đã giải mật từ năm 2019, trong đó 7 hồ sơ có địa danh Cao
Bằng. Độc giả đăng ký đọc tại phòng đọc số 2.

Các bản chụp đều đóng dấu ĐÃ GIẢI MẬT ở góc trái và được phép công bố.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-156',
    class: 'near-miss',
    about: 'Quyết định công khai ban hành danh mục bí mật nhà nước lĩnh vực y tế, chỉ là dẫn tên',
    channel: 'mx',
    from: { name: 'Vụ Pháp chế', address: 'phapche@moh.gov.vn' },
    to: ['soyte@caobang.gov.vn', 'hungld.soyte@caobang.gov.vn'],
    subject: 'Phổ biến Quyết định về danh mục bí mật nhà nước trong lĩnh vực y tế',
    body: `Kính gửi các Sở Y tế,

Quyết định 1295/QĐ-TTg về danh mục bí mật nhà nước lĩnh vực y tế đăng trên Cổng thông tin Chính phủ, đề nghị
các Sở phổ biến. Danh mục gồm mục bí mật nhà nước độ Tối mật và độ Mật; bản thân danh mục thì công khai.

BẢO VỆ BÍ MẬT NHÀ NƯỚC LÀ TRÁCH NHIỆM CỦA MỌI CÁN BỘ`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-157',
    class: 'near-miss',
    about: 'Chính tả của học sinh: bảng chữ in hoa mỗi dòng một tiếng, xen kẽ với hình minh họa',
    channel: 'mx',
    from: { name: 'Nhà xuất bản Măng Non', address: 'bientap@nxbmangnon.com.vn' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Xin ý kiến bảng từ lớp 1: vần ÂT',
    body: `Kính gửi phòng Giáo dục tiểu học,

Bảng từ vần ÂT dự kiến in ở trang 41, xin ý kiến giáo viên địa phương:

MẬT ONG - con ong
ĐẤT ĐỎ - hòn đất
PHẤT CỜ - lá cờ
GẬT ĐẦU - em bé
TẤT CHÂN - đôi tất

Cần đổi từ nào cho gần gũi với học sinh vùng cao, xin góp ý trước ngày 15.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-158',
    class: 'near-miss',
    about: 'Hồ sơ mời thầu có dòng "BẢO MẬT" và "MẬT ĐỘ XÂY DỰNG" in hoa riêng dòng',
    channel: 'mx',
    from: { name: 'Viện Quy hoạch miền núi', address: 'quyhoach@vienquyhoachmn.vn' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Thuyết minh quy hoạch chung xã, bản sửa lần 3',
    body: 'Kính gửi quý Sở bản thuyết minh đã sửa. Phần kinh tế đô thị ở trang 14.',
    attachments: [
      {
        filename: 'thuyet-minh-lan-3.pdf',
        kind: 'pdf',
        text: `THUYẾT MINH QUY HOẠCH CHUNG
MẬT ĐỘ XÂY DỰNG
Khu trung tâm: 60 %; khu ở làng xóm: 40 %; khu du lịch: 25 %
MẬT ĐỘ DÂN SỐ
38 người/km2, dự báo năm 2035 là 52 người/km2
BẢO MẬT
Số liệu đo đạc chỉ dùng cho đồ án, chưa công bố.
TỶ LỆ BẢN ĐỒ
1/10.000 và 1/2.000`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-159',
    class: 'near-miss',
    about: 'Tiêu đề thư bắt đầu bằng chữ "Mật" viết thường',
    channel: 'mx',
    from: { name: 'Tạp chí Ẩm thực vùng cao', address: 'toasoan@amthucvungcao.vn' },
    to: ['binhtt.sonoivu@caobang.gov.vn'],
    subject: 'Mật - vị ngọt của đá tai mèo (bài chị đặt)',
    body: `Chị Bình, bài chị hỏi đã lên trang. Đoạn về vịt quay bảy vị:

Mật ong quét hai lần, lần đầu khi da vừa se, lần sau khi da cánh gián. Bí mật nằm ở lá mác mật nhồi trong
bụng vịt: lá non, vò nhẹ, trộn gừng, tỏi, tương. Măng khô, nấm hương ăn kèm.

Cây mác mật (có nơi gọi là móc mật) hợp núi đá vôi Cao Bằng, quả chín tháng 7.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-160',
    class: 'near-miss',
    about: 'Thư viết về một trang sách quét: bản quét không đọc được từ Gmail',
    channel: 'mx',
    from: { name: 'Ma Thị Hảo', address: 'hao.ma.thuvien@gmail.com' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Học bạ cũ của bố em',
    body: 'Em gửi bản quét học bạ năm 1981 của bố em, nhờ Sở xác nhận giúp ạ.',
    attachments: [{ filename: 'hoc-ba-1981.pdf', kind: 'scan', text: '' }],
    expect: { action: 'flag', rules: ['D1b-free', 'D1c-unreadable'] },
  },
  {
    id: 'B-161',
    class: 'near-miss',
    about: 'Văn phòng chuyển nguyên công văn của Bộ, PDF và tiêu đề đúng trích yếu',
    channel: 'submission',
    from: { name: 'Văn phòng UBND tỉnh', address: 'vpubnd@caobang.gov.vn' },
    to: ['sotuphap@caobang.gov.vn'],
    subject: 'Chuyển: V/v rà soát văn bản quy phạm pháp luật sau sắp xếp đơn vị hành chính',
    body: 'Văn phòng chuyển Sở Tư pháp chủ trì tham mưu.',
    attachments: [
      {
        filename: '1633-BTP.pdf',
        kind: 'pdf',
        signed: true,
        text: `BỘ TƯ PHÁP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1633/BTP-KTVB
V/v rà soát văn bản quy phạm pháp luật sau sắp xếp đơn vị hành chính
Hà Nội, ngày 31 tháng 3 năm 2026
Kính gửi: Ủy ban nhân dân các tỉnh, thành phố
Đề nghị rà soát, công bố danh mục văn bản hết hiệu lực trước ngày 30 tháng 6 năm 2026.
Nơi nhận:
- Như trên;
- Lưu: VT, KTVB.
KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Nguyễn Thanh Trúc`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-162',
    class: 'near-miss',
    about: 'Trường trung học có tên miền chứa chữ caobang',
    channel: 'mx',
    from: { name: 'Trường THPT Chuyên', address: 'vanphong@thptchuyencaobang.edu.vn' },
    to: ['sogddt@caobang.gov.vn', 'sokhcn@caobang.gov.vn'],
    subject: 'Mời dự lễ ra mắt câu lạc bộ mật mã học trò',
    body: `Kính mời đại diện hai Sở dự lễ ra mắt câu lạc bộ "Mật mã học trò" lúc 15 giờ thứ Năm. Các em
trình bày mật mã Caesar, máy Enigma và giải đố MẬT THƯ hướng đạo.`,
    expect: { action: 'allow', rules: [] },
  },
  {
    id: 'B-163',
    class: 'near-miss',
    about: 'Bản nháp đủ khung thể thức nhưng số và ngày còn trống, gửi đồng nghiệp cùng sở',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['sotuphap@caobang.gov.vn'],
    subject: 'Nháp kế hoạch tuyên truyền, cả phòng sửa trực tiếp',
    body: 'Mọi người bật chế độ theo dõi thay đổi rồi sửa nhé, sáng mai em chốt để trình.',
    attachments: [
      {
        filename: 'nhap-ke-hoach.docx',
        kind: 'docx',
        text: `UBND TỈNH CAO BẰNG
SỞ TƯ PHÁP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số:        /KH-STP
Cao Bằng, ngày      tháng      năm 2026
DỰ THẢO
KẾ HOẠCH
Tuyên truyền pháp luật về bảo vệ bí mật đời tư trên mạng xã hội
I. Mục đích: (chị Hiên viết)
II. Nội dung: tờ gấp, phiên tòa giả định, chuyên mục trên loa xã
III. Kinh phí: (để trống)`,
      },
    ],
    expect: { action: 'allow', rules: [] },
  },
]
