//! What is typed in other ways, and what is pasted, by example and by chance.

use std::time::Duration;

use proptest::prelude::*;

use super::checker::check;
use super::linear::least_time;
use super::{pasted, render, written};

#[test]
fn bb_codes_become_marks_of_ours() {
    for (typed, kept) in [
        ("[b]bold[/b] [i]so[/i] [s]gone[/s] [u]line[/u]", "**bold** *so* ~~gone~~ line"),
        ("[B]a [I]b[/I][/B]", "**a *b***"),
        ("a[b]b[/b]c [b]bold:[/b]text", "a**b**c bold:text"),
        ("[b]two\nlines\n\n- and one[/b]", "**two**\n**lines**\n\n- **and one**"),
        (
            "[url]https://a.example[/url] [url=https://a.example/b]the [b]log[/b][/url]",
            "https://a.example [the **log**](https://a.example/b)",
        ),
        ("[url=a.example]x[/url] [url=javascript:alert(1)]y[/url]", "[x](https://a.example) y (javascript:alert(1))"),
        ("[email]ada@a.example[/email] [email=ada@a.example]Ada[/email]", "ada@a.example [Ada](mailto:ada@a.example)"),
        ("[img]https://a.example/b.png[/img]", "https://a.example/b.png"),
        ("[quote=\"Ada, post: 1\"]well[/quote]\nyes", "> **Ada:**\n> well\nyes"),
        ("so: [quote]a\n[quote]b[/quote]\nc[/quote]d", "so:\n> a\n> > b\n> c\nd"),
        ("[list]\n[*]one\n[*][b]two[/b]\n[/list]", "- one\n- **two**"),
        ("[list=1][*]a[list][*]b[*]c[/list][*]d[/list]e", "1. a\n   - b\n   - c\n2. d\ne"),
        ("[code]a[i] = [b]1[/b][/code]", "`a[i] = [b]1[/b]`"),
        ("[code=rust]\nlet a = `b`;\n[/code]", "```rust\nlet a = `b`;\n```"),
        ("[code]\n```\nx\n[/code]", "````\n```\nx\n````"),
        ("[color=red][size=5]big[/size][/color]", "big"),
        ("[b]:smile:[/b]", "**😄**"),
        ("[code]a[/code] [code]b", "`a` [code]b"),
        ("[b]see\n```\na[i] = 1\n```\nthere[/b]", "**see**\n```\na[i] = 1\n```\n**there**"),
        ("[quote]\n```rust\nlet a;\n```\n[/quote]", "> ```rust\n> let a;\n> ```"),
        ("[i]`a\nb` c[/i]", "`a\nb` *c*"),
        ("[b]a `[i]x[/i]` b[/b]", "**a `[i]x[/i]` b**"),
    ] {
        assert_eq!(written(typed), kept, "{typed}");
    }
}

#[test]
fn brackets_that_are_something_else_stay_as_typed() {
    for text in [
        "a[i] = b[i]; [b] [/b",
        "[/b] [b]",
        "[*] no list",
        "[b]never ended [i]a",
        "see [the log](https://a.example) and [1]",
        "`[b]x[/b]` ``[i]`[/i]``",
        "```\n[b]x[/b]\n```",
        "> ```\n> [b]x[/b]\n> ```",
        "[nothing]x[/nothing]",
        "[b the]x[/b]",
        "[code]never ended",
    ] {
        assert_eq!(written(text), text);
    }
    assert_eq!(written("[b]a[/i] b[/b]"), "**a[/i] b**");
    assert_eq!(written("[i][b]a[/i]"), "[b]a".replace("[b]a", "*[b]a*"));
}

#[test]
fn what_is_pasted_is_a_text_of_ours() {
    for (html, text) in [
        ("<p>one <b>bold</b>,<i> so </i>and <s>gone</s></p><p>two</p>", "one **bold**, *so* and ~~gone~~\n\ntwo"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("  a \n  b&nbsp;c&lt;d&gt; ", "a b c<d>"),
        (
            "<a href='https://a.example/b(1)'>the log</a> <a href='/c'>here</a> <a href=\"javascript:x\">no</a>",
            "[the log](https://a.example/b%281%29) here no",
        ),
        ("<a href='https://a.example'>https://a.example</a>.", "https://a.example ."),
        ("<ul><li>a<li><p>b</p><ol start=3><li>c</ol></ul>d", "- a\n- b\n\n  3. c\nd"),
        ("<ol><li>a</li><li>b<br>c</li></ol>", "1. a\n2. b\n   c"),
        ("<ul><li><ul><li>a</li></ul></li></ul>", "- a"),
        ("<p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p>", "a\n\n> b\n>\n> c\n\nd"),
        ("<h2>Title</h2><p>text</p>", "**Title**\n\ntext"),
        ("<pre><code class='language-rust'>let a;\n  b\n</code></pre>c", "```rust\nlet a;\n  b\n```\nc"),
        ("use <code>a`b</code>", "use ``a`b``"),
        ("<table><tr><th>a<th>b<tr><td>1<td><p>2</p></table>", "**a** | **b**\n1 | 2"),
        ("<table><tr><td><table><tr><td>a<td>b</table></table>", "a | b"),
        ("<b style='font-weight:normal'><span style='font-weight: 700'>a</span> b</b>", "**a** b"),
        ("x<script>alert(1)</script><style>p{}</style><span style='display: none'>y</span><p hidden>z</p>", "x"),
        (
            "<div style=\"font-family: Consolas, monospace; white-space: pre;\"><div>let a;</div><div>  b</div></div>",
            "```\nlet a;\n  b\n```",
        ),
        ("<html><head><title>t</title></head><body><!--StartFragment-->a<!--EndFragment-->b</body></html>", "a"),
        ("<img src=x onerror=alert(1) alt='a chart'><img alt='😀'>", "😀"),
        ("un<b>friend</b>ly <b>a:</b>b", "un**friend**ly a:b"),
        ("<b>a</b><i>b</i> <i>a</i><b>b</b>", "**a***b a***b**"),
    ] {
        assert_eq!(pasted(html), text, "{html}");
        check(&render(text).into_string()).expect("ours");
    }
}

/// Attempts that were made on other readers of HTML.
const ATTACKS: [&str; 16] = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><g></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"https://a.example)](javascript:alert(1)\">x</a>",
    "<a href=\"https://good.example@evil.example\">https://good.example</a>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<p title=\"]]>\"><![CDATA[<script>alert(1)</script>]]></p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

#[test]
fn nothing_that_is_pasted_becomes_more_than_a_text() {
    for html in ATTACKS {
        let text = pasted(html);
        let shown = render(&text).into_string();
        check(&shown).unwrap_or_else(|wrong| panic!("{html} becomes {text:?}, which gives {shown}: {wrong}"));
    }
    assert_eq!(pasted(ATTACKS[9]), "[https://good.example](https://good.example@evil.example)");
    assert!(render(&pasted(ATTACKS[9])).as_str().contains("(evil.example)"));
}

const HTML: [&str; 40] = [
    "øø",
    " ",
    "ŋŋ ",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<li>",
    "</li>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<a href=https://a.example>",
    "</a>",
    "<br>",
    "\n",
    "<div>",
    "</div>",
    "<h1>",
    "</h1>",
    "`",
    "*",
    "- ",
    "> ",
    "<s>",
    "đ",
    "&amp;",
];

const BB: [&str; 36] = [
    "øø",
    " ",
    "ŋŋ ",
    "[b]",
    "[/b]",
    "[i]",
    "[/i]",
    "[quote]",
    "[quote=Ada]",
    "[/quote]",
    "[list]",
    "[list=1]",
    "[/list]",
    "[*]",
    "[code]",
    "[/code]",
    "[code=rust]",
    "[url]",
    "[url=https://a.example]",
    "[/url]",
    "[u]",
    "[/u]",
    "[s]",
    "[/s]",
    "\n",
    "\n\n",
    "`",
    "```",
    "*",
    "- ",
    "> ",
    "[",
    "]",
    "[img]",
    "[/img]",
    "đ",
];

fn letters(text: &str) -> String {
    text.chars().filter(|c| matches!(c, 'ø' | 'ŋ' | 'đ')).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_that_is_pasted_is_lost(parts in prop::collection::vec(prop::sample::select(&HTML[..]), 0..40)) {
        let html = parts.concat();
        let said: String = parts.iter().filter(|part| !part.starts_with('<')).copied().collect();
        let text = pasted(&html);
        let shown = check(&render(&text).into_string()).map_err(|wrong| TestCaseError::fail(format!("{text:?}: {wrong}")))?.text;
        prop_assert_eq!(letters(&shown), letters(&said), "{:?} becomes {:?}", &html, &text);
    }

    #[test]
    fn no_word_between_bb_codes_is_lost(parts in prop::collection::vec(prop::sample::select(&BB[..]), 0..40)) {
        let text = parts.concat();
        let said: String = parts.iter().filter(|part| !part.starts_with('[') || part.len() == 1).copied().collect();
        let kept = written(&text);
        let shown = check(&render(&kept).into_string()).map_err(|wrong| TestCaseError::fail(format!("{kept:?}: {wrong}")))?.text;
        prop_assert_eq!(letters(&shown), letters(&said), "{:?} becomes {:?}", &text, &kept);
    }

    #[test]
    fn nothing_that_is_pasted_breaks_it(html in any::<String>(), parts in prop::collection::vec(prop::sample::select(&ATTACKS[..]), 0..4)) {
        let text = pasted(&(parts.concat() + &html));
        prop_assert!(check(&render(&text).into_string()).is_ok());
        prop_assert!(!written(&html).contains("\n\n\n\n\n\n\n\n") || html.contains("\n\n"));
    }
}

/// Each by itself, a build without optimisation on a busy machine: what is quadratic takes many times longer.
#[test]
fn neither_takes_long() {
    let mut slowest = [(Duration::ZERO, ""); 2];
    let more = ["<", "<a ", "&", "<b><i>", "<ul><li>", "<p", "</b>", "<td><table>", "<b> </b>", "<b>\u{A0}</b>"];
    for part in HTML.iter().chain(&ATTACKS).chain(&more) {
        let html = part.repeat(60_000 / part.len());
        let took = least_time(1, || pasted(&html));
        slowest[0] = (took, *part).max(slowest[0]);
        assert!(took < Duration::from_millis(1500), "{part:?} took {took:?}");
    }
    let more = [
        "[b][i]",
        "[code][",
        "[quote][list][*]",
        "[/b",
        "[b=",
        ":smile:",
        ":a",
        "[url=https://a.example]a[/url]",
        "[b]a[/b]",
        "[b] [/b]",
        "[b] [/b] ",
        "[b]\u{3000}[/b][i] [/i]",
        "`[b]` ",
    ];
    for part in BB.iter().chain(&more) {
        for end in ["", "[/code]"] {
            let text = format!("[/{}{end}", part.repeat(60_000 / part.len()));
            let took = least_time(1, || written(&text));
            slowest[1] = (took, *part).max(slowest[1]);
            assert!(took < Duration::from_millis(250), "{part:?}, {end:?} took {took:?}");
        }
    }
    println!("the slowest of HTML and of BB codes: {slowest:?}");
}

/// A form holds more than a message: what cannot be one is not read.
#[test]
fn what_is_longer_than_any_message_stays_as_it_is_typed() {
    let text = format!("[b]a[/b]{}", "[code]".repeat(83_000));
    assert_eq!(written(&text), text);
    assert!(text.chars().count() > 20_000);
    let took = least_time(1, || written(&text));
    assert!(took < Duration::from_millis(50), "{took:?}");
}
