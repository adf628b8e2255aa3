import { makeDocx, makeOdt } from '../../support/attachments.ts'
import { enclosing, file } from '../raw.ts'
import { asSecret, type Family, inBody, inSubject } from './evasion.ts'

const spelled: readonly (readonly [how: string, stamp: string])[] = [
  ['tách dấu (NFD)', 'MẬT'.normalize('NFD')],
  ['tách dấu, dấu mũ trước dấu nặng', 'MA\u0302\u0323T'],
  ['tách một nửa: Â và dấu nặng', 'M\u00c2\u0323T'],
  ['tách một nửa: Ạ và dấu mũ', 'M\u1ea0\u0302T'],
  ['tách dấu lẫn liền dấu trong TUYỆT MẬT', `${'TUYỆT'.normalize('NFD')} MẬT`],
  ['dạng tương thích rồi tách (NFKD)', 'ＭẬＴ'.normalize('NFKD')],
  ['khoảng trắng không bề rộng', 'M\u200bẬ\u200bT'],
  ['dấu nối không bề rộng', 'M\u200dẬ\u200dT'],
  ['dấu tách không bề rộng', 'M\u200cẬ\u200cT'],
  ['dấu nối từ', 'M\u2060Ậ\u2060T'],
  ['dấu thứ tự byte giữa chữ', 'M\ufeffẬ\ufeffT'],
  ['gạch nối mềm', 'M\u00adẬ\u00adT'],
  ['dấu nối ký tự vô hình', 'M\u034fẬ\u034fT'],
  ['dấu phân cách nguyên âm Mông Cổ', 'M\u180eẬ\u180eT'],
  ['ký tự nhân vô hình', 'M\u2062Ậ\u2062T'],
  ['ký tự đệm Hangul', 'M\u3164Ậ\u3164T'],
  ['bộ chọn biến thể', 'M\ufe0fẬ\ufe0fT'],
  ['ký tự thẻ ngôn ngữ', 'M\u{e0041}Ậ\u{e0042}T'],
  ['dấu hướng trái sang phải', '\u200eM\u200eẬT'],
  ['ghi đè hướng viết, chữ gõ xuôi', '\u202dMẬT\u202c'],
  ['cô lập hướng viết', '\u2066MẬT\u2069'],
  ['nhúng hướng viết từng chữ', '\u202aM\u202c\u202aẬ\u202c\u202aT\u202c'],
  ['ký tự điều khiển giữa chữ', 'M\u0001Ậ\u0002T'],
  ['nghìn ký tự vô hình giữa hai chữ', `M${'\u200b'.repeat(1000)}ẬT`],
]

export const unseen: Family = {
  title: 'Dấu tách rời và ký tự không nhìn thấy',
  evasions: [
    ...spelled.map(([how, stamp]) => ({
      how: `${how}, trong nội dung thư`,
      letter: inBody(stamp),
      outcome: asSecret,
    })),
    ...spelled
      .filter(([, stamp]) => !/[\u0001\u0002]/.test(stamp) && stamp.length < 100)
      .slice(0, 12)
      .map(([how, stamp]) => ({ how: `${how}, trong tiêu đề`, letter: inSubject(stamp), outcome: asSecret })),
    ...spelled.slice(0, 4).map(([how, stamp]) => ({
      how: `${how}, trong tệp DOCX`,
      letter: enclosing(file('bao-cao.docx', makeDocx(`${stamp}\nBáo cáo`))),
      outcome: asSecret,
    })),
    {
      how: 'gạch nối mềm, trong tệp ODT',
      letter: enclosing(file('bao-cao.odt', makeOdt('M\u00adẬ\u00adT\nBáo cáo'))),
      outcome: asSecret,
    },
    {
      how: 'chữ gõ ngược TẬM, ghi đè hướng viết cho hiện xuôi',
      letter: inBody('\u202eTẬM\u202c'),
      outcome: asSecret,
    },
  ],
}
