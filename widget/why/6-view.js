// What is on the screen. Everything is made once and then changed in place, so that what is
// unfolded stays so, and so does the focus.

function make(name, members, ...children) {
  const element = Object.assign(document.createElement(name), members);
  element.append(...children);
  return element;
}

function write(element, text) {
  if (element.textContent != text) {
    element.textContent = text;
  }
}

/** A sign, and what it says to those who do not see it. */
function signView() {
  const seen = make("span", { className: "sign", ariaHidden: "true" });
  const spoken = make("span", { className: "spoken" });
  return {
    nodes: [seen, spoken],
    show(sign) {
      write(seen, sign);
      seen.dataset.sign = sign;
      write(spoken, SIGNS[sign] ? `${SIGNS[sign]}: ` : "");
    },
  };
}

/** Keeps one view for each of a list's items, made by `view`; a view has a `node` and `show`. */
function listView(parent, view, nameOf = (item, at) => at) {
  const views = new Map();
  return (items) => {
    const names = items.map(nameOf);
    for (const [name, { node }] of views) {
      if (!names.includes(name)) {
        node.remove();
        views.delete(name);
      }
    }
    items.forEach((item, at) => {
      if (!views.has(names[at])) {
        views.set(names[at], view());
        parent.insertBefore(views.get(names[at]).node, parent.children[at] || null);
      }
      views.get(names[at]).show(item);
    });
    parent.hidden = !items.length;
  };
}

function factView() {
  const sign = signView();
  const [name, text] = [make("span"), make("dd")];
  return {
    node: make("div", {}, make("dt", {}, ...sign.nodes, name), text),
    show([said, what, good]) {
      sign.show(good == null ? "" : good ? "✓" : "✗");
      write(name, said);
      write(text, what);
    },
  };
}

function lineView() {
  const sign = signView();
  const [want, there, parts] = [make("span"), make("span", { className: "there" }), make("ul")];
  const showParts = listView(parts, lineView);
  return {
    node: make("li", {}, make("div", {}, ...sign.nodes, make("span", {}, want, there)), parts),
    show(line) {
      sign.show(line.sign);
      write(want, line.want);
      write(there, line.there && `Now: ${line.there}`);
      showParts(line.parts);
    },
  };
}

function promptView() {
  const sign = signView();
  const [id, word, lines] = [make("span", { className: "id" }), make("span", { className: "word" }), make("ul")];
  const showLines = listView(lines, lineView);
  return {
    node: make("details", {}, make("summary", {}, ...sign.nodes, make("span", {}, id, word)), lines),
    show(prompt) {
      sign.show(prompt.sign);
      write(id, prompt.id);
      write(word, prompt.word);
      showLines(prompt.lines);
    },
  };
}
