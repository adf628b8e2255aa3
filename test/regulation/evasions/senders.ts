import { makePdf } from '../../support/attachments.ts'
import { congVan } from '../decisions/forms.ts'
import { enclosing, file, greeting, letter, type Raw } from '../raw.ts'
import { asForged, asFreeMail, type Evasion, type Family } from './evasion.ts'

type Given = NonNullable<Parameters<typeof letter>[1]>

const sent = (how: string, given: Given, outcome: Evasion['outcome'] = asFreeMail) => ({
  how,
  letter: letter(greeting, given) as Raw,
  outcome,
})

/** The From field alone tells it; the reverse path is empty, as in a bounce. */
const spelled = (how: string, from: string) => sent(how, { from, mailFrom: '' })

const out = (
  how: string,
  to: string,
  fields: readonly string[] = [],
  outcome: Evasion['outcome'] = asFreeMail,
) => sent(how, { channel: 'submission', to, fields }, outcome)

const ours = 'vpubnd@caobang.gov.vn'
const noAuthor = { refused: 'no-author' } as const
const firm = 'vanphong@xaydungbacha.com.vn'
const paper = congVan('soyte', { number: '230', abstract: 'tăng cường phòng, chống dịch cúm mùa' })

export const senders: Family = {
  title: 'Người gửi, người nhận',
  evasions: [
    spelled('địa chỉ cộng của Gmail', 'an.nguyen+congviec@gmail.com'),
    spelled('Gmail viết xen dấu chấm', 'a.n.n.g.u.y.e.n@gmail.com'),
    spelled('googlemail.com', 'an.nguyen@googlemail.com'),
    spelled('GMAIL.COM viết hoa lẫn thường', 'an.nguyen@GmAiL.cOm'),
    spelled('gmail.com có dấu chấm cuối', 'an.nguyen@gmail.com.'),
    spelled('gmail.com chữ toàn khổ', 'an.nguyen@ｇｍａｉｌ.com'),
    spelled('gmail。com dấu chấm Trung Quốc', 'an.nguyen@gmail。com'),
    spelled('gmail.com có gạch nối mềm', 'an.nguyen@gm\u00adail.com'),
    spelled('tên con của gmail.com', 'an.nguyen@mail.gmail.com'),
    spelled('Yahoo ở quốc gia ít gặp', 'an.nguyen@yahoo.co.id'),
    spelled('phần tên trong ngoặc kép', '"an nguyen"@gmail.com'),
    sent('chú thích trong địa chỉ', {
      from: 'an.nguyen@gmail.com',
      fromField: 'an.nguyen(cong vu)@(cb)gmail.com',
    }),
    sent('địa chỉ định tuyến kiểu cũ', {
      from: 'an.nguyen@gmail.com',
      fromField: '<@caobang.gov.vn,@x.vn:an.nguyen@gmail.com>',
    }),
    sent('tên hiển thị là địa chỉ của tỉnh', { fromField: `"${ours}" <${firm}>` }),
    sent('tên hiển thị là địa chỉ của tỉnh, mã hóa', {
      fromField: `=?utf-8?B?${Buffer.from(`Văn phòng UBND tỉnh <${ours}>`).toString('base64')}?= <${firm}>`,
    }),
    sent('tên hiển thị là địa chỉ của tỉnh, viết hoa', { fromField: `"VPUBND@CAOBANG.GOV.VN" <${firm}>` }),
    sent('địa chỉ của tỉnh trong chú thích', { fromField: `${firm} (${ours})` }),
    sent('hai trường From, địa chỉ của tỉnh ở trường sau', { fields: [`From: ${ours}`] }, noAuthor),
    sent(
      'hai trường From, địa chỉ của tỉnh ở trường trước',
      { fromField: ours, fields: [`From: ${firm}`] },
      noAuthor,
    ),
    sent(
      'hai địa chỉ trong một trường From',
      { fromField: `${firm}, ${ours}`, authentication: 'none' },
      asForged,
    ),
    sent('nhóm địa chỉ trong From', { fromField: `Uy ban: ${ours};`, authentication: 'none' }, asForged),
    sent(
      'địa chỉ của tỉnh mã hóa từng phần',
      { fromField: '=?utf-8?Q?vpubnd?=@caobang.gov.vn', authentication: 'none' },
      asForged,
    ),
    sent('CAOBANG.GOV.VN viết hoa', { fromField: 'vpubnd@CAOBANG.GOV.VN', authentication: 'none' }, asForged),
    sent(
      'tên miền của tỉnh chữ toàn khổ',
      { fromField: 'vpubnd@ｃａｏｂａｎｇ.gov.vn', authentication: 'none' },
      asForged,
    ),
    sent(
      'tên miền của tỉnh có dấu chấm cuối',
      { fromField: 'vpubnd@caobang.gov.vn.', authentication: 'none' },
      asForged,
    ),
    sent(
      'tên miền của tỉnh có ký tự không bề rộng',
      { fromField: 'vpubnd@cao\u200bbang.gov.vn', authentication: 'none' },
      asForged,
    ),
    sent(
      'phần tên có dấu @ trong ngoặc kép',
      { fromField: `"a@xaydungbacha.com.vn"@caobang.gov.vn`, authentication: 'none' },
      asForged,
    ),
    sent(
      'tên con bịa dưới tên miền của tỉnh',
      { fromField: 'vpubnd@thu.caobang.gov.vn', authentication: 'fail' },
      asForged,
    ),
    sent('chữ а Kirin trong tên miền của tỉnh', { fromField: 'vpubnd@c\u0430obang.gov.vn' }),
    sent('chữ ɡ La-tinh mở rộng', { fromField: 'vpubnd@caoban\u0261.gov.vn' }),
    sent('chữ ο Hy Lạp', { fromField: 'vpubnd@ca\u03bfbang.gov.vn' }),
    sent('chữ ạ có dấu', { fromField: 'vpubnd@caobạng.gov.vn' }),
    sent('số không thay chữ o', { fromField: 'vpubnd@ca0bang.gov.vn' }),
    sent('gạch nối thay dấu chấm', { fromField: 'vpubnd@caobang-gov.vn' }),
    sent('tên miền của tỉnh đặt trước một tên miền lạ', { fromField: 'vpubnd@caobang.gov.vn.thongbao.net' }),
    sent('tên miền của tỉnh viết liền trước một tên miền lạ', { fromField: 'vpubnd@caobang-gov-vn.com' }),
    sent('xn-- viết hoa', { fromField: 'vpubnd@XN--COBANG-3NF.gov.vn' }),
    sent('địa chỉ trả lời là Gmail', {
      fields: ['Reply-To: =?utf-8?Q?UBND_t=E1=BB=89nh?= <ubnd.cb@gmail.com>'],
    }),
    sent('địa chỉ trả lời thứ hai là Gmail', { fields: [`Reply-To: ${firm}, ubnd.cb@gmail.com`] }),
    sent('hai trường Reply-To, Gmail ở trường sau', {
      fields: [`Reply-To: ${firm}`, 'Reply-To: ubnd.cb@gmail.com'],
    }),
    sent('Return-Path mang sẵn là Gmail', { fields: ['Return-Path: <ubnd.cb@gmail.com>'] }),
    sent('phong bì Gmail, From doanh nghiệp', { mailFrom: 'an.nguyen@gmail.com' }),
    sent('phong bì trống, Sender là Gmail', { mailFrom: '', fields: ['Sender: an.nguyen@gmail.com'] }),
    {
      how: 'văn bản từ Gmail mang tên người lạ',
      letter: makePdf(paper.text).then(pdf =>
        enclosing(file('cong-van.pdf', pdf), { from: 'nguoi.la@gmail.com' }),
      ),
      outcome: asFreeMail,
    },
    out('gửi tới địa chỉ cộng của Gmail', 'an.nguyen+vpubnd@gmail.com'),
    out('gửi tới Gmail viết hoa', 'AN.NGUYEN@GMAIL.COM'),
    out('gửi tới tên miền giống tên miền của tỉnh', 'vpubnd@caobang-gov.vn'),
    out(
      'chuyển tiếp tự động, trường viết hoa',
      'an@xaydungbacha.com.vn',
      ['X-FORWARDED-FOR: a@caobang.gov.vn b@x.vn'],
      asForged,
    ),
    out(
      'chuyển tiếp tự động, giá trị viết hoa',
      'an@xaydungbacha.com.vn',
      ['Auto-Submitted: AUTO-FORWARDED'],
      asForged,
    ),
    out(
      'chuyển tiếp tự động kiểu Zimbra',
      'an@xaydungbacha.com.vn',
      ['X-Zimbra-Forwarded: a@caobang.gov.vn'],
      asForged,
    ),
    out(
      'chuyển tiếp tự động kiểu procmail',
      'an@xaydungbacha.com.vn',
      ['X-Forwarded-To: an@xaydungbacha.com.vn'],
      asForged,
    ),
    out(
      'chuyển hướng kiểu Sieve',
      'an@xaydungbacha.com.vn',
      ['X-Sieve: Pigeonhole Sieve 0.5', 'X-Sieve-Redirected-From: annv.sokhcn@caobang.gov.vn'],
      asForged,
    ),
    out(
      'gửi lại (Resent) tới hộp thư ngoài do quy tắc',
      'an@xaydungbacha.com.vn',
      [
        'Resent-From: annv.sokhcn@caobang.gov.vn',
        'Resent-To: an@xaydungbacha.com.vn',
        'Auto-Submitted: auto-generated (rule; forward)',
      ],
      asForged,
    ),
  ],
}
