import { settingsOf } from '../province.ts'
import { type Clause, flagged, held, passes, passesAs } from './case.ts'
import { congVan, file, office, signedPdf, vanBan, without } from './forms.ts'

const paper = congVan('soyte', { number: '230', abstract: 'tăng cường phòng, chống dịch cúm mùa' })
const plan = vanBan('KH', 'soyte', {
  number: '31',
  abstract: 'Tiêm chủng mở rộng năm 2027 trên địa bàn tỉnh',
})
const table = vanBan('BC', 'soyte', { number: '88', abstract: 'Kết quả khám sức khỏe người cao tuổi' })

const outOfForm = (code: string) =>
  flagged('D5-form', 'document-not-in-form', [
    `Văn bản ${code} gửi chưa đúng thể thức: cần tệp PDF đủ số, ngày, người ký, và tiêu đề thư là trích yếu`,
    'mục 5',
    'Đề nghị đính kèm bản PDF đủ số, ký hiệu, ngày, người ký và ghi trích yếu vào tiêu đề thư',
  ])

export const documentForm: Clause = {
  title: 'D5-form: Mục 5 — thể thức gửi: tệp PDF đủ số, ngày, người ký; tiêu đề thư là trích yếu',
  cases: [
    {
      when: 'Sở Y tế gửi công văn dạng PDF, tiêu đề thư là trích yếu',
      letter: office('soyte', paper),
      outcome: passes,
    },
    {
      when: 'Tiêu đề thư gồm số, ký hiệu rồi trích yếu',
      letter: office('soyte', paper, { subject: `Công văn 230/SYT-VP V/v ${paper.abstract}` }),
      outcome: passes,
    },
    {
      when: 'Tiêu đề thư viết trích yếu bằng chữ hoa',
      letter: office('soyte', plan, { subject: plan.abstract.toUpperCase() }),
      outcome: passes,
    },
    {
      when: 'Gửi bản DOCX thay cho PDF',
      letter: office('soyte', paper, { attachments: [file('docx', paper)] }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Gửi báo cáo bằng bảng tính XLSX',
      letter: office('soyte', table, { attachments: [file('xlsx', table)] }),
      outcome: outOfForm('88/BC-SYT'),
    },
    {
      when: 'Dán văn bản vào nội dung thư',
      letter: office('soyte', paper, { body: paper.text, attachments: [] }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Gửi cả PDF lẫn DOCX để đơn vị nhận dễ tổng hợp',
      letter: office('soyte', plan, { attachments: [file('docx', plan), signedPdf(plan)] }),
      outcome: passesAs('unsigned-document'),
    },
    {
      when: 'Bản PDF quên ghi người ký',
      letter: office('soyte', paper, {
        attachments: [signedPdf(without(/Nguyễn Bá Tân|GIÁM ĐỐC|Đã ký/, paper))],
      }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Bản PDF quên ghi ngày',
      letter: office('soyte', paper, { attachments: [signedPdf(without(/, ngày /, paper))] }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Tiêu đề thư chỉ ghi "Gửi văn bản"',
      letter: office('soyte', paper, { subject: 'Gửi văn bản' }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Thư không có tiêu đề',
      letter: office('soyte', paper, { subject: '' }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Tiêu đề thư là trích yếu của một văn bản khác',
      letter: office('soyte', paper, { subject: plan.abstract }),
      outcome: outOfForm('230/SYT-VP'),
    },
    {
      when: 'Thư thường từ hộp thư cơ quan, không kèm văn bản',
      letter: office('soyte', paper, { subject: 'Đổi giờ họp giao ban', attachments: [] }),
      outcome: passes,
    },
    {
      when: 'Sở Y tế đặt mức giữ lại để văn thư sửa trước khi phát hành',
      letter: office('soyte', paper, { subject: 'Gửi văn bản' }),
      circumstances: {
        settings: settingsOf([{ reason: 'document-not-in-form', action: 'hold', agency: 'soyte' }]),
      },
      outcome: held('D5-form', 'document-not-in-form', ['230/SYT-VP']),
    },
  ],
}
