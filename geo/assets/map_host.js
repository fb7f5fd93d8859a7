/* Puts the map's own page into the dashboard and carries messages between the two.
   The frame is made once and stays: whatever a rerun changes reaches it as a message. */

/* The other maps of the page that stand beside this one; no selector reaches into components. */
function others(frame) {
  const all = (window.hududFrames = window.hududFrames || new Set());
  for (const other of all) if (!other.isConnected) all.delete(other);
  all.add(frame);
  return [...all].filter((other) => other !== frame && other.isPaired && other.ready);
}

/* Bring them to where this one looks. */
function follow(frame, { lat, lon, zoom }) {
  for (const other of others(frame)) {
    other.view = { lat, lon, zoom };
    other.contentWindow.postMessage({ hudud: "look", view: [lat, lon, zoom] }, window.location.origin);
  }
}

export default function host(component) {
  const { data, parentElement, setTriggerValue } = component;
  let frame = parentElement.querySelector("iframe");
  if (!frame || frame.dataset.page !== data.page) {
    if (frame) frame.remove();
    frame = document.createElement("iframe");
    frame.dataset.page = data.page;
    frame.title = data.title;
    frame.style.cssText = "border:0;width:100%;display:block;border-radius:8px";
    // Beside another map it begins where that one looks now.
    const views = data.isPaired ? others(frame).map((other) => other.view) : [];
    const beside = views.find(Boolean);
    const view = beside ? `${beside.lat},${beside.lon},${beside.zoom}` : data.view;
    frame.src = data.page + (view ? `#${view}` : "");
    parentElement.appendChild(frame);
  }
  const resize = () => (frame.style.height = `calc(${data.height} + ${frame.grown || 0}px)`);
  resize();
  // A person may have chosen another theme than the system's, which the map would take by itself.
  const dress = () => {
    const page = frame.contentDocument && frame.contentDocument.documentElement;
    const isDark = getComputedStyle(frame).colorScheme.includes("dark");
    if (page) page.dataset.theme = isDark ? "dark" : "light";
  };
  frame.onload = dress;
  dress();
  if (!frame.dressing) {
    // Streamlit draws itself anew in another theme, and this component not with it.
    frame.dressing = new MutationObserver(() => {
      if (frame.isConnected) frame.dress();
      else frame.dressing.disconnect();
    });
    const app = document.querySelector("[data-testid=stApp]") || document.documentElement;
    frame.dressing.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", () => frame.isConnected && frame.dress());
  }
  frame.dress = dress;
  frame.title = data.title;
  frame.isPaired = data.isPaired;
  others(frame);

  const send = () =>
    frame.contentWindow.postMessage({ hudud: "update", state: frame.state }, window.location.origin);
  frame.state = data.state;
  if (frame.ready) send();

  /* Where the map looks stands in the address, so that a link shows the same; no rerun for it. */
  const rememberView = () => {
    // A guided map is led by the page, whose address says where.
    if (!frame.view || !frame.isConnected || data.isGuided) return;
    const { lat, lon, zoom } = frame.view;
    const view = `${lat.toFixed(4)},${lon.toFixed(4)},${zoom}`;
    const address = new URL(window.location.href);
    if (address.searchParams.get("at") === view) return;
    address.searchParams.set("at", view);
    window.history.replaceState(window.history.state, "", address);
  };
  // The server does not hear of the view until it asks; each question is answered once.
  if (data.ask && frame.asked !== data.ask) {
    frame.asked = data.ask;
    const { lat, lon, zoom } = frame.view || {};
    window.setTimeout(() => setTriggerValue("view", frame.view ? { lat, lon, zoom } : {}), 0);
  }
  // A rerun may write the address without the view, shortly before or after this call.
  window.setTimeout(rememberView, 0);
  window.setTimeout(rememberView, 600);

  const receive = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    const message = event.data || {};
    if (message.hudud === "ready") {
      frame.ready = true;
      send();
    } else if (message.hudud === "view") {
      frame.view = message;
      rememberView();
      if (frame.isPaired) follow(frame, message);
    } else if (message.hudud === "moving") {
      if (frame.isPaired) follow(frame, message);
    } else if (message.hudud === "grown") {
      frame.grown = Number(message.by) || 0;
      resize();
    } else if (message.hudud === "choose") {
      setTriggerValue("chosen", { row: message.row, revision: frame.state.revision });
    } else if (message.hudud === "hot") {
      setTriggerValue("hot", message.message);
    } else if (message.hudud === "area") {
      setTriggerValue("area", { numbers: message.numbers });
    } else if (message.hudud === "marks") {
      setTriggerValue("marks", message.marks);
    } else if (message.hudud === "place") {
      setTriggerValue("place", { id: message.id });
    } else if (message.hudud === "point") {
      setTriggerValue("point", { lat: message.lat, lon: message.lon });
    }
  };
  if (frame.receive) window.removeEventListener("message", frame.receive);
  frame.receive = receive;
  window.addEventListener("message", receive);
  return () => window.removeEventListener("message", receive);
}
