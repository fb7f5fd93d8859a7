/* Says in the reader's language what Streamlit's own widgets say in English: names that screen readers
   hear, wherever they stand, and texts of the widgets alone, so that nothing of the data is changed.
   Only what a text node or an attribute holds is changed; the elements stay those that Streamlit made.
   A grid, whose first column stands at the right, is scrolled there when it appears. */
const NAMES = ["aria-label", "aria-valuetext", "title", "placeholder"];
const GRID = ".dvn-scroller";

function say(words, text) {
  const own = words.whole[text.trim()];
  if (own !== undefined) return own;
  const found = words.begins.find(([english]) => text.startsWith(english));
  return found ? found[1] + text.slice(found[0].length) : null;
}

function sayNames(words, element) {
  NAMES.forEach((name) => {
    const text = element.getAttribute(name);
    const said = text ? say(words, text) : null;
    if (said !== null && said !== text) element.setAttribute(name, said);
  });
}

function sayText(words, node) {
  if (!node.parentElement || !node.parentElement.closest(words.where)) return;
  const said = say(words, node.data);
  if (said !== null && said !== node.data) node.data = said;
}

function begin(element) {
  const scrollers = element.matches(GRID) ? [element] : element.querySelectorAll(GRID);
  scrollers.forEach((scroller) => {
    // Its columns are laid out after it stands in the page.
    const seen = new ResizeObserver(() => {
      if (scroller.scrollWidth <= scroller.clientWidth) return;
      scroller.scrollLeft = scroller.scrollWidth;
      seen.disconnect();
    });
    seen.observe(scroller);
    seen.observe(scroller.firstElementChild || scroller);
  });
}

function sayAll(words, root) {
  if (root.nodeType === Node.TEXT_NODE) {
    sayText(words, root);
    return;
  }
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  sayNames(words, root);
  begin(root);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) sayText(words, node);
    else sayNames(words, node);
  }
}

export default function widgetWords(component) {
  const words = component.data;
  const seen = (changes) => {
    changes.forEach((change) => {
      if (change.type === "childList") change.addedNodes.forEach((node) => sayAll(words, node));
      else if (change.type === "characterData") sayText(words, change.target);
      else sayNames(words, change.target);
    });
  };
  const observer = new MutationObserver(seen);
  sayAll(words, document.body);
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: NAMES,
  });
  return () => observer.disconnect();
}
