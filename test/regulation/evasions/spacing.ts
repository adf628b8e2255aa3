import { makeDocx, makeOdt, makePdf, makeXlsx, makeZip, wordPart } from '../../support/attachments.ts'
import { enclosing, file, html, letter } from '../raw.ts'
import { asSecret, type Family, inBody, inSubject } from './evasion.ts'

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** A DOCX whose body is this XML. */
function wordBody(xml: string): Buffer {
  const bytes = Buffer.from(
    `<?xml version="1.0"?><w:document ${namespace}><w:body>${xml}</w:body></w:document>`,
  )
  return makeDocx('', { parts: [{ name: 'word/document.xml', bytes }] })
}

const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`
const paragraph = (...runs: readonly string[]) => `<w:p>${runs.join('')}</w:p>`
const cell = (text: string) => `<w:tc>${paragraph(run(text))}</w:tc>`

const inDocx = (how: string, xml: string) => ({
  how,
  letter: enclosing(file('bao-cao.docx', wordBody(xml + paragraph(run('Báo cáo tình hình'))))),
  outcome: asSecret,
})

const inHtml = (how: string, markup: string) => ({
  how,
  letter: letter(html(`<html><body>${markup}<p>Báo cáo tình hình tháng 11.</p></body></html>`)),
  outcome: asSecret,
})

const written = (how: string, stamp: string) => ({ how, letter: inBody(stamp), outcome: asSecret })

export const spacing: Family = {
  title: 'Giãn chữ, tách chữ',
  evasions: [
    written('cách từng chữ', 'M Ậ T'),
    written('cách từng chữ, hai từ', 'T Ố I   M Ậ T'),
    written('cách rộng bằng nhiều dấu cách', 'T  U  Y  Ệ  T    M  Ậ  T'),
    written('dấu cách không ngắt', 'M\u00a0Ậ\u00a0T'),
    written('dấu cách hẹp và dấu cách toàn khổ', 'M\u2009Ậ\u3000T'),
    written('ô chữ nổi trống', 'M\u2800Ậ\u2800T'),
    written('dấu tab giữa chữ', 'M\tẬ\tT'),
    written('dấu chấm giữa chữ', 'M.Ậ.T'),
    written('dấu gạch giữa chữ', 'M-Ậ-T'),
    written('dấu gạch dưới giữa từ', 'TUYỆT_MẬT'),
    written('dấu chấm giữa dòng', 'T·Ố·I·M·Ậ·T'),
    written('dấu gạch chéo', 'M/Ậ/T'),
    written('dấu sao hai bên và giữa', '*M*Ậ*T*'),
    written('mỗi chữ một dòng', 'M\r\nẬ\r\nT'),
    written('mỗi từ một dòng', 'TUYỆT\r\nMẬT'),
    written('ngắt giữa âm tiết', 'TUYỆT M\r\nẬT'),
    written('dấu ngắt dòng Unicode', 'TỐI\u2028MẬT'),
    written('khung vẽ bằng ký tự', '┌─────┐\r\n│ MẬT │\r\n└─────┘'),
    written('lùi phải hai nghìn dấu cách', `${' '.repeat(2000)}MẬT`),
    written('sau dấu trích của thư trả lời', '> > MẬT'),
    written('sau sáu mươi dòng chữ', `${'Kính gửi đồng chí.\r\n'.repeat(60)}TUYỆT MẬT\r\nPhương án`),
    written('sau năm trăm dòng trống', `Kính gửi.${'\r\n'.repeat(500)}TUYỆT MẬT`),
    {
      how: 'cách từng chữ trong tiêu đề',
      letter: inSubject('M Ậ T'),
      outcome: asSecret,
    },
    { how: 'dấu chấm giữa chữ trong tiêu đề', letter: inSubject('M.Ậ.T'), outcome: asSecret },
    inDocx('hai đoạn chạy trong một đoạn văn DOCX', paragraph(run('M'), run('ẬT'))),
    inDocx(
      'mỗi chữ một đoạn chạy',
      paragraph(run('T'), run('Ố'), run('I'), run(' '), run('M'), run('Ậ'), run('T')),
    ),
    inDocx('dấu của chữ ở đoạn chạy khác', paragraph(run('MA'), run('\u0323'), run('\u0302'), run('T'))),
    inDocx('mỗi chữ một ô của bảng DOCX', `<w:tbl><w:tr>${cell('M')}${cell('Ậ')}${cell('T')}</w:tr></w:tbl>`),
    inDocx('mỗi từ một ô của bảng DOCX', `<w:tbl><w:tr>${cell('TỐI')}${cell('MẬT')}</w:tr></w:tbl>`),
    inDocx(
      'chữ thường hiện thành chữ hoa',
      paragraph('<w:r><w:rPr><w:caps/></w:rPr><w:t>tối mật</w:t></w:r>'),
    ),
    inDocx('ngắt dòng mềm giữa hai từ', paragraph('<w:r><w:t>TUYỆT</w:t><w:br/><w:t>MẬT</w:t></w:r>')),
    inDocx(
      'đánh dấu đã xóa trong theo dõi thay đổi',
      paragraph('<w:del><w:r><w:delText>MẬT</w:delText></w:r></w:del>'),
    ),
    inDocx('chữ trắng ẩn', paragraph('<w:r><w:rPr><w:vanish/></w:rPr><w:t>MẬT</w:t></w:r>')),
    inDocx(
      'trong ô chữ nổi (text box)',
      paragraph(
        `<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>${paragraph(run('TỐI MẬT'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>`,
      ),
    ),
    {
      how: 'dấu ở đầu trang (header) của DOCX',
      letter: enclosing(
        file(
          'bao-cao.docx',
          makeDocx('Báo cáo tình hình', {
            parts: [{ name: 'word/header1.xml', bytes: wordPart('hdr', 'MẬT') }],
          }),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'dấu ở chân trang (footer) của DOCX',
      letter: enclosing(
        file(
          'bao-cao.docx',
          makeDocx('Báo cáo tình hình', {
            parts: [{ name: 'word/footer1.xml', bytes: wordPart('ftr', 'MẬT') }],
          }),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'dấu trong chú thích (comment) của DOCX',
      letter: enclosing(
        file(
          'bao-cao.docx',
          makeDocx('Báo cáo tình hình', {
            parts: [{ name: 'word/comments.xml', bytes: wordPart('comments', 'TUYỆT MẬT') }],
          }),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'mỗi chữ một ô của XLSX',
      letter: enclosing(file('bieu.xlsx', makeXlsx('M\tẬ\tT\nSTT\tĐơn vị'))),
      outcome: asSecret,
    },
    {
      how: 'trang tính ẩn của XLSX',
      letter: enclosing(
        file(
          'bieu.xlsx',
          makeXlsx('STT\tĐơn vị', {
            parts: [
              {
                name: 'xl/workbook.xml',
                bytes: Buffer.from(
                  '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="Trang 1" sheetId="1"/><sheet name="Trang 2" sheetId="2" state="veryHidden"/></sheets></workbook>',
                ),
              },
              {
                name: 'xl/worksheets/sheet2.xml',
                bytes: Buffer.from(
                  '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>TỐI</t></r><r><t xml:space="preserve"> MẬT</t></r></is></c></row></sheetData></worksheet>',
                ),
              },
            ],
          }),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'đoạn chạy tách chữ trong ODT',
      letter: enclosing(
        file(
          'bao-cao.odt',
          makeOdt('', {
            parts: [
              {
                name: 'content.xml',
                bytes: Buffer.from(
                  '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p><text:span>M</text:span><text:span>Ậ</text:span>T</text:p></office:text></office:body></office:document-content>',
                ),
              },
            ],
          }),
        ),
      ),
      outcome: asSecret,
    },
    {
      how: 'cách từng chữ trong PDF',
      letter: makePdf('T Ố I   M Ậ T\nBáo cáo').then(pdf => enclosing(file('bao-cao.pdf', pdf))),
      outcome: asSecret,
    },
    {
      how: 'dấu ở trang thứ ba của PDF',
      letter: makePdf('Báo cáo\fPhụ lục 1\fTUYỆT MẬT\nPhụ lục 2').then(pdf =>
        enclosing(file('bao-cao.pdf', pdf)),
      ),
      outcome: asSecret,
    },
    {
      how: 'tệp DOCX nằm trong ZIP',
      letter: enclosing(
        file(
          'ho-so.zip',
          makeZip([{ name: 'bao-cao.docx', bytes: wordBody(paragraph(run('M'), run('ẬT'))) }]),
        ),
      ),
      outcome: asSecret,
    },
    inHtml('thẻ giữa các chữ', '<p>M<b></b>Ậ<i>T</i></p>'),
    inHtml('mỗi chữ một thẻ span', '<p><span>M</span><span>Ậ</span><span>T</span></p>'),
    inHtml('chú thích HTML giữa từ', '<p>M<!-- x -->Ậ<!-- > -->T</p>'),
    inHtml('mã thập phân', '<p>M&#7852;T</p>'),
    inHtml('mã thập lục phân', '<p>&#x4D;&#x1EAC;&#x54;</p>'),
    inHtml('mã không có dấu chấm phẩy', '<p>&#77&#7852&#84</p>'),
    inHtml('mã dấu rời', '<p>M&Acirc;&#803;T</p>'),
    inHtml('thẻ gạch nối mềm và wbr', '<p>M&shy;Ậ<wbr>T</p>'),
    inHtml('ký tự không bề rộng dạng mã', '<p>M&#8203;Ậ&zwnj;T</p>'),
    inHtml('phần tử ẩn display:none', '<div style="display:none">MẬT</div>'),
    inHtml('chữ trắng trên nền trắng', '<p style="color:#fff">TỐI MẬT</p>'),
    inHtml('mỗi chữ một ô của bảng HTML', '<table><tr><td>M</td><td>Ậ</td><td>T</td></tr></table>'),
    inHtml('trong tiêu đề của trang', '<title>MẬT</title>'),
    inHtml('trong noscript', '<noscript>MẬT</noscript>'),
    inHtml('thẻ không đóng', '<p>TUYỆT <b MẬT</p><p>TUYỆT MẬT'),
  ],
}
