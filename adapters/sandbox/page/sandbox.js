"use strict";
// Builds the page with text nodes alone: whatever somebody wrote stays text.

const SIGNS = ["💡", "✅"];
let me = localStorage.getItem("me") || "";
let place = localStorage.getItem("place") || "";
let replyTo = "";
let editing = "";
const drafts = {};

const byId = (id) => document.getElementById(id);

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function button(text, action, extra = {}) {
  const element = make("button", "", text);
  element.type = "button";
  Object.entries(extra).forEach(([name, value]) => element.setAttribute(name, value));
  element.addEventListener("click", action);
  return element;
}

async function act(fields) {
  const answer = await fetch("/sandbox/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ person: me, place, ...fields }),
  });
  const body = await answer.json();
  byId("trouble").textContent = answer.ok ? "" : body.error;
  await look();
  return answer.ok;
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

function form(label, value, send) {
  const field = make("input");
  field.setAttribute("aria-label", label);
  field.value = value;
  field.addEventListener("input", () => (drafts[label + replyTo + editing] = field.value));
  const element = make("form", "row", field, make("button", "", "Send"));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send(field.value);
  });
  return element;
}

function reactions(message) {
  return SIGNS.map((sign) => {
    const people = message.reactions[sign] || [];
    const mine = people.includes(me);
    return button(
      people.length ? `${sign} ${people.length}` : sign,
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
    box.append(button("Reply", () => { replyTo = message.key; editing = ""; look(); }));
  if (message.author === me) {
    box.append(button("Edit", () => { editing = message.key; replyTo = ""; look(); }));
    box.append(button("Delete", () => act({ do: "delete", message: message.key })));
  }
  return box;
}

function shown(message, isRoot) {
  const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const item = make(
    "li",
    (message.by_us ? "ours " : "") + (message.private ? "private" : ""),
    make("span", "who", message.name),
    make("span", "when", time + (message.edited ? " · edited" : "")),
    message.private ? make("span", "only", "only you can see this") : null,
    words(message),
    does(message, isRoot),
  );
  if (editing === message.key)
    item.append(form("Edit", drafts["Edit" + editing] ?? message.text, async (text) => {
      if (await act({ do: "edit", message: message.key, text })) { editing = ""; look(); }
    }));
  return item;
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
    if (replyTo === root.key)
      item.append(form("Reply", drafts["Reply" + replyTo] ?? "", async (text) => {
        const thread = replyTo;
        if (await act({ do: "say", text, thread })) {
          delete drafts["Reply" + thread];
          replyTo = "";
          look();
        }
      }));
    return item;
  });
  const focused = document.activeElement?.getAttribute("aria-label");
  byId("messages").replaceChildren(...items);
  const field = document.querySelector("#messages form input");
  if (field && (focused === "Reply" || focused === "Edit" || !document.activeElement || document.activeElement === document.body)) field.focus();
}

function showPlaces(places) {
  byId("places").replaceChildren(...places.map((each) =>
    make("li", "", button(`# ${each.name} · ${each.phase}`, () => {
      place = each.key;
      replyTo = editing = "";
      localStorage.setItem("place", place);
      look();
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

let looking = false;
let again = false;

async function look() {
  if (looking) { again = true; return; }
  looking = true;
  do {
    again = false;
    const answer = await fetch(`/sandbox/state?person=${encodeURIComponent(me)}`);
    const fallback = answer.ok ? answer : await fetch("/sandbox/state");
    show(await fallback.json());
  } while (again);
  looking = false;
}

function show(state) {
  me = state.me;
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
}

byId("me").addEventListener("change", (event) => {
  me = event.target.value;
  localStorage.setItem("me", me);
  look();
});

byId("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = byId("words");
  const text = field.value;
  if (await act({ do: text.trim().startsWith("/") ? "command" : "say", text })) field.value = "";
});

byId("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    byId("composer").requestSubmit();
  }
});

new EventSource("/sandbox/news").addEventListener("message", look);
look();
