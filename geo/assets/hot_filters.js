/* Filters that act inside the map at once and are told to the server after: the period, the event
   types, the zone verdicts. What was changed here stays until the server has heard of it; from
   then on what the server says holds, so that its own widgets can change it too. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const TELL_AFTER = 250; // milliseconds: several quick changes become one message

  Hudud.HotFilters = class {
    /* `tell(message)` sends {heard, period?, types?, verdicts?} to the server. */
    constructor(tell) {
      this.value = { period: null, types: [], verdicts: [] }; // an empty list lets all through
      this.tell = tell;
      this._changes = 0;
      this._unheard = {}; // kind -> number of its last change
    }

    /* Take over what the server says, but for what it has not heard of yet. */
    accept(state) {
      this._changes = Math.max(this._changes, state.heard);
      for (const kind of Object.keys(this.value)) {
        if (this._unheard[kind] > state.heard) continue;
        delete this._unheard[kind];
        this.value[kind] = state[kind];
      }
    }

    set(kind, value, done) {
      this._changes += 1;
      this.value[kind] = value;
      this._unheard[kind] = this._changes;
      if (done) this._tellSoon(kind === "period" ? 0 : TELL_AFTER);
    }

    /* Every change that is not heard of goes along: of two messages only the last may arrive. */
    _tellSoon(delay) {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => {
        const changed = Object.keys(this._unheard).map((kind) => [kind, this.value[kind]]);
        this.tell({ heard: this._changes, ...Object.fromEntries(changed) });
      }, delay);
    }

    shows(kind, value) {
      return !this.value[kind].length || this.value[kind].includes(value);
    }

    /* What is chosen of `all` once `value` is hidden or shown; with `only`, it alone or again all.
       All and none are the same: an empty list. */
    toggled(kind, value, all, only) {
      const chosen = all.filter((name) => this.shows(kind, name));
      let next = chosen.includes(value)
        ? chosen.filter((name) => name !== value)
        : all.filter((name) => name === value || chosen.includes(name));
      if (only) next = chosen.length === 1 && chosen[0] === value ? [] : [value];
      return next.length === all.length ? [] : next;
    }
  };
})(window);
