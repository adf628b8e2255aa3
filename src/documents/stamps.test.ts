import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { threadMs } from '../../test/support/processor-time.ts'
import type { Place } from './facts.ts'
import { findStamps } from './stamps.ts'

/** Work that grows with the square of a megabyte takes minutes; how fast the rest is shows in the bench. */
const quadraticMs = 4000

const head =
  'ỦY BAN NHÂN DÂN TỈNH CAO BẰNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n'

/** Of three runs: the first ones compile, and others use the machine, too. */
function quickestMs(run: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const began = threadMs()
    run()
    return threadMs() - began
  })
  return Math.min(...times)
}

/** `toi-mat@3 spaced` */
function seen(text: string, place: Place = 'attachment 1'): readonly string[] {
  return findStamps({ place, text }).map(
    stamp => `${stamp.level}@${stamp.line}${stamp.disguises.map(disguise => ` ${disguise}`).join('')}`,
  )
}

describe('stamps as they are made', () => {
  it.each([
    ['a line of its own', 'MẬT', 'mat@1'],
    ['under the head', `${head}MẬT\nSố: 15/BC-UBND`, 'mat@4'],
    ['before the head', `TỐI MẬT\n${head}`, 'toi-mat@1'],
    ['highest level', `\n\n  TUYỆT MẬT  \n${head}`, 'tuyet-mat@3'],
    ['in a frame', '| MẬT |', 'mat@1'],
    ['in a drawn frame', '┌──────┐\n│ MẬT  │\n└──────┘', 'mat@2'],
    ['with stars', '*MẬT*', 'mat@1'],
    ['between dashes', '--- TỐI MẬT ---', 'toi-mat@1'],
    ['in brackets', '(MẬT)', 'mat@1'],
    ['with a colour of its own', '🔴 TUYỆT MẬT 🔴', 'tuyet-mat@1'],
    ['quoted in a reply', '> > MẬT', 'mat@1'],
    ['in the next column', 'UBND TỈNH CAO BẰNG\tMẬT\nSố: 01/BC', 'mat@1'],
    ['merged with the national name', 'MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'mat@1'],
    ['merged with the motto', 'TỐI MẬT Độc lập - Tự do - Hạnh phúc', 'toi-mat@1'],
    ['merged with the number', 'Số: 15/BC-UBND MẬT', 'mat@1'],
    ['merged with place and date', 'MẬT Cao Bằng, ngày 23 tháng 11 năm 2026', 'mat@1'],
    ['merged with the agency', 'UBND TỈNH CAO BẰNG MẬT', 'mat@1'],
    ['merged with both columns', 'SỞ NỘI VỤ TUYỆT MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'tuyet-mat@1'],
    ['with urgency', 'MẬT - HỎA TỐC', 'mat@1'],
    ['after urgency', 'KHẨN, TỐI MẬT', 'toi-mat@1'],
    ['with the number of its copy', 'TỐI MẬT (Bản số: 03)', 'toi-mat@1'],
    ['a watermark', 'TUYỆT MẬT TUYỆT MẬT TUYỆT MẬT', 'tuyet-mat@1 spaced'],
    ['with the number of the page', 'TỐI MẬT - Trang 2/5', 'toi-mat@1'],
    ['with the number of the page alone', 'MẬT - 2 -', 'mat@1'],
    ['under the kind', 'CÔNG VĂN\nMẬT\nSố: 01/BC-CAT', 'mat@2'],
    ['named a paper', 'TÀI LIỆU MẬT', 'mat@1'],
    ['bracket at the start of a line', '[MẬT] Báo cáo tình hình biên giới', 'mat@1'],
    ['bracket at the end of a title', 'BÁO CÁO TÌNH HÌNH (TỐI MẬT)', 'toi-mat@1'],
    ['field', 'Độ mật: Tối mật', 'toi-mat@1'],
    ['field in small letters', 'độ mật: mật', 'mat@1'],
    ['field with a longer name', 'Mức độ mật: MẬT', 'mat@1'],
    ['field before another', 'Độ mật: Mật - Độ khẩn: Hỏa tốc', 'mat@1'],
    ['field of a table', 'Độ mật\tTuyệt mật\nĐộ khẩn\tThường', 'tuyet-mat@1'],
    ['classification', 'Phân loại: TỐI MẬT', 'toi-mat@1'],
    ['degree', 'Mức độ: Mật', 'mat@1'],
    ['before a person', 'MẬT\nÔng Nguyễn Văn A, Trưởng phòng', 'mat@1'],
    ['before a design', 'MẬT\nThiết kế kỹ thuật', 'mat@1'],
    ['field over lines', 'Độ mật:\nTối mật', 'toi-mat@1'],
    ['field with a full stop', 'Cấp độ mật: Mật.', 'mat@1'],
    ['before the kind', 'MẬT\nBÁO CÁO\nTình hình', 'mat@1'],
    ['before the degree of urgency', 'MẬT\nĐỘ KHẨN: HỎA TỐC', 'mat@1'],
    ['a subject again in a forwarded letter', 'Chào anh\nChủ đề: [MẬT] Báo cáo tháng 11', 'mat@2'],
  ])('%s', (_, text, expected) => {
    expect(seen(text)).toEqual([expected])
  })

  it('on each page', () => {
    expect(seen(`MẬT\n${'nội dung\n'.repeat(60)}\fMẬT\n2\nnội dung`)).toEqual(['mat@1', 'mat@62'])
  })

  it('deep in a text, where a document is pasted', () => {
    const letter = 'Kính gửi anh, em gửi văn bản dưới đây.\n'.repeat(80)
    expect(seen(`${letter}TỐI MẬT\n${head}`)).toEqual(['toi-mat@81'])
    expect(seen(`${letter}Độ mật: Mật\n`)).toEqual(['mat@81'])
  })

  it('keeps nothing of the text', () => {
    expect(findStamps({ place: 'attachment 2/1', text: 'MẬT\nSố: 01/BC-CAT' })).toEqual([
      { place: 'attachment 2/1', level: 'mat', line: 1, disguises: [] },
    ])
  })
})

describe('stamps of a subject', () => {
  it.each([
    ['[MẬT] Báo cáo tình hình', 'mat@1'],
    ['(TỐI MẬT) Phương án 01', 'toi-mat@1'],
    ['TUYỆT MẬT - v/v phương án bảo vệ', 'tuyet-mat@1'],
    ['MẬT: Báo cáo quý III', 'mat@1'],
    ['Fwd: Re: [MẬT] Báo cáo', 'mat@1'],
    ['Báo cáo tình hình biên giới (MẬT)', 'mat@1'],
    ['Báo cáo tháng 11 - TỐI MẬT', 'toi-mat@1'],
    ['【MẬT】 Kế hoạch', 'mat@1'],
    ['MẬT', 'mat@1'],
    ['*MẬT* Kế hoạch', 'mat@1'],
    ['Kế hoạch diễn tập. Độ mật: Tối mật', 'toi-mat@1'],
    ['MẬT, KHẨN: Báo cáo', 'mat@1'],
    ['MẬT Báo cáo tháng 11', 'mat@1'],
    ['Fwd: [Mật] Báo cáo', 'mat@1'],
    ['(tối mật) Phương án', 'toi-mat@1'],
    ['HỎA TỐC - MẬT - Điện của Bộ', 'mat@1'],
    ['[M.Ậ.T] Báo cáo', 'mat@1 punctuated'],
    ['[M Ậ T] Báo cáo', 'mat@1 spaced'],
    ['[M-Ậ-T] Báo cáo', 'mat@1 spaced'],
    ['[TOI MAT] Bao cao', 'toi-mat@1 without-marks'],
  ])('%s', (subject, expected) => {
    expect(seen(subject, 'subject')).toEqual([expected])
  })
})

describe('stamps in disguise', () => {
  it.each([
    ['decomposed', 'MẬT'.normalize('NFD'), 'mat@1 decomposed'],
    ['decomposed, marks in the other order', 'MA\u0302\u0323T', 'mat@1 decomposed'],
    ['half decomposed', 'T\u00d4\u0301I M\u1ea0\u0302T', 'toi-mat@1 decomposed'],
    ['zero-width space inside', 'M\u200bẬ\u200bT', 'mat@1 zero-width'],
    ['zero-width joiner, byte-order mark', 'TỐI\u200d M\ufeffẬT', 'toi-mat@1 zero-width'],
    ['soft hyphen', 'M\u00adẬT', 'mat@1 zero-width'],
    ['combining grapheme joiner', 'M\u034fẬT', 'mat@1 zero-width'],
    ['direction marks', '\u202dMẬT\u202c', 'mat@1 zero-width'],
    ['tag characters', 'M\u{e0041}ẬT', 'mat@1 zero-width'],
    ['control character', 'M\u0001ẬT', 'mat@1 zero-width'],
    ['Cyrillic', '\u041cẬ\u0422', 'mat@1 look-alike'],
    ['Cyrillic with marks', '\u041c\u0410\u0302\u0323\u0422', 'mat@1 decomposed look-alike'],
    ['Greek', '\u039cẬ\u03a4', 'mat@1 look-alike'],
    ['Cherokee', '\u13b7Ậ\u13a2', 'mat@1 look-alike'],
    ['Latin small capitals', '\u1d0d\u1d00\u0302\u0323\u1d1b', 'mat@1 decomposed look-alike'],
    ['caron for circumflex', 'M\u01cd\u0323T', 'mat@1 decomposed look-alike'],
    ['ogonek for the dot', 'M\u0104\u0302T', 'mat@1 look-alike'],
    ['struck through', 'M\u0336Ậ\u0336T\u0336', 'mat@1 look-alike'],
    ['letters on dark squares', '🅼🅰\u0302\u0323🆃', 'mat@1 decomposed look-alike'],
    ['mathematical bold', '𝐌𝐀\u0302\u0323𝐓', 'mat@1 decomposed full-width'],
    ['mathematical monospace around', '𝙼Ậ𝚃', 'mat@1 full-width'],
    ['full-width', 'ＭẬＴ', 'mat@1 full-width'],
    ['circled', 'ⓂẬⓉ', 'mat@1 full-width'],
    ['letter-spaced', 'M Ậ T', 'mat@1 spaced'],
    ['letter-spaced in two words', 'T Ố I   M Ậ T', 'toi-mat@1 spaced'],
    ['letter-spaced widely', 'T  U  Y  Ệ  T    M  Ậ  T', 'tuyet-mat@1 spaced'],
    ['no-break spaces', 'M\u00a0\u00a0Ậ\u00a0\u00a0T', 'mat@1 spaced'],
    ['ideographic and thin spaces', 'M\u3000Ậ\u2009T', 'mat@1 spaced'],
    ['Braille blank', 'M\u2800Ậ\u2800T', 'mat@1 spaced'],
    ['broken inside', 'M ẬT', 'mat@1 spaced'],
    ['tabs between', 'M\tẬ\tT', 'mat@1 spaced'],
    ['dotted', 'M.Ậ.T', 'mat@1 punctuated'],
    ['middle dots', 'T·Ố·I·M·Ậ·T', 'toi-mat@1 punctuated'],
    ['underscores', 'TUYỆT_MẬT', 'tuyet-mat@1 punctuated'],
    ['strokes', 'M/Ậ/T', 'mat@1 punctuated'],
    ['one letter a line', 'M\nẬ\nT', 'mat@1 split-lines'],
    ['one letter a line, two words', 'T\nỐ\nI\n\nM\nẬ\nT', 'toi-mat@1 split-lines'],
    ['two lines', 'TUYỆT\nMẬT', 'tuyet-mat@1 split-lines'],
    ['two lines in the syllable', 'TUYỆT M\nẬT', 'tuyet-mat@1 split-lines'],
    ['line separators', 'TỐI\u2028MẬT', 'toi-mat@1 split-lines'],
    ['without marks', 'TOI MAT', 'toi-mat@1 without-marks'],
    ['without marks, highest', 'TUYET MAT', 'tuyet-mat@1 without-marks'],
    ['with some marks', 'TỐI MAT', 'toi-mat@1 without-marks'],
    ['with the circumflex alone', 'MÂT', 'mat@1 without-marks'],
    ['without marks under a head', `MAT\nCONG HOA XA HOI CHU NGHIA VIET NAM`, 'mat@1 without-marks'],
    ['mixed case', 'MậT', 'mat@1'],
    ['far to the right', `${' '.repeat(2000)}MẬT`, 'mat@1'],
    ['far apart', `M${'\u200b'.repeat(1500)}ẬT`, 'mat@1 zero-width'],
    [
      'every way at once',
      '\u041c\u200b . \u1ea0\u0302 . Ｔ',
      'mat@1 zero-width decomposed look-alike full-width spaced punctuated',
    ],
  ])('%s', (_, text, expected) => {
    const [stamp, ...more] = seen(text)
    expect(more).toEqual([])
    const [found, ...disguises] = stamp?.split(' ') ?? []
    const [level, ...named] = expected.split(' ')
    expect(found).toBe(level)
    for (const disguise of named) expect(disguises).toContain(disguise)
    if (named.length === 0) expect(disguises).toEqual([])
  })
})

describe('text in a font from before Unicode', () => {
  const tcvn = (text: string) => iconv.encode(text, 'tcvn').toString('latin1')
  const around = tcvn('\nđộc lập - tự do - hạnh phúc\nsố: 15/bc-cat\nkính gửi: thường trực tỉnh ủy')

  it.each([
    ['mật', 'mat@1'],
    ['tối mật', 'toi-mat@1'],
    ['tuyệt mật', 'tuyet-mat@1'],
  ])('%s', (stamp, expected) => {
    expect(seen(tcvn(stamp) + around)).toEqual([expected])
  })

  it('mật khẩu is no stamp there', () => {
    expect(seen(tcvn('mật khẩu') + around)).toEqual([])
  })
})

describe('no stamps', () => {
  it.each([
    'mật khẩu của anh là 123456',
    'MẬT KHẨU',
    'MẬT KHẨU WI-FI',
    'MẬT KHẨU: 123',
    'Mật khẩu Wi-Fi hội trường: caobang2026',
    'M Ậ T   K H Ẩ U',
    'MẬT\nKHẨU',
    'MẬT\tKHẨU',
    'Tên đăng nhập\tMẬT KHẨU\nannv\t123456',
    'BÍ MẬT KINH DOANH',
    'BÍ\nMẬT\nKINH DOANH',
    'bí mật',
    'BÍ MẬT',
    'LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC',
    'Luật Bảo vệ bí mật nhà nước',
    'TẬP HUẤN CÔNG TÁC BẢO VỆ BÍ\nMẬT NHÀ NƯỚC',
    'TẬP HUẤN CÔNG TÁC BẢO VỆ BÍ\nMẬT\nNHÀ NƯỚC NĂM 2026',
    'BẢO MẬT THÔNG TIN',
    'BẢO MẬT',
    'AN TOÀN, BẢO\nMẬT',
    'SỞ KHOA HỌC VÀ CÔNG NGHỆ: TẬP HUẤN BẢO MẬT',
    'MẬT ONG',
    'MẬT ONG BẠC HÀ',
    'MẬT\nONG BẠC HÀ CAO BẰNG',
    'MẬT MÍA',
    'MẬT ĐỘ DÂN SỐ',
    'MẬT ĐỘ',
    'MẬT\nĐỘ',
    'MẬT\tĐỘ DÂN SỐ\t(người/km²)',
    'MẬT MÃ',
    'MẬT THƯ',
    'mật thiết',
    'THÂN MẬT',
    'Thích Mật Thể',
    'cơ mật',
    'CƠ MẬT',
    'Mật',
    'mật',
    'Tối mật',
    'Độ mật: Không',
    'Độ mật: không mật',
    'Độ mật: Thường',
    'Độ mật: mật, tối mật hoặc tuyệt mật',
    'Độ mật: MẬT/TỐI MẬT/TUYỆT MẬT',
    'Độ mật:\nĐộ khẩn: Khẩn',
    'Độ mật khẩu: mạnh',
    'Tôi vừa xem phim Tối mật tối qua',
    'Các mức độ mật: MẬT, TỐI MẬT, TUYỆT MẬT',
    'Có ba mức: MẬT, TỐI MẬT, TUYỆT MẬT, đóng dấu ở góc trái',
    'Dấu MẬT đóng ở góc trái trang đầu',
    'Dấu (MẬT) đóng ở góc trái trang đầu',
    '1. TUYỆT MẬT: tin đặc biệt quan trọng\n2. TỐI MẬT: tin rất quan trọng\n3. MẬT: tin quan trọng',
    'MẬT\nTỐI MẬT\nTUYỆT MẬT',
    'STT\tMẬT\tTỐI MẬT\tTUYỆT MẬT\n1\t2\t0\t0',
    '☐ MẬT\n☐ TỐI MẬT\n☐ TUYỆT MẬT',
    'L\nM\nẬ\nT\nV',
    'A\tM\tẬ\tT\nB\tN\tO\tP',
    'M\tẬ\tT\tV\nÔ\tN\tG\tÀ',
    'MẤT',
    'MẶT\nTRẬN',
    'MÁT',
    'MẮT',
    'TÔI MẤT',
    'TÔI MẮC',
    'MAT',
    'MATXCƠVA',
    'TOMAT',
    'MẬT 1',
    '1. MẬT',
    'MẬT?',
    'MẬT:',
    'XEM MẬT',
    'HỌ ĐỆM\tTÊN\nLÊ THỊ\tMẬT',
    'NGUYỄN VĂN\tMẬT',
    'MẬT HOA DỪA',
    'KHOA GAN\nMẬT',
    'BỆNH VIỆN ĐA KHOA TỈNH, KHOA GAN MẬT',
    'HỘI NUÔI ONG LẤY MẬT',
    'Mức độ\tMật\tTối mật\tTuyệt mật\n2026\t1\t0\t0',
    'Phân loại: Mật ong',
    'Mức độ: mật độ cao',
    'Độ bảo mật: cao',
    'DANH MỤC HÀNG\nMẬT KHỈ',
    'TRẠI MẬT',
    'КОМАТ',
    '',
  ])('%j', text => {
    expect(seen(text)).toEqual([])
    expect(seen(text.normalize('NFD'))).toEqual([])
  })

  it.each([
    'Mật khẩu Wi-Fi',
    '[Mật khẩu] Wi-Fi',
    '[Bảo mật] Cập nhật phần mềm',
    'MẬT Khẩu',
    'MẬT KHẨU: 123',
    'WI-FI - MẬT KHẨU',
    'MẬT ONG BẠC HÀ - giá 300.000',
    'BÁO CÁO - MẬT ĐỘ DÂN SỐ',
    'BẢO MẬT - thông báo',
    'Tập huấn: phân loại MẬT, TỐI MẬT, TUYỆT MẬT',
    'Phân loại (MẬT/TỐI MẬT/TUYỆT MẬT)',
    'Mời xem phim "TỐI MẬT"',
    'Tập huấn quản lý văn bản MẬT trong cơ quan',
    'Thân mật kính mời',
    'bí mật (mật)',
    'Re: Mật khẩu',
    'THÔNG BÁO: MẤT ĐIỆN',
  ])('subject %j', subject => {
    expect(seen(subject, 'subject')).toEqual([])
  })

  it('of a level named deep in a text, away from any head', () => {
    expect(seen(`${'Nội dung tập huấn.\n'.repeat(50)}MẬT\n`)).toEqual([])
  })
})

describe('whatever is written around', () => {
  const ornament = fc.constantFrom('', ' ', '*', '-', '|', '★', '\u200b', '"', '(', ')', '~', '\u00a0', '\t')
  const between = fc.constantFrom('', ' ', '.', '\u200b', '\u00ad', '·', '-', '\u00a0', '\n')

  it('the letters are found', () => {
    const levels = fc.constantFrom('MẬT', 'TỐIMẬT', 'TUYỆTMẬT')
    const form = fc.constantFrom('NFC', 'NFD')
    fc.assert(
      fc.property(levels, form, between, ornament, ornament, (level, normal, gap, before, after) => {
        const text = [...level].join(gap).normalize(normal)
        expect(seen(`${before}${text}${after}`)).toHaveLength(1)
      }),
    )
  })

  it('a word of other letters is never one', () => {
    const word = fc.stringMatching(/^[A-ZĐÊÔƯ]{1,10}$/).filter(w => !/^(TUYÊT|TUYET|TÔI|TOI)?MAT$/.test(w))
    fc.assert(
      fc.property(word, text => {
        expect(seen(text)).toEqual([])
      }),
    )
  })

  it('nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
        seen(text)
        seen(text, 'subject')
      }),
    )
  })
})

describe('hostile texts of a megabyte', () => {
  const megabyte = 1 << 20
  it.each([
    ['spaces', ' '],
    ['one letter', 'M'],
    ['lines of one letter', 'M\n'],
    ['pages', 'MẬT\f'],
    ['pages of letters', 'T\nỐ\nI\f'],
    ['brackets', '['],
    ['numbers', 'Số: 1/'],
    ['gaps', 'M  '],
    ['marks', 'M\u0302'],
    ['zero-width', 'M\u200b'],
    ['look-alikes', '\u041c\u0410\u0422 '],
    ['mathematical', '𝐌\n'],
    ['heads', 'CỘNG HÒA XÃ HỘI\n'],
    ['fields', 'Độ mật: \n'],
    ['dates', 'Cao Bằng, ngày '],
    ['capital words', 'AA AA '],
  ])('%s', (_, piece) => {
    const text = piece.repeat(Math.ceil(megabyte / piece.length))
    expect(quickestMs(() => findStamps({ place: 'body', text }))).toBeLessThan(quadraticMs)
    expect(quickestMs(() => findStamps({ place: 'subject', text }))).toBeLessThan(quadraticMs)
  })
})
