"use strict";
(() => {
  const CODES = {KILLED: "K", INJURED: "I", MISSING: "M", CASUALTIES: "H", VICTIM: "V", PERPETRATOR: "P", CAUSE: "C", PLACE: "L", DATE: "D", SOURCE: "S"};
  const documents = JSON.parse(document.getElementById("documents").textContent);
  const field = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const wanted = (fault) =>
    (!field("kind").value || fault.kind === field("kind").value) && (!field("slot").value || fault.slot === field("slot").value);
  const filtering = () => field("kind").value || field("slot").value;
  let shown = [];
  let place = 0;

  function mark(words, slot, span, faults) {
    const element = make("mark", "slot-" + slot, words);
    element.dataset.code = CODES[slot];
    element.dataset.start = span[0];
    element.dataset.end = span[1];
    element.title = slot;
    if (faults.some((fault) => fault.start < span[1] && span[0] < fault.end)) element.classList.add("at-fault");
    return element;
  }

  function story(text, spans, faults) {
    const characters = Array.from(text);
    const words = (start, end) => characters.slice(start, end).join("");
    const element = make("p", "story");
    let position = 0;
    for (const span of spans) {
      if (span[0] < position) continue;
      element.append(words(position, span[0]), mark(words(span[0], span[1]), span[2], span, faults));
      position = span[1];
    }
    element.append(words(position, characters.length));
    return element;
  }

  function toll(item) {
    const element = make("div", "toll slot-" + item.outcome.toUpperCase());
    const line = make("div");
    line.append(make("b", "", item.outcome + ", " + item.bounds), " ", make("span", "words", item.mentions.map((words) => "“" + words + "”").join(" = ")));
    const facts = make("dl");
    for (const [name, value] of item.facts) facts.append(make("dt", "", name), make("dd", "", value));
    element.append(line, facts);
    return element;
  }

  function side(title, name, article) {
    const element = make("div");
    const reading = article[name];
    element.append(make("h3", "", title), story(article.text, reading.spans, article.faults.filter(wanted)));
    if (!reading.events.length) element.append(make("p", "empty", "No casualties stated."));
    for (const event of reading.events) {
      const block = make("div", "event");
      block.append(make("h4", "", event.title));
      block.append(make("p", "about", [event.date, event.totals].filter(Boolean).join(" · ")));
      for (const item of event.tolls) block.append(toll(item));
      element.append(block);
    }
    return element;
  }

  function choose(row, fault) {
    for (const other of document.querySelectorAll(".fault")) other.setAttribute("aria-pressed", String(other === row));
    for (const element of field("browser").querySelectorAll("mark")) {
      const hit = Number(element.dataset.start) < fault.end && fault.start < Number(element.dataset.end);
      element.classList.toggle("chosen", hit);
    }
    const first = field("browser").querySelector("mark.chosen");
    if (first) first.scrollIntoView({block: "center"});
  }

  function says(name, words) {
    const element = make("span", "says", words);
    element.dataset.side = name;
    return element;
  }

  function faultRow(fault) {
    const item = make("li");
    const row = make("button", "fault");
    row.type = "button";
    row.setAttribute("aria-pressed", "false");
    row.append(make("span", "kind", fault.kind), make("span", "slot slot-" + fault.slot, fault.slot), says("gold", fault.gold), says("predicted", fault.predicted));
    row.addEventListener("click", () => choose(row, fault));
    item.append(row);
    return item;
  }

  function draw() {
    const target = field("browser");
    target.replaceChildren();
    field("before").disabled = place <= 0;
    field("after").disabled = place >= shown.length - 1;
    if (!shown.length) {
      field("where").textContent = "";
      target.append(make("p", "empty", "No document has an error of this kind."));
      return;
    }
    const article = shown[place];
    const faults = article.faults.filter(wanted);
    field("article").value = article.id;
    field("where").textContent = "Document " + (place + 1) + " of " + shown.length + ", " + faults.length + (faults.length === 1 ? " error" : " errors");
    const list = make("ul", "faults");
    list.append(...faults.map(faultRow));
    const heading = make("h3", "", article.id + (article.published ? ", published " + article.published : ""));
    const sides = make("div", "sides");
    sides.append(side("Gold", "gold", article), side("Predicted", "predicted", article));
    target.append(heading, faults.length ? list : make("p", "empty", "No error in this document."), sides);
  }

  function refilter() {
    const current = shown[place];
    shown = documents.filter((article) => !filtering() || article.faults.some(wanted));
    field("article").replaceChildren(...shown.map((article) => {
      const option = make("option", "", article.id + " (" + article.faults.filter(wanted).length + ")");
      option.value = article.id;
      return option;
    }));
    place = Math.max(0, shown.indexOf(current));
    draw();
  }

  function go(step) {
    const next = place + step;
    if (next < 0 || next >= shown.length) return;
    place = next;
    draw();
  }

  for (const id of ["kind", "slot"]) field(id).addEventListener("change", refilter);
  field("article").addEventListener("change", () => {
    place = field("article").selectedIndex;
    draw();
  });
  field("before").addEventListener("click", () => go(-1));
  field("after").addEventListener("click", () => go(1));
  refilter();
})();
