//! The dialect by example, and an attacker's attempts.

use super::checker::check;
use super::{first_page, links, render};

/// Each text and its HTML, where `p(…)` stands for a paragraph and `a(href)` for the beginning of a link.
fn assert_renders(examples: &[(&str, &str)]) {
    for (text, expected) in examples {
        let html = render(text).into_string();
        let expected = expected
            .replace("a(", "<a href=\"")
            .replace(")a", "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">")
            .replace("p(", "<p dir=\"auto\">")
            .replace(")p", "</p>");
        assert_eq!(html, expected, "{text:?}");
        check(&html).unwrap_or_else(|wrong| panic!("{text:?} gives {html}: {wrong}"));
    }
}

#[test]
fn text_is_shown_as_typed() {
    assert_renders(&[
        ("", ""),
        (" \n\t\n", ""),
        ("Hello", "p(Hello)p"),
        ("one\ntwo", "p(one<br>\ntwo)p"),
        ("one\r\ntwo\rthree", "p(one<br>\ntwo<br>\nthree)p"),
        ("one\n\n\n \ntwo", "p(one)p\np(two)p"),
        ("# x\n#y\n###### z #", "p(# x<br>\n#y<br>\n###### z #)p"),
        (
            "Title\n===\nTitle\n---\n***\n___\n- - -\n* * *",
            "p(Title<br>\n===<br>\nTitle<br>\n---<br>\n***<br>\n___<br>\n- - -<br>\n* * *)p",
        ),
        ("    four\n\n\tcode", "p(    four)p\np(\tcode)p"),
        ("    - four", "p(    - four)p"),
        ("<b>x</b> <!-- y --> <br/>", "p(&lt;b&gt;x&lt;/b&gt; &lt;!-- y --&gt; &lt;br/&gt;)p"),
        ("&amp; &lt; &#60; &nbsp", "p(&amp;amp; &amp;lt; &amp;#60; &amp;nbsp)p"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "p(| a | b |<br>\n|---|---|<br>\n| 1 | 2 |)p"),
        ("[a]: /url \"t\"\n[a] [b][c] [x] ok", "p([a]: /url &quot;t&quot;<br>\n[a] [b][c] [x] ok)p"),
        ("¯\\_(ツ)_/¯ C:\\*.* \\*a\\*", "p(¯\\_(ツ)_/¯ C:\\*.* \\*a\\*)p"),
        ("-\n*\n1.\n>\n+ plus", "p(-<br>\n*<br>\n1.)p\np(&gt;)p\np(+ plus)p"),
        (">_< >:( >text", "p(&gt;_&lt; &gt;:( &gt;text)p"),
        ("-5 degrees\n3.5\n12:30", "p(-5 degrees<br>\n3.5<br>\n12:30)p"),
        ("Phạm Đăng Dũng e\u{301} 👩‍👩‍👧 你好 مرحبا", "p(Phạm Đăng Dũng e\u{301} 👩‍👩‍👧 你好 مرحبا)p"),
    ]);
}

#[test]
fn marks_around_words_are_emphasis() {
    assert_renders(&[
        ("**bold** *italic* _italic_ ~~strike~~", "p(<b>bold</b> <i>italic</i> <i>italic</i> <s>strike</s>)p"),
        ("***both*** **a *b* c**", "p(<i><b>both</b></i> <b>a <i>b</i> c</b>)p"),
        ("**bold\nstill**", "p(<b>bold<br>\nstill</b>)p"),
        ("**a\n\nb**", "p(**a)p\np(b**)p"),
        ("snake_case_words _a_b_ __init__.py __x__", "p(snake_case_words <i>a_b</i> __init__.py __x__)p"),
        ("2*3*4 2**3**4 a * b * c ** d", "p(2*3*4 2**3**4 a * b * c ** d)p"),
        ("a ~ b ~c~ a~~b~~c ~~~d~~~ ~~ e ~~", "p(a ~ b ~c~ a<s>b</s>c ~~~d~~~ ~~ e ~~)p"),
        ("un*frigging*believable **H**ello", "p(un<i>frigging</i>believable <b>H</b>ello)p"),
        ("**a *b** c*", "p(<i>a b c</i>)p"),
        ("*a **b** c* *a*b*", "p(<i>a <b>b</b> c</i> <i>a</i>b*)p"),
        ("*a *b c* d*", "p(<i>a b c d</i>)p"),
        ("**** ** ___ ~~~~", "p(**** ** ___ ~~~~)p"),
        ("**đậm** *نص* ~~你好~~ **👩‍👩‍👧**", "p(<b>đậm</b> <i>نص</i> <s>你好</s> <b>👩‍👩‍👧</b>)p"),
        ("e\u{301}_a_e\u{301} 你*好*吗", "p(e\u{301}_a_e\u{301} 你<i>好</i>吗)p"),
        ("**unclosed *and ~~open", "p(**unclosed *and ~~open)p"),
    ]);
}

#[test]
fn code_is_left_alone() {
    assert_renders(&[
        ("`a *b* <c>` ``d`e``", "p(<code>a *b* &lt;c&gt;</code> <code>d`e</code>)p"),
        ("`` `a` `` ` ` `", "p(<code>`a`</code> ` ` `)p"),
        (
            "`https://a.example` `[a](https://b.example)`",
            "p(<code>https://a.example</code> <code>[a](https://b.example)</code>)p",
        ),
        ("*a `b*` c*", "p(<i>a <code>b*</code> c</i>)p"),
        ("\\`a` `C:\\dir\\`", "p(\\`a` <code>C:\\dir\\</code>)p"),
        ("see ```one\ntwo```", "p(see <code>one<br>\ntwo</code>)p"),
        (
            "```\nlet x = \"<1>\";\n\n\tdone\n```\nafter",
            "<pre dir=\"ltr\"><code>let x = &quot;&lt;1&gt;&quot;;\n\n\tdone</code></pre>\np(after)p",
        ),
        (
            "before\n```rust\nfn\n```",
            "p(before)p\n<figure class=\"code\"><figcaption>rust</figcaption>\n<pre dir=\"ltr\"><code class=\"language-rust\"><span class=\"hk\">fn</span></code></pre></figure>",
        ),
        (
            "```c++ \nx```",
            "<figure class=\"code\"><figcaption>c++</figcaption>\n<pre dir=\"ltr\"><code class=\"language-c++\">x</code></pre></figure>",
        ),
        ("```let x = 1;\ny```", "<pre dir=\"ltr\"><code>let x = 1;\ny</code></pre>"),
        ("```\"><script>\ny\n```", "<pre dir=\"ltr\"><code>&quot;&gt;&lt;script&gt;\ny</code></pre>"),
        ("```\nunclosed\n> x", "<pre dir=\"ltr\"><code>unclosed\n&gt; x</code></pre>"),
        ("````\n```\n````", "<pre dir=\"ltr\"><code>```</code></pre>"),
        ("```", "p(```)p"),
        ("```rust\n\n```\nafter", "p(<code>rust<br>\n</code>)p\np(after)p"),
        ("```one line```", "p(<code>one line</code>)p"),
        ("~~~\nx\n~~~", "p(~~~<br>\nx<br>\n~~~)p"),
        (
            "- ```\n  a\n    b\n  ```\n- c",
            "<ul>\n<li dir=\"auto\">\n<pre dir=\"ltr\"><code>a\n  b</code></pre>\n</li>\n<li dir=\"auto\">c</li>\n</ul>",
        ),
    ]);
}

#[test]
fn quotes_and_lists() {
    assert_renders(&[
        ("> a\n> b\nmine", "<blockquote dir=\"auto\">\np(a<br>\nb)p\n</blockquote>\np(mine)p"),
        ("> a\n>\n> b", "<blockquote dir=\"auto\">\np(a)p\np(b)p\n</blockquote>"),
        (
            ">> a\n> b",
            "<blockquote dir=\"auto\">\n<blockquote dir=\"auto\">\np(a)p\n</blockquote>\np(b)p\n</blockquote>",
        ),
        ("- a\n- **b**\nThanks", "<ul>\n<li dir=\"auto\">a</li>\n<li dir=\"auto\"><b>b</b></li>\n</ul>\np(Thanks)p"),
        (
            "* a\n\n* b\n- c",
            "<ul>\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n</ul>\n<ul>\n<li dir=\"auto\">c</li>\n</ul>",
        ),
        ("3. c\n4. d", "<ol start=\"3\">\n<li dir=\"auto\">c</li>\n<li dir=\"auto\">d</li>\n</ol>"),
        ("1. a\n1. b\n1. c", "<ol>\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n<li dir=\"auto\">c</li>\n</ol>"),
        (
            "1) yes\n3) no\n4) no",
            "<ol>\n<li dir=\"auto\">yes</li>\n<li dir=\"auto\" value=\"3\">no</li>\n<li dir=\"auto\">no</li>\n</ol>",
        ),
        ("It was\n2024. Good", "p(It was<br>\n2024. Good)p"),
        (
            "Buy:\n1. a\n  - b\n    more\n\n  also",
            "p(Buy:)p\n<ol>\n<li dir=\"auto\">a\n<ul>\n<li dir=\"auto\">b<br>\nmore</li>\n</ul>\np(also)p\n</li>\n</ol>",
        ),
        (
            "- a\n    - b\n        - c",
            "<ul>\n<li dir=\"auto\">a\n<ul>\n<li dir=\"auto\">b\n<ul>\n<li dir=\"auto\">c</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>",
        ),
        ("- 2. März", "<ul>\n<li dir=\"auto\">2. März</li>\n</ul>"),
        ("- > a", "<ul>\n<li dir=\"auto\">\n<blockquote dir=\"auto\">\np(a)p\n</blockquote>\n</li>\n</ul>"),
        ("1234567890. x", "p(1234567890. x)p"),
    ]);
}

#[test]
fn what_is_nested_too_deep_is_flattened() {
    let html = render(&format!("{} deep", ">".repeat(1000))).into_string();
    assert_eq!(html.matches("<blockquote").count(), 8);
    assert_eq!(check(&html).expect("valid").text.trim(), format!("{} deep", ">".repeat(992)));
    let stairs: String = (0..100).map(|n| format!("{}- {n}\n", "  ".repeat(n))).collect();
    let checked = check(render(&stairs).as_str()).expect("valid");
    assert!(checked.depth <= 22, "{}", checked.depth);
    assert!((0..100).all(|n| checked.text.contains(&n.to_string())));
    let html = render(&format!("{}x{}", "*a ".repeat(5000), " a*".repeat(5000))).into_string();
    assert!(check(&html).expect("valid").depth <= 4);
}

#[test]
fn addresses_are_links() {
    assert_renders(&[
        ("https://a.example/b?c=d&e#f.", "p(a(https://a.example/b?c=d&amp;e#f)ahttps://a.example/b?c=d&amp;e#f</a>.)p"),
        ("(see http://a.example/x_(y)), ok", "p((see a(http://a.example/x_(y))ahttp://a.example/x_(y)</a>), ok)p"),
        (
            "www.a.example/b, HTTPS://A.example",
            "p(a(https://www.a.example/b)awww.a.example/b</a>, a(https://A.example)aHTTPS://A.example</a>)p",
        ),
        (
            "me@a.example mailto:me@a.example.",
            "p(a(mailto:me@a.example)ame@a.example</a> a(mailto:me@a.example)amailto:me@a.example</a>.)p",
        ),
        ("a%?b@d.example", "p(a(mailto:a%25%3Fb@d.example)aa%?b@d.example</a>)p"),
        (
            "**https://a.example** _me@a.example_ ~~www.a.example~~",
            "p(<b>a(https://a.example)ahttps://a.example</a></b> <i>a(mailto:me@a.example)ame@a.example</a></i> <s>a(https://www.a.example)awww.a.example</a></s>)p",
        ),
        ("https://a.example/a_b_c*d*", "p(a(https://a.example/a_b_c*d)ahttps://a.example/a_b_c*d</a>*)p"),
        (
            "http://localhost:8080/x http://10.0.0.1",
            "p(a(http://localhost:8080/x)ahttp://localhost:8080/x</a> a(http://10.0.0.1)ahttp://10.0.0.1</a>)p",
        ),
        ("https://例え.jp/パス。次", "p(a(https://例え.jp/%E3%83%91%E3%82%B9)ahttps://例え.jp/パス</a>。次)p"),
        ("https://xn--r8jz45g.jp", "p(a(https://xn--r8jz45g.jp)ahttps://xn--r8jz45g.jp</a>)p"),
        (
            "example.com file.rs ftp://a.example javascript://a.example",
            "p(example.com file.rs ftp://a.example javascript://a.example)p",
        ),
        ("<https://a.example>", "p(&lt;a(https://a.example)ahttps://a.example</a>&gt;)p"),
        (
            "https://bank.example@evil.example/",
            "p(a(https://bank.example@evil.example/)ahttps://bank.example@evil.example/</a> (evil.example))p",
        ),
        ("\u{2068}https://a.example\u{2069}", "p(\u{2068}a(https://a.example)ahttps://a.example</a>\u{2069})p"),
    ]);
}

#[test]
fn texts_are_links() {
    assert_renders(&[
        ("[the *page*](https://a.example/b)", "p(a(https://a.example/b)athe <i>page</i></a>)p"),
        (
            "[a](mailto:me@a.example?subject=x) [b](HTTP://a.example/(c))",
            "p(a(mailto:me@a.example?subject=x)aa</a> a(http://a.example/(c))ab</a>)p",
        ),
        (
            "*[a](https://b.example)* [`c`](https://d.example)",
            "p(<i>a(https://b.example)aa</a></i> a(https://d.example)a<code>c</code></a>)p",
        ),
        (
            "[a [b] c](https://d.example) [[x](https://y.example)](https://z.example)",
            "p(a(https://d.example)aa [b] c</a> [a(https://y.example)ax</a>](a(https://z.example)ahttps://z.example</a>))p",
        ),
        ("![alt](https://a.example/i.png)", "p(![alt](a(https://a.example/i.png)ahttps://a.example/i.png</a>))p"),
        (
            "[a](/x) [a](x) [a]() [](https://b.example) [a] (https://b.example)",
            "p([a](/x) [a](x) [a]() [](a(https://b.example)ahttps://b.example</a>) [a] (a(https://b.example)ahttps://b.example</a>))p",
        ),
        ("[\u{200B}](https://b.example)", "p([\u{200B}](a(https://b.example)ahttps://b.example</a>))p"),
        (
            "[a](https://b.example/\"><c>'|`)",
            "p([a](a(https://b.example/)ahttps://b.example/</a>&quot;&gt;&lt;c&gt;&#39;|`))p",
        ),
        ("[a](https://b.example/\"><c>'|{})", "p(a(https://b.example/%22%3E%3Cc%3E&#39;%7C%7B%7D)aa</a>)p"),
        ("[a](https://b.example \"title\")", "p([a](a(https://b.example)ahttps://b.example</a> &quot;title&quot;))p"),
    ]);
}

#[test]
fn a_text_that_names_another_place_is_followed_by_the_real_one() {
    for (shown, href, place) in [
        ("https://bank.example", "https://evil.example", "evil.example"),
        ("bank.example", "https://evil.example/bank.example", "evil.example"),
        ("Go to **bank**.example now", "http://evil.example:80", "evil.example"),
        ("//bank.example", "https://evil.example", "evil.example"),
        ("x/bank.example", "https://evil.example", "evil.example"),
        ("bank．example", "https://evil.example", "evil.example"),
        ("bank\u{200B}.exa\u{AD}mple", "https://evil.example", "evil.example"),
        ("\u{202E}elpmaxe.knab", "https://evil.example", "evil.example"),
        ("http://intranet", "https://evil.example", "evil.example"),
        ("10.0.0.1", "https://evil.example", "evil.example"),
        ("evil.example bank.example", "https://evil.example", "evil.example"),
        ("https://bank.example", "https://bank.example@evil.example", "evil.example"),
        ("boss@bank.example", "https://evil.example", "evil.example"),
        ("boss@bank.example", "mailto:boss@evil.example", "boss@evil.example"),
        ("bank.example", "mailto:boss@evil.example", "boss@evil.example"),
        ("банк.рф", "https://evil.example", "evil.example"),
    ] {
        let html = render(&format!("[{shown}]({href})")).into_string();
        assert!(html.ends_with(&format!("</a> ({place})</p>")), "{shown} -> {href}: {html}");
    }
    for (shown, href) in [
        ("the bank", "https://evil.example"),
        ("https://bank.example/a/report.pdf", "https://bank.example/b"),
        ("WWW.Bank.example", "https://bank.example/login"),
        ("bank.example:443", "https://www.bank.example"),
        ("v1.2 and 3.14", "https://a.example"),
        ("Me@a.example", "mailto:me@a.example"),
        ("write me", "mailto:me@a.example"),
        ("1.2.3.x", "https://a.example"),
    ] {
        let html = render(&format!("[{shown}]({href})")).into_string();
        assert!(html.ends_with("</a></p>"), "{shown} -> {href}: {html}");
    }
}

#[test]
fn direction_is_held_to_its_line_and_control_characters_are_removed() {
    assert_renders(&[
        ("a\u{0}b\u{7}c\u{1B}[0m\u{9B}d\u{7F}\te", "p(abc[0md\te)p"),
        ("a\u{85}b\u{2028}c\u{2029}d", "p(a<br>\nb<br>\nc<br>\nd)p"),
        ("a \u{202E}b\u{202C} \u{202A}+84 1\u{202C}", "p(a \u{2067}b\u{2069} \u{2066}+84 1\u{2069})p"),
        ("a \u{202E}b\nc\u{2069}", "p(a \u{2067}b\u{2069}<br>\nc)p"),
        ("`a\u{202E}b\u{2066}c`", "p(<code>abc</code>)p"),
        ("```\na\u{202E}b\n```", "<pre dir=\"ltr\"><code>ab</code></pre>"),
        ("[a\u{2067}b](https://c.example)d\u{2069}", "p(a(https://c.example)aa\u{2067}b\u{2069}</a>d)p"),
        ("\u{2067}[a\u{2069}](https://c.example)d", "p(\u{2067}a(https://c.example)aa</a>d\u{2069})p"),
    ]);
}

#[test]
fn nothing_gets_out_of_the_text() {
    for text in [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](java\nscript:alert(1))",
        "[a](\u{1}javascript:alert(1))",
        "[a]( javascript:alert(1))",
        "[a](javascript&colon;alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](javascript://https://x.example/%0aalert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](DATA:text/html,<script>alert(1)</script>)",
        "[a](vbscript:msgbox(1))",
        "[a](VbScript\t:msgbox(1))",
        "[a](file:///etc/passwd)",
        "[a](//evil.example)",
        "[a](https:evil.example)",
        "[a](https:/\\evil.example)",
        "[a](https://evil.example／good.example)",
        "[a](https://)",
        "[a](https://?x)",
        "[a](https://a..b)",
        "[a](https://[x])",
        "[a](https://a:b)",
        "[a](mailto:)",
        "[a](mailto:x)",
        "javascript:alert(1)",
        "<javascript:alert(1)>",
        "vbscript:x data:text/html,x",
    ] {
        let html = render(text).into_string();
        check(&html).unwrap_or_else(|wrong| panic!("{text:?} gives {html}: {wrong}"));
        assert!(!html.contains("<a "), "{text:?} gives {html}");
    }
    for text in [
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<<script>script>alert(1)</script>",
        "</p><script>alert(1)</script>",
        "[<img src=x onerror=alert(1)>](https://a.example)",
        "[a](https://a.example/\"onmouseover=\"alert(1))",
        "[a](https://a.example/'onmouseover='alert(1))",
        "[a](https://a.example/\"><script>alert(1)</script>)",
        "https://a.example/\"onmouseover=alert(1)",
        "https://a.example/'><img/src=x>",
        "https://\"><script>@a.example",
        "\"onclick=alert(1)@a.example",
        "'\"><b>@a.example",
        "[[[a](https://a.example)](https://b.example)](javascript:x)",
        "[a](https://a.example)](https://b.example)",
        "[a](https://good.example%2F@evil.example%2f)",
        "[a](https://good.example\\@evil.example)",
        "[a`](https://a.example)`",
        "[a](https://a.example/`)`",
        "![a](javascript:alert(1))",
        "![x](https://a.example/x\"onerror=\"alert(1))",
        "```\" onclick=\"x\ncode\n```",
        "```a\"b\ncode\n```",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#x3C;script&#x3E;",
        "<a href=\"javascript&#58;alert(1)\">x</a>",
        "**<b**>*</b>*",
        "[a](https://a.example/&quot;onclick=&quot;)",
        "[a](https://a.example/?x=<!--)--><script>",
        "\u{0}<scr\u{0}ipt>",
        "<\u{202E}script>",
        "`</code><script>`",
        "```\n</code></pre><script>\n```",
    ] {
        let html = render(text).into_string();
        check(&html).unwrap_or_else(|wrong| panic!("{text:?} gives {html}: {wrong}"));
    }
}

#[test]
fn the_first_page_is_that_of_the_first_link_to_one() {
    for (text, page) in [
        ("no link", None),
        ("see https://a.house/7, then https://b.house", Some("https://a.house/7")),
        ("[proofs](http://a.house/\u{201c}b\u{201d}) https://b.house", Some("http://a.house/%E2%80%9Cb%E2%80%9D")),
        ("www.a.house", Some("https://www.a.house")),
        (
            "me@a.house, mailto:me@a.house and https://me@a.house, at last http://127.0.0.1:8/",
            Some("http://127.0.0.1:8/"),
        ),
        ("`https://a.house` **https://b.house**", Some("https://b.house")),
        ("```\nhttps://a.house\n```\n> - 1. https://b.house", Some("https://b.house")),
        ("ftp://a.house javascript:alert(1) //a.house", None),
    ] {
        assert_eq!(first_page(text).as_deref(), page, "{text}");
    }
}

#[test]
fn the_links_are_those_that_are_shown_each_address_once() {
    let of = |text: &str| -> Vec<(String, String, String)> {
        links(text).into_iter().map(|link| (link.href, link.place, link.words)).collect()
    };
    let link = |href: &str, place: &str, words: &str| (href.to_owned(), place.to_owned(), words.to_owned());
    let page = link("https://a.house/7", "a.house", "https://a.house/7");
    assert_eq!(of("no link, `https://a.house`, ftp://a.house"), []);
    assert_eq!(of("https://a.house/7 and [once **more**](https://a.house/7)."), std::slice::from_ref(&page));
    assert_eq!(
        of("> - 1. [the _sheet_](https://a.house/7), me@a.house\n\nwww.b.house/\u{201c}x\u{201d}"),
        [
            link("https://a.house/7", "a.house", "the sheet"),
            link("mailto:me@a.house", "me@a.house", "me@a.house"),
            link("https://www.b.house/", "www.b.house", "www.b.house/"),
        ]
    );
    // What the words hide is said beside them; they reorder nothing.
    let hidden = "[\u{202e}https://good.house <b>](https://me@evil.house/\"x)";
    assert_eq!(of(hidden), [link("https://me@evil.house/%22x", "evil.house", "https://good.house <b>")]);
    assert_eq!(of(&format!("{hidden} https://a.house/7"))[1], page);
}

#[test]
fn a_name_of_two_people_calls_both() {
    let calls = [(3, "Bo Lind".to_owned()), (4, "Bo Lind".to_owned()), (5, "Bo".to_owned())];
    let html = super::rendered_calling("@Bo Lind, @Bo", &calls).into_string();
    assert!(
        html.contains(r#"<mark data-m="3"><mark data-m="4">@Bo Lind</mark></mark>, <mark data-m="5">@Bo</mark>"#),
        "{html}"
    );
}
