import type { MadeLetter } from '../../letter.ts'
import {
  allowed,
  an,
  binh,
  dung,
  huong,
  langson,
  ministry,
  nguyenhue,
  numbered,
  type Paper,
  paper,
  pdf,
  signedPdf,
  sogddt,
  sokhcn,
  son,
  sonoivu,
  sotaichinh,
  sotuphap,
  soyte,
  thanhtra,
  trungkhanh,
  vpubnd,
} from './people.ts'

type Person = MadeLetter['from']

const snv = 'UBND TỈNH CAO BẰNG\nSỞ NỘI VỤ'
const syt = 'UBND TỈNH CAO BẰNG\nSỞ Y TẾ'
const skhcn = 'UBND TỈNH CAO BẰNG\nSỞ KHOA HỌC VÀ CÔNG NGHỆ'
const stp = 'UBND TỈNH CAO BẰNG\nSỞ TƯ PHÁP'
const stc = 'UBND TỈNH CAO BẰNG\nSỞ TÀI CHÍNH'
const sgddt = 'UBND TỈNH CAO BẰNG\nSỞ GIÁO DỤC VÀ ĐÀO TẠO'
const tinh = 'ỦY BAN NHÂN DÂN\nTỈNH CAO BẰNG'
const vp = 'UBND TỈNH CAO BẰNG\nVĂN PHÒNG'
const xa = 'ỦY BAN NHÂN DÂN\nXÃ NGUYÊN HUỆ'
const xaTrungKhanh = 'ỦY BAN NHÂN DÂN\nXÃ TRÙNG KHÁNH'
const tt = 'UBND TỈNH CAO BẰNG\nTHANH TRA TỈNH'

/** From an office box, as a PDF with number, date and signer, its abstract the subject. */
function sent(about: string, from: Person, to: Person, made: Paper, subject = made.abstract) {
  return {
    about,
    channel: 'submission',
    from,
    to: [to.address],
    subject,
    body: 'Kính gửi văn bản kèm theo.',
    attachments: [signedPdf('van-ban.pdf', paper(made))],
    expect: allowed,
  } as const
}

function received(about: string, from: Person, to: Person, made: Paper, subject = made.abstract) {
  return { ...sent(about, from, to, made, subject), channel: 'mx' } as const
}

/** A person passes on what another agency issued. */
function passedOn(about: string, from: Person, to: Person, made: Paper) {
  return {
    ...sent(about, from, to, made, `Fwd: ${made.abstract}`),
    body: 'Em chuyển văn bản để các anh chị biết, thực hiện.',
  } as const
}

/** Official documents on their proper way. */
export const official: readonly MadeLetter[] = numbered('official', 51, [
  sent('công văn', sonoivu, vpubnd, {
    agency: snv,
    number: '1245/SNV-CCHC',
    abstract: 'báo cáo kết quả cải cách hành chính quý III năm 2026',
  }),
  sent(
    'công văn, chủ đề có số và V/v',
    soyte,
    vpubnd,
    { agency: syt, number: '87/SYT-NVY', abstract: 'tăng cường phòng, chống dịch bệnh mùa đông xuân' },
    '87/SYT-NVY V/v tăng cường phòng, chống dịch bệnh mùa đông xuân',
  ),
  sent('số dưới mười có số không', sotuphap, sonoivu, {
    agency: stp,
    number: '05/STP-VP',
    abstract: 'cử công chức tham gia đoàn kiểm tra',
  }),
  sent('quyết định', vpubnd, sonoivu, {
    agency: tinh,
    number: '99/QĐ-UBND',
    title: 'QUYẾT ĐỊNH',
    abstract: 'kiện toàn Ban Chỉ đạo chuyển đổi số tỉnh',
    office: 'TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH',
  }),
  sent('văn bản quy phạm có năm', vpubnd, sotuphap, {
    agency: tinh,
    number: '31/2026/QĐ-UBND',
    title: 'QUYẾT ĐỊNH',
    abstract: 'ban hành Quy chế sử dụng thư điện tử công vụ',
    office: 'TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH',
  }),
  sent('chỉ thị', vpubnd, nguyenhue, {
    agency: tinh,
    number: '14/CT-UBND',
    title: 'CHỈ THỊ',
    abstract: 'tăng cường sử dụng văn bản điện tử',
    office: 'CHỦ TỊCH',
  }),
  sent('thông báo', vpubnd, trungkhanh, {
    agency: vp,
    number: '212/TB-VP',
    title: 'THÔNG BÁO',
    abstract: 'kết luận cuộc họp giao ban tháng 11',
    office: 'TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG',
  }),
  sent('kế hoạch', sokhcn, sonoivu, {
    agency: skhcn,
    number: '214/KH-SKHCN',
    title: 'KẾ HOẠCH',
    abstract: 'triển khai chữ ký số năm 2027',
  }),
  sent('báo cáo', sotaichinh, vpubnd, {
    agency: stc,
    number: '301/BC-STC',
    title: 'BÁO CÁO',
    abstract: 'tình hình thu ngân sách tháng 11 năm 2026',
  }),
  sent('tờ trình', sonoivu, vpubnd, {
    agency: snv,
    number: '31/TTr-SNV',
    title: 'TỜ TRÌNH',
    abstract: 'phê duyệt đề án vị trí việc làm',
  }),
  sent('giấy mời', vpubnd, soyte, {
    agency: tinh,
    number: '402/GM-UBND',
    title: 'GIẤY MỜI',
    abstract: 'họp Ban Chỉ đạo phòng, chống dịch',
    office: 'TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG',
  }),
  sent('hướng dẫn', sogddt, trungkhanh, {
    agency: sgddt,
    number: '44/HD-SGDĐT',
    title: 'HƯỚNG DẪN',
    abstract: 'tổ chức Ngày hội đọc sách',
  }),
  sent('chương trình', vpubnd, sokhcn, {
    agency: tinh,
    number: '08/CTr-UBND',
    title: 'CHƯƠNG TRÌNH',
    abstract: 'công tác trọng tâm năm 2027',
    office: 'CHỦ TỊCH',
  }),
  sent('công điện hỏa tốc', vpubnd, nguyenhue, {
    agency: tinh,
    number: '06/CĐ-UBND',
    title: 'CÔNG ĐIỆN',
    stamp: 'HỎA TỐC',
    abstract: 'ứng phó mưa lũ',
    office: 'CHỦ TỊCH',
  }),
  sent('công văn khẩn', soyte, trungkhanh, {
    agency: syt,
    number: '91/SYT-NVY',
    stamp: 'KHẨN',
    abstract: 'báo cáo ca bệnh trong ngày',
  }),
  sent('xã gửi tỉnh', nguyenhue, vpubnd, {
    agency: xa,
    number: '57/UBND-VP',
    abstract: 'đăng ký danh mục đường giao thông nông thôn',
    place: 'Nguyên Huệ',
    office: 'TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH',
  }),
  sent('xã gửi sở', trungkhanh, sonoivu, {
    agency: xaTrungKhanh,
    number: '120/BC-UBND',
    title: 'BÁO CÁO',
    abstract: 'kết quả bầu trưởng thôn',
    place: 'Trùng Khánh',
    office: 'TM. ỦY BAN NHÂN DÂN\nPHÓ CHỦ TỊCH',
  }),
  sent('thanh tra gửi trong tỉnh', thanhtra, sotaichinh, {
    agency: tt,
    number: '66/TTr-VP',
    abstract: 'đăng ký chương trình công tác',
    office: 'CHÁNH THANH TRA',
  }),
  sent('gửi bộ', sonoivu, ministry, {
    agency: snv,
    number: '1301/SNV-TCCC',
    abstract: 'báo cáo số lượng công chức cấp xã',
  }),
  sent('gửi tỉnh bạn', sonoivu, langson, {
    agency: snv,
    number: '1302/SNV-VP',
    abstract: 'trao đổi kinh nghiệm sắp xếp đơn vị hành chính',
  }),
  sent(
    'chủ đề không dấu',
    sokhcn,
    vpubnd,
    { agency: skhcn, number: '77/SKHCN-VP', abstract: 'báo cáo an toàn thông tin' },
    'V/v bao cao an toan thong tin',
  ),
  sent(
    'chủ đề viết hoa',
    sotuphap,
    vpubnd,
    { agency: stp, number: '78/STP-PBGDPL', abstract: 'hưởng ứng Ngày Pháp luật Việt Nam' },
    'HƯỞNG ỨNG NGÀY PHÁP LUẬT VIỆT NAM',
  ),
  sent('kèm phụ lục bảng tính', sotaichinh, sonoivu, {
    agency: stc,
    number: '302/STC-NS',
    abstract: 'thẩm định dự toán năm 2027',
  }),
  {
    ...sent('hai tệp: PDF và bản DOCX', sokhcn, sonoivu, {
      agency: skhcn,
      number: '80/SKHCN-VP',
      abstract: 'cung cấp số liệu nhân lực công nghệ',
    }),
    attachments: [
      pdf(
        '80.pdf',
        paper({ agency: skhcn, number: '80/SKHCN-VP', abstract: 'cung cấp số liệu nhân lực công nghệ' }),
      ),
      { filename: 'phu-luc.xlsx', kind: 'xlsx', text: 'STT\tCHỈ TIÊU\tSỐ LIỆU\n1\tNhân lực\t120' },
    ],
  },
  received('bộ gửi sở', ministry, sonoivu, {
    agency: 'BỘ NỘI VỤ',
    number: '5120/BNV-CCHC',
    abstract: 'đôn đốc báo cáo cải cách hành chính',
    place: 'Hà Nội',
    office: 'KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG',
  }),
  received('bộ gửi văn phòng', ministry, vpubnd, {
    agency: 'BỘ NỘI VỤ',
    number: '15/CT-BNV',
    title: 'CHỈ THỊ',
    abstract: 'tăng cường kỷ cương hành chính',
    place: 'Hà Nội',
    office: 'BỘ TRƯỞNG',
  }),
  received('tỉnh bạn gửi sở', langson, sonoivu, {
    agency: 'UBND TỈNH LẠNG SƠN\nSỞ NỘI VỤ',
    number: '900/SNV-VP',
    abstract: 'phối hợp quản lý cư trú',
    place: 'Lạng Sơn',
  }),
  received('tỉnh bạn gửi xã', langson, nguyenhue, {
    agency: 'UBND TỈNH LẠNG SƠN\nSỞ NỘI VỤ',
    number: '901/SNV-VP',
    abstract: 'xác minh hồ sơ địa giới',
    place: 'Lạng Sơn',
  }),
  passedOn('cá nhân chuyển văn bản của bộ', binh, an, {
    agency: 'BỘ NỘI VỤ',
    number: '5121/BNV-VP',
    abstract: 'mời dự hội nghị trực tuyến',
    place: 'Hà Nội',
    office: 'TL. BỘ TRƯỞNG\nCHÁNH VĂN PHÒNG',
  }),
  passedOn('cá nhân chuyển văn bản của tỉnh', an, binh, {
    agency: tinh,
    number: '100/QĐ-UBND',
    title: 'QUYẾT ĐỊNH',
    abstract: 'thành lập tổ công tác',
    office: 'TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH',
  }),
  passedOn('cá nhân chuyển văn bản của sở khác', son, dung, {
    agency: syt,
    number: '92/SYT-NVY',
    abstract: 'tiêm chủng mở rộng',
  }),
  passedOn('cá nhân chuyển văn bản của xã', huong, binh, {
    agency: xaTrungKhanh,
    number: '121/UBND-VP',
    abstract: 'xin ý kiến về hộ tịch',
    place: 'Trùng Khánh',
    office: 'TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH',
  }),
  sent(
    'trích yếu dài bị cắt',
    vpubnd,
    sogddt,
    {
      agency: vp,
      number: '213/VP-KGVX',
      abstract:
        'triển khai thực hiện kế hoạch xây dựng xã hội học tập trên địa bàn tỉnh giai đoạn 2026 đến 2030',
      office: 'CHÁNH VĂN PHÒNG',
    },
    'V/v triển khai thực hiện kế hoạch xây dựng xã hội học tập trên địa bàn…',
  ),
  sent('có chữ khẩn trong trích yếu', vpubnd, sonoivu, {
    agency: vp,
    number: '214/VP-NC',
    abstract: 'khẩn trương hoàn thành sắp xếp trụ sở',
    office: 'CHÁNH VĂN PHÒNG',
  }),
  sent('có chữ bảo mật trong trích yếu', sokhcn, sogddt, {
    agency: skhcn,
    number: '81/SKHCN-CNTT',
    abstract: 'tăng cường bảo mật thông tin và mật khẩu',
  }),
])
