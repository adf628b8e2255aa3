import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, passes, passesAs } from './case.ts'
import { box, congVan, file, office, official, signedPdf, vanBan } from './forms.ts'

const own = congVan('sokhcn', { number: '121', abstract: 'báo cáo kết quả chuyển đổi số năm 2026' })
const others = congVan('sonoivu', { number: '64', abstract: 'rà soát vị trí việc làm năm 2027' })
const communal = vanBan('KH', 'nguyenhue', {
  number: '09',
  abstract: 'Tổ chức Ngày hội Đại đoàn kết toàn dân tộc',
})

export const officeVoice: Clause = {
  title: 'D5-office, D4a-sign: Mục 5 và 4.a — văn bản của cơ quan đi từ hộp thư cơ quan, có chữ ký số',
  cases: [
    {
      when: 'Văn thư Sở Khoa học và Công nghệ gửi công văn đúng thể thức, có chữ ký số',
      letter: office('sokhcn', own),
      outcome: passes,
    },
    {
      when: 'Cán bộ Sở Khoa học và Công nghệ tự gửi công văn của Sở từ hộp thư cá nhân',
      letter: official({ to: [box('vpubnd')], subject: own.abstract, attachments: [signedPdf(own)] }),
      outcome: flagged('D5-office', 'document-from-person', [
        'Văn bản 121/SKHCN-VP của cơ quan được gửi từ hộp thư cá nhân annv.sokhcn@caobang.gov.vn',
        'mục 5',
        'Đề nghị văn thư gửi văn bản này từ hộp thư của cơ quan (@caobang.gov.vn)',
      ]),
    },
    {
      when: 'Cán bộ dán cả công văn của Sở vào nội dung thư',
      letter: official({ subject: 'Gửi chị', body: own.text }),
      outcome: flagged('D5-office', 'document-from-person', ['121/SKHCN-VP']),
    },
    {
      when: 'Cán bộ xã Nguyên Huệ tự gửi kế hoạch của UBND xã',
      letter: official({
        local: 'sonhv.nguyenhue',
        to: [box('sonoivu')],
        attachments: [file('docx', communal)],
      }),
      outcome: flagged('D5-office', 'document-from-person', ['09/KH-UBND', 'sonhv.nguyenhue@caobang.gov.vn']),
    },
    {
      when: 'Cán bộ Sở Khoa học và Công nghệ chuyển công văn của Sở Nội vụ cho đồng nghiệp: không nói thay cơ quan',
      letter: official({ to: [box('hungld.soyte')], attachments: [signedPdf(others)] }),
      outcome: passes,
    },
    {
      when: 'Cán bộ nhắc số công văn của Sở trong lời văn',
      letter: official({
        body: 'Chị thực hiện theo Công văn số 121/SKHCN-VP ngày 23/11/2026 của Sở tôi nhé.',
      }),
      outcome: passes,
    },
    {
      when: 'Tỉnh từ chối văn bản của cơ quan gửi từ hộp thư cá nhân',
      letter: official({ attachments: [signedPdf(own)] }),
      circumstances: { settings: settingsOf([{ reason: 'document-from-person', action: 'block' }]) },
      outcome: blocked('D5-office', 'document-from-person', ['Đề nghị văn thư gửi văn bản này']),
    },
    {
      when: 'Công văn gửi từ hộp thư cơ quan nhưng chưa ký số: được gửi, thống kê để biết',
      letter: office('sokhcn', own, { attachments: [file('pdf', own)] }),
      outcome: passesAs('unsigned-document', ['Văn bản 121/SKHCN-VP chưa có chữ ký số', 'mục 4.a']),
    },
    {
      when: 'Tỉnh yêu cầu chữ ký số: công văn chưa ký bị ghi nhận',
      letter: office('sokhcn', own, { attachments: [file('pdf', own)] }),
      circumstances: { settings: settingsOf([{ reason: 'unsigned-document', action: 'flag' }]) },
      outcome: flagged('D4a-sign', 'unsigned-document', [
        'Văn bản 121/SKHCN-VP chưa có chữ ký số',
        'mục 4.a',
      ]),
    },
    {
      when: 'Tỉnh yêu cầu chữ ký số: công văn đã ký đi qua',
      letter: office('sokhcn', own),
      circumstances: { settings: settingsOf([{ reason: 'unsigned-document', action: 'block' }]) },
      outcome: passes,
    },
    {
      when: 'Chỉ thư ra ngoài tỉnh cần chữ ký số: gửi trong tỉnh chưa ký vẫn được',
      letter: office('sokhcn', own, { attachments: [file('pdf', own)] }),
      circumstances: {
        settings: settingsOf([{ reason: 'unsigned-document', action: 'block', direction: 'outbound' }]),
      },
      outcome: passesAs('unsigned-document'),
    },
    {
      when: 'Chỉ thư ra ngoài tỉnh cần chữ ký số: gửi Bộ Nội vụ chưa ký thì bị từ chối',
      letter: office('sokhcn', own, { to: ['vanthu@moha.gov.vn'], attachments: [file('pdf', own)] }),
      circumstances: {
        settings: settingsOf([{ reason: 'unsigned-document', action: 'block', direction: 'outbound' }]),
      },
      outcome: blocked('D4a-sign', 'unsigned-document', ['chưa có chữ ký số']),
    },
    {
      when: 'Văn thư chuyển văn bản chưa ký của cơ quan khác: không phải việc của cơ quan mình',
      letter: office('sokhcn', others, { attachments: [file('pdf', others)] }),
      circumstances: { settings: settingsOf([{ reason: 'unsigned-document', action: 'block' }]) },
      outcome: passes,
    },
  ],
}
