import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, passes, passesAs } from './case.ts'
import { box, citizen, congVan, file, firm, office, official, signedPdf, vanBan } from './forms.ts'

const secret = (places: string, more: Parameters<typeof blocked>[3] = {}) =>
  blocked(
    'D1c-secret',
    'secret-stamp',
    [
      `Thư có dấu hiệu mang dấu chỉ độ mật (${places})`,
      'mục 1.c; Luật Bảo vệ bí mật nhà nước (Luật số 117/2025/QH15, hiệu lực từ 01/3/2026)',
      'báo ngay người đứng đầu cơ quan và bộ phận cơ yếu',
      'Nếu đây không phải là tài liệu mật, đề nghị bỏ dòng chữ dễ nhầm lẫn rồi gửi lại',
    ],
    more,
  )

const stamped = vanBan('BC', 'sonoivu', {
  number: '07',
  abstract: 'Tình hình tổ chức bộ máy',
  stamp: 'TỐI MẬT',
})
const plain = congVan('sonoivu', {
  number: '65',
  abstract: 'tập huấn công tác bảo vệ bí mật nhà nước năm 2026',
})

export const secrets: Clause = {
  title: 'D1c-secret: Mục 1.c — bí mật nhà nước không đi trên thư điện tử, dù từ đâu, dù ai gửi',
  cases: [
    {
      when: 'Cán bộ ghi [MẬT] trong tiêu đề thư',
      letter: official({ subject: '[MẬT] Phương án bảo vệ kỳ họp' }),
      outcome: secret('tiêu đề', { untold: ['Phương án', 'kỳ họp'] }),
    },
    {
      when: 'Báo cáo PDF có dấu TỐI MẬT từ hộp thư cơ quan',
      letter: office('sonoivu', stamped, { subject: 'Báo cáo' }),
      outcome: secret('tệp đính kèm 1', { untold: ['07/BC-SNV', 'bộ máy'] }),
    },
    {
      when: 'Bản DOCX có dấu TUYỆT MẬT',
      letter: official({ attachments: [file('docx', 'TUYỆT MẬT\nPHƯƠNG ÁN TÁC CHIẾN PHÒNG THỦ')] }),
      outcome: secret('tệp đính kèm 1', { untold: ['TÁC CHIẾN'] }),
    },
    {
      when: 'Bảng XLSX có ô chỉ ghi MẬT',
      letter: official({
        attachments: [file('xlsx', 'MẬT\nSTT\tHọ và tên\tĐơn vị\n1\tHoàng Văn Sơn\tBan CHQS')],
      }),
      outcome: secret('tệp đính kèm 1', { untold: ['Hoàng Văn Sơn'] }),
    },
    {
      when: 'Bản ODT có dấu MẬT',
      letter: official({ attachments: [file('odt', 'MẬT\nKẾ HOẠCH KIỂM TRA KHO ĐẠN')] }),
      outcome: secret('tệp đính kèm 1'),
    },
    {
      when: 'Dấu MẬT ngay trong nội dung thư',
      letter: official({ body: 'MẬT\n\nGửi anh số liệu biên phòng tháng 11.' }),
      outcome: secret('nội dung thư'),
    },
    {
      when: 'Phiếu ghi "Độ mật: Tối mật" bằng chữ thường',
      letter: official({ body: 'Phiếu chuyển văn bản\nĐộ mật: Tối mật\nSố tờ: 02' }),
      outcome: secret('nội dung thư'),
    },
    {
      when: 'Tệp mật nằm trong tệp nén ZIP',
      letter: official({ attachments: [file('zip', 'MẬT\nDANH SÁCH CƠ SỞ BÍ MẬT')] }),
      outcome: secret('tệp đính kèm 1/1'),
    },
    {
      when: 'Văn bản mật gửi từ bên ngoài tới Văn phòng UBND tỉnh cũng bị từ chối',
      letter: firm({ to: [box('vpubnd')], attachments: [file('pdf', stamped)] }),
      outcome: secret('tệp đính kèm 1'),
    },
    {
      when: 'Công dân gửi từ Gmail một bản có dấu MẬT: từ chối, không nhắc gì thêm về nội dung',
      letter: citizen({ attachments: [file('pdf', stamped)] }),
      outcome: blocked(
        ['D1b-free', 'D1c-secret'],
        'secret-stamp',
        ['dấu chỉ độ mật (tệp đính kèm 1)', 'Luật Bảo vệ bí mật nhà nước'],
        { also: ['free-mail-sender'], untold: ['07/BC-SNV', 'văn bản hành chính'] },
      ),
    },
    {
      when: 'Hải quan khu vực gửi văn bản mật từ hệ thống của ngành: miễn thư tỉnh, không miễn bí mật nhà nước',
      letter: firm({ address: 'vanthu@customs.gov.vn', attachments: [file('pdf', stamped)] }),
      outcome: secret('tệp đính kèm 1'),
    },
    {
      when: 'Dấu MẬT ở tiêu đề và trong tệp: nói đủ mọi chỗ',
      letter: official({ subject: 'MẬT - báo cáo', attachments: [file('docx', 'MẬT\nBÁO CÁO')] }),
      outcome: secret('tiêu đề, tệp đính kèm 1'),
    },
    {
      when: 'Không ai đặt được mức cho qua với bí mật nhà nước',
      letter: official({ subject: '[TỐI MẬT] Kế hoạch' }),
      circumstances: { settings: settingsOf([{ reason: 'secret-stamp', action: 'allow' }]) },
      outcome: secret('tiêu đề'),
    },
    {
      when: 'Dấu MẬT gõ không đúng bảng mã vẫn là dấu MẬT',
      letter: official({ subject: '[MẬT] Kế hoạch'.normalize('NFD') }),
      outcome: secret('tiêu đề'),
    },
    {
      when: 'Thông báo mật khẩu Wi-Fi bằng chữ hoa không phải văn bản mật',
      letter: official({ subject: 'MẬT KHẨU WI-FI HỘI TRƯỜNG', body: 'MẬT KHẨU WI-FI: caobang2026' }),
      outcome: passes,
    },
    {
      when: 'Hợp tác xã chào hàng mật ong bạc hà',
      letter: firm({
        subject: 'MẬT ONG BẠC HÀ CAO BẰNG',
        body: 'MẬT ONG BẠC HÀ\n\nGiá 350.000 đồng một lít.',
      }),
      outcome: passes,
    },
    {
      when: 'Công văn mời tập huấn về bảo vệ bí mật nhà nước',
      letter: office('sonoivu', plain),
      outcome: passes,
    },
    {
      when: 'Báo cáo dân số có cột mật độ',
      letter: official({ attachments: [file('xlsx', 'Xã\tDân số\tMẬT ĐỘ\nNguyên Huệ\t5120\t78')] }),
      outcome: passes,
    },
    {
      when: 'Thư giải thích ba mức độ mật cho lớp tập huấn',
      letter: official({
        subject: 'Tài liệu tập huấn',
        body: 'Bí mật nhà nước có ba độ mật:\n1. Tuyệt mật\n2. Tối mật\n3. Mật\nĐề nghị học viên đọc trước.',
      }),
      outcome: passes,
    },
    {
      when: 'Bản tin an toàn thông tin nói về BẢO MẬT trong tiêu đề',
      letter: official({ subject: 'BẢO MẬT THÔNG TIN: cảnh báo tháng 11' }),
      outcome: passes,
    },
    {
      when: 'Công văn thường ghi rõ "Độ mật: Thường"',
      letter: office('sonoivu', plain, {
        body: 'Phiếu gửi\nĐộ mật: Thường\nSố tờ: 02',
        attachments: [signedPdf(plain)],
      }),
      outcome: passes,
    },
    {
      when: 'Công dân hỏi cách lấy lại mật khẩu dịch vụ công',
      letter: citizen({ subject: 'Quên MẬT KHẨU', body: 'Tôi quên mật khẩu tài khoản dịch vụ công.' }),
      outcome: flagged('D1b-free', 'free-mail-sender', ['Gmail']),
    },
    {
      when: 'Ngành thuế gửi hướng dẫn bảo mật tài khoản',
      letter: firm({ address: 'vanthu@gdt.gov.vn', subject: 'Hướng dẫn bảo mật tài khoản thuế điện tử' }),
      outcome: passesAs('sector-exempt'),
    },
  ],
}
