// One message: who said what, what others said to it with a sign, and what can be done with it.

import { actNear, confirmDelete, goTo, openThread, press } from "./acts.js";
import { editor, startEditing } from "./composer.js";
import { button, make, spoken } from "./dom.js";
import { face, icon, withSigns } from "./icons.js";
import { openMenu } from "./menu.js";
import { me, personOf, redraw, seat } from "./seat.js";
import { hour, longMoment, moment, near, plural, word } from "./words.js";

const TINTS = 12;
const MEANINGS = { "💡": "sign_helpful", "✅": "sign_solved", "👀": "sign_looking", "👍": "sign_thanks" };

// "scope" tells the column and the thread apart: a message can stand in both.
export function shown(message, { scope, isGrouped = false, isCurrent = false, replies = [] }) {
  const at = `${scope} ${message.key}`;
  const classes = ["message"];
  if (message.by_us) classes.push("ours");
  if (message.private) classes.push("private");
  if (message.pinned) classes.push("is-pinned");
  if (isGrouped) classes.push("grouped");
  if (seat.found === at) classes.push("found");
  if (seat.menuOf === at) classes.push("busy");
  return make(
    "li",
    { at, class: classes.join(" "), tabindex: isCurrent ? "0" : "-1" },
    isGrouped ? make("span", { class: "gutter", "aria-hidden": "true" }, hour(message.at)) : avatar(message.author, message.name),
    make(
      "div",
      { class: "body" },
      notes(message),
      head(message, scope, isGrouped),
      seat.editing === at ? editor(scope, message) : words(message, scope),
      reactions(message, scope),
      replies.length ? summary(message, replies) : null,
    ),
    message.private ? null : tools(message, scope, isCurrent),
  );
}

// The keyboard comes back to the message where it was last.
document.addEventListener("focusin", ({ target }) => {
  const message = target.closest(".message");
  if (!message) return;
  const [scope, key] = message.dataset.at.split(/ (.*)/);
  seat.current[scope] = key;
  for (const each of message.parentElement.querySelectorAll(".message")) {
    const stop = each === message ? 0 : -1;
    for (const stopping of [each, ...each.querySelectorAll(".tools button")]) stopping.tabIndex = stop;
  }
});

export function avatar(author, name) {
  const number = seat.state.people.findIndex((each) => each.key === author);
  if (number < 0) return make("span", { class: "avatar avatar-ours" }, face());
  return make("span", { class: `avatar tint-${number % TINTS}`, "aria-hidden": "true" }, [...name][0] || "");
}

function notes(message) {
  const pinned = message.pinned ? make("span", { class: "note" }, icon("pin"), word("pinned")) : null;
  const only = message.private ? make("span", { class: "note only" }, icon("eye"), word("only_you")) : null;
  return pinned || only ? make("p", { class: "notes" }, pinned, only) : null;
}

function head(message, scope, isGrouped) {
  const time = scope === "thread" ? near(message.at) : hour(message.at); // no days divide a thread
  return make(
    "p",
    { class: isGrouped ? "head spoken" : "head" },
    make("span", { class: "who" }, message.name),
    message.by_us ? make("span", { class: "tag" }, word("bot")) : null,
    make("time", { datetime: message.at, title: longMoment(message.at) }, time),
  );
}

function words(message, scope) {
  const edited = message.edited ? make("span", { class: "edited" }, ` (${word("edited")})`) : null;
  if (!message.parts) return make("div", { class: "words" }, withSigns(message.text), edited);
  return make("div", { class: "words" }, ...message.parts.map((each) => part(each, message, scope)), edited);
}

function part(each, message, scope) {
  switch (each.part) {
    case "quote":
      return make("blockquote", {}, ...spans(each.spans));
    case "heading":
      return make("h3", {}, ...spans(each.spans));
    case "bullets":
      return make("ul", {}, ...each.items.map((item) => make("li", {}, ...spans(item))));
    case "buttons":
      return make("div", { class: "buttons" }, ...each.items.map((item) => pressable(item, message, scope)));
    default:
      return make("p", {}, ...spans(each.spans));
  }
}

function pressable(item, message, scope) {
  const at = `${scope} ${message.key} ${item.does}`;
  return button({ at, class: item.main ? "main small" : "plain small", onclick: () => press(scope, message, item.does) }, make("span", {}, withSigns(item.label)));
}

function spans(list) {
  return list.flatMap(span);
}

function span(each) {
  switch (each.span) {
    case "strong":
      return make("strong", {}, withSigns(each.text));
    case "code":
      return make("code", {}, each.text);
    case "person":
      return make("span", { class: each.text === `@${me().name}` ? "mention mention-me" : "mention" }, each.text);
    case "place":
      return make("span", { class: "mention" }, each.text);
    case "time":
      return make("time", { datetime: each.at, title: longMoment(each.at) }, moment(each.at));
    case "link":
      return make("a", { href: "#", onclick: (event) => follow(event, each) }, withSigns(each.text));
    default:
      return withSigns(each.text);
  }
}

function follow(event, link) {
  event.preventDefault();
  goTo(link.place, link.message);
}

function reactions(message, scope) {
  const signs = Object.entries(message.reactions).filter(([, people]) => people.length);
  if (!signs.length) return null;
  const pills = signs.map(([sign, people]) => pill(message, scope, sign, people));
  const add = button({ class: "pill add", at: `${scope} ${message.key} add`, "aria-haspopup": "menu", "aria-label": word("react"), title: word("react"), onclick: (event) => pick(event, message, scope) }, icon("react"));
  return make("div", { class: "reactions" }, ...pills, add);
}

function pill(message, scope, sign, people) {
  const names = people.map((key) => personOf(key)?.name || key).join(", ");
  const title = word("reacted", { sign: meaning(sign), names });
  return button(
    {
      class: "pill",
      at: `${scope} ${message.key} ${sign}`,
      "aria-pressed": String(people.includes(seat.me)),
      "aria-label": `${sign} ${people.length}. ${title}`,
      title,
      onclick: () => toggle(message, scope, sign),
    },
    make("span", {}, withSigns(sign)),
    String(people.length),
  );
}

function meaning(sign) {
  return MEANINGS[sign] ? word(MEANINGS[sign]) : sign;
}

function toggle(message, scope, sign) {
  const isOn = (message.reactions[sign] || []).includes(seat.me);
  return actNear(scope, { do: isOn ? "unreact" : "react", message: message.key, place: message.place, reaction: sign });
}

function summary(message, replies) {
  const people = [...new Map(replies.map((each) => [each.author, each])).values()].slice(0, 3);
  const last = near(replies.at(-1).at);
  return button(
    { class: "summary", at: `column ${message.key} thread`, "aria-pressed": String(seat.thread === message.key), onclick: () => openThread(message.key) },
    ...people.map((each) => avatar(each.author, each.name)),
    make("strong", {}, plural("replies", replies.length)),
    replies.some((each) => each.private) ? make("span", { class: "only" }, icon("eye"), spoken(word("only_you"))) : null,
    make("span", { class: "last" }, word("last_reply", { time: last })),
  );
}

// Tabbing does not stop at the tools of every message, only at those where it is.
function tools(message, scope, isCurrent) {
  const at = `${scope} ${message.key}`;
  const tool = (name, key, act, extra = {}) =>
    button({ class: `quiet tool-${name}`, at: `${at} ${name}`, "aria-label": word(key), title: word(key), tabindex: isCurrent ? null : "-1", onclick: act, ...extra }, icon(name));
  return make(
    "div",
    { class: "tools" },
    tool("react", "react", (event) => pick(event, message, scope), { "aria-haspopup": "menu" }),
    scope === "column" ? tool("reply", "reply", () => openThread(rootOf(message))) : null,
    tool("more", "more", (event) => more(event, message, scope), { "aria-haspopup": "menu" }),
  );
}

// A reply whose root is gone stands in the column, and is answered there.
function rootOf(message) {
  return message.thread || message.key;
}

function pick(event, message, scope) {
  const items = seat.state.signs.map((sign) => ({
    label: sign,
    plain: `${sign} ${meaning(sign)}`,
    checked: (message.reactions[sign] || []).includes(seat.me),
    act: () => toggle(message, scope, sign),
  }));
  show(event, message, scope, word("react"), items, true);
}

function more(event, message, scope) {
  const items = [
    scope === "column" ? { label: word("reply"), act: () => openThread(rootOf(message)) } : null,
    { label: word("react"), act: () => pick({ currentTarget: event.target.closest("button") || event.target }, message, scope) },
    ...seat.state.menu.map(({ label, does }) => ({ label, act: () => press(scope, message, `${does} ${message.key}`) })),
    message.mine ? { label: word("edit"), act: () => startEditing(scope, message) } : null,
    message.mine ? { label: word("delete"), grave: true, act: () => confirmDelete(scope, message) } : null,
  ];
  show(event, message, scope, word("more"), items.filter(Boolean), false);
}

function show(event, message, scope, label, items, row) {
  const anchor = event.currentTarget;
  const rest = () => {
    seat.menuOf = null;
    redraw();
  };
  openMenu(anchor, label, items, { row, closed: rest });
  seat.menuOf = `${scope} ${message.key}`;
  redraw();
}
