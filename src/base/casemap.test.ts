import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { casemap, casemapAny, compareKeys } from './casemap.ts'

const vietnamese = 'aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ'

describe('i;unicode-casemap', () => {
  it('holds a text composed, decomposed and in capitals to be the same', () => {
    for (const text of ['Chỉ thị số 15/CT-UBND', 'ĐÔN ĐỐC', 'hợp đồng', vietnamese]) {
      expect(casemap(text.normalize('NFD'))).toBe(casemap(text.normalize('NFC')))
      expect(casemap(text.toUpperCase())).toBe(casemap(text.toLowerCase()))
    }
  })

  it('keeps apart what differs in a mark or a stroke', () => {
    expect(casemap('đôn')).not.toBe(casemap('don'))
    expect(casemap('họp')).not.toBe(casemap('hợp'))
    expect(casemap('Đ')).toBe(casemap('đ'))
    expect(casemap('Đ')).not.toBe(casemap('d'))
  })

  it('takes the simple titlecase of RFC 5051 where it is not the capital', () => {
    // U+01C4 to U+01C6 all become U+01C5, which decomposes into D and a small z with caron.
    expect(['Ǆ', 'ǅ', 'ǆ'].map(casemap)).toEqual(Array(3).fill('Dz\u030c'))
    expect(casemap('ß')).toBe('ß')
    expect(casemap('ᾳ')).toBe('\u0391\u0345')
    expect(casemap('ა')).toBe('ა')
    // Compatibility forms are decomposed after the titlecase, so that a ligature stays small.
    expect(casemap('ﬁ')).toBe('fi')
  })

  it('maps by its table as it does without', () => {
    for (let code = 1; code < 0x2100; code++) {
      const char = String.fromCharCode(code)
      expect(casemap(`ệ${char}x`), code.toString(16)).toBe(casemapAny(`ệ${char}x`))
    }
    const text = vietnamese.repeat(200)
    expect(casemap(text)).toBe(casemapAny(text))
  })

  it('never takes a capital of several characters, which only the full mapping has', () => {
    for (let code = 1; code < 0x20000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue
      const char = String.fromCodePoint(code)
      const upper = char.toUpperCase()
      if ([...upper].length > 1) expect(casemap(char), code.toString(16)).not.toBe(upper.normalize('NFKD'))
    }
  })

  it('finds a part of a text as a part of its key', () => {
    const word = fc.string({ unit: fc.constantFrom(...vietnamese, ' ', 'A', 'Đ'), maxLength: 12 })
    fc.assert(
      fc.property(word, word, word, (before, part, after) => {
        expect(casemap(`${before} ${part} ${after}`)).toContain(casemap(part))
      }),
    )
  })

  it('orders by octets of UTF-8', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })
})
