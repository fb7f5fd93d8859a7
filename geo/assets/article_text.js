/* Shows an article's text with its places and evidence marked. All text is set as text. A place is a
   button: click, Enter or Space chooses it; so is the number of a paragraph. */
function place(mark, number, chosen, choose) {
  const button = document.createElement("span");
  button.className = `place ${mark.standing}`;
  button.dataset.mention = number;
  button.title = mark.label;
  button.tabIndex = 0;
  button.setAttribute("role", "button");
  button.setAttribute("aria-label", mark.label);
  button.setAttribute("aria-pressed", String(number === chosen));
  button.addEventListener("click", () => choose(number));
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

function paragraph([number, runs], data, tell) {
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
  const drawn = JSON.stringify([data.paragraphs, data.marks, data.chosen, data.paragraph]);
  if (root.drawn === drawn) return;
  root.drawn = drawn;
  const focused = root.getRootNode().activeElement;
  const focusedMention = focused && focused.dataset ? focused.dataset.mention : undefined;
  const top = root.scrollTop;
  root.replaceChildren(
    ...data.paragraphs.map((each) => paragraph(each, data, (kind, body) => setTriggerValue(kind, body))),
  );
  root.scrollTop = top;
  if (focusedMention !== undefined) {
    const again = root.querySelector(`[data-mention="${Number(focusedMention)}"]`);
    if (again) again.focus({ preventScroll: true });
  }
  if (root.looked === data.look) return;
  root.looked = data.look;
  const target = root.querySelector(data.look.startsWith("evidence") ? "mark" : '[aria-pressed="true"]');
  if (!target) return;
  const [box, at] = [root.getBoundingClientRect(), target.getBoundingClientRect()];
  if (at.top < box.top || at.bottom > box.bottom) root.scrollTop += at.top - box.top - box.height / 3;
}
