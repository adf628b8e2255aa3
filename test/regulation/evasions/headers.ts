import iconv from 'iconv-lite'
import { greeting, join, latin1, letter, type Octets } from '../raw.ts'
import { asSecret, type Family } from './evasion.ts'

const titled = (how: string, subject: Octets) => ({
  how,
  letter: letter(greeting, { subject }),
  outcome: asSecret,
})

const b = (bytes: Octets, charset = 'utf-8') =>
  `=?${charset}?B?${Buffer.from(bytes as string).toString('base64')}?=`
const q = (bytes: Octets, charset = 'utf-8') =>
  `=?${charset}?Q?${[...Buffer.from(bytes as string)].map(octet => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')}?=`

const stamp = '[MẬT] Báo cáo'
const utf8 = Buffer.from(stamp)
/** Vowel with its shape, then the dot below, as windows-1258 writes it. */
const windows1258 = iconv.encode('[MÂ\u0323T] Ba\u0301o ca\u0301o', 'windows-1258')
const tcvn = iconv.encode('[TỐI MẬT] Báo cáo', 'tcvn')
const viscii = iconv.encode(stamp, 'viscii')

export const headers: Family = {
  title: 'Tiêu đề thư mã hóa theo cách lạ',
  evasions: [
    titled('từ mã hóa B', b(stamp)),
    titled('từ mã hóa Q', q(stamp)),
    titled('cắt giữa âm tiết thành hai từ mã hóa', `${b('[M')}\r\n ${b('ẬT] Báo cáo')}`),
    titled('cắt giữa các octet của một chữ', `${b(utf8.subarray(0, 4))}\r\n ${b(utf8.subarray(4))}`),
    titled('mỗi octet một từ mã hóa', [...utf8].map(octet => b(Buffer.of(octet))).join('\r\n ')),
    titled('nửa B, nửa Q', `${b('[M')} ${q('ẬT] Báo cáo')}`),
    titled('nửa B, nửa Q, cắt giữa chữ', `${b(utf8.subarray(0, 4))} ${q(utf8.subarray(4))}`),
    titled(
      'nửa UTF-8, nửa Windows-1258',
      `${b('[M')} ${b(iconv.encode('Â\u0323T] ', 'windows-1258'), 'windows-1258')}`,
    ),
    titled('hai từ mã hóa viết liền', `${b('[M')}${b('ẬT] Báo cáo')}`),
    titled('chữ b thường thay B', `=?utf-8?b?${utf8.toString('base64')}?=`),
    titled('tên bảng mã viết hoa lẫn thường', `=?uTf-8?B?${utf8.toString('base64')}?=`),
    titled('tên bảng mã kèm ngôn ngữ', `=?utf-8*vi?B?${utf8.toString('base64')}?=`),
    titled('từ mã hóa dài quá chuẩn', b(`${stamp} ${'tình hình '.repeat(30)}`)),
    titled('dấu cách trong từ mã hóa Q', '=?utf-8?Q?[M=E1=BA=ACT] Bao cao?='),
    titled('mã Q viết thường', '=?utf-8?q?=5bM=e1=ba=acT=5d_Bao_cao?='),
    titled('base64 thiếu dấu bằng', `=?utf-8?B?${utf8.toString('base64').replace(/=+$/, '')}?=`),
    titled('từ mã hóa nằm giữa hai ngoặc', `[${b('MẬT')}] Bao cao`),
    titled('từ mã hóa dính liền chữ thường', `[${b('MẬT')}]Bao cao`),
    titled('dấu rời trong từ mã hóa', b(stamp.normalize('NFD'))),
    titled('UTF-8 thô không mã hóa', stamp),
    titled('Windows-1258 thô', windows1258),
    titled('TCVN3 thô', tcvn),
    titled('VISCII thô', viscii),
    titled('Windows-1258 trong từ mã hóa', b(windows1258, 'windows-1258')),
    titled('TCVN3 trong từ mã hóa', b(tcvn, 'x-viet-tcvn')),
    titled('VISCII trong từ mã hóa', b(viscii, 'viscii')),
    titled('UTF-16 trong từ mã hóa', b(Buffer.from(`\ufeff${stamp}`, 'utf16le'), 'utf-16le')),
    titled('UTF-7 trong từ mã hóa', '=?utf-7?Q?=5BM+Hqw-T=5D_Bao_cao?='),
    titled('UTF-8 ghi nhãn us-ascii', b(stamp, 'us-ascii')),
    titled('UTF-8 ghi nhãn iso-8859-1', b(stamp, 'iso-8859-1')),
    titled('UTF-8 ghi nhãn bảng mã không có thật', b(stamp, 'x-khong-co')),
    titled('gấp dòng giữa hai từ', '[TUYỆT\r\n MẬT] Báo cáo'),
    titled('gấp dòng bằng tab', '[TUYỆT\r\n\tMẬT] Báo cáo'),
    titled('ngoặc vuông toàn khổ', '\uff3bMẬT\uff3d Báo cáo'),
    titled('ngoặc Nhật', '【MẬT】 Báo cáo'),
    titled('dấu nằm cuối tiêu đề', 'Báo cáo tình hình tháng 11 - TỐI MẬT'),
    titled('sau nhiều tiền tố chuyển tiếp', 'Fwd: Re: FW: Trả lời: [MẬT] Báo cáo'),
    {
      how: 'hai trường Subject, dấu ở trường sau',
      letter: letter(greeting, { fields: [`Subject: ${stamp}`] }),
      outcome: asSecret,
    },
    {
      how: 'hai trường Subject, dấu ở trường trước',
      letter: letter(greeting, { subject: stamp, fields: ['Subject: Bao cao'] }),
      outcome: asSecret,
    },
    {
      how: 'tên trường SUBJECT viết hoa và có dấu cách trước dấu hai chấm',
      letter: letter(greeting, { fields: [join('SUBJECT : ', stamp)], subject: null }),
      outcome: asSecret,
    },
    titled('NUL giữa chữ', join('[M', latin1('\0'), 'ẬT] Báo cáo')),
  ],
}
