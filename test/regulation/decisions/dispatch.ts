import { settingsOf } from '../province.ts'
import { type Clause, flagged, passes } from './case.ts'
import { congVan, office, official, signedPdf, without } from './forms.ts'

/** Vietnam is seven hours ahead of UTC all the year. */
function clock(day: string, time = '09:00'): number {
  return Date.parse(`${day}T${time}:00+07:00`)
}

const signedOn = (date: string, urgency?: string) =>
  congVan('sogddt', {
    number: '512',
    abstract: 'chuẩn bị kỳ thi tốt nghiệp',
    date,
    ...(urgency === undefined ? {} : { urgency }),
  })

const late = (signed: string, due: string) =>
  flagged('D5-dispatch', 'late-dispatch', [
    `Văn bản 512/SGDĐT-VP ký ngày ${signed} lẽ ra phải gửi chậm nhất ngày ${due}`,
    'mục 5; Nghị định 30/2020/NĐ-CP về công tác văn thư',
  ])

export const dispatch: Clause = {
  title:
    'D5-dispatch: Mục 5 — văn bản phát hành trong ngày ký, chậm nhất ngày làm việc tiếp theo; văn bản khẩn gửi ngay',
  cases: [
    {
      when: 'Ký và gửi trong ngày thứ Hai',
      letter: office('sogddt', signedOn('23/11/2026')),
      outcome: passes,
    },
    {
      when: 'Ký thứ Sáu, gửi thứ Hai: ngày làm việc tiếp theo',
      letter: office('sogddt', signedOn('20/11/2026')),
      outcome: passes,
    },
    {
      when: 'Ký thứ Năm, gửi thứ Hai tuần sau: chậm',
      letter: office('sogddt', signedOn('19/11/2026')),
      outcome: late('19/11/2026', '20/11/2026'),
    },
    {
      when: 'Ký thứ Bảy, gửi thứ Hai',
      letter: office('sogddt', signedOn('21/11/2026')),
      outcome: passes,
    },
    {
      when: 'Văn bản KHẨN ký thứ Sáu, gửi thứ Hai: chậm',
      letter: office('sogddt', signedOn('20/11/2026', 'KHẨN')),
      outcome: late('20/11/2026', '20/11/2026'),
    },
    {
      when: 'Văn bản THƯỢNG KHẨN ký thứ Sáu, gửi thứ Hai: chậm',
      letter: office('sogddt', signedOn('20/11/2026', 'THƯỢNG KHẨN')),
      outcome: late('20/11/2026', '20/11/2026'),
    },
    {
      when: 'Văn bản HỎA TỐC ký và gửi trong ngày',
      letter: office('sogddt', signedOn('23/11/2026', 'HỎA TỐC')),
      outcome: passes,
    },
    {
      when: 'Văn bản HỎA TỐC để sang hôm sau: chậm',
      letter: office('sogddt', signedOn('23/11/2026', 'HỎA TỐC')),
      circumstances: { at: clock('2026-11-24') },
      outcome: late('23/11/2026', '23/11/2026'),
    },
    {
      when: 'Ký trước Quốc khánh, gửi ngay sau ngày nghỉ',
      letter: office('sogddt', signedOn('01/09/2026')),
      circumstances: { at: clock('2026-09-03') },
      outcome: passes,
    },
    {
      when: 'Ký trước Quốc khánh, để quá một ngày làm việc: chậm',
      letter: office('sogddt', signedOn('01/09/2026')),
      circumstances: { at: clock('2026-09-04') },
      outcome: late('01/09/2026', '03/09/2026'),
    },
    {
      when: 'Ký ngày cuối năm, gửi ngày làm việc đầu năm mới',
      letter: office('sogddt', signedOn('31/12/2026')),
      circumstances: { at: clock('2027-01-04') },
      outcome: passes,
    },
    {
      when: 'Gửi lúc 23 giờ 50 ngày cuối hạn, giờ Việt Nam',
      letter: office('sogddt', signedOn('23/11/2026')),
      circumstances: { at: clock('2026-11-24', '23:50') },
      outcome: passes,
    },
    {
      when: 'Gửi lúc 0 giờ 10 ngày sau hạn, giờ Việt Nam (ở giờ quốc tế vẫn là ngày hạn): chậm',
      letter: office('sogddt', signedOn('23/11/2026')),
      circumstances: { at: clock('2026-11-25', '00:10') },
      outcome: late('23/11/2026', '24/11/2026'),
    },
    {
      when: 'Tỉnh nới hạn thành ba ngày làm việc',
      letter: office('sogddt', signedOn('19/11/2026')),
      circumstances: { settings: settingsOf([], { thresholds: [{ name: 'dispatchDays', value: 3 }] }) },
      outcome: passes,
    },
    {
      when: 'Tỉnh đặt hạn trong ngày',
      letter: office('sogddt', signedOn('20/11/2026')),
      circumstances: { settings: settingsOf([], { thresholds: [{ name: 'dispatchDays', value: 0 }] }) },
      outcome: late('20/11/2026', '20/11/2026'),
    },
    {
      when: 'Tỉnh không theo dõi hạn gửi',
      letter: office('sogddt', signedOn('19/11/2026')),
      circumstances: { settings: settingsOf([{ reason: 'late-dispatch', action: 'allow' }]) },
      outcome: {
        ...passes,
        reason: 'late-dispatch',
      },
    },
    {
      when: 'Cán bộ gửi lại văn bản cũ của Sở khác cho đồng nghiệp: không phải phát hành',
      letter: official({ attachments: [signedPdf(signedOn('02/03/2026'))] }),
      outcome: passes,
    },
    {
      when: 'Văn bản chưa ghi ngày thì không tính được hạn, chỉ sai thể thức',
      letter: office('sogddt', without(/, ngày /, signedOn('19/11/2026'))),
      outcome: flagged('D5-form', 'document-not-in-form', ['512/SGDĐT-VP']),
    },
  ],
}
