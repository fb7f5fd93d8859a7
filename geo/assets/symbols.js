/* Symbols of incidents on a canvas: shape by event type, donuts for stacks and clusters. Shapes and
   colours come with the data, out of geo/symbols.py. Drawn here, so that neither the map nor the exported HTML needs an icon font. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const TAU = 2 * Math.PI;
  // Around every symbol: one of the two stands out from any ground (tests/geo/test_symbols.py).
  const LIGHT = "#ffffff";
  const DARK = "#1d2327";
  const LIGHT_EDGE = 1; // pixels
  const DARK_EDGE = 0.8;

  /* The symbol's outline with the area of a circle of `radius`; a circle when it has no corners. */
  function trace(ctx, symbol, x, y, radius) {
    ctx.beginPath();
    if (!symbol.outline.length) {
      ctx.arc(x, y, radius, 0, TAU);
      return;
    }
    for (const [dx, dy] of symbol.outline) ctx.lineTo(x + dx * radius, y + dy * radius);
    ctx.closePath();
  }

  /* A light line across a donut's ring, so that two colours beside each other are told apart. */
  function seam(ctx, x, y, from, to, angle) {
    ctx.save();
    ctx.beginPath();
    ctx.moveTo(x + from * Math.cos(angle), y + from * Math.sin(angle));
    ctx.lineTo(x + to * Math.cos(angle), y + to * Math.sin(angle));
    ctx.lineWidth = 1;
    ctx.strokeStyle = LIGHT;
    ctx.stroke();
    ctx.restore();
  }

  /* One incident: filled when its place is exact, hollow when it is not. */
  Hudud.drawSymbol = function (ctx, symbol, x, y, radius, hollow) {
    trace(ctx, symbol, x, y, radius);
    const edge = hollow ? 1.2 : LIGHT_EDGE;
    ctx.lineJoin = "round";
    ctx.lineWidth = 2 * (edge + DARK_EDGE);
    ctx.strokeStyle = DARK;
    ctx.stroke();
    ctx.lineWidth = 2 * edge;
    ctx.strokeStyle = hollow ? symbol.color : LIGHT;
    ctx.stroke();
    ctx.fillStyle = hollow ? LIGHT : symbol.color;
    ctx.fill();
    if (!hollow) return;
    ctx.lineWidth = 2;
    ctx.strokeStyle = symbol.color;
    ctx.stroke();
  };

  /* Several incidents: a ring divided by event type around their number. */
  Hudud.drawDonut = function (ctx, colors, counts, x, y, radius, hollow) {
    let total = 0;
    for (const count of counts) total += count;
    const ring = Math.max(3.5, radius * 0.28);
    ctx.beginPath();
    ctx.arc(x, y, radius + LIGHT_EDGE, 0, TAU);
    ctx.fillStyle = LIGHT;
    ctx.fill();
    ctx.lineWidth = DARK_EDGE;
    ctx.strokeStyle = DARK;
    ctx.setLineDash(hollow ? [3, 2.5] : []);
    ctx.stroke();
    ctx.setLineDash([]);
    let angle = -TAU / 4;
    ctx.lineWidth = ring;
    for (let i = 0; i < counts.length; i += 1) {
      if (!counts[i]) continue;
      const next = angle + (counts[i] / total) * TAU;
      ctx.beginPath();
      ctx.arc(x, y, radius - ring / 2, angle, next);
      ctx.strokeStyle = colors[i];
      ctx.stroke();
      if (counts[i] < total) seam(ctx, x, y, radius - ring, radius, next);
      angle = next;
    }
    const text = Hudud.shortNumber(total);
    // A digit is about 0.6 as wide as the letters are high.
    const fitting = (2 * (radius - ring) - 2) / (0.6 * text.length);
    ctx.fillStyle = "#1d2327";
    ctx.font = `600 ${Math.max(8.5, Math.min(14, fitting))}px ${Hudud.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text, x, y + 0.5);
  };

  /* A circle of `radius` pixels that says: somewhere in here. */
  Hudud.drawExtent = function (ctx, color, x, y, radius, strong) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, TAU);
    ctx.setLineDash([6, 5]);
    // A light seam under the dashes: on a dark ground a dark colour would not be seen.
    ctx.globalAlpha = 0.5;
    ctx.lineWidth = strong ? 4 : 2.6;
    ctx.strokeStyle = LIGHT;
    ctx.stroke();
    ctx.lineWidth = strong ? 2 : 1.1;
    ctx.globalAlpha = strong ? 0.95 : 0.7;
    ctx.strokeStyle = color;
    ctx.stroke();
    if (strong) {
      ctx.globalAlpha = 0.08;
      ctx.fillStyle = color;
      ctx.fill();
    }
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  };

  /* From a symbol that was moved aside to where it belongs. */
  Hudud.drawLeader = function (ctx, x, y, atX, atY) {
    for (const [color, more] of [[LIGHT, 1.4], [DARK, 0]]) {
      ctx.beginPath();
      ctx.moveTo(atX, atY);
      ctx.lineTo(x, y);
      ctx.lineWidth = 1 + more;
      ctx.strokeStyle = color;
      ctx.stroke();
      ctx.beginPath();
      ctx.arc(atX, atY, 1.8 + more / 2, 0, TAU);
      ctx.fillStyle = color;
      ctx.fill();
    }
  };

  Hudud.font = 'system-ui, "Noto Sans", "Noto Naskh Arabic", "Segoe UI", Tahoma, sans-serif';

  Hudud.shortNumber = function (value) {
    if (value < 1000) return String(value);
    if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
    if (value < 999500) return `${Math.round(value / 1000)}k`;
    return `${(value / 1e6).toFixed(1)}M`;
  };
})(window);
