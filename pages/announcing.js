/* Tells a screen reader what changed on the page: one polite region for all of it, which stays while the
   page is drawn anew around it. A region that comes with its text, as Streamlit's would, is not read. */

const SETTLED_MS = 400; // several quick changes are told once, by their last
const PATIENCE_MS = 2000; // what is done sooner needs no word

function regionOf() {
  let region = document.getElementById("hudud-said");
  if (!region) {
    region = document.body.appendChild(document.createElement("div"));
    region.id = "hudud-said";
    region.className = "hudud-said";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
  }
  return region;
}

/* Say the sentences, each as a line. */
function say(region, language, texts) {
  region.lang = language;
  region.replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement("p");
      line.dir = "auto";
      line.textContent = text;
      return line;
    }),
  );
}

/* Whoever does not see the mark in the corner hears that the server is at work. */
function watch(held) {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app || held.watched === app) return;
  held.watched = app;
  const look = () => {
    window.clearTimeout(held.patience);
    if (app.dataset.testScriptState !== "running") {
      if (regionOf().textContent === held.working) regionOf().replaceChildren();
      return;
    }
    held.patience = window.setTimeout(() => say(regionOf(), held.language, [held.working]), PATIENCE_MS);
  };
  new MutationObserver(look).observe(app, { attributeFilter: ["data-test-script-state"] });
}

export default function announce({ data }) {
  const region = regionOf();
  const held = (window.hududSaid = window.hududSaid || { page: null, texts: {}, waiting: new Map() });
  Object.assign(held, { language: data.language, working: data.working });
  watch(held);
  const isNewPage = held.page !== data.page;
  if (isNewPage) Object.assign(held, { page: data.page, texts: {}, waiting: new Map() });
  for (const [kind, { text, isKnown }] of Object.entries(data.said)) {
    const isTold = isNewPage || isKnown || held.texts[kind] === text;
    held.texts[kind] = text;
    if (!isTold) held.waiting.set(kind, text);
    else if (held.waiting.get(kind) !== text) held.waiting.delete(kind);
  }
  window.clearTimeout(held.timer);
  if (!held.waiting.size) return;
  held.timer = window.setTimeout(() => {
    say(region, data.language, [...held.waiting.values()]);
    held.waiting.clear();
  }, SETTLED_MS);
}
