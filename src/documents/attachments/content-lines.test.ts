import { expect, test } from 'vitest'
import { textOfContentLines } from './content-lines.ts'

test.each([
  ['SUMMARY:[MẬT] Họp\r\nEND:VEVENT', 'Subject: [MẬT] Họp\nVEVENT'],
  ['SUM\r\n MARY;LANGUAGE=vi:Họ\r\n\tp', 'Subject: Họp'],
  ['DESCRIPTION;ALTREP="cid:a;b":mot\\nhai\\, ba\\;\\\\', 'mot\nhai, ba;\\'],
  ['X-ALT-DESC;FMTTYPE=text/html:<p>TUYỆT</p><p>MẬT</p>', 'TUYỆT\nMẬT'],
  ['item1.NOTE;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:M=E1=BA=ACT', 'MẬT'],
  ['FN:MẬT', 'Subject: MẬT'],
  ['Số: 15/CT-TTg', 'Số: 15/CT-TTg'],
])('%j', (lines, text) => {
  expect(textOfContentLines(lines)).toBe(text)
})
