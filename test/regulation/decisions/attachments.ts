import { makeDocx } from '../../support/attachments.ts'
import { settingsOf } from '../province.ts'
import * as raw from '../raw.ts'
import { blocked, type Clause, flagged, held, passes } from './case.ts'
import { citizen, file, firm, official } from './forms.ts'

const executable = (filename: string) =>
  blocked('D1c-executable', 'executable', [
    `Tệp đính kèm "${filename}" là tệp chạy được hoặc mang phần mở rộng nguy hiểm`,
    'mục 1.c; thông lệ quy chế thư công vụ cấp tỉnh năm 2025',
    'Đề nghị gửi tài liệu ở dạng PDF, DOCX, XLSX hoặc ODF; phần mềm được cung cấp qua kênh khác',
  ])

const locked = (filename: string) =>
  held('D1c-archive', 'encrypted-archive', [
    `Tệp đính kèm "${filename}" được đặt mật khẩu nên không kiểm tra được`,
    'mục 1.c',
    'Đề nghị gửi lại không đặt mật khẩu, hoặc dùng chữ ký số và mã hóa thư theo quy định',
  ])

const unread = (filename: string) =>
  flagged('D1c-unreadable', 'unreadable-attachment', [
    `Không đọc được nội dung tệp đính kèm "${filename}"`,
    'mục 1.c',
    'Đề nghị gửi tệp PDF có lớp văn bản hoặc tệp DOCX, ODT',
  ])

const program = (filename: string) => file('exe', '', { filename })
const encrypted = file('encrypted-zip', 'Bảng lương tháng 11', { filename: 'bang-luong.zip' })
const scan = file('scan', '', { filename: 'ban-chup.pdf' })

const withMacros = makeDocx('Bảng tính phụ cấp', {
  parts: [{ name: 'word/vbaProject.bin', bytes: Buffer.alloc(64) }],
})

export const attachments: Clause = {
  title:
    'D1c-executable, D1c-archive, D1c-unreadable: Mục 1.c — tệp chạy được, tệp đặt mật khẩu, tệp không đọc được',
  cases: [
    {
      when: 'Doanh nghiệp gửi phần mềm cài đặt',
      letter: firm({ attachments: [program('cai-dat.exe')] }),
      outcome: executable('cai-dat.exe'),
    },
    {
      when: 'Cán bộ gửi phần mềm kế toán cho xã',
      letter: official({ attachments: [program('ke-toan-xa.exe')] }),
      outcome: executable('ke-toan-xa.exe'),
    },
    {
      when: 'Chương trình đổi tên thành hoa-don.pdf: xét theo nội dung, không theo tên',
      letter: firm({ attachments: [program('hoa-don.pdf')] }),
      outcome: executable('hoa-don.pdf'),
    },
    {
      when: 'Tệp cong-van.pdf.exe, hai phần mở rộng',
      letter: firm({ attachments: [program('cong-van.pdf.exe')] }),
      outcome: executable('cong-van.pdf.exe'),
    },
    {
      when: 'Trình bảo vệ màn hình .scr',
      letter: firm({ attachments: [file('txt', 'x', { filename: 'anh-dep.scr' })] }),
      outcome: executable('anh-dep.scr'),
    },
    {
      when: 'Tệp lệnh .bat chỉ có chữ',
      letter: official({ attachments: [file('txt', '@echo off\r\ndel *.tmp', { filename: 'don-dep.bat' })] }),
      outcome: executable('don-dep.bat'),
    },
    {
      when: 'Tệp .js gửi như một văn bản',
      letter: firm({ attachments: [file('txt', 'WScript.Echo("x")', { filename: 'bao-gia.js' })] }),
      outcome: executable('bao-gia.js'),
    },
    {
      when: 'Tài liệu Word có macro: ghi nhận',
      letter: firm(),
      bytes: raw.enclosing(raw.file('phu-cap.docm', withMacros)).bytes,
      outcome: flagged('D1c-executable', 'macros', [
        'Tệp đính kèm "phu-cap.docm" có chứa macro',
        'mục 1.c',
        'Đề nghị gửi tài liệu ở dạng PDF, DOCX, XLSX hoặc ODF',
      ]),
    },
    {
      when: 'Tỉnh từ chối tài liệu có macro từ bên ngoài',
      letter: firm(),
      bytes: raw.enclosing(raw.file('phu-cap.docm', withMacros)).bytes,
      circumstances: { settings: settingsOf([{ reason: 'macros', action: 'block', direction: 'inbound' }]) },
      outcome: blocked('D1c-executable', 'macros', ['phu-cap.docm']),
    },
    {
      when: 'Cơ quan không được cho qua tệp chạy được: vẫn giữ lại',
      letter: official({ attachments: [program('ke-toan-xa.exe')] }),
      circumstances: { settings: settingsOf([{ reason: 'executable', action: 'allow', agency: 'sokhcn' }]) },
      outcome: held('D1c-executable', 'executable', ['ke-toan-xa.exe']),
    },
    {
      when: 'Tệp nén có mật khẩu từ doanh nghiệp: giữ lại',
      letter: firm({ attachments: [encrypted] }),
      outcome: locked('bang-luong.zip'),
    },
    {
      when: 'Tệp nén có mật khẩu của cán bộ: giữ lại',
      letter: official({ attachments: [encrypted] }),
      outcome: locked('bang-luong.zip'),
    },
    {
      when: 'Tỉnh chỉ ghi nhận tệp nén có mật khẩu gửi trong nội bộ',
      letter: official({ attachments: [encrypted] }),
      circumstances: {
        settings: settingsOf([{ reason: 'encrypted-archive', action: 'flag', direction: 'internal' }]),
      },
      outcome: flagged('D1c-archive', 'encrypted-archive', ['bang-luong.zip']),
    },
    {
      when: 'Tệp nén không mật khẩu',
      letter: official({ attachments: [file('zip', 'Biểu tổng hợp số liệu', { filename: 'bieu.zip' })] }),
      outcome: passes,
    },
    {
      when: 'Bản chụp PDF không có lớp văn bản: ghi nhận',
      letter: official({ attachments: [scan] }),
      outcome: unread('ban-chup.pdf'),
    },
    {
      when: 'Tỉnh giữ lại bản chụp từ bên ngoài',
      letter: firm({ attachments: [scan] }),
      circumstances: {
        settings: settingsOf([{ reason: 'unreadable-attachment', action: 'hold', direction: 'inbound' }]),
      },
      outcome: held('D1c-unreadable', 'unreadable-attachment', ['ban-chup.pdf']),
    },
    {
      when: 'Không đọc được không phải là tội: đặt mức từ chối cũng chỉ giữ lại',
      letter: firm({ attachments: [scan] }),
      circumstances: { settings: settingsOf([{ reason: 'unreadable-attachment', action: 'block' }]) },
      outcome: held('D1c-unreadable', 'unreadable-attachment', ['ban-chup.pdf']),
    },
    {
      when: 'Ảnh chụp lễ khai giảng',
      letter: official({ attachments: [file('png', '', { filename: 'khai-giang.png' })] }),
      outcome: passes,
    },
    {
      when: 'Công dân gửi bản chụp từ Gmail: cả hai điều được ghi nhận',
      letter: citizen({ attachments: [scan] }),
      outcome: flagged(
        ['D1b-free', 'D1c-unreadable'],
        'free-mail-sender',
        ['Không đọc được nội dung tệp đính kèm'],
        {
          also: ['unreadable-attachment'],
        },
      ),
    },
  ],
}
