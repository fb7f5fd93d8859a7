/* Shows an article's text with its places and evidence marked. All text is set as text. A place is a
   button: click, Enter or Space chooses it; so is the number of a paragraph. Words that are selected
   can be marked: with the mouse, or from a paragraph's number with the arrow keys, Shift for more of
   them, Enter to mark, Escape to leave. Offsets are told in letters (code points) of the paragraph. */
const WORD = /[\p{L}\p{N}\p{M}_]+(?:['’\-–][\p{L}\p{N}\p{M}]+)*/gu;
const LONGEST_SHOWN = 60;

const letters = (text) => [...text].length;

function selectionOf(root) {
  const tree = root.getRootNode();
  return tree.getSelection ? tree.getSelection() : document.getSelection();
}

function selectedRange(root) {
  const selection = selectionOf(root);
  if (!selection || selection.rangeCount === 0) return null;
  if (!root.getRootNode().getSelection && selection.getComposedRanges) {
    return selection.getComposedRanges({ shadowRoots: [root.getRootNode()] })[0] || null;
  }
  return selection.getRangeAt(0);
}

function bodyAround(root, node) {
  const element = node && node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const body = element && element.closest ? element.closest(".paragraph p") : null;
  return body && root.contains(body) ? body : null;
}

function textBefore(body, node, offset) {
  const range = document.createRange();
  range.setStart(body, 0);
  range.setEnd(node, offset);
  return range.toString();
}

/* What is selected within one paragraph, null when nothing is or it runs over several. */
function picked(root) {
  const range = selectedRange(root);
  if (!range || range.collapsed) return null;
  const body = bodyAround(root, range.startContainer);
  if (!body || body !== bodyAround(root, range.endContainer)) return null;
  const start = letters(textBefore(body, range.startContainer, range.startOffset));
  const end = letters(textBefore(body, range.endContainer, range.endOffset));
  const words = [...body.textContent].slice(start, end).join("");
  return words.trim() ? { number: Number(body.dataset.number), start, end, words: words.trim() } : null;
}

function showBar(root, pick) {
  const bar = root.nextElementSibling;
  root.pick = pick;
  bar.hidden = !pick || !root.data.mark;
  if (bar.hidden) return;
  const [words, place, incident] = bar.children;
  const shown = [...pick.words];
  words.textContent = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN).join("")}…` : pick.words;
  place.textContent = root.data.mark.place;
  incident.textContent = root.data.mark.incident;
}

function markPlace(root) {
  const { number, start, end } = root.pick;
  root.refocus = true;
  showBar(root, null);
  root.tell("mark", { number, start, end });
}

function makeBar(root) {
  const bar = root.nextElementSibling;
  const words = document.createElement("bdi");
  words.setAttribute("aria-live", "polite");
  const buttons = ["place", "incident"].map((kind) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `mark-${kind}`;
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    return button;
  });
  buttons[0].addEventListener("click", () => markPlace(root));
  buttons[1].addEventListener("click", () => {
    const { number } = root.pick;
    showBar(root, null);
    root.tell("incident", { number });
  });
  bar.replaceChildren(words, ...buttons);
  const follow = () => {
    if (!root.isConnected) {
      document.removeEventListener("selectionchange", follow);
      return;
    }
    if (root.getRootNode().activeElement?.closest?.(".bar")) return;
    showBar(root, picked(root));
  };
  document.addEventListener("selectionchange", follow);
}

/* Where a letter of a paragraph stands: its text node and the offset in it. */
function pointAt(body, index) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let left = index;
  let node = walker.nextNode();
  while (node && left > node.length) {
    left -= node.length;
    node = walker.nextNode() || node;
  }
  return [node, left];
}

function selectWords(root, body, cursor) {
  const found = [...body.textContent.matchAll(WORD)];
  if (!found.length) return;
  const inside = (at) => Math.max(0, Math.min(at, found.length - 1));
  cursor.at = inside(cursor.at);
  cursor.from = inside(cursor.from);
  const [first, last] = [Math.min(cursor.at, cursor.from), Math.max(cursor.at, cursor.from)];
  const end = found[last].index + found[last][0].length;
  selectionOf(root).setBaseAndExtent(...pointAt(body, found[first].index), ...pointAt(body, end));
  const text = body.textContent;
  const start = letters(text.slice(0, found[first].index));
  showBar(root, {
    number: Number(body.dataset.number),
    start,
    end: start + letters(text.slice(found[first].index, end)),
    words: text.slice(found[first].index, end),
  });
  pointAt(body, found[cursor.at].index)[0].parentElement.scrollIntoView({ block: "nearest" });
}

function leaveWords(root, head) {
  selectionOf(root).removeAllRanges();
  showBar(root, null);
  head.focus();
}

function chooseWords(root, head, body) {
  const cursor = { at: 0, from: 0 };
  const steps = (event) => {
    const forward = getComputedStyle(body).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    return { [forward]: 1, [back]: -1, Home: -Infinity, End: Infinity }[event.key];
  };
  head.addEventListener("keydown", (event) => {
    if (!root.data.mark || steps(event) === undefined) return;
    event.preventDefault();
    Object.assign(cursor, { at: 0, from: 0 });
    body.focus({ preventScroll: true });
    selectWords(root, body, cursor);
  });
  body.addEventListener("keydown", (event) => {
    if (event.target !== body) return;
    const step = steps(event);
    if (step !== undefined) {
      cursor.at += step;
      if (!event.shiftKey) cursor.from = cursor.at;
      selectWords(root, body, cursor);
    } else if (event.key === "Escape") {
      leaveWords(root, head);
    } else if (event.key === "Enter" && root.pick) {
      markPlace(root);
    } else {
      return;
    }
    event.preventDefault();
  });
}

function place(mark, number, chosen, choose) {
  const button = document.createElement("span");
  button.className = `place ${mark.standing}`;
  button.dataset.mention = number;
  button.title = mark.label;
  button.tabIndex = 0;
  button.setAttribute("role", "button");
  button.setAttribute("aria-label", mark.label);
  button.setAttribute("aria-pressed", String(number === chosen));
  button.addEventListener("click", () => {
    const range = selectedRange(button);
    if (!range || range.collapsed) choose(number);
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(number);
  });
  return button;
}

function words([text, , isEvidence, isWord]) {
  if (!isEvidence) return document.createTextNode(text);
  const mark = document.createElement("mark");
  mark.textContent = text;
  if (isWord) mark.className = "word";
  return mark;
}

function paragraph([number, runs], root) {
  const { data, tell } = root;
  const line = document.createElement("div");
  line.className = "paragraph";
  const head = document.createElement("button");
  head.type = "button";
  head.textContent = number;
  head.className = number === data.paragraph ? "number chosen" : "number";
  head.setAttribute("aria-label", data.paragraphLabel.replace("{number}", number));
  head.title = head.getAttribute("aria-label");
  head.addEventListener("click", () => tell("paragraph", { number }));
  const body = document.createElement("p");
  body.dir = "auto";
  body.tabIndex = -1;
  body.dataset.number = number;
  chooseWords(root, head, body);
  let open = null;
  runs.forEach((run) => {
    const mention = run[1];
    if (mention === null) {
      open = null;
      body.appendChild(words(run));
      return;
    }
    if (!open || Number(open.dataset.mention) !== mention) {
      open = place(data.marks[mention], mention, data.chosen, (chosen) =>
        tell("mention", { number: chosen }),
      );
      body.appendChild(open);
    }
    open.appendChild(words(run));
  });
  line.append(head, body);
  return line;
}

export default function articleText(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".article");
  root.style.maxHeight = data.height;
  root.lang = data.language;
  root.setAttribute("aria-label", data.title);
  root.data = data;
  root.tell = (kind, message) => setTriggerValue(kind, message);
  if (!root.nextElementSibling.firstChild) makeBar(root);
  const drawn = JSON.stringify([data.paragraphs, data.marks, data.chosen, data.paragraph]);
  if (root.drawn === drawn) return;
  root.drawn = drawn;
  const focused = root.getRootNode().activeElement;
  const focusedMention = focused && focused.dataset ? focused.dataset.mention : undefined;
  const top = root.scrollTop;
  showBar(root, null);
  root.replaceChildren(...data.paragraphs.map((each) => paragraph(each, root)));
  root.scrollTop = top;
  const chosen = root.querySelector('[aria-pressed="true"]');
  if (root.refocus && chosen) {
    chosen.focus({ preventScroll: true });
  } else if (focusedMention !== undefined) {
    const again = root.querySelector(`[data-mention="${Number(focusedMention)}"]`);
    if (again) again.focus({ preventScroll: true });
  }
  root.refocus = false;
  if (root.looked === data.look) return;
  root.looked = data.look;
  const target = data.look.startsWith("evidence") ? root.querySelector("mark") : chosen;
  if (!target) return;
  const [box, at] = [root.getBoundingClientRect(), target.getBoundingClientRect()];
  if (at.top < box.top || at.bottom > box.bottom) root.scrollTop += at.top - box.top - box.height / 3;
}
