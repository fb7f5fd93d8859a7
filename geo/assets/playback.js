/* Plays the timeline: the chosen period moves over the bars, inside the map alone; month by month, or
   smoothly. It halts at any month and goes on from there. Whoever prefers reduced motion gets single
   steps, at most one a second. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const WHOLE_SECONDS = 30; // smoothly, from the first day to the last at normal speed
  const WINDOWS = 24; // periods that fit into the whole time, when none is chosen
  const SPEEDS = [0.5, 1, 2, 4];
  const MONTH_DAYS = 30.44;
  const LEAST_MONTHS = 3; // what spans less is played bar by bar

  Hudud.Playback = class {
    /* `timeline` has the bars; `move(period)` shows a period, `rest()` says that it stays. */
    constructor(timeline, { strings, start, move, rest }) {
      this.timeline = timeline;
      this.strings = strings;
      this.start = start;
      this.move = move;
      this.rest = rest;
      this.playing = false;
      this.frames = 0;
      this.still = root.matchMedia("(prefers-reduced-motion: reduce)");
      this._controls();
    }

    _controls() {
      const { strings } = this;
      this.box = document.createElement("span");
      this.box.className = "hudud-playback";
      this.box.setAttribute("role", "group");
      this.box.setAttribute("aria-label", strings.play);
      this.button = this._button("▶", strings.play, () => this.toggle());
      this.back = this._button("‹", strings.monthBack, () => this.go(-1));
      this.on = this._button("›", strings.monthOn, () => this.go(1));
      for (const button of [this.button, this.back, this.on]) {
        button.addEventListener("keydown", (event) => this._key(event));
      }
      this.speed = this._select(strings.speed, SPEEDS.map((speed) => [speed, `${speed}×`]), 1);
      // From here on at the new speed: where it began would otherwise jump.
      this.speed.addEventListener("change", () => this._from());
      this.mode = this._select(
        strings.playMode,
        [["months", strings.byMonth], ["smooth", strings.smoothly]],
        "months",
      );
      this.mode.addEventListener("change", () => this._newMode());
      this.box.append(this.back, this.button, this.on, this.speed, this.mode);
      this._name();
    }

    _button(sign, name, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.title = name;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      return button;
    }

    _select(name, choices, chosen) {
      const select = document.createElement("select");
      select.setAttribute("aria-label", name);
      select.title = name;
      for (const [value, text] of choices) {
        select.add(new Option(text, value, value === chosen, value === chosen));
      }
      return select;
    }

    _name() {
      const name = this.playing ? this.strings.pause : this.strings.play;
      this.button.textContent = this.playing ? "❚❚" : "▶";
      this.button.title = name;
      this.button.setAttribute("aria-label", name);
    }

    /* Space and Enter press a button by themselves; the arrows move by one month or bar. */
    _key(event) {
      const acts = {
        ArrowLeft: () => this.go(-1),
        ArrowRight: () => this.go(1),
        Home: () => this.go(-Infinity),
        End: () => this.go(Infinity),
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    }

    toggle() {
      if (this.playing) {
        this.pause();
      } else if (this.timeline.incidents) {
        this._begin(true);
        this._run();
      }
    }

    pause() {
      if (!this.playing) return;
      this._halt();
      this.rest();
    }

    /* By one step, to the first or to the last; what plays goes on from there. */
    go(steps) {
      if (!this.timeline.incidents) return;
      const played = this.playing;
      const chosen = this.timeline.period;
      this._halt();
      this._begin(false);
      // Without a period the first press shows the first one.
      if (chosen || !Number.isFinite(steps)) this.step(steps);
      if (played) this._run();
      else this.rest();
    }

    _newMode() {
      if (!this.playing) return;
      this._begin(false);
      this._from();
    }

    get _bounds() {
      const { edges } = this.timeline;
      return [edges[0], edges[edges.length - 1] - 1];
    }

    /* First days of the steps, and the day after the last one. */
    get _steps() {
      const [first, last] = this._bounds;
      const long = last - first + 1 > LEAST_MONTHS * MONTH_DAYS;
      if (this.mode.value !== "months" || !long) return this.timeline.edges;
      return Hudud.monthEdges(first, last);
    }

    _stepOf(edges, day) {
      let step = 0;
      while (step + 2 < edges.length && edges[step + 1] <= day) step += 1;
      return step;
    }

    /* A period to move: the chosen one, cut to the bars, and to whole months where it goes by those.
       With `again` it starts over when it stands at the end. */
    _begin(again) {
      const [first, last] = this._bounds;
      this.start();
      const chosen = this.timeline.period;
      let [from, to] = chosen || [first, null];
      if (this.mode.value === "months") {
        const edges = this._steps;
        const ends = to === null ? from : Math.min(to, last);
        const length = Math.max(1, Math.round((ends - from + 1) / MONTH_DAYS));
        this._length = edges === this.timeline.edges ? 1 : Math.min(length, edges.length - 1);
        const at = this._stepOf(edges, Math.max(first, from));
        const end = Math.min(at + this._length, edges.length - 1);
        this.move([edges[end - this._length], edges[end] - 1]);
      } else {
        if (to === null) to = from + Math.max(1, Math.round((last - first + 1) / WINDOWS)) - 1;
        from = Math.max(first, Math.min(from, last));
        to = Math.max(from, Math.min(to, last));
        this.move([from, to]);
      }
      if (again && this.timeline.period[1] >= last) this.step(-Infinity);
    }

    _run() {
      this.playing = true;
      this.timeline.caption.setAttribute("aria-live", "off");
      this._name();
      this._from();
      const frame = () => {
        if (!this.playing) return;
        this._frame(performance.now());
        if (this.playing) root.requestAnimationFrame(frame);
      };
      root.requestAnimationFrame(frame);
    }

    _halt() {
      this.playing = false;
      this.timeline.caption.setAttribute("aria-live", "polite");
      this._name();
    }

    _from() {
      this._since = performance.now();
      this._period = this.timeline.period;
    }

    _frame(now) {
      const still = this.still.matches;
      const speed = still ? Math.min(1, Number(this.speed.value)) : Number(this.speed.value);
      const seconds = ((now - this._since) / 1000) * speed;
      if (still || this.mode.value === "months") {
        if (seconds < 1) return;
        this.step(1);
        this._from();
      } else {
        const [first, last] = this._bounds;
        const [from, to] = this._period;
        const days = Math.round((seconds * (last - first + 1)) / WHOLE_SECONDS);
        const moved = Math.min(days, last - to);
        if (from + moved !== this.timeline.period[0]) this._show([from + moved, to + moved]);
      }
      if (this.timeline.period[1] >= this._bounds[1]) this.pause();
    }

    _show(period) {
      this.move(period);
      this.frames += 1;
    }

    /* By so many months, or bars; the period keeps its length, in months where it goes by those. */
    step(steps) {
      const edges = this._steps;
      const [from, to] = this.timeline.period;
      const [first, last] = this._bounds;
      const at = this._stepOf(edges, Math.max(first, from));
      if (this.mode.value === "months") {
        const latest = edges.length - 1 - this._length;
        const next = Math.max(0, Math.min(latest, at + steps));
        const period = [edges[next], edges[next + this._length] - 1];
        if (period[0] !== from || period[1] !== to) this._show(period);
        return;
      }
      const next = Math.max(0, Math.min(edges.length - 2, at + steps));
      const moved = Math.max(first - from, Math.min(edges[next] - from, last - to));
      if (moved) this._show([from + moved, to + moved]);
    }
  };
})(window);
