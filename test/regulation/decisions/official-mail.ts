import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, held, passes } from './case.ts'
import { box, citizen, congVan, file, official, signedPdf } from './forms.ts'

const paper = congVan('sonoivu', { number: '64', abstract: 'rà soát vị trí việc làm năm 2027' })

/** Sở Khoa học và Công nghệ passes on what Sở Nội vụ issued. */
const passedOn = (to: string) =>
  official({
    to: [to],
    subject: 'Chuyển văn bản',
    body: 'Anh xem văn bản kèm theo nhé.',
    attachments: [signedPdf(paper)],
  })

const confirmed = 'nguyenvanan.caobang@gmail.com'
const domestic = 'nguyenvanan@hn.vnn.vn'
const alternate = {
  boxId: 1,
  box: 'annv.sokhcn@caobang.gov.vn',
  note: 'xác nhận của cơ quan',
  author: 'quantri',
  createdAt: 0,
}
const withDomestic = settingsOf([], { alternates: [{ ...alternate, address: domestic }] })

const writesFrom = (address: string, given: Parameters<typeof citizen>[0] = {}) => ({
  ...citizen({
    to: [box('binhtt.sonoivu')],
    subject: 'Hẹn họp',
    body: 'Chiều nay tôi đến muộn mười phút.',
    ...given,
  }),
  from: { name: 'Nguyễn Văn An', address },
})

export const officialMail: Clause = {
  title: 'D1b-mail, D3-staff: Mục 1.b và 3.b — văn bản đi trên thư công vụ, cán bộ dùng hộp thư đã cấp',
  cases: [
    {
      when: 'Văn bản gửi tới Gmail riêng, đã xác nhận, của cán bộ Sở Khoa học và Công nghệ',
      letter: passedOn(confirmed),
      outcome: flagged(
        ['D1b-free', 'D1b-mail'],
        'free-mail-recipient',
        [
          'Văn bản 64/SNV-VP được gửi tới hộp thư cá nhân nguyenvanan.caobang@gmail.com của một cán bộ, công chức',
        ],
        { also: ['document-to-private-box'] },
      ),
    },
    {
      when: 'Văn bản gửi tới hộp thư riêng trong nước của cán bộ: không phải thư miễn phí nước ngoài, vẫn sai kênh',
      letter: passedOn(domestic),
      circumstances: { settings: withDomestic },
      outcome: flagged('D1b-mail', 'document-to-private-box', [
        'Văn bản 64/SNV-VP được gửi tới hộp thư cá nhân nguyenvanan@hn.vnn.vn',
        'mục 1.b',
        'Đề nghị gửi văn bản tới hộp thư công vụ của cơ quan, cá nhân nhận (@caobang.gov.vn)',
      ]),
    },
    {
      when: 'Sở Khoa học và Công nghệ đặt mức từ chối khi gửi văn bản tới hộp thư riêng',
      letter: passedOn(confirmed),
      circumstances: {
        settings: settingsOf([{ reason: 'document-to-private-box', action: 'block', agency: 'sokhcn' }]),
      },
      outcome: blocked(
        ['D1b-free', 'D1b-mail'],
        'document-to-private-box',
        ['Đề nghị gửi văn bản tới hộp thư công vụ'],
        {
          also: ['free-mail-recipient'],
        },
      ),
    },
    {
      when: 'Thư không kèm văn bản tới hộp thư riêng trong nước của cán bộ',
      letter: official({ to: [domestic] }),
      circumstances: { settings: withDomestic },
      outcome: passes,
    },
    {
      when: 'Văn bản gửi tới thuê bao VNPT của người không phải cán bộ',
      letter: passedOn('hoale@hn.vnn.vn'),
      circumstances: { settings: withDomestic },
      outcome: passes,
    },
    {
      when: 'Văn bản của Sở Nội vụ chuyển cho đồng nghiệp qua hộp thư công vụ',
      letter: passedOn(box('hungld.soyte')),
      outcome: passes,
    },
    {
      when: 'Cán bộ viết từ Gmail riêng đã xác nhận, không kèm văn bản: ghi nhận việc không dùng hộp thư đã cấp',
      letter: writesFrom(confirmed),
      outcome: flagged(
        ['D1b-free', 'D3-staff'],
        'free-mail-sender',
        [
          'Thư đến từ nguyenvanan.caobang@gmail.com, hộp thư cá nhân của một cán bộ, công chức đã có hộp thư công vụ',
        ],
        { also: ['private-box-of-official'] },
      ),
    },
    {
      when: 'Cán bộ viết từ hộp thư riêng trong nước đã xác nhận',
      letter: writesFrom(domestic),
      circumstances: { settings: withDomestic },
      outcome: flagged('D3-staff', 'private-box-of-official', [
        'nguyenvanan@hn.vnn.vn, hộp thư cá nhân của một cán bộ, công chức',
        'mục 3.b',
        'đề nghị gửi lại từ hộp thư công vụ (@caobang.gov.vn)',
      ]),
    },
    {
      when: 'Địa chỉ riêng viết hoa vẫn là địa chỉ đó',
      letter: writesFrom('NguyenVanAn@HN.VNN.VN'),
      circumstances: { settings: withDomestic },
      outcome: flagged('D3-staff', 'private-box-of-official', ['hộp thư cá nhân']),
    },
    {
      when: 'Kẻ khác mượn địa chỉ riêng trong nước, DMARC không đạt: không quy cho cán bộ',
      letter: writesFrom(domestic, { authentication: 'fail' }),
      circumstances: { settings: withDomestic },
      outcome: passes,
    },
    {
      when: 'Sở Nội vụ giữ lại thư cán bộ gửi từ hộp thư riêng',
      letter: writesFrom(domestic),
      circumstances: {
        settings: settingsOf([{ reason: 'private-box-of-official', action: 'hold', agency: 'sonoivu' }], {
          alternates: [{ ...alternate, address: domestic }],
        }),
      },
      outcome: held('D3-staff', 'private-box-of-official', ['mục 3.b']),
    },
    {
      when: 'Văn bản DOCX từ hộp thư riêng trong nước của cán bộ: chưa phải thư miễn phí nước ngoài',
      letter: writesFrom(domestic, { attachments: [file('docx', paper)] }),
      circumstances: { settings: withDomestic },
      outcome: passes,
    },
  ],
}
