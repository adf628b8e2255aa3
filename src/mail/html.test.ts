import { describe, expect, test } from 'vitest'
import { readHtml, textOfHtml } from './html.ts'

test.each([
  ['<p>K&iacute;nh g&#7917;i</p><p>S&#x1EDF; Y t&ecirc;&#769;</p>', 'Kính gửi\nSở Y tế'],
  ['<head><title>x</title></head><style>p{}</style><SCRIPT>a<b</SCRIPT >chu', 'chu'],
  ['<head><p>chu', 'chu'],
  ['1 < 2 &amp;&lt;&nbsp;x &khongco; &#0; &#xD800;', '1 < 2 &< x &khongco; \ufffd \ufffd'],
  ['&#77&#00000007852&#84', 'MẬT'],
  ['K&shy;&zwnj;&zwj;&#8203;h<wbr>o', 'K\u00ad\u200c\u200d\u200bho'],
  ['a<!-- <b>x</b> -->b<br/>c', 'ab\nc'],
  ['<!-->a<!-- x --!>b<!-- -->', 'ab'],
  ['İİ<B>chu</B><!-- İ -->', 'İİchu'],
  ['a <!-- khong dong', 'a'],
  ['a <b khong dong', 'a'],
  ['M<b title="a > b">\u1eac</b>T', 'MẬT'],
  ["M<b title='>' data=x>\u1eac</b>T", 'MẬT'],
  ['<p ">chu<p = ">chu', 'chu\nchu'],
  ['<a href="x>chu', 'chu'],
  ['  a \n\n  b  ', 'a\nb'],
])('HTML %j', (html, text) => {
  expect(textOfHtml(html)).toBe(text)
})

describe('beside the page stand', () => {
  test.each([
    ['its title', '<title>M&#7852;T</title>', 'MẬT'],
    ['words for a picture', '<img src=x alt="T&#7888;I M&#7852;T">', 'TỐI MẬT'],
    ['words under the pointer', "<p title='MẬT'>x</p>", 'MẬT'],
    ['the value of a field', '<input value=MẬT>', 'MẬT'],
    ['what only Outlook shows', '<!--[if mso]><p>TUYỆT</p>MẬT<![endif]-->', 'TUYỆT\nMẬT'],
    ['conditions inside conditions', '<!--[if mso]>a<!--[if x]>b<![endif]-->', 'ab'],
  ])('%s', (_, html, aside) => {
    expect(readHtml(`<p>chu</p>${html}`)).toMatchObject({ aside })
  })

  test('and no comments', () => {
    expect(readHtml('<!-- MẬT --><p class="MẬT">chu</p>')).toEqual({ shown: 'chu', aside: '' })
  })
})
