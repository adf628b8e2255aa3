import { makeDocx, makePdf } from '../../support/attachments.ts'
import { enclosing, file } from '../raw.ts'
import { asSecret, type Family, inBody, inSubject } from './evasion.ts'

const head = 'ỦY BAN NHÂN DÂN TỈNH CAO BẰNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n'

const spelled: readonly (readonly [how: string, stamp: string])[] = [
  ['chữ М và Т Kirin', '\u041cẬ\u0422'],
  ['cả chữ là Kirin có dấu rời', '\u041c\u0410\u0323\u0302\u0422'],
  ['chữ О, І Kirin trong TỐI', '\u0422\u041e\u0302\u0301\u0406 \u041cẬ\u0422'],
  ['chữ Е, Т, У Kirin trong TUYỆT', '\u0422U\u0423\u0415\u0323\u0302\u0422 MẬT'],
  ['chữ Μ và Τ Hy Lạp', '\u039cẬ\u03a4'],
  ['chữ Α Hy Lạp có dấu rời', 'M\u0391\u0323\u0302T'],
  ['chữ Ο, Ι Hy Lạp trong TỐI', '\u03a4\u039f\u0302\u0301\u0399 MẬT'],
  ['chữ Ϻ san Hy Lạp', '\u03faẬT'],
  ['chữ Cherokee Ꮇ và Ꭲ', '\u13b7Ậ\u13a2'],
  ['chữ Lisu ꓟ và ꓔ', '\ua4dfẬ\ua4d4'],
  ['chữ La-tinh nhỏ viết hoa', '\u1d0d\u1d00\u0323\u0302\u1d1b'],
  ['chữ toán học đậm', '\u{1d40c}\u{1d400}\u0323\u0302\u{1d413}'],
  ['chữ toán học nghiêng', '\u{1d440}\u{1d434}\u0323\u0302\u{1d447}'],
  ['chữ toán học không chân', '\u{1d5e0}\u{1d5d4}\u0323\u0302\u{1d5e7}'],
  ['chữ toán học Fraktur', '\u{1d510}\u{1d504}\u0323\u0302\u{1d517}'],
  ['chữ toán học nét đôi', '\u{1d544}\u{1d538}\u0323\u0302\u{1d54b}'],
  ['chữ đơn cách toán học', '\u{1d67c}Ậ\u{1d683}'],
  ['chữ toàn khổ', 'ＭẬＴ'],
  ['chữ toàn khổ, dấu rời', 'ＴＯ\u0302\u0301Ｉ　ＭＡ\u0323\u0302Ｔ'],
  ['chữ trong vòng tròn', 'ⓂẬⓉ'],
  ['chữ trong vòng tròn đen', '\u{1f15c}Ậ\u{1f163}'],
  ['chữ trong ô vuông', '\u{1f13c}Ậ\u{1f143}'],
  ['chữ trong ô vuông đen', '\u{1f17c}Ậ\u{1f183}'],
  ['chữ cờ khu vực', '\u{1f1f2}Ậ\u{1f1f9}'],
  ['dấu mũ ngược thay dấu mũ', 'M\u01cd\u0323T'],
  ['móc đuôi thay dấu nặng', 'M\u0104\u0302T'],
  ['chữ Ậ có thêm gạch ngang chồng', 'M\u0336Ậ\u0336T\u0336'],
  ['thêm dấu gạch dưới chồng', 'M\u0332Ậ\u0332T\u0332'],
  ['thiếu dấu nặng', 'MÂT'],
  ['TỐI MẬT bỏ hết dấu', 'TOI MAT'],
  ['TUYỆT MẬT bỏ một nửa dấu', 'TUYỆT MAT'],
]

export const lookAlikes: Family = {
  title: 'Chữ trông giống chữ',
  evasions: [
    ...spelled.map(([how, stamp]) => ({
      how: `${how}, trong nội dung thư`,
      letter: inBody(`${stamp}\r\n${head.replaceAll('\n', '\r\n')}`),
      outcome: asSecret,
    })),
    ...spelled.slice(0, 12).map(([how, stamp]) => ({
      how: `${how}, trong tiêu đề`,
      letter: inSubject(stamp),
      outcome: asSecret,
    })),
    ...spelled.slice(0, 8).map(([how, stamp]) => ({
      how: `${how}, trong tệp DOCX`,
      letter: enclosing(file('bao-cao.docx', makeDocx(`${stamp}\n${head}Báo cáo`))),
      outcome: asSecret,
    })),
    ...spelled.slice(0, 4).map(([how, stamp]) => ({
      how: `${how}, trong tệp PDF`,
      letter: makePdf(`${stamp}\n${head}Báo cáo`).then(pdf => enclosing(file('bao-cao.pdf', pdf))),
      outcome: asSecret,
    })),
  ],
}
