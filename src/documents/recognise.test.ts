import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { threadMs } from '../../test/support/processor-time.ts'
import type { OfficialDocument, Place } from './facts.ts'
import { parseDocumentKinds } from './kinds.ts'
import { createRecogniser } from './recognise.ts'

/** Work that grows with the square of a megabyte takes minutes; how fast the rest is shows in the bench. */
const quadraticMs = 4000

const kinds = parseDocumentKinds(readFileSync('config/document-kinds.csv', 'utf8'))
if (!kinds.ok) throw new Error(kinds.error.join('\n'))
const recognise = createRecogniser(kinds.value)
const read = (text: string, place: Place = 'attachment 1') => recognise({ place, text })

const letter = `UBND TỈNH CAO BẰNG
SỞ NỘI VỤ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1245/SNV-CCHC
V/v báo cáo kết quả cải cách hành chính quý III năm 2026
Cao Bằng, ngày 23 tháng 11 năm 2026
Kính gửi: Ủy ban nhân dân tỉnh
Thực hiện Chỉ thị số 15/CT-TTg ngày 22 tháng 5 năm 2012 của Thủ tướng Chính phủ, Sở Nội vụ báo cáo như sau.
Nơi nhận:
- Như trên;
- Lưu: VT, CCHC.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
(Đã ký)
Nông Văn Bình`

const decision = `ỦY BAN NHÂN DÂN
TỈNH CAO BẰNG
-------
Số: 99/2026/QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Cao Bằng, ngày 05 tháng 9 năm 2026

QUYẾT ĐỊNH
Ban hành Quy chế sử dụng thư điện tử công vụ
trên địa bàn tỉnh Cao Bằng

ỦY BAN NHÂN DÂN TỈNH CAO BẰNG

Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế.

Nơi nhận:\t\tTM. ỦY BAN NHÂN DÂN
- Như Điều 3;\t\tCHỦ TỊCH
- Lưu: VT.

\t\tHoàng Thị Mai`

const merged = `UBND TỈNH CAO BẰNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ Độc lập - Tự do - Hạnh phúc
Số: 87/SYT-NVY Cao Bằng, ngày 7 tháng 10 năm 2026
V/v tăng cường phòng, chống dịch bệnh
mùa đông xuân
Kính gửi:
- Các bệnh viện trong tỉnh;
Nơi nhận: GIÁM ĐỐC
- Như trên;
- Lưu: VT, NVY. Lê Đức Hùng`

function fields(document: OfficialDocument | null): Partial<OfficialDocument> {
  if (document === null) return {}
  const { place, marks, confidence, signed, signature, pages, ...said } = document
  return said
}

describe('whole documents', () => {
  it('a công văn', () => {
    const document = read(letter)
    expect(fields(document)).toEqual({
      number: '1245',
      notation: 'SNV-CCHC',
      kind: '',
      kindName: 'Công văn',
      issuer: 'SỞ NỘI VỤ',
      issuedPlace: 'Cao Bằng',
      issuedDate: '2026-11-23',
      abstract: 'báo cáo kết quả cải cách hành chính quý III năm 2026',
      signerTitle: 'PHÓ GIÁM ĐỐC',
      signerName: 'Nông Văn Bình',
      urgency: null,
    })
    expect(document?.confidence).toBe(1)
    expect(new Set(document?.marks)).toEqual(
      new Set([
        'number',
        'national-name',
        'motto',
        'place-and-date',
        'issuer',
        'abstract',
        'addressee',
        'signer',
        'recipients',
      ]),
    )
  })

  it('a decision, its columns one after the other', () => {
    expect(fields(read(decision))).toEqual({
      number: '99',
      notation: '2026/QĐ-UBND',
      kind: 'QĐ',
      kindName: 'Quyết định',
      issuer: 'ỦY BAN NHÂN DÂN TỈNH CAO BẰNG',
      issuedPlace: 'Cao Bằng',
      issuedDate: '2026-09-05',
      abstract: 'Ban hành Quy chế sử dụng thư điện tử công vụ trên địa bàn tỉnh Cao Bằng',
      signerTitle: 'CHỦ TỊCH',
      signerName: 'Hoàng Thị Mai',
      urgency: null,
    })
  })

  it('columns merged into lines', () => {
    expect(fields(read(merged))).toEqual({
      number: '87',
      notation: 'SYT-NVY',
      kind: '',
      kindName: 'Công văn',
      issuer: 'SỞ Y TẾ',
      issuedPlace: 'Cao Bằng',
      issuedDate: '2026-10-07',
      abstract: 'tăng cường phòng, chống dịch bệnh mùa đông xuân',
      signerTitle: 'GIÁM ĐỐC',
      signerName: 'Lê Đức Hùng',
      urgency: null,
    })
  })

  it('halves of the national name interleaved with the agency', () => {
    const document = read(`ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI
TỈNH CAO BẰNG CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do
- Hạnh phúc
Số: 15/CT-UBND Cao Bằng, ngày 23 tháng 8 năm 2026
CHỈ THỊ
Về việc tăng cường sử dụng văn bản điện tử`)
    expect(document).toMatchObject({
      issuer: 'ỦY BAN NHÂN DÂN TỈNH CAO BẰNG',
      number: '15',
      kindName: 'Chỉ thị',
      abstract: 'tăng cường sử dụng văn bản điện tử',
    })
    expect(document?.marks).toEqual(expect.arrayContaining(['national-name', 'motto', 'kind']))
  })

  it.each(['NFC', 'NFD', 'NFKD'] as const)('in %s', form => {
    for (const text of [letter, decision, merged])
      expect(fields(read(text.normalize(form)))).toEqual(fields(read(text)))
  })

  it('without marks', () => {
    const text = letter.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('Đ', 'D').replaceAll('đ', 'd')
    expect(read(text)).toMatchObject({
      number: '1245',
      notation: 'SNV-CCHC',
      issuedDate: '2026-11-23',
      issuer: 'SO NOI VU',
      abstract: 'bao cao ket qua cai cach hanh chinh quy III nam 2026',
      signerName: 'Nong Van Binh',
    })
    expect(read(text)?.confidence).toBeGreaterThanOrEqual(0.8)
  })

  it('in a font from before Unicode', () => {
    const small = letter.replace(/[^\x00-\x7f]/g, character => character.toLowerCase())
    const document = read(iconv.encode(small, 'tcvn').toString('latin1'))
    expect(document).toMatchObject({
      number: '1245',
      notation: 'SNV-CCHC',
      issuedDate: '2026-11-23',
      abstract: 'báo cáo kết quả cải cách hành chính quý III năm 2026',
    })
    expect(document?.confidence).toBeGreaterThanOrEqual(0.8)
  })

  it('pasted into a letter, and quoted', () => {
    const pasted = `Kính gửi anh chị,\nEm gửi nội dung văn bản ạ.\n\n${letter}`
    expect(fields(read(pasted, 'body'))).toEqual(fields(read(letter)))
    expect(fields(read(pasted.replace(/^/gm, '> '), 'body'))).toEqual(fields(read(letter)))
  })

  it('number, quốc hiệu and date are enough', () => {
    const document = read(
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 01/UBND-VP\nTrùng Khánh, ngày 02 tháng 01 năm 2026',
    )
    expect(document?.marks).toEqual(['national-name', 'number', 'place-and-date'])
    expect(document?.confidence).toBe(0.8)
  })
})

describe('numbers', () => {
  it.each([
    ['Số: 15/CT-TTg', '15', 'CT-TTg', 'Chỉ thị'],
    ['Số: 3297/UBND-NC', '3297', 'UBND-NC', 'Công văn'],
    ['Số: 05/BNV-VP', '05', 'BNV-VP', 'Công văn'],
    ['Số 12 /QĐ-UBND', '12', 'QĐ-UBND', 'Quyết định'],
    ['Số : 07 / TB - SNV', '07', 'TB-SNV', 'Thông báo'],
    ['SỐ: 214/KH-SKHCN', '214', 'KH-SKHCN', 'Kế hoạch'],
    ['Số: 99/2025/QĐ-UBND', '99', '2025/QĐ-UBND', 'Quyết định'],
    ['Số: 08/CTr-UBND', '08', 'CTr-UBND', 'Chương trình'],
    ['Số: 31/TTr-SNV', '31', 'TTr-SNV', 'Tờ trình'],
    ['Số: 02/GM-UBND', '02', 'GM-UBND', 'Giấy mời'],
    ['Số: 18/BC-SKH&CN', '18', 'BC-SKH&CN', 'Báo cáo'],
    ['Số: 44/HD-STP', '44', 'HD-STP', 'Hướng dẫn'],
    ['Số: 44/HĐ-STP', '44', 'HĐ-STP', 'Hợp đồng'],
    ['Số: 11/NQ-HĐND', '11', 'NQ-HĐND', 'Nghị quyết'],
    ['Số: 11/HĐND-VP', '11', 'HĐND-VP', 'Công văn'],
    ['So: 12/QD-UBND', '12', 'QD-UBND', 'Quyết định'],
    ['1245/SNV-CCHC', '1245', 'SNV-CCHC', 'Công văn'],
    ['Số: 15/UBND-NC V/v tuyển dụng', '15', 'UBND-NC', 'Công văn'],
    ['Số:\u00a015/СТ-TTg', '15', 'CT-TTg', 'Chỉ thị'],
  ])('%s', (line, number, notation, kindName) => {
    const document = read(`CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n${line}\nCao Bằng, ngày 1 tháng 2 năm 2026`)
    expect(document).toMatchObject({ number, notation, kindName })
  })

  it.each(['Số:      /QĐ-UBND', 'Số: ..../QĐ-UBND', 'Số: …/QĐ-UBND'])('a draft has none yet: %s', line => {
    const document = read(
      `UBND TỈNH CAO BẰNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n${line}\nCao Bằng, ngày    tháng    năm 2026\nQUYẾT ĐỊNH\nVề việc kiện toàn Ban Chỉ đạo`,
    )
    expect(document).toMatchObject({ number: null, notation: 'QĐ-UBND', kind: 'QĐ', issuedDate: null })
    expect(document?.confidence).toBeLessThan(0.5)
  })
})

describe('kinds by their titles', () => {
  it.each(kinds.value.filter(kind => kind.abbreviation !== '').map(kind => [kind.name, kind.abbreviation]))(
    '%s',
    (name, abbreviation) => {
      const head = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 03/'
      expect(read(`${head}UBND-VP\n${name.toUpperCase()}\nVề việc thử nghiệm`)).toMatchObject({
        kind: abbreviation,
        abstract: 'thử nghiệm',
      })
      expect(read(`${head}${abbreviation}-UBND\nVề việc thử nghiệm`)?.kindName).toBe(name)
    },
  )
})

describe('issuing agencies', () => {
  it.each([
    ['UBND TỈNH CAO BẰNG\nSỞ KHOA HỌC VÀ CÔNG NGHỆ', 'SỞ KHOA HỌC VÀ CÔNG NGHỆ'],
    ['ỦY BAN NHÂN DÂN\nXÃ TRÙNG KHÁNH', 'ỦY BAN NHÂN DÂN XÃ TRÙNG KHÁNH'],
    ['UBND TỈNH CAO BẰNG\nVĂN PHÒNG', 'VĂN PHÒNG UBND TỈNH CAO BẰNG'],
    ['UBND TỈNH CAO BẰNG\nTHANH TRA TỈNH', 'THANH TRA TỈNH'],
    ['SỞ NỘI VỤ\nTRUNG TÂM LƯU TRỮ\nLỊCH SỬ', 'TRUNG TÂM LƯU TRỮ LỊCH SỬ'],
    ['UBND TỈNH CAO BẰNG SỞ NỘI VỤ', 'SỞ NỘI VỤ'],
    ['UBND TỈNH CAO BẰNG - SỞ NỘI VỤ', 'SỞ NỘI VỤ'],
    ['VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH', 'VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH'],
    ['BỘ KHOA HỌC VÀ CÔNG NGHỆ', 'BỘ KHOA HỌC VÀ CÔNG NGHỆ'],
    ['THỦ TƯỚNG CHÍNH PHỦ', 'THỦ TƯỚNG CHÍNH PHỦ'],
    ['HỘI ĐỒNG NHÂN DÂN\nTỈNH CAO BẰNG\nHỎA TỐC', 'HỘI ĐỒNG NHÂN DÂN TỈNH CAO BẰNG'],
  ])('%j', (above, issuer) => {
    expect(
      read(`${above}\nSố: 02/TB-VP\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTHÔNG BÁO\nVề lịch họp`)?.issuer,
    ).toBe(issuer)
  })
})

describe('signers', () => {
  it.each([
    ['GIÁM ĐỐC\n(Đã ký)\nPhạm Thu Hương', 'GIÁM ĐỐC', 'Phạm Thu Hương'],
    ['TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLục Văn Tiến', 'PHÓ CHỦ TỊCH', 'Lục Văn Tiến'],
    ['TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nĐã ký\nNông Thị Dung', 'CHÁNH VĂN PHÒNG', 'Nông Thị Dung'],
    ['TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG\nBế Ích Quân', 'TRƯỞNG PHÒNG', 'Bế Ích Quân'],
    ['HIỆU TRƯỞNG\nThS. Hoàng Văn Sơn', 'HIỆU TRƯỞNG', 'Hoàng Văn Sơn'],
    ['GIÁM ĐỐC\nNGUYỄN VĂN AN', 'GIÁM ĐỐC', 'NGUYỄN VĂN AN'],
    ['Nơi nhận:\tQ. GIÁM ĐỐC\n- Như trên;\n- Lưu: VT.\tTrần Thị Bình', 'Q. GIÁM ĐỐC', 'Trần Thị Bình'],
    ['GIÁM ĐỐC Phạm Thu Hương', 'GIÁM ĐỐC', 'Phạm Thu Hương'],
    ['CHÁNH THANH TRA (Đã ký) Nông Quốc Duy', 'CHÁNH THANH TRA', 'Nông Quốc Duy'],
    ['CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Tổ chức', null, null],
    ['Giám đốc\nNguyễn Văn An', null, null],
  ])('%j', (end, signerTitle, signerName) => {
    const head =
      'SỞ NỘI VỤ\nSố: 02/TB-SNV\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTHÔNG BÁO\nVề lịch họp\nNội dung.\n'
    expect(read(head + end)).toMatchObject({ signerTitle, signerName })
  })
})

describe('abstracts', () => {
  const head = 'SỞ NỘI VỤ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n'

  it.each([
    [
      'Số: 02/TB-SNV\nTHÔNG BÁO\nLịch nghỉ Tết năm 2027\nSở Nội vụ thông báo như sau:',
      'Lịch nghỉ Tết năm 2027',
    ],
    [
      'Số: 02/KH-SNV\nKẾ HOẠCH TUYỂN DỤNG\nVIÊN CHỨC NĂM 2027\nThực hiện Nghị quyết',
      'TUYỂN DỤNG VIÊN CHỨC NĂM 2027',
    ],
    [
      'Số: 02/QĐ-SNV\nQUYẾT ĐỊNH\nVỀ VIỆC BAN HÀNH\nQUY CHẾ LÀM VIỆC\nGIÁM ĐỐC SỞ NỘI VỤ\nCăn cứ',
      'BAN HÀNH QUY CHẾ LÀM VIỆC',
    ],
    ['Số: 02/QĐ-SNV\nQUYẾT ĐỊNH Phê duyệt danh mục\nCăn cứ Luật', 'Phê duyệt danh mục'],
    [
      'Số: 02/SNV-VP\nV/v thực hiện Chỉ thị số 15/CT-TTg\nCao Bằng, ngày 1 tháng 2 năm 2026\nKính gửi: A',
      'thực hiện Chỉ thị số 15/CT-TTg',
    ],
    ['Số: 02/SNV-VP\nKính gửi: Sở Y tế\nV/v mượn phòng họp', 'mượn phòng họp'],
    ['Số: 02/SNV-VP Cao Bằng, ngày 1 tháng 2 năm 2026\nV/v mời họp\tKính gửi: Sở Y tế', 'mời họp'],
    ['Số: 02/SNV-VP\nKính gửi: Sở Y tế', null],
  ])('%j', (text, abstract) => {
    expect(read(head + text)?.abstract).toBe(abstract)
  })
})

describe('urgency', () => {
  it.each([
    ['KHẨN', 'khan'],
    ['THƯỢNG KHẨN', 'thuong-khan'],
    ['HỎA TỐC', 'hoa-toc'],
    ['HOẢ TỐC', 'hoa-toc'],
    ['KHĂN', null],
    ['Khẩn trương thực hiện', null],
  ])('%s', (stamp, urgency) => {
    expect(read(`${letter.replace('V/v', `${stamp}\nV/v`)}`)?.urgency).toBe(urgency)
  })
})

describe('citations are no documents', () => {
  it.each([
    'Kính gửi anh,\nĐề nghị anh thực hiện Chỉ thị 15/CT-TTg.',
    'Căn cứ Quyết định số 15/QĐ-UBND ngày 12 tháng 3 năm 2026 của UBND tỉnh, em gửi báo cáo.',
    'Đề nghị thực hiện Chỉ thị\nsố 15/CT-TTg ngày 22 tháng 5 năm 2012 của Thủ tướng Chính phủ',
    'Đề nghị thực hiện Chỉ thị\n15/CT-TTg ngày 22 tháng 5 năm 2012',
    'Theo Công văn số 3297/UBND-NC ngày 30/11/2012, các đơn vị\nbáo cáo trước ngày 15.',
    'Anh xem giúp công văn số:\n1245/SNV-CCHC đã đến chưa?',
    'THÔNG BÁO\nVề việc nghỉ lễ Quốc khánh\nKính gửi toàn thể cán bộ',
    'Số 12/3 Nguyễn Trãi, phường Thục Phán',
    'Số: 5/Tổ 3, phường Tân Giang',
    'Hóa đơn số 0000123/AA-26E ngày 12/3/2026',
    'Cộng hòa xã hội chủ nghĩa Việt Nam là quốc gia nằm ở Đông Nam Á.',
    'Mời họp lúc 8h00 ngày 23 tháng 11 năm 2026 tại Cao Bằng',
    'Danh mục:\n1. Quyết định số 15/QĐ-UBND\n2. Công văn số 16/UBND-NC',
    'Cao Bằng, ngày 23 tháng 11 năm 2026\nChào anh, em là Bình.',
    '',
  ])('%j', text => {
    expect(read(text, 'body')?.confidence ?? 0).toBeLessThan(0.5)
    expect(read(text)?.confidence ?? 0).toBeLessThan(0.5)
  })

  it('an application has a head and no number', () => {
    const application = read(`CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
ĐƠN XIN CẤP LẠI GIẤY PHÉP
Kính gửi: Sở Tư pháp
Tôi là Nguyễn Văn An.
Cao Bằng, ngày 2 tháng 3 năm 2026`)
    expect(application?.confidence).toBeLessThan(0.5)
  })
})

describe('subjects', () => {
  it.each([
    ['1245/SNV-CCHC V/v báo cáo kết quả', '1245', 'Công văn', 'báo cáo kết quả'],
    ['Số 1245/SNV-CCHC - V/v báo cáo kết quả', '1245', 'Công văn', 'báo cáo kết quả'],
    ['Fwd: Công văn số 1245/SNV-CCHC ngày 23/11/2026 v/v báo cáo', '1245', 'Công văn', 'báo cáo'],
    ['Quyết định số 99/2026/QĐ-UBND về việc ban hành Quy chế', '99', 'Quyết định', 'ban hành Quy chế'],
    ['Re: CV 05/BNV-VP', '05', 'Công văn', null],
    ['[Sở Nội vụ] 15/TB-SNV: lịch nghỉ lễ', '15', 'Thông báo', 'lịch nghỉ lễ'],
  ])('%s', (subject, number, kindName, abstract) => {
    const document = read(subject, 'subject')
    expect(document).toMatchObject({ place: 'subject', number, kindName, abstract })
    expect(document?.confidence).toBeLessThanOrEqual(0.55)
  })

  it.each([
    'Báo cáo thực hiện Chỉ thị 15/CT-TTg',
    'V/v thực hiện Chỉ thị số 15/CT-TTg',
    'Lịch họp 23/11/2026',
    'Thông báo nghỉ lễ',
    '12/3 sinh nhật cơ quan',
    '5/Tổ 3',
  ])('none: %s', subject => {
    expect(read(subject, 'subject')).toBeNull()
  })
})

describe('hostile texts', () => {
  it('nothing throws, and confidence stays in its bounds', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(...letter.split('\n'), ...decision.split('\n'), '\n', '\t', '\f', ' '),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const document = read(pieces.join('\n'))
        expect(document === null || (document.confidence > 0 && document.confidence <= 1)).toBe(true)
        read(pieces.join(''), 'subject')
      }),
    )
  })

  it.each([
    'a',
    ' ',
    '\n',
    'Số: 1/QĐ-A\n',
    'Số ',
    'A-',
    'Số: 1/A-',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n',
    'GIÁM ĐỐC\n',
    'Cao Bằng ',
    'Nguyễn ',
    'V/v a\n',
    'M\u0302\u0323\n',
    '𝐌\n',
    'TM. AA ',
  ])('a megabyte of %j', piece => {
    const text = piece.repeat(Math.ceil(2 ** 20 / piece.length))
    const times = [1, 2, 3].map(() => {
      const began = threadMs()
      read(text)
      read(text, 'subject')
      return threadMs() - began
    })
    expect(Math.min(...times)).toBeLessThan(quadraticMs)
  })
})
