"""Text that tries to run as code somewhere on its way to the screen."""

# What a payload does if it ever runs: it leaves this name on the window.
MARK = "hududWasHere"

PAYLOADS = (
    f"<script>window.{MARK}=1</script>",
    f"</script><script>window.{MARK}=1</script>",
    f'<img src=x onerror="window.{MARK}=1">',
    f"<svg/onload=window.{MARK}=1>",
    f"\"><iframe srcdoc='<script>parent.{MARK}=1</script>'>",
    f"' autofocus onfocus='window.{MARK}=1",
    f"`${{window.{MARK}=1}}`",
    f"${{window.{MARK}=1}}",
    "{{ 7 * 7 }}{{ this.get_name() }}",
    "{% raw %}{% for x in range(9) %}{{ x }}{% endfor %}",
    "{# a comment that swallows #}",
    f"\\u003cscript\\u003ewindow.{MARK}=1\\u003c/script\\u003e",
    f"\\'];window.{MARK}=1;//",
    f"javascript:window.{MARK}=1",
    f"[link](javascript:window.{MARK}=1) **bold** :red[x] $x^2$ `code`",
    f"</textarea></style></title><script>window.{MARK}=1</script>",
    f"<!--<script>window.{MARK}=1</script>-->",
    "\u202egnp.exe \u2066isolate",
    "zero\u200bwidth\ufeff and \u200f mark",
    "ا" * 300 + " " + "W" * 300,
    '=HYPERLINK("http://example.invalid","x")',
    "&lt;b&gt; &amp;amp; &#123;&#123;",
    "line one\nline two\ttab",
)
