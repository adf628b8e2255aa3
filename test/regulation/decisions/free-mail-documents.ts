import { settingsOf } from '../province.ts'
import { type Clause, flagged, held } from './case.ts'
import { box, citizen, congVan, file, signedPdf, vanBan } from './forms.ts'

const contested = vanBan('QĐ', 'sotuphap', {
  number: '215',
  abstract: 'Về việc xử phạt vi phạm hành chính trong lĩnh vực bổ trợ tư pháp',
  date: '12/11/2026',
})
const notice = congVan('sokhcn', { number: '118', abstract: 'đăng ký nhiệm vụ khoa học năm 2027' })

const official = { name: 'Nguyễn Văn An', address: 'nguyenvanan.caobang@gmail.com' }

export const freeMailDocuments: Clause = {
  title:
    'D1b-free: Mục 1.b — văn bản hành chính đến từ dịch vụ miễn phí ở nước ngoài: nghi vấn, rồi mới là vi phạm',
  cases: [
    {
      when: 'Công dân khiếu nại kèm bản chụp văn bản của Sở Tư pháp: chỉ là nghi vấn, thư vẫn tới nơi',
      letter: citizen({
        subject: 'Tôi không đồng ý với quyết định xử phạt',
        body: 'Kính gửi Sở Tư pháp, tôi không đồng ý với quyết định gửi kèm, đề nghị Sở xem xét lại.',
        attachments: [file('pdf', contested)],
      }),
      outcome: flagged(
        'D1b-free',
        'free-mail-sender',
        ['có dấu hiệu kèm văn bản hành chính 215/QĐ-STP', 'đang chờ người có thẩm quyền xác nhận', 'mục 1.b'],
        { also: ['document-from-free-mail'] },
      ),
    },
    {
      when: 'Nghi vấn được cơ quan đặt mức từ chối: vẫn chỉ giữ lại, vì thư của dân không bị từ chối vì nghi vấn',
      letter: citizen({ attachments: [file('pdf', contested)] }),
      circumstances: {
        settings: settingsOf([{ reason: 'document-from-free-mail', action: 'block', agency: 'sotuphap' }]),
      },
      outcome: held(
        'D1b-free',
        'document-from-free-mail',
        ['có dấu hiệu kèm văn bản hành chính 215/QĐ-STP'],
        {
          also: ['free-mail-sender'],
        },
      ),
    },
    {
      when: 'Nghi vấn được đặt mức cho qua: vẫn được ghi nhận để có người xác nhận',
      letter: citizen({ attachments: [file('pdf', contested)] }),
      circumstances: {
        settings: settingsOf([
          { reason: 'document-from-free-mail', action: 'allow' },
          { reason: 'free-mail-sender', action: 'allow' },
        ]),
      },
      outcome: flagged('D1b-free', 'document-from-free-mail', ['văn bản hành chính 215/QĐ-STP']),
    },
    {
      when: 'Văn bản nằm trong nội dung thư Yahoo chứ không đính kèm',
      letter: citizen({ address: 'hoa_bc@yahoo.com', subject: 'Chuyển văn bản', body: notice.text }),
      outcome: flagged('D1b-free', 'free-mail-sender', ['văn bản hành chính 118/SKHCN-VP'], {
        also: ['document-from-free-mail'],
      }),
    },
    {
      when: 'Công dân chỉ nhắc tới Quyết định 215/QĐ-STP trong lời văn: không phải là kèm văn bản',
      letter: citizen({
        subject: 'Hỏi về mức phạt',
        body: 'Tôi đọc Quyết định số 215/QĐ-STP ngày 12/11/2026 nhưng chưa rõ nộp phạt ở đâu, mong được hướng dẫn.',
      }),
      outcome: flagged('D1b-free', 'free-mail-sender', ['Gmail']),
    },
    {
      when: 'Cán bộ có địa chỉ riêng đã được xác nhận gửi công văn từ Gmail: vi phạm, giữ lại',
      letter: {
        ...citizen({ to: [box('sonoivu')], subject: 'Gửi công văn', attachments: [signedPdf(notice)] }),
        from: official,
      },
      outcome: held(
        'D1b-free',
        'official-from-free-mail',
        [
          'Cán bộ, công chức đã gửi văn bản 118/SKHCN-VP từ hộp thư cá nhân nguyenvanan.caobang@gmail.com',
          'mục 1.b',
          'đề nghị gửi lại từ hộp thư công vụ (@caobang.gov.vn)',
        ],
        { also: ['free-mail-sender'] },
      ),
    },
    {
      when: 'Cơ quan không được hạ vi phạm đã chứng minh xuống cho qua',
      letter: {
        ...citizen({ to: [box('sonoivu')], subject: 'Gửi công văn', attachments: [signedPdf(notice)] }),
        from: official,
      },
      circumstances: { settings: settingsOf([{ reason: 'official-from-free-mail', action: 'allow' }]) },
      outcome: flagged('D1b-free', 'free-mail-sender', ['Cán bộ, công chức đã gửi văn bản'], {
        also: ['official-from-free-mail'],
      }),
    },
    {
      when: 'Kẻ khác mượn địa chỉ riêng đã xác nhận, DMARC không đạt: không quy cho cán bộ, chỉ nghi vấn',
      letter: {
        ...citizen({ subject: 'Gửi công văn', attachments: [signedPdf(notice)], authentication: 'fail' }),
        from: official,
      },
      outcome: flagged('D1b-free', 'free-mail-sender', ['đang chờ người có thẩm quyền xác nhận'], {
        also: ['document-from-free-mail'],
        untold: ['Cán bộ, công chức đã gửi văn bản'],
      }),
    },
    {
      when: 'Địa chỉ riêng đã xác nhận nhưng thư không có xác thực nào: chỉ nghi vấn',
      letter: {
        ...citizen({ subject: 'Gửi công văn', attachments: [signedPdf(notice)], authentication: 'none' }),
        from: official,
      },
      outcome: flagged('D1b-free', 'free-mail-sender', ['đang chờ người có thẩm quyền xác nhận'], {
        also: ['document-from-free-mail'],
        untold: ['Cán bộ, công chức đã gửi văn bản'],
      }),
    },
    {
      when: 'Người lạ dùng Gmail ký tên Trần Thị Bình, trùng tên cán bộ Sở Nội vụ: nghi vấn',
      letter: {
        ...citizen({
          to: [box('sonoivu')],
          subject: 'Xin số liệu',
          body: 'Chị gửi em số liệu biên chế nhé.',
        }),
        from: { name: 'Trần Thị Bình', address: 'binhtt.90@gmail.com' },
      },
      outcome: flagged(
        'D1b-free',
        'free-mail-sender',
        ['dùng tên trùng với tên của hộp thư công vụ binhtt.sonoivu@caobang.gov.vn; cần xác nhận'],
        { also: ['known-name-from-free-mail'] },
      ),
    },
    {
      when: 'Tên cán bộ viết không dấu vẫn nhận ra',
      letter: { ...citizen(), from: { name: 'LE DUC HUNG', address: 'hung.ld@yahoo.com' } },
      outcome: flagged('D1b-free', 'free-mail-sender', ['hungld.soyte@caobang.gov.vn'], {
        also: ['known-name-from-free-mail'],
      }),
    },
    {
      when: 'Một người trùng họ và tên đệm nhưng khác tên không bị nghi',
      letter: { ...citizen(), from: { name: 'Trần Thị Bích', address: 'bichtt@gmail.com' } },
      outcome: flagged('D1b-free', 'free-mail-sender', ['Gmail'], { untold: ['cần xác nhận'] }),
    },
    {
      when: 'Tên của một cơ quan làm tên hiển thị: Sở Y tế không viết từ Gmail',
      letter: { ...citizen(), from: { name: 'Sở Y tế', address: 'soyte.caobang@gmail.com' } },
      outcome: flagged('D1b-free', 'free-mail-sender', ['soyte@caobang.gov.vn'], {
        also: ['known-name-from-free-mail'],
      }),
    },
  ],
}
