// Behind the scenes: the funnel, what was remembered, what waits to be sent, the report.

import { button, focusAt, make } from "./dom.js";
import { funnel } from "./funnel.js";
import { icon } from "./icons.js";
import { personOf, placeTitle, redraw, seat } from "./seat.js";
import { moment, word } from "./words.js";

const TABS = ["funnel", "remembered", "outbox", "report"];
const CONTENTS = { funnel: () => funnel(seat.state.funnel), remembered, outbox, report };
const FIGURE = /^ {2}(\S.*? {2,}| {8,})(\S.*)$/;
const STATES = ["waiting", "dead", "skipped", "sent"];
const OPEN_STATES = new Set(["waiting", "dead", "skipped"]);
const FIRST = ["question", "answer", "helpful", "example", "request", "insight", "action"];
const TELLING = ["text", "title", "words", "outcome"]; // what a remembered thing is known by
const WHO = ["asker", "author", "by", "person", "to"];
const WHERE = ["place"];
const WHEN = ["at", "due_at", "sent_at"];

export function panel() {
  return [
    make(
      "div",
      { class: "side-head" },
      make("h2", {}, word("panel")),
      button({ class: "quiet", at: "close side", "aria-label": word("close"), title: word("close"), onclick: close }, icon("close")),
    ),
    make("p", { class: "hint all-seen" }, icon("eye"), word("panel_how")),
    make("div", { class: "tabs", role: "tablist", "aria-label": word("panel"), onkeydown: walk }, ...TABS.map(tab)),
    make(
      "div",
      { class: `scroll tab-content tab-${seat.tab}`, role: "tabpanel", id: "tab-content", at: `content ${seat.tab}`, "aria-labelledby": `tab-${seat.tab}`, tabindex: "0" },
      ...CONTENTS[seat.tab](),
    ),
  ];
}

function tab(name) {
  const isOpen = name === seat.tab;
  const waiting = name === "outbox" ? seat.state.outbox.filter((each) => each.state === "waiting").length : 0;
  return button(
    {
      id: `tab-${name}`, at: `tab ${name}`, role: "tab", "aria-selected": String(isOpen), "aria-controls": isOpen ? "tab-content" : null,
      tabindex: isOpen ? "0" : "-1", onclick: () => choose(name),
    },
    word(name),
    waiting ? make("span", { class: "count" }, String(waiting)) : null,
  );
}

function choose(name) {
  seat.tab = name;
  redraw();
  focusAt(`tab ${name}`);
}

function walk(event) {
  const at = TABS.indexOf(seat.tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(TABS.at(to % TABS.length));
}

function close() {
  seat.panel = false;
  redraw();
  focusAt("panel");
}

function remembered() {
  const groups = byType(seat.state.remembered);
  if (!groups.size) return [nothing("nothing_remembered")];
  return inOrderOfInterest(groups).map(([type, things]) =>
    group(`remembered ${type}`, seat.state.remembered_titles[type] || type, things.length, false, things.map(thing)));
}

function inOrderOfInterest(groups) {
  const rank = (type) => (FIRST.includes(type) ? FIRST.indexOf(type) : FIRST.length);
  return [...groups].sort(([one], [other]) => rank(one) - rank(other));
}

function byType(things) {
  const groups = new Map();
  for (const each of things) groups.set(each.type, [...(groups.get(each.type) || []), each]);
  return groups;
}

function group(at, title, n, isOpen, items) {
  return make(
    "details",
    { class: "group", at, open: isOpen },
    make("summary", {}, make("span", {}, title), make("span", { class: "n" }, String(n))),
    make("ul", {}, ...items),
  );
}

function thing(each) {
  const facts = Object.entries(each).filter(([name]) => !["type", "organisation"].includes(name));
  return make(
    "li",
    { at: `thing ${each.type} ${each.key}` },
    make(
      "details",
      { class: each.gone ? "thing is-gone" : "thing" },
      make("summary", {}, make("span", { class: "told" }, each.gone ? word("gone") : told(each)), each.state ? make("code", {}, each.state) : null),
      make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, fact(value))])),
    ),
  );
}

// Its words; else who it is about, where, and when; else its name, or its key.
function told(each) {
  const words = TELLING.map((name) => each[name]).find((value) => typeof value === "string" && value);
  const people = WHO.map((name) => personOf(each[name])?.name);
  const places = WHERE.map((name) => seat.state.places.find((place) => place.key === each[name])).map((place) => place && placeTitle(place));
  const times = WHEN.map((name) => each[name]).filter((at) => typeof at === "string").slice(0, 1).map(moment);
  return words || [...people, ...places, ...times].filter(Boolean).join(" · ") || each.name || each.key;
}

function fact(value) {
  if (value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function outbox() {
  if (!seat.state.outbox.length) return [nothing("nothing_waits")];
  const groups = STATES.map((state) => ({ state, rows: inOrder(state) })).filter(({ rows }) => rows.length);
  return groups.map(({ state, rows }) => {
    const isOpen = OPEN_STATES.has(state) || groups.length === 1;
    return group(`outbox ${state}`, word(state), rows.length, isOpen, rows.map(row));
  });
}

// What waits: the next first. What is over: the latest first.
function inOrder(state) {
  const rows = seat.state.outbox.filter((each) => each.state === state);
  rows.sort((one, other) => one.due_at.localeCompare(other.due_at));
  return state === "waiting" ? rows : rows.reverse();
}

function row(each) {
  return make(
    "li",
    { class: `post is-${each.state}`, at: `post ${each.id}` },
    icon(each.state),
    make(
      "div",
      {},
      make("p", { class: "label" }, each.label),
      make("p", { class: "facts" }, word("for_whom", { name: nameOf(each.to) }), " · ", make("time", { datetime: each.due_at }, moment(each.due_at))),
      each.why ? make("p", { class: "why" }, each.why) : null,
    ),
  );
}

function nameOf(to) {
  const place = seat.state.places.find((each) => each.key === to);
  return personOf(to)?.name || (place && placeTitle(place)) || to;
}

// The report is made for a terminal, which is wider: its two columns become a list of figures.
function report() {
  const shown = [];
  for (const line of seat.state.report_text.split("\n")) {
    const [, label, value] = line.match(FIGURE) || [];
    if (!value) shown.push(make("p", {}, line));
    else {
      if (shown.at(-1)?.nodeName !== "DL") shown.push(make("dl", {}));
      if (label.trim()) shown.at(-1).append(make("dt", {}, label.trim()));
      shown.at(-1).append(make("dd", {}, value));
    }
  }
  return [make("div", { class: "report" }, ...shown)];
}

function nothing(key) {
  return make("p", { class: "nothing" }, word(key));
}
