"""Text that tries to be more than text somewhere on its way in, through and out: the one corpus.

`PAYLOADS` can be stored and shown; `BROKEN` cannot be encoded, and is refused or made visible;
`LONG` is too much. `hostile_texts` generates what nobody thought of.
"""

from __future__ import annotations

from hypothesis import strategies as st

# What a payload does if it ever runs: it leaves this name on the window.
MARK = "hududWasHere"
# What a payload asks for if it ever is an address; nobody is there.
BEACON = "example.invalid"

BY_KIND: dict[str, tuple[str, ...]] = {
    "markup": (
        f"<script>window.{MARK}=1</script>",
        f"</script><script>window.{MARK}=1</script>",
        f'<img src=x onerror="window.{MARK}=1">',
        f"<svg/onload=window.{MARK}=1>",
        f"<svg><script>window.{MARK}=1</script><a xlink:href='javascript:{MARK}=1'>x</a></svg>",
        f"\"><iframe srcdoc='<script>parent.{MARK}=1</script>'>",
        f"' autofocus onfocus='window.{MARK}=1",
        f'" onmouseover="window.{MARK}=1" style="position:fixed;inset:0',
        f"</textarea></style></title><script>window.{MARK}=1</script>",
        f"<!--<script>window.{MARK}=1</script>-->",
        f"<math><mtext><style><img src=x onerror=window.{MARK}=1></style></math>",
        f'<form action="http://{BEACON}"><button>x</button></form>',
        f'<base href="http://{BEACON}/"><meta http-equiv=refresh content="0;http://{BEACON}">',
        "&lt;b&gt; &amp;amp; &#123;&#123; &#58; &NewLine;",
    ),
    "style": (
        f"</style><style>@import 'http://{BEACON}/a.css';*{{display:none}}</style>",
        f"x;background:url(http://{BEACON}/b.png)",
        f"expression(window.{MARK}=1)",
    ),
    "script": (
        f"`${{window.{MARK}=1}}`",
        f"${{window.{MARK}=1}}",
        f"\\u003cscript\\u003ewindow.{MARK}=1\\u003c/script\\u003e",
        f"\\'];window.{MARK}=1;//",
        f'"}};window.{MARK}=1;//',
        f"javascript:window.{MARK}=1",
        f"data:text/html,<script>window.{MARK}=1</script>",
        f"line\u2028separator;window.{MARK}=1;\u2029",
        '{"__proto__": {"polluted": 1}}',
    ),
    "template": (
        "{{ 7 * 7 }}{{ this.get_name() }}",
        "{% raw %}{% for x in range(9) %}{{ x }}{% endfor %}",
        "{% endmacro %}{% endraw %}",
        "{# a comment that swallows #}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    ),
    "format": (
        "%(name)s %(count)d %s %d %% %",
        "{} {0} {name} {0.__class__} {",
        "$name ${name} $$",
        "%1$s %n %x",
    ),
    "markdown": (
        f"[link](javascript:window.{MARK}=1) **bold** :red[x] $x^2$ `code`",
        f"![picture](http://{BEACON}/p.png) <http://{BEACON}/> [ref]: http://{BEACON}/r",
        f"http://{BEACON}/ www.{BEACON} a@{BEACON}",
        ":material/check: :streamlit: :smile: :red-background[x] :small[y]",
        "# heading",
        "1. list",
        "- item -- dash -> arrow <- back >= more",
        "a | b\n--|--\nc | d",
        "```\ncode\n```",
        "~~struck~~ __bold__ *it* \\* $$\\href{javascript:1}{x}$$",
    ),
    "direction": (
        "\u202egnp.exe \u2066isolate",
        "\u202dover\u202eride\u202c\u2067\u2068\u2069",
        "\u200fright\u200eleft\u061cmark",
    ),
    "invisible": (
        "zero\u200bwidth\ufeff and \u200f mark",
        "soft\u00adhyphen \u2060joiner \u180e \u3164 filler",
        "Z" + "\u0301\u0489" * 60,
        "tag\U000e0041\U000e007f",
    ),
    "control": (
        "bell \x07, escape \x1b[2J\x1b]0;title\x07, none \x00",
        "line one\nline two\ttab",
        "carriage\r\nreturn\rback\x08\x0b\x0c\x85",
        "not a character \ufffe \uffff \U0001ffff",
        "😀 beyond the first plane 𐎀",
    ),
    "log": (
        '\n{"level": "INFO", "message": "forged"}',
        "\r\n2026-11-21 09:00:00,000 INFO forged",
        "x\n\nTraceback (most recent call last):\n  forged",
    ),
    "header": ("x\r\nSet-Cookie: forged=1", 'a"; filename="b.exe', "ي; filename*=UTF-8''%00.exe"),
    "spreadsheet": (
        f'=HYPERLINK("http://{BEACON}","x")',
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠1",
        "'quoted' from the start",
        "'=1+1",
        "'' =1",
        "_x0041_ is no A",
        '"quotes", commas; and a \\ backslash',
    ),
    "xml": (
        "]]> end of a section",
        "<![CDATA[ <b> ]]>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        f'<?xml-stylesheet href="http://{BEACON}/x.xsl"?>',
        f'<NetworkLink><Link><href>http://{BEACON}/</href></Link></NetworkLink>',
        "$[name] $[geDirections]",
        '<xi:include href="file:///etc/passwd"/>',
    ),
    "sql": (
        "'; DROP TABLE place; --",
        "' OR '1'='1",
        "%_\\%",
        "Robert'); DELETE FROM change;--",
    ),
    "path": (
        "../../etc/passwd",
        "..\\..\\x.csv",
        "C:\\nul.txt:stream",
        "/dev/null",
        "~/.ssh $(id) `id` ; id | id & id > id",
        "-rf --help",
        "CON",
        ".",
        "a/b\\c:d*e?f<g>h|i",
    ),
    "size": ("ا" * 300 + " " + "W" * 300, "ﷺ" * 400, "word " * 200),
}  # fmt: skip
PAYLOADS = tuple(text for texts in BY_KIND.values() for text in texts)
# Everything at once, for places that take one text only.
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*7}}{% x %}${7*7}`\\`%(x)s%d"
# What cannot be written as UTF-8: halves of a character.
BROKEN = ("half \ud83d of a character", "\udc80\udcff", "a\ud800\udc00b"[:2])
# More than any name, summary or address is.
LONG = "م" * 500_000 + "<script>" * 60_000

_PIECES = st.sampled_from(
    [
        "<", ">", "</", "&", "&#", ";", '"', "'", "''", "`", "{{", "}}", "{%", "%}", "{#", "${",
        "}", "\\", "\\u003c", "]]>", "<!--", "-->", "script>", "<img src=x onerror=", "javascript:",
        "http://", f"{BEACON}/", "![", "](", "[", ")", "**", "$", ":material/", "%(x)s", "%s",
        "{0}", "=", "＝", "+", "-", "@", "--", "->", "../", "_x000D_", "\t", "\r", "\n", "\x00",
        "\x1b[2J", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\u2029", "\ufffe",
        "😀", "ق",
    ]
)  # fmt: skip


def hostile_texts(*, broken: bool = False) -> st.SearchStrategy[str]:
    """Return a strategy of texts made of payloads, of their pieces and of anything else.

    With `broken`, halves of characters are among them, which no file or page can hold.
    """
    letters = st.characters() if broken else st.characters(exclude_categories=["Cs"])
    any_text = st.text(letters, max_size=20)
    mixed = st.lists(_PIECES | any_text, max_size=12).map("".join)
    return st.sampled_from(PAYLOADS) | mixed | any_text
