import { makeDocx, makeExe, makeZip } from '../../support/attachments.ts'
import { enclosing, file, fileAs, greeting, join, letter, multipart, type Octets } from '../raw.ts'
import { asProgram, asSecret, type Family } from './evasion.ts'

const program = makeExe()
const text = Buffer.from('x')

/** A harmless content under a name that some system runs. */
const named = (
  how: string,
  disposition: Octets,
  type: Octets = 'Content-Type: application/octet-stream',
) => ({
  how,
  letter: enclosing(fileAs([type, join('Content-Disposition: attachment; ', disposition)], text)),
  outcome: asProgram,
})

const stamped = (how: string, disposition: Octets) => ({
  how,
  letter: enclosing(
    fileAs(
      ['Content-Type: application/octet-stream', join('Content-Disposition: attachment; ', disposition)],
      makeDocx('Báo cáo'),
    ),
  ),
  outcome: asSecret,
})

const b = (name: string) => `=?utf-8?B?${Buffer.from(name).toString('base64')}?=`

export const fileNames: Family = {
  title: 'Tên tệp',
  evasions: [
    named('hai phần mở rộng', 'filename="cong-van.pdf.exe"'),
    named('phần mở rộng viết hoa', 'filename="CONG-VAN.EXE"'),
    named('dấu chấm cuối tên', 'filename="cong-van.exe."'),
    named('dấu cách cuối tên', 'filename="cong-van.exe  "'),
    named('trăm dấu cách trước phần mở rộng', `filename="cong-van.pdf${' '.repeat(100)}.exe"`),
    named('ghi đè hướng viết: exe.fdp hiện thành pdf.exe ngược', 'filename="cong-van\u202efdp.exe"'),
    named('ký tự không bề rộng trong phần mở rộng', 'filename="cong-van.e\u200bxe"'),
    named('dấu chấm toàn khổ', 'filename="cong-van\uff0eexe"'),
    named('chữ toàn khổ trong phần mở rộng', 'filename="cong-van.ｅｘｅ"'),
    named('dấu chấm một chấm dẫn', 'filename="cong-van\u2024exe"'),
    named('đường dẫn trước tên', 'filename="../../cong-van.scr"'),
    named('đường dẫn Windows trước tên', 'filename="C:\\\\tam\\\\cong-van.bat"'),
    named('luồng dữ liệu NTFS', 'filename="cong-van.exe::$DATA"'),
    named('mã lớp Windows', 'filename="cong-van.txt.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}"'),
    named('NUL trong tên', "filename*=utf-8''cong-van.exe%00.pdf"),
    named('mã phần trăm RFC 2231', "filename*=utf-8''cong-van%2Eexe"),
    named('mã phần trăm không có bảng mã', "filename*=''cong-van%2Eexe"),
    named('nối đoạn RFC 2231', 'filename*0="cong-van.e"; filename*1="xe"'),
    named('nối đoạn RFC 2231 sai thứ tự', 'filename*1="xe"; filename*0="cong-van.e"'),
    named('nối đoạn nửa mã hóa nửa không', "filename*0*=utf-8''cong-van%2E; filename*1=exe"),
    named('đổi bảng mã giữa các đoạn', "filename*0*=windows-1258''cong-van; filename*1*=%2Eexe"),
    named('hai tham số filename, tên hiền trước', 'filename="cong-van.pdf"; filename="cong-van.exe"'),
    named('hai tham số filename, tên hiền sau', 'filename="cong-van.exe"; filename="cong-van.pdf"'),
    named('filename hiền, filename* không hiền', `filename="cong-van.pdf"; filename*=utf-8''cong-van.exe`),
    named('filename* hiền, filename không hiền', `filename*=utf-8''cong-van.pdf; filename="cong-van.exe"`),
    named(
      'filename hiền, name không hiền',
      'filename="cong-van.pdf"',
      'Content-Type: application/octet-stream; name="cong-van.exe"',
    ),
    named(
      'filename*0 không hiền, filename hiền',
      'filename="cong-van.pdf"; filename*0="cong-van."; filename*1="exe"',
    ),
    named('từ mã hóa RFC 2047 trong tham số', `filename="${b('cong-van.exe')}"`),
    named('từ mã hóa RFC 2047 không ngoặc kép', `filename=${b('cong-van.exe')}`),
    named('từ mã hóa cắt giữa phần mở rộng', `filename="${b('cong-van.e')} ${b('xe')}"`),
    named('tên không ngoặc kép', 'filename=cong-van.exe'),
    named('tên không ngoặc kép có dấu cách', 'filename=cong van moi.exe'),
    named('dấu gạch ngược thoát từng chữ', 'filename="cong-van.\\e\\x\\e"'),
    named('chú thích giữa tham số', 'filename(ten)="cong-van.exe"'),
    named('tên trường tham số viết hoa', 'FILENAME="cong-van.exe"'),
    named('chỉ có name, không có Content-Disposition', '', 'Content-Type: text/plain; name="cong-van.vbs"'),
    named('gấp dòng giữa tên', 'filename="cong-\r\n van.exe"'),
    named('UTF-8 thô trong tên', 'filename="công văn.exe"'),
    named('tệp lối tắt', 'filename="cong-van.lnk"'),
    named('tệp ứng dụng HTML', 'filename="cong-van.hta"'),
    named('trình bảo vệ màn hình', 'filename="cong-van.scr"'),
    named('tệp cài đặt', 'filename="cong-van.msi"'),
    named('PowerShell', 'filename="cong-van.ps1"'),
    {
      how: 'tên chạy được trong tệp nén, đường dẫn dài',
      letter: enclosing(
        file('ho-so.zip', makeZip([{ name: 'tai-lieu/2026/11/cong-van.pdf.exe', bytes: text }])),
      ),
      outcome: asProgram,
    },
    {
      how: 'phần không khai báo là đính kèm nhưng có tên chạy được',
      letter: letter(
        multipart('mixed', [
          greeting,
          fileAs(['Content-Type: text/plain; name="doc-them.cmd"', 'Content-Disposition: inline'], text),
        ]),
      ),
      outcome: asProgram,
    },
    {
      how: 'chương trình thật không có tên',
      letter: enclosing(fileAs(['Content-Type: application/octet-stream'], program)),
      outcome: asProgram,
    },
    stamped('dấu MẬT trong tên tệp', 'filename="[MẬT] bao cao.docx"'),
    stamped('dấu MẬT trong tên tệp RFC 2231', "filename*=utf-8''%5BM%E1%BA%ACT%5D%20bao%20cao.docx"),
    stamped(
      'dấu MẬT trong tên tệp, cắt đoạn giữa chữ',
      "filename*0*=utf-8''%5BM%E1; filename*1*=%BA%ACT%5D%20bao%20cao.docx",
    ),
    stamped('dấu MẬT trong tên tệp TCVN3', "filename*=x-viet-tcvn''%5BT%E8I%20M%CBT%5D%20bao.docx"),
    stamped('dấu MẬT trong tên tệp mã hóa RFC 2047', `filename="${b('TỐI MẬT - bao cao.docx')}"`),
    stamped('dấu MẬT trong tên tệp, tách dấu', `filename="${'[MẬT]'.normalize('NFD')} bao cao.docx"`),
    {
      how: 'dấu MẬT trong tên mục của tệp nén',
      letter: enclosing(file('ho-so.zip', makeZip([{ name: '[MẬT] bao cao.txt', bytes: text }]))),
      outcome: asSecret,
    },
    {
      how: 'dấu MẬT trong tên thư mục của tệp nén',
      letter: enclosing(file('ho-so.zip', makeZip([{ name: 'TỐI MẬT/bao cao.txt', bytes: text }]))),
      outcome: asSecret,
    },
  ],
}
