"use strict";
// Builds the page with text nodes alone: whatever somebody wrote stays text.

const SIGNS = ["💡", "✅"];
let me = localStorage.getItem("me") || "";
let place = localStorage.getItem("place") || "";
let state = null; // what was seen last
let open = null; // the one reply or edit that is being written: its message and its form

const byId = (id) => document.getElementById(id);

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// "at" names a control across redraws, so that the keyboard stays where it was.
function button(text, at, action, extra = {}) {
  const element = make("button", "", text);
  element.type = "button";
  element.dataset.at = at;
  Object.entries(extra).forEach(([name, value]) => element.setAttribute(name, value));
  element.addEventListener("click", action);
  return element;
}

async function act(fields) {
  let trouble = "";
  try {
    const answer = await fetch("/sandbox/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: me, place, ...fields }),
    });
    if (!answer.ok) trouble = (await answer.json()).error;
  } catch {
    trouble = "The sandbox did not take this. Is it still running?";
  }
  byId("trouble").textContent = trouble;
  await look();
  return !trouble;
}

function spans(list) {
  const tags = { strong: "strong", code: "code", person: "strong", place: "strong" };
  return list.map((span) => (tags[span.span] ? make(tags[span.span], "", span.text) : span.text));
}

function words(message) {
  const box = make("div", "words");
  if (!message.parts) {
    box.append(message.text);
    return box;
  }
  for (const part of message.parts) {
    if (part.part === "quote") box.append(make("blockquote", "", ...spans(part.spans)));
    else if (part.part === "bullets")
      box.append(make("ul", "", ...part.items.map((item) => make("li", "", ...spans(item)))));
    else box.append(make("p", "", ...spans(part.spans)));
  }
  return box;
}

// Sends once: what was written comes back only where it was refused.
function sending(element, field, send) {
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    if (!(await send(text))) field.value = text + field.value;
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    element.requestSubmit();
  });
}

function write(label, message, value, fields) {
  const field = make("textarea");
  field.rows = 2;
  field.value = value;
  field.dataset.at = label;
  field.setAttribute("aria-label", label);
  const close = () => {
    open = null;
    draw();
    focusAt(`${message.key} ${label.toLowerCase()}`);
  };
  const cancel = button("Cancel", "Cancel", close);
  const element = make("form", "row", field, make("button", "", "Send"), cancel);
  open = { message: message.key, element };
  sending(element, field, async (text) => {
    const sent = await act({ ...fields, text });
    if (sent) close();
    return sent;
  });
  draw();
  field.focus();
}

function reactions(message) {
  return SIGNS.map((sign) => {
    const people = message.reactions[sign] || [];
    const mine = people.includes(me);
    return button(
      people.length ? `${sign} ${people.length}` : sign,
      message.key + sign,
      () => act({ do: mine ? "unreact" : "react", message: message.key, reaction: sign }),
      { "aria-pressed": String(mine), "aria-label": `${sign} ${people.length}` },
    );
  });
}

function does(message, isRoot) {
  const box = make("div", "does");
  if (message.private) return box;
  box.append(...reactions(message));
  if (isRoot)
    box.append(button("Reply", `${message.key} reply`, () =>
      write("Reply", message, "", { do: "say", thread: message.key })));
  if (message.author === me) {
    box.append(button("Edit", `${message.key} edit`, () =>
      write("Edit", message, message.text, { do: "edit", message: message.key })));
    box.append(button("Delete", `${message.key} delete`, () =>
      act({ do: "delete", message: message.key })));
  }
  return box;
}

function shown(message, isRoot) {
  const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return make(
    "li",
    (message.by_us ? "ours " : "") + (message.private ? "private" : ""),
    make("span", "who", message.name),
    make("span", "when", time + (message.edited ? " · edited" : "")),
    message.private ? make("span", "only", "only you can see this") : null,
    words(message),
    does(message, isRoot),
    !isRoot && open?.message === message.key ? open.element : null,
  );
}

function showMessages(messages) {
  const here = messages.filter((message) => message.place === place);
  const keys = new Set(here.map((message) => message.key));
  const roots = here.filter((message) => !message.thread || !keys.has(message.thread));
  const items = roots.map((root) => {
    const item = shown(root, true);
    const replies = here.filter((message) => message.thread === root.key);
    if (replies.length)
      item.append(make("ol", "replies", ...replies.map((reply) => shown(reply, false))));
    if (open?.message === root.key) item.append(open.element);
    return item;
  });
  byId("messages").replaceChildren(...items);
}

function showPlaces(places) {
  byId("places").replaceChildren(...places.map((each) =>
    make("li", "", button(`# ${each.name} · ${each.phase}`, each.key, () => {
      place = each.key;
      open = null;
      localStorage.setItem("place", place);
      draw();
    }, { "aria-current": String(each.key === place) }))));
  const here = places.find((each) => each.key === place);
  byId("place-name").textContent = `# ${here.name}`;
  byId("place-phase").textContent = `Phase: ${here.phase}`;
}

function showRemembered(objects) {
  const told = {
    question: (each) => `${each.gone ? "taken back" : each.text} (${each.state})`,
    answer: (each) => (each.gone ? "taken back" : each.text),
    helpful: (each) => `${each.by.split("/")[1]} marked an answer${each.asker ? " as the asker" : ""}`,
    person: (each) => [each.name, each.zone, each.language].filter(Boolean).join(", "),
  };
  const items = objects.filter((each) => told[each.type]).map((each) =>
    make("li", "", make("span", "kind", each.type), told[each.type](each)));
  byId("remembered").replaceChildren(...(items.length ? items : [make("li", "", "Nothing yet.")]));
}

let looking = null;
let again = false;

// Resolves when what is shown is as new as the call; one look at a time.
function look() {
  again = true;
  looking ??= lookUntilNew();
  return looking;
}

async function lookUntilNew() {
  try {
    while (again) {
      again = false;
      const whose = me;
      const answer = await fetch(`/sandbox/state${me ? `?person=${encodeURIComponent(me)}` : ""}`);
      const fallback = answer.ok ? answer : await fetch("/sandbox/state");
      const found = await fallback.json();
      if (whose === me) show(found); // somebody else sits here by now, and is looked for next
    }
  } catch {
    // The sandbox is away; when it is back, its news make us look again.
  } finally {
    looking = null;
  }
}

function focusAt(at) {
  [...document.querySelectorAll("[data-at]")].find((each) => each.dataset.at === at)?.focus();
}

function show(found) {
  state = found;
  me = state.me;
  draw();
}

function draw() {
  const at = document.activeElement?.dataset.at;
  if (!state.places.some((each) => each.key === place)) place = state.places[0].key;
  byId("me").replaceChildren(...state.people.map((person) => {
    const option = make("option", "", `${person.name} (${person.zone}${person.admin ? ", admin" : ""})`);
    option.value = person.key;
    option.selected = person.key === me;
    return option;
  }));
  showPlaces(state.places);
  showMessages(state.messages);
  showRemembered(state.remembered);
  byId("report").textContent = state.report_text;
  if (at) focusAt(at);
}

byId("me").addEventListener("change", (event) => {
  me = event.target.value;
  open = null;
  localStorage.setItem("me", me);
  look();
});

sending(byId("composer"), byId("words"), (text) =>
  act({ do: text.trim().startsWith("/") ? "command" : "say", text }));

new EventSource("/sandbox/news").addEventListener("message", look);
look();
