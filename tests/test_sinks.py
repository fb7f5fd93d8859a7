"""Text from data reaches HTML, XML, Markdown, cells and code through its escape alone.

The sources are read, and text is followed backwards from each place where it becomes something
else, through names, loops and functions, to where it was escaped. What is harmless for another
reason stands in REVIEWED with that reason. `tests/sinks/` does the reading.
"""

from __future__ import annotations

import pytest

from tests.sinks.bans import banned, banned_in_script
from tests.sinks.flow import Flow, Language, Leaf
from tests.sinks.places import code_sinks, html_sinks, markdown_sinks
from tests.sinks.project import ROOT, Project, project_sources

SCRIPTS = [p for f in ("geo", "pages") for p in sorted((ROOT / f).rglob("*.js"))]

_OWN_FILE = "a file of our own, or of a package"
_OWN_PAGE = "the page that folium made of constants; data come into it as JSON and by `escape`"
_OWN_WORDS = "a constant"
_NUMBER = "a number"
# (file, source): why nothing from data is in it, or why it can do nothing.
REVIEWED = {
    ("geo/export/html.py", "_IMAGE.sub(picture, _asset(name))"): _OWN_FILE,
    ("geo/export/html.py", "assets.asset(name).decode()"): _OWN_FILE,
    ("geo/export/html.py", "(files(__package__) / name).read_text(encoding='utf-8')"): _OWN_FILE,
    ("geo/export/html.py", "json.dumps(data, ensure_ascii=False, separators=(',', ':'))"): (
        "JSON whose < is written as an escape on the next line"
    ),
    ("geo/export/html.py", "b64encode(sha256(text.encode()).digest()).decode()"): "a hash",
    ("geo/export/html.py", "re.compile('<script>(.*?)</script>', re.DOTALL)"): "a pattern",
    ("geo/export/html.py", "re.compile('<style>(.*?)</style>', re.DOTALL)"): "a pattern",
    (
        "geo/export/html.py",
        "_ID.sub(lambda m: names.setdefault(m[0], f'{len(names):032x}'), fmap.get_root().render())",
    ): _OWN_PAGE,
    ("geo/export/html.py", "_SCRIPT.sub(lambda m: f'<script>{_asset(m[1])}</script>', page)"): (
        _OWN_PAGE
    ),
    ("geo/export/html.py", "_STYLE.sub(lambda m: f'<style>{_style(m[1])}</style>', page)"): (
        _OWN_PAGE
    ),
    (
        "geo/export/html.py",
        "re.sub('<title>.*?</title>', lambda _match: title, page, count=1)",
    ): "the title is escaped where it is made",
    ("geo/export/html.py", "_LAYER.sub('window.hududBase[\"\\\\1\"]', page)"): _OWN_PAGE,
    ("geo/export/html.py", "body.rsplit('</html>', 1)"): _OWN_PAGE,
    ("geo/export/kml.py", "symbol.color"): _OWN_WORDS,
    ("geo/export/kml.py", "batch.to_pylist()"): (
        "coordinates and days, typed columns of Arrow; every text of the row goes through `_xml`"
    ),
    ("geo/export/kml.py", "SCHEMA.names"): _OWN_WORDS,
    ("geo/export/qgis.py", "symbol.shape"): _OWN_WORDS,
    ("geo/export/qgis.py", "symbol.color"): _OWN_WORDS,
    (
        "geo/snapshot/svg.py",
        "base64.b64encode(reduced(font_bytes(face), codes, 'woff')).decode()",
    ): "a font",
    ("pages/map_page.py", "briefing.attribution"): _OWN_WORDS,
    ("pages/map_page.py", "briefing.disclaimer"): _OWN_WORDS,
    ("pages/about_page.py", "briefing.attribution"): _OWN_WORDS,
    ("pages/about_page.py", "briefing.disclaimer"): _OWN_WORDS,
    ("pages/navigation.py", "Path(__file__).parent"): _OWN_FILE,
    ("pages/widget_words.py", "json.dumps(text, ensure_ascii=False)"): _OWN_WORDS,
    ("pages/dataset_history.py", "found.counts"): _NUMBER,
    ("pages/export_figure.py", "figure.data.places"): _NUMBER,
    ("pages/export_figure.py", "figure.data.datasets"): _NUMBER,
    ("pages/incident_drafts.py", "st.session_state"): _NUMBER,
    ("geo/cli_import.py", "batch.refusals.write_csv(args.refused)"): "guards its cells itself",
    ("geo/articles/files.py", "import subprocess"): (
        "this very interpreter and a file of ours; the article comes to it as bytes"
    ),
    ("geo/export/html.py", "inset.style"): _OWN_FILE,
    ("geo/export/html.py", "inset.script"): _OWN_FILE,
    ("pages/story_view.py", "briefing.attribution"): _OWN_WORDS,
    ("pages/story_view.py", "briefing.disclaimer"): _OWN_WORDS,
    ("pages/incident_card.py", "PLACE_REASONS[PlaceBasis(card.place_basis)]"): _OWN_WORDS,
    (
        "pages/guide_page.py",
        "_LINK.sub(_linked, _TITLE.sub('', file.read_text(encoding='utf-8')))",
    ): _OWN_FILE,
    (
        "pages/language.py",
        "Path(__file__).with_name('style.css').read_text(encoding='utf-8')",
    ): _OWN_FILE,
    ("pages/tour.py", "step.title"): _OWN_WORDS,
    ("pages/tour.py", "step.text"): _OWN_WORDS,
    ("pages/findings_panel.py", "st.error"): "`_draw_boxes` escapes what it draws",
    ("pages/findings_panel.py", "st.warning"): "`_draw_boxes` escapes what it draws",
    ("pages/place_search.py", "st.success"): "says a status, which is a constant",
    ("pages/place_search.py", "st.warning"): "says a status, which is a constant",
    ("pages/place_search.py", "st.info"): "says a status, which is a constant",
    ("geo/assets/base_layers.js", "return box.innerHTML;"): "text set as text, read as HTML",
    ("geo/assets/base_layers.js", "defs.innerHTML ="): _OWN_WORDS,
    ("geo/assets/cards.js", ".setContent(content)"): "an element with text set as text",
    ("geo/assets/cards.js", ".setContent(list)"): "an element with text set as text",
    ("geo/assets/marks.js", ".setContent(label)"): "an element with text set as text",
    (
        "geo/assets/area_editor.js",
        (
            "icon: L.divIcon({ className: `hudud-handle hudud-handle-${place.kind}`,"
            " iconSize: [28, 28] }),"
        ),
    ): _OWN_WORDS,
    ("geo/assets/legend.js", 'canvas.style.cssText = "width:26px;height:20px";'): _OWN_WORDS,
    (
        "geo/assets/map_host.js",
        'frame.style.cssText = "border:0;width:100%;display:block;border-radius:8px";',
    ): _OWN_WORDS,
    (
        "geo/assets/map_host.js",
        'frame.src = data.page + (view ? `#${view}` : "");',
    ): "an address of this server, and after # three numbers",
    (
        "geo/assets/map_page.js",
        (
            "if (options.attribution)"
            " map.attributionControl.addAttribution(Hudud.asText(options.attribution));"
        ),
    ): "made HTML by `asText`",
    (
        "geo/assets/place_map.js",
        (
            "if (options.attribution)"
            " map.attributionControl.addAttribution(Hudud.asText(options.attribution));"
        ),
    ): "made HTML by `asText`",
    (
        "geo/assets/place_map.js",
        (
            'const icon = L.divIcon({ className: "hudud-pin",'
            " iconSize: [18, 18], iconAnchor: [9, 9] });"
        ),
    ): _OWN_WORDS,
}


def found_in(project: Project) -> set[Leaf]:
    """Return all that is wrong with Python code, whether reviewed or not."""
    found = set(Flow(project, Language.HTML).unsafe(html_sinks(project)))
    found |= set(Flow(project, Language.MARKDOWN).unsafe(markdown_sinks(project)))
    found |= set(Flow(project, Language.CODE).unsafe(code_sinks(project)))
    return found | set(banned(project))


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(project_sources())


@pytest.fixture(scope="module")
def everything(project: Project) -> set[Leaf]:
    found = found_in(project)
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        found |= set(banned_in_script(path.relative_to(ROOT).as_posix(), text))
    return found


def test_sinks_of_the_project_take_escaped_text_alone(everything: set[Leaf]) -> None:
    unknown = [leaf for leaf in everything if (leaf.path, leaf.source) not in REVIEWED]
    assert not unknown, "\n".join(sorted(map(str, unknown)))


def test_sinks_that_were_reviewed_are_still_there(everything: set[Leaf]) -> None:
    assert set(REVIEWED) <= {(leaf.path, leaf.source) for leaf in everything}


def test_sinks_are_found_in_number(project: Project) -> None:
    assert sum(1 for _ in html_sinks(project)) > 150
    assert sum(1 for _ in markdown_sinks(project)) > 400
    assert len(SCRIPTS) > 12


# Each is a way past the escape that somebody might write.
BYPASSES = {
    "html": "def draw(p):\n    st.html(f'<b>{p.name}</b>')",
    "html of a name": "def draw(p):\n    line = '<b>' + p.name + '</b>'\n    st.html(line)",
    "html by a loop": (
        "def draw(ps):\n    t = ''\n    for p in ps:\n        t += p.name\n    st.html(t)"
    ),
    "html by append": (
        "def draw(ps):\n    t = []\n    for p in ps:\n        t.append(p.name)\n"
        "    st.html(''.join(t))"
    ),
    "html by a function": (
        "def bold(t):\n    return f'<b>{t}</b>'\ndef draw(p):\n    st.html(bold(p.name))"
    ),
    "html by a method": (
        "class A:\n    def bold(self, t):\n        return f'<b>{t}</b>'\n"
        "    def draw(self, p):\n        st.html(self.bold(t=p.name))"
    ),
    "html by pairs": (
        "def draw(p, _):\n    rows = [(_('Name'), p.name)]\n"
        "    st.html(''.join(f'<dt>{a}</dt><dd>{b}</dd>' for a, b in rows))"
    ),
    "attribute": "def draw(p):\n    return f'<b title=\"{escape(p.name)}\" class={p.kind}>'",
    "html by format": "HEAD = '<h1>{}</h1>'\ndef draw(p):\n    return '<h1>{}</h1>'.format(p.name)",
    "html by percent": "def draw(p):\n    return '<h1>%s</h1>' % p.name",
    "html escaped for a pattern": "def draw(p):\n    st.html(f'<b>{re.escape(p.name)}</b>')",
    "html escaped for Markdown": "def draw(p):\n    st.html(f'<b>{plain(p.name)}</b>')",
    "html in a column": "def draw(p):\n    left, right = st.columns(2)\n    left.html(p.note)",
    "xml": "def placemark(row):\n    return f'<name>{row[\"name\"]}</name>'",
    "translated data": "def draw(p, _):\n    st.html(_(p.name))",
    "sentence": "def draw(p, _):\n    st.error(_('No %(name)s', name=p.name))",
    "plural": "def draw(p, _):\n    st.info(_.plural('%(count)s %(n)s', '…', 3, n=p.name))",
    "label": "def draw(p, _):\n    st.button(p.name, key='x')",
    "label escaped for HTML": "def draw(p, _):\n    st.button(escape(p.name), key='x')",
    "help": "def draw(p, _):\n    st.button(_('Open'), help=p.note)",
    "metric": "def draw(p, _):\n    st.metric(_('Name'), p.name)",
    "options": "def draw(ps, _):\n    st.radio(_('Which?'), ps, format_func=lambda p: p.name)",
    "options as they are": "def draw(ns, _):\n    st.pills(_('Which?'), [n.name for n in ns])",
    "error": (
        "def draw(_):\n    try:\n        go()\n    except GeoError as error:\n"
        "        st.error(_('No: %(p)s', p=str(error)))"
    ),
    "label by a parameter": (
        "def box(label):\n    st.button(label)\ndef draw(p):\n    box(label=p.name)"
    ),
    "function handed on": "def draw(p):\n    say(st.error, p.name)",
    "unsafe": "def draw(p):\n    st.markdown('x', unsafe_allow_html=True)",
    "link column": "def draw(p):\n    st.column_config.LinkColumn('x')",
    "popup": "def draw(p):\n    folium.Popup(p.name)",
    "template": "def draw(p):\n    Template(f'<b>{p.name}</b>')",
    "templates": "from jinja2 import Environment",
    "sql": "def find(c, name):\n    c.execute(text(f'SELECT * FROM place WHERE name = {name}'))",
    "sql by percent": "def find(c, name):\n    c.exec_driver_sql('DELETE FROM %s' % name)",
    "shell": "import subprocess",
    "shell by os": "def go(name):\n    os.system(name)",
    "pickle": "import pickle",
    "yaml": "def read(t):\n    return yaml.load(t)",
    "eval": "def read(t):\n    return eval(t)",
    "formula": "def write(sheet, t):\n    sheet.write_formula(0, 0, t)",
    "link in a sheet": "def write(sheet, t):\n    sheet.write_url(0, 0, t)",
    "cells without a guard": "def write(f, t):\n    csv.writer(f).writerow([t])",
}
SCRIPT_BYPASSES = (
    "box.innerHTML = label.name;",
    "box.insertAdjacentHTML('beforeend', label.name);",
    "box.outerHTML = `<b>${label.name}</b>`;",
    "document.write(label.name);",
    "eval(label.name);",
    "new Function(label.name)();",
    'setTimeout("go(" + label.name + ")", 10);',
    'link.setAttribute("href", label.address);',
    'button.setAttribute("onclick", label.code);',
    "link.href = label.address;",
    "marker.bindPopup(label.name);",
    "L.divIcon({ html: label.name });",
    "frame.srcdoc = label.name;",
)
# What is right must not be found, or nobody would believe the rest.
HARMLESS = (
    "def draw(p, _):\n    st.html(f'<b dir=\"auto\">{escape(p.name)}</b>')",
    "def draw(p, _):\n    st.error(_('No %(name)s', name=plain(p.name)))",
    "def draw(p, _):\n    st.button(_('Open'), key=p.name)",
    "def draw(n, _):\n    st.markdown(_('**%(n)s** new', n=_.number(n)))",
    (
        "def lines(texts):\n    return ''.join(f'<p>{t}</p>' for t in texts)\n"
        "def draw(p):\n    st.html(lines([escape(p.name), escape(p.note)]))"
    ),
    (
        "def draw(ps, _):\n    rows = [(_('Name'), p.name) for p in ps]\n"
        "    st.html(''.join(f'<dt>{a}</dt><dd>{escape(b)}</dd>' for a, b in rows))"
    ),
    "def draw(c):\n    c.execute(text('SELECT 1'))",
    "class P:\n    size: int\ndef draw(p):\n    st.html(f'<b>{p.size}</b>')",
)


@pytest.mark.parametrize("source", BYPASSES.values(), ids=list(BYPASSES))
def test_sinks_that_bypass_the_escape_are_found(source: str) -> None:
    assert found_in(Project({"pages/sample.py": source}))


@pytest.mark.parametrize("line", SCRIPT_BYPASSES)
def test_sinks_of_scripts_are_found(line: str) -> None:
    assert list(banned_in_script("geo/assets/sample.js", f"// one\n{line}"))


@pytest.mark.parametrize("source", HARMLESS)
def test_sinks_with_escaped_text_are_not_found(source: str) -> None:
    assert not found_in(Project({"pages/sample.py": source}))


def test_sinks_of_scripts_with_text_as_text_are_not_found() -> None:
    text = "// box.innerHTML = x\nbox.textContent = x; /* eval(x) */ box.dataset.row = 3;\n"
    assert not list(banned_in_script("geo/assets/sample.js", text))


def test_sinks_across_modules_are_followed() -> None:
    sources = {
        "pages/one.py": "def bold(text):\n    return f'<b>{text}</b>'",
        "pages/two.py": "from pages.one import bold\ndef draw(p):\n    st.html(bold(p.name))",
    }
    assert [(leaf.path, leaf.source) for leaf in found_in(Project(sources))] == [
        ("pages/two.py", "p.name")
    ]


def test_sinks_of_a_real_page_are_found_when_its_escape_is_taken_away() -> None:
    path = "pages/about_page.py"
    source = project_sources()[path]
    before, after = (
        found_in(Project({path: s})) for s in (source, source.replace("escape(v", "(v"))
    )
    assert {leaf.source for leaf in after} - {leaf.source for leaf in before}
