/* Plays the timeline: the chosen period moves over the bars, inside the map alone. Whoever prefers
   reduced motion gets one bar a second instead of a movement. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const WHOLE_SECONDS = 30; // from the first day to the last at normal speed
  const WINDOWS = 24; // periods that fit into the whole time, when none is chosen
  const SPEEDS = [0.5, 1, 2, 4];

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
      this.box = document.createElement("span");
      this.box.className = "hudud-playback";
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.addEventListener("click", () => this.toggle());
      this.button.addEventListener("keydown", (event) => this._key(event));
      this.speed = document.createElement("select");
      this.speed.setAttribute("aria-label", this.strings.speed);
      for (const speed of SPEEDS) {
        this.speed.add(new Option(`${speed}×`, speed, speed === 1, speed === 1));
      }
      // From here on at the new speed: where it began would otherwise jump.
      this.speed.addEventListener("change", () => this._from());
      this.box.append(this.button, this.speed);
      this._name();
    }

    _name() {
      const name = this.playing ? this.strings.pause : this.strings.play;
      this.button.textContent = this.playing ? "❚❚" : "▶";
      this.button.title = name;
      this.button.setAttribute("aria-label", name);
    }

    /* Space and Enter press the button by themselves; the arrows move by one bar. */
    _key(event) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const played = this.playing;
      this._halt();
      this._begin();
      this.step(step);
      if (played) this._run();
      else this.rest();
    }

    toggle() {
      if (this.playing) {
        this.pause();
      } else if (this.timeline.incidents) {
        this._begin();
        this._run();
      }
    }

    pause() {
      if (!this.playing) return;
      this._halt();
      this.rest();
    }

    get _bounds() {
      const { edges } = this.timeline;
      return [edges[0], edges[edges.length - 1] - 1];
    }

    /* A period to move: the chosen one, cut to the bars; at its end it starts again. */
    _begin() {
      const [first, last] = this._bounds;
      this.start();
      let [from, to] = this.timeline.period || [first, null];
      if (to === null) to = from + Math.max(1, Math.round((last - first + 1) / WINDOWS)) - 1;
      from = Math.max(first, Math.min(from, last));
      to = Math.max(from, Math.min(to, last));
      if (to >= last) [from, to] = [first, first + to - from];
      this.move([from, to]);
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
      const seconds = ((now - this._since) / 1000) * Number(this.speed.value);
      if (this.still.matches) {
        if (seconds < 1) return;
        this.step(1);
        this._from();
        this._endIfLast();
        return;
      }
      const [first, last] = this._bounds;
      const [from, to] = this._period;
      const days = Math.round((seconds * (last - first + 1)) / WHOLE_SECONDS);
      const moved = Math.min(days, last - to);
      if (from + moved !== this.timeline.period[0]) {
        this.move([from + moved, to + moved]);
        this.frames += 1;
      }
      this._endIfLast();
    }

    _endIfLast() {
      if (this.timeline.period[1] >= this._bounds[1]) this.pause();
    }

    /* By one bar; the period keeps its length. */
    step(direction) {
      const { edges, binOfDay } = this.timeline;
      const [first, last] = this._bounds;
      const [from, to] = this.timeline.period;
      const bin = binOfDay[from - first] + direction;
      if (bin < 0 || bin + 1 >= edges.length) return;
      const days = edges[bin] - from;
      const moved = Math.max(first - from, Math.min(days, last - to));
      if (moved) this.move([from + moved, to + moved]);
    }
  };
})(window);
