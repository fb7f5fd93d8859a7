"""The scripts that measure inside the page: from the click to the frame that shows it."""

# Resolves once what was drawn has been handed to the screen.
_PAINTED = """
const painted = (w) => new Promise((done) => w.requestAnimationFrame(() => {
    const channel = new w.MessageChannel();
    channel.port1.onmessage = () => done();
    channel.port2.postMessage(0);
}));
// The host of the map hides its frame in a shadow tree.
const deep = (selector, top = document) => {
    const found = top.querySelector(selector);
    if (found) return found;
    for (const node of top.querySelectorAll('*')) {
        const inner = node.shadowRoot && deep(selector, node.shadowRoot);
        if (inner) return inner;
    }
    return null;
};
const until = async (test, patience = 120000) => {
    const end = performance.now() + patience;
    for (;;) {
        const found = test();
        if (found) return found;
        if (performance.now() > end) throw new Error('out of patience');
        await new Promise((done) => setTimeout(done, 5));
    }
};
"""

# (frame's selector) -> milliseconds since the navigation began.
FIRST_MAP = f"""async (selector) => {{{_PAINTED}
    const frame = await until(() => deep(selector));
    await until(() => frame.contentDocument && frame.contentDocument.body
        && frame.contentDocument.body.dataset.shown);
    await painted(frame.contentWindow);
    return performance.now();
}}"""

# ([frame's selector, start of the button's label]) -> milliseconds.
SIDEBAR_CLICK = f"""async ([selector, label]) => {{{_PAINTED}
    const frame = deep(selector);
    const body = frame.contentDocument.body;
    const buttons = document.querySelectorAll('[data-testid=stSidebar] button');
    const button = [...buttons].find((b) => b.textContent.trim().startsWith(label));
    const before = body.dataset.draws;
    const start = performance.now();
    button.click();
    await new Promise((done) => {{
        const seen = new MutationObserver(() => {{
            if (body.dataset.draws === before) return;
            seen.disconnect();
            done();
        }});
        seen.observe(body, {{attributes: true}});
    }});
    await painted(frame.contentWindow);
    return performance.now() - start;
}}"""

# (data-choice of the legend's entry) -> milliseconds; in the map's frame, as all that follow.
HOT_CLICK = f"""async (choice) => {{{_PAINTED}
    const button = await until(() => [...document.querySelectorAll('[data-choice]')]
        .find((b) => b.dataset.choice === choice));
    const before = document.body.dataset.draws;
    const start = performance.now();
    button.click();
    await until(() => document.body.dataset.draws !== before);
    await painted(window);
    return performance.now() - start;
}}"""

# (rounds) -> milliseconds of each.
BRUSH = f"""async (rounds) => {{{_PAINTED}
    const page = window.hudud, times = [];
    const [first, last] = [page.timeline.edges[0], page.timeline.edges.at(-1) - 1];
    const span = last - first;
    for (let i = 0; i < rounds; i += 1) {{
        const start = performance.now();
        page._movePeriod([first + Math.round(span * 0.02 * i), last - Math.round(span * 0.02 * i)],
            false);
        await painted(window);
        times.push(performance.now() - start);
    }}
    page.timeline._set(null, true);
    return times;
}}"""

# (milliseconds to play) -> frames a second, and the milliseconds between two.
PLAY = """async (lasts) => {
    const { playback, timeline } = window.hudud;
    playback.speed.value = 4;
    playback.mode.value = "smooth";
    const gaps = [];
    let last = 0;
    const frames = playback.frames;
    playback.button.click();
    const start = performance.now();
    await new Promise((done) => {
        const look = (now) => {
            if (last) gaps.push(now - last);
            last = now;
            if (now - start < lasts && playback.playing) requestAnimationFrame(look);
            else done();
        };
        requestAnimationFrame(look);
    });
    const rate = (playback.frames - frames) / ((performance.now() - start) / 1000);
    playback.pause();
    timeline._set(null, true);
    return { rate, gaps };
}"""

PAN = f"""async (rounds) => {{{_PAINTED}
    const {{ map }} = window.hudud, times = [];
    for (let i = 0; i < rounds; i += 1) {{
        const start = performance.now();
        map.panBy([i % 2 ? 200 : -200, 0], {{animate: false}});
        await painted(window);
        times.push(performance.now() - start);
    }}
    return times;
}}"""

ZOOM = f"""async (rounds) => {{{_PAINTED}
    const {{ map }} = window.hudud, times = [];
    for (let i = 0; i < rounds; i += 1) {{
        const start = performance.now();
        map.setZoom(i % 2 ? 6 : 8, {{animate: false}});
        await painted(window);
        times.push(performance.now() - start);
    }}
    return times;
}}"""

# Keeps the number of instances that WebGL drew last: deck.gl draws one for each incident.
WATCH_WEBGL = """
for (const name of ['drawArraysInstanced', 'drawElementsInstanced']) {
    const drawn = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
        const count = given[name === 'drawArraysInstanced' ? 3 : 4];
        if (count > 1) window.instances = count;
        return drawn.apply(this, given);
    };
}
"""

# What a rival shows: the number that its map was made with, once it has been drawn.
_SHOWN = """
const told = () => {
    const said = document.querySelector('#rival-rows');
    return said ? Number(said.textContent) : null;
};
const shown = () => {
    const frame = [...document.querySelectorAll('iframe')].find((f) => f.contentDocument
        && f.contentDocument.body && f.contentDocument.body.dataset.shown);
    return frame ? Number(frame.contentDocument.body.dataset.shown) : window.instances;
};
"""

FIRST_RIVAL = f"""async (patience) => {{{_PAINTED}{_SHOWN}
    await until(() => told() !== null && shown() === told(), patience);
    await painted(window);
    return performance.now();
}}"""

RIVAL_FILTER = f"""async ([label, patience]) => {{{_PAINTED}{_SHOWN}
    const buttons = document.querySelectorAll('[data-testid=stSidebar] button');
    const button = [...buttons].find((b) => b.textContent.trim().startsWith(label));
    const before = told();
    const start = performance.now();
    button.click();
    await until(() => told() !== before && shown() === told(), patience);
    await painted(window);
    return performance.now() - start;
}}"""
