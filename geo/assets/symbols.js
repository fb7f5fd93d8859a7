/* Symbols of incidents on a canvas: shape by event type, donuts for stacks and clusters. Shapes and
   colours come with the data, out of geo/symbols.py. Drawn here, so that neither the map nor the exported HTML needs an icon font. */
(function (root) {
  "use strict";

  const Hudud = (root.Hudud = root.Hudud || {});
  const TAU = 2 * Math.PI;

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

  /* One incident: filled when its place is exact, hollow when it is not. */
  Hudud.drawSymbol = function (ctx, symbol, x, y, radius, hollow) {
    trace(ctx, symbol, x, y, radius);
    ctx.fillStyle = hollow ? "rgba(255,255,255,0.85)" : symbol.color;
    ctx.fill();
    ctx.lineWidth = hollow ? 2.2 : 1.3;
    ctx.strokeStyle = hollow ? symbol.color : "#ffffff";
    ctx.stroke();
    if (!hollow) {
      ctx.lineWidth = 0.6;
      ctx.strokeStyle = "rgba(20,20,20,0.55)";
      ctx.stroke();
    }
  };

  /* Several incidents: a ring divided by event type around their number. */
  Hudud.drawDonut = function (ctx, colors, counts, x, y, radius, hollow) {
    let total = 0;
    for (const count of counts) total += count;
    const ring = Math.max(3.5, radius * 0.28);
    ctx.beginPath();
    ctx.arc(x, y, radius + 1.2, 0, TAU);
    ctx.fillStyle = "#ffffff";
    ctx.fill();
    let angle = -TAU / 4;
    ctx.lineWidth = ring;
    for (let i = 0; i < counts.length; i += 1) {
      if (!counts[i]) continue;
      const next = angle + (counts[i] / total) * TAU;
      ctx.beginPath();
      ctx.arc(x, y, radius - ring / 2, angle, next);
      ctx.strokeStyle = colors[i];
      ctx.stroke();
      angle = next;
    }
    ctx.beginPath();
    ctx.arc(x, y, radius + 0.4, 0, TAU);
    ctx.lineWidth = 0.8;
    ctx.strokeStyle = "rgba(20,20,20,0.6)";
    ctx.setLineDash(hollow ? [3, 2.5] : []);
    ctx.stroke();
    ctx.setLineDash([]);
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
    ctx.strokeStyle = "#ffffff";
    ctx.stroke();
    ctx.lineWidth = strong ? 2 : 1.1;
    ctx.globalAlpha = strong ? 0.95 : 0.5;
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

  Hudud.font = 'system-ui, "Noto Sans", "Noto Naskh Arabic", "Segoe UI", Tahoma, sans-serif';

  Hudud.shortNumber = function (value) {
    if (value < 1000) return String(value);
    if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
    if (value < 999500) return `${Math.round(value / 1000)}k`;
    return `${(value / 1e6).toFixed(1)}M`;
  };
})(window);
