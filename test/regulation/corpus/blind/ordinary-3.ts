import type { MadeLetter } from '../../letter.ts'

/** Citizens and firms on foreign free mail, and answers to them. */
export const ordinary3: readonly MadeLetter[] = [
  {
    id: 'B-050',
    class: 'ordinary',
    about: 'Người dân hỏi thủ tục cấp lại giấy chứng nhận đất',
    channel: 'mx',
    from: { name: 'Nông Văn Thắng', address: 'thangnv.hoaan78@gmail.com' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'hỏi làm lại sổ đỏ bị mất',
    body: `kính gửi ủy ban xã

nhà tôi bị lũ cuốn mất sổ đỏ đợt tháng 9 năm ngoái, giờ muốn làm lại thì nộp ở xã hay lên tỉnh, cần
những giấy gì và mất bao lâu. sổ đứng tên bố tôi đã mất. mong ủy ban trả lời, số tôi 0385 114 902.

tôi xin cảm ơn`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-051',
    class: 'ordinary',
    about: 'Xin trích lục khai sinh từ nước ngoài',
    channel: 'mx',
    from: { name: 'Hoang Thi Lan', address: 'lan.hoang.prague@seznam.cz' },
    to: ['sotuphap@caobang.gov.vn'],
    subject: 'Xin trich luc khai sinh cho con o Sec',
    body: `Kinh gui So Tu phap tinh Cao Bang,

Toi la Hoang Thi Lan, que o xa Trung Khanh, hien song o Praha. Toi can ban trich luc khai sinh de lam thu
tuc nhap hoc cho con gai. Em trai toi o nha co lam thay duoc khong, va co can giay uy quyen cua Dai su
quan khong a?

Mat khau dich vu cong cua toi khong vao duoc vi khong co so dien thoai Viet Nam.

Toi xin cam on.`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-052',
    class: 'ordinary',
    about: 'Phản ánh bãi rác gần trường mầm non',
    channel: 'mx',
    from: { name: 'Phụ huynh lớp Mầm', address: 'phuhuynhlopmam2026@yahoo.com.vn' },
    to: ['trungkhanh@caobang.gov.vn'],
    cc: ['sogddt@caobang.gov.vn'],
    subject: 'Bãi rác tự phát cạnh TRƯỜNG MẦM NON',
    body: `Kính gửi UBND xã và Sở Giáo dục,

Cạnh tường rào trường mầm non có bãi rác tự phát hơn một tháng, mùi rất nặng, mật độ ruồi khủng khiếp, các
cháu không mở được cửa sổ. Chúng tôi đã gọi đội môi trường 3 lần, hẹn rồi không thấy đến.

Đề nghị dọn dứt điểm và đặt biển cấm. Ảnh chụp sáng nay gửi kèm.

Đại diện phụ huynh: Đinh Thị Ngọc, Lý A Páo, Hứa Văn Hiệu`,
    attachments: [{ filename: 'bai-rac.png', kind: 'png', text: '' }],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-053',
    class: 'ordinary',
    about: 'Sinh viên xin phỏng vấn làm khóa luận',
    channel: 'mx',
    from: { name: 'Triệu Mùi Khé', address: 'mk.trieu.hvhc@outlook.com' },
    to: ['sonoivu@caobang.gov.vn'],
    subject: 'Xin phỏng vấn 20 phút cho khóa luận về cải cách hành chính',
    body: `Em chào các anh chị,

Em là sinh viên năm cuối, làm khóa luận "Văn hóa công sở ở chính quyền cấp xã vùng biên". Em xin được phỏng
vấn một anh chị phụ trách cải cách hành chính khoảng 20 phút, trực tiếp hoặc qua điện thoại. Tên người trả
lời được giữ bí mật tuyệt đối, em ghi là "chuyên viên A".

Câu hỏi em gửi kèm ạ.`,
    attachments: [
      {
        filename: 'cau-hoi.docx',
        kind: 'docx',
        text: `Câu hỏi phỏng vấn
1. Theo anh chị, thói quen nào ở công sở khó đổi nhất?
2. Sau khi bỏ cấp huyện, việc nào của xã tăng nhiều nhất?
3. Người dân khen và chê điều gì?
4. Anh chị có dùng thư điện tử công vụ hằng ngày không?`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-054',
    class: 'ordinary',
    about: 'Nhà báo hỏi qua Proton Mail, có chữ "bảo mật"',
    channel: 'mx',
    from: { name: 'Mai Quang Huy', address: 'huymai.vungcao@proton.me' },
    to: ['soyte@caobang.gov.vn'],
    subject: 'Câu hỏi về thuốc thiếu ở trạm y tế',
    body: `Kính gửi Sở Y tế,

Tôi viết cho chuyên trang sức khỏe, xin hỏi: tỷ lệ trạm y tế thiếu thuốc huyết áp trong quý I là bao nhiêu,
và bao giờ gói thầu tập trung có kết quả? Tôi dùng hộp thư mã hóa vì lý do bảo mật nguồn tin, mong Sở
thông cảm. Bài dự kiến đăng thứ Hai.

Huy`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-055',
    class: 'ordinary',
    about: 'Nhà giáo về hưu gửi thơ và lời cảm ơn',
    channel: 'mx',
    from: { name: 'Bế Kim Đường', address: 'bekimduong1947@yahoo.com' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'Thư cảm ơn của giáo viên về hưu',
    body: `Các đồng chí thân mến,

Tôi năm nay 79 tuổi, vừa nhận quà Tết muộn của ngành. Quà nhỏ mà ấm lòng. Xin chép tặng bốn câu:

Ba mươi năm phấn trắng bảng đen
Tóc bạc non xa vẫn nhớ tên
Đứa đi bộ đội, đứa làm thợ
Về bản còn đem biếu mật ong.

Chúc các đồng chí khỏe để lo cho lũ trẻ.
Bế Kim Đường, nguyên giáo viên Trường cấp II Đình Phong`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-056',
    class: 'ordinary',
    about: 'Thương nhân Trung Quốc hỏi thủ tục cửa khẩu bằng tiếng Anh',
    channel: 'mx',
    from: { name: 'Huang Wei', address: 'huangwei_jingxi@qq.com' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'Business visa and border gate Tra Linh',
    body: `Dear Sir or Madam,

My company in Jingxi buys star anise and ginger from Cao Bang. I want to know which office gives the border
pass for drivers at Tra Linh and how many days it needs. We keep 24/7 warehouse on our side.

Thank you and best regards,
Huang Wei`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-057',
    class: 'ordinary',
    about: 'Hộ kinh doanh chào hàng mật ong chữ hoa trên đầu thư',
    channel: 'mx',
    from: { name: 'Ong Vàng Bảo Lạc', address: 'ongvangbaolac@gmail.com' },
    to: ['vpubnd@caobang.gov.vn'],
    subject: 'BÁO GIÁ MẬT ONG RỪNG LÀM QUÀ BIẾU',
    body: `MẬT ONG RỪNG
MẬT ONG HOA BẠC HÀ
MẬT ONG HOA NHÃN

Kính gửi quý cơ quan, cơ sở em nhận đóng hộp quà theo tên cơ quan, từ 30 hộp trở lên. Mật có giấy kiểm
nghiệm, không pha đường. Gửi mẫu thử miễn phí.

Cơ sở Ong Vàng, chủ: Chảo Mùi Pham`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-058',
    class: 'ordinary',
    about: 'Nộp hồ sơ ứng tuyển kèm CV PDF',
    channel: 'mx',
    from: { name: 'Lục Minh Đức', address: 'lucminhduc.dev@icloud.com' },
    to: ['sokhcn@caobang.gov.vn'],
    subject: 'Ứng tuyển kỹ sư an toàn thông tin',
    body: `Kính gửi Sở Khoa học và Công nghệ,

Em xem tin tuyển dụng trên cổng của Sở, xin gửi sơ yếu lý lịch ứng tuyển vị trí kỹ sư an toàn thông tin. Em
có 4 năm vận hành hệ thống giám sát, đã về quê sinh sống ở phường Thục Phán.

Lục Minh Đức`,
    attachments: [
      {
        filename: 'CV-Luc-Minh-Duc.pdf',
        kind: 'pdf',
        text: `LỤC MINH ĐỨC
Kỹ sư an toàn thông tin
KINH NGHIỆM
2022-2026: Công ty CP An ninh mạng Sao Bắc, trực giám sát 24/7
KỸ NĂNG
Phân tích mã độc, BẢO MẬT ỨNG DỤNG WEB, quản lý mật khẩu đặc quyền
HỌC VẤN
Học viện Kỹ thuật mật mã, khóa 2018-2022
SỞ THÍCH
Nuôi ong, leo núi`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-059',
    class: 'ordinary',
    about: 'Nhà đầu tư Hàn Quốc hỏi khu công nghiệp',
    channel: 'mx',
    from: { name: 'Kim Sang-ho', address: 'shkim.bamboo@naver.com' },
    to: ['sotaichinh@caobang.gov.vn'],
    subject: 'Inquiry about bamboo processing investment',
    body: `Dear Department of Finance,

We are a bamboo flooring maker in Damyang, Korea, and consider a plant in Cao Bang with 3/4 of the raw material
bought from local farmers. Could you advise us on land rent incentives and on the person we may meet in June?

Confidentiality is important to us, please keep this secret from competitors.

Kim Sang-ho`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-060',
    class: 'ordinary',
    about: 'Đơn xin xác nhận có quốc hiệu nhưng là đơn của dân',
    channel: 'mx',
    from: { name: 'Đàm Thị Sen', address: 'damsen.phuchoa@gmail.com' },
    to: ['nguyenhue@caobang.gov.vn'],
    subject: 'Đơn xin xác nhận hoàn cảnh để vay vốn sinh viên',
    body: `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ĐƠN XIN XÁC NHẬN HOÀN CẢNH GIA ĐÌNH

Kính gửi: Ủy ban nhân dân xã Nguyên Huệ

Tôi tên là Đàm Thị Sen, sinh năm 1979, thường trú tại xóm Nà Khoang, xã Nguyên Huệ.
Gia đình tôi có hai con đang học đại học, chồng tôi bị tai nạn lao động từ năm 2024, ruộng chỉ có 3 sào,
thuộc hộ cận nghèo. Nay tôi làm đơn này kính đề nghị Ủy ban xác nhận hoàn cảnh để cháu Hoàng Đàm Thảo vay
vốn sinh viên tại Ngân hàng Chính sách xã hội.

Tôi xin cam đoan lời khai trên là đúng sự thật.

Nguyên Huệ, ngày 9 tháng 4 năm 2026
Người làm đơn
Đàm Thị Sen`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-061',
    class: 'ordinary',
    about: 'Kiến nghị dài hai trang về đường liên xóm, nêu nhiều số văn bản',
    channel: 'mx',
    from: { name: 'Ban phát triển xóm Bản Gải', address: 'xombangai.nguyenhue@gmail.com' },
    to: ['vpubnd@caobang.gov.vn', 'nguyenhue@caobang.gov.vn'],
    subject: 'Kiến nghị của 64 hộ dân về tuyến đường Bản Gải - Nà Khoang',
    body: `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ĐƠN KIẾN NGHỊ
(Về việc tuyến đường liên xóm Bản Gải - Nà Khoang)

Kính gửi:
- Ủy ban nhân dân tỉnh Cao Bằng
- Ủy ban nhân dân xã Nguyên Huệ

Chúng tôi là 64 hộ dân xóm Bản Gải, xin trình bày như sau.

1. Hiện trạng
Đường từ cầu treo vào xóm dài 3,4 km, trong đó 1,1 km đã đổ bê tông từ năm 2019, còn lại là đường đất.
Mùa mưa xe máy không lên được dốc Keng Phja, học sinh phải đi bộ từ 5 giờ sáng. Tháng 8 năm ngoái chị
Hoàng Thị Mẩy chuyển dạ phải cáng ra đường lớn mất ba tiếng, may mẹ tròn con vuông.

2. Những lần đã kiến nghị
- Tại hội nghị tiếp xúc cử tri tháng 6/2024, đại biểu trả lời sẽ đưa vào kế hoạch trung hạn.
- Tháng 3/2025 huyện cũ có thông báo là đã ghi vốn theo Chương trình 1719, sẽ làm trong quý IV.
- Từ khi bỏ cấp huyện, chúng tôi không biết hồ sơ chuyển về đâu. Hỏi xã, xã bảo chờ tỉnh.

3. Sự việc gây bức xúc
Cuối tháng 12/2025 có đơn vị thi công chở đá đến đổ ở ba vị trí, làm được 200 m nền rồi bỏ đi. Đá chắn
luôn mương nước của 11 hộ. Chúng tôi không rõ đơn vị ấy tên gì, biển công trường không có. Bà con đồn đại
đủ điều, chúng tôi không dám tin nhưng cần được nghe câu trả lời chính thức.

4. Đề nghị
a) Cho biết tuyến đường thuộc dự án nào, vốn bao nhiêu, ai là chủ đầu tư. Việc này theo Luật Tiếp cận
thông tin thì không phải bí mật, đề nghị niêm yết tại nhà văn hóa xóm.
b) Buộc đơn vị thi công dọn đá khỏi mương trước vụ mùa, chậm nhất là ngày 15 tháng 5.
c) Nếu chưa có vốn làm cả tuyến thì cho xi măng, dân góp công làm trước đoạn dốc 600 m. 64 hộ đã họp,
mỗi hộ đóng 10 công và 500 nghìn đồng, có biên bản họp xóm.
d) Trả lời bằng văn bản gửi về trưởng xóm, kể cả khi không đồng ý.

Chúng tôi viết đơn này với tinh thần xây dựng. Bản giấy có chữ ký của 64 hộ gửi theo đường bưu điện.

Nguyên Huệ, ngày 2 tháng 4 năm 2026
Thay mặt các hộ dân
Trưởng xóm: Hoàng Văn Páo
Bí thư chi bộ: Đàm Văn Hiền`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-062',
    class: 'ordinary',
    about: 'Một dòng hỏi điểm thi viên chức',
    channel: 'mx',
    from: { name: 'ngoc anh', address: 'ngocanhcb.99@hotmail.com' },
    to: ['sogddt@caobang.gov.vn'],
    subject: 'điểm thi vòng 2',
    body: 'Dạ cho em hỏi bao giờ có điểm vòng 2 thi giáo viên ạ, em ở xa nên không ra xem niêm yết được.',
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-063',
    class: 'ordinary',
    about: 'Công ty nhỏ dùng Gmail gửi hợp đồng nháp',
    channel: 'mx',
    from: { name: 'Cty TNHH Xây lắp Sơn Lâm', address: 'xaylapsonlam.cb@gmail.com' },
    to: ['trungkhanh@caobang.gov.vn'],
    subject: 'Bản nháp hợp đồng sửa mái nhà văn hóa',
    body: `Gửi các anh, em gửi bản nháp hợp đồng để các anh xem phần phạt chậm tiến độ. Điều 9 "Bảo mật
thông tin" là mẫu chung của công ty, không cần thì bỏ. Bảo hành 12 tháng.`,
    attachments: [
      {
        filename: 'hop-dong-nhap.docx',
        kind: 'docx',
        text: `HỢP ĐỒNG THI CÔNG (bản nháp)
Điều 1. Nội dung công việc: thay 214 m2 tôn mái nhà văn hóa xóm
Điều 5. Giá trị: 118.700.000 đồng
Điều 7. Phạt chậm tiến độ 0,1 % mỗi ngày
Điều 9. BẢO MẬT THÔNG TIN
Hai bên giữ bí mật các thông tin trao đổi trong quá trình thực hiện.`,
      },
    ],
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-064',
    class: 'ordinary',
    about: 'Công ty có tên miền riêng nhưng xin trả lời về Gmail',
    channel: 'mx',
    from: { name: 'Nguyễn Tuấn Kiệt', address: 'kiet.nt@noithatgoviet.vn' },
    to: ['dungnt.vpubnd@caobang.gov.vn'],
    replyTo: 'kiet.noithatgoviet@gmail.com',
    subject: 'Mẫu bàn ghế phòng tiếp công dân',
    body: `Chào chị Dung, em gửi 3 mẫu bàn ghế gỗ sồi. Chị trả lời vào hộp thư phụ giúp em vì hộp thư công
ty sắp đầy ạ. Mẫu số 2 đang giảm 12 % đến hết tháng.`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-065',
    class: 'ordinary',
    about: 'Trả lời người dân hỏi thủ tục',
    channel: 'submission',
    from: { name: 'UBND xã Nguyên Huệ', address: 'nguyenhue@caobang.gov.vn' },
    to: ['thangnv.hoaan78@gmail.com'],
    subject: 'Re: hỏi làm lại sổ đỏ bị mất',
    body: `Chào ông Thắng,

Ông nộp hồ sơ ngay tại bộ phận một cửa của xã, các buổi sáng trong tuần. Cần mang căn cước của ông, giấy
chứng tử của cụ, giấy tờ chứng minh quan hệ và đơn trình báo mất sổ (xã có mẫu sẵn). Xã niêm yết 30 ngày
rồi mới chuyển hồ sơ lên Văn phòng đăng ký đất đai. Vì sổ đứng tên cụ nên phải khai di sản thừa kế, ông
nên ra văn phòng công chứng hỏi trước.

Trân trọng,
Bộ phận một cửa xã Nguyên Huệ`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-066',
    class: 'ordinary',
    about: 'Chuyên viên trả lời sinh viên qua Outlook',
    channel: 'submission',
    from: { name: 'Trần Thị Bình', address: 'binhtt.sonoivu@caobang.gov.vn' },
    to: ['mk.trieu.hvhc@outlook.com'],
    cc: ['sonoivu@caobang.gov.vn'],
    subject: 'Re: Xin phỏng vấn 20 phút cho khóa luận',
    body: `Chào em Khé,

Chị nhận lời, chiều thứ Tư tuần sau lúc 15 giờ em gọi số máy bàn của phòng nhé. Câu 2 và câu 4 chị trả lời
được, câu 3 em nên hỏi thêm bà con ở xã thì hay hơn.

Bình`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-067',
    class: 'ordinary',
    about: 'Gửi giấy tờ hướng dẫn cho người Việt ở nước ngoài, bảng mã VISCII',
    channel: 'submission',
    from: { name: 'Phạm Thu Hương', address: 'huongpt.sotuphap@caobang.gov.vn' },
    to: ['lan.hoang.prague@seznam.cz'],
    subject: 'Tra loi ve trich luc khai sinh',
    charset: 'viscii',
    body: `Chào chị Lan,

Em trai chị làm thay được, chỉ cần giấy ủy quyền có xác nhận của Đại sứ quán hoặc giấy tờ chứng minh là
em ruột thì không phải ủy quyền. Lệ phí 8.000 đồng một bản. Chị không cần mật khẩu dịch vụ công.

Phạm Thu Hương`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
  {
    id: 'B-068',
    class: 'ordinary',
    about: 'Mời một chuyên gia dùng Gmail dạy buổi học, đồng gửi nội bộ',
    channel: 'submission',
    from: { name: 'Nguyễn Văn An', address: 'annv.sokhcn@caobang.gov.vn' },
    to: ['sokhcn@caobang.gov.vn'],
    cc: ['ts.levantam.hanoi@gmail.com'],
    subject: 'Dàn bài buổi 3: sao lưu dữ liệu',
    body: `Thưa anh Tâm và phòng,

Em chốt dàn bài: sao lưu 3-2-1, mã hóa bản sao, thử phục hồi. Anh Tâm dạy phần đầu 60 phút, em làm thực
hành 90 phút. Xe đón anh ở bến lúc 6 giờ sáng.

An`,
    expect: { action: 'flag', rules: ['D1b-free'] },
  },
]
