// The column of a place, and a thread beside it.

import { closeThread, goTo } from "./acts.js";
import { composer } from "./composer.js";
import { button, byAt, make, spoken } from "./dom.js";
import { face, icon, withSigns } from "./icons.js";
import { shown } from "./message.js";
import { here, isDirect, placeName, placeTitle, redraw, seat, slim } from "./seat.js";
import { look, post } from "./server.js";
import { toast } from "./toast.js";
import { dayName, dayNumber, longMoment, plural, word } from "./words.js";

const TOGETHER_MS = 5 * 60_000; // what one person says within this time stands under one name
const NEAR = 80; // pixels from the end that still count as reading there

export function placeIcon(place) {
  return isDirect(place) ? face() : icon(place.visibility === "private" ? "private" : "channel");
}

export function column() {
  const place = here();
  const messages = seat.state.messages.filter((each) => each.place === place.key);
  const name = `write ${seat.me} ${place.key}`;
  const placeholder = word(isDirect(place) ? "write_to" : "write", { place: placeTitle(place) });
  return [
    placeHead(place),
    pinnedLine(messages),
    make(
      "div",
      { class: "scroll", id: "messages", tabindex: "-1", onscroll: noticeEnd, "aria-label": word("messages", { place: placeTitle(place) }), role: "region" },
      messages.length ? list("column", entries(messages)) : quiet(place),
      seat.state.is_empty || seat.playing ? weekCard(messages) : null,
    ),
    button({ class: "newer", id: "newer", hidden: !seat.newer, onclick: toEnd }, icon("down"), word("newer")),
    composer("column", name, placeholder, placeholder, {}),
  ];
}

function placeHead(place) {
  return make(
    "div",
    { class: "place-head" },
    make("h2", { id: "place-name" }, placeIcon(place), placeName(place)),
    place.visibility === "private" ? spoken(word("private_place")) : null,
    isDirect(place) ? null : badge(place),
    button(
      {
        class: "quiet panel-button",
        at: "panel",
        "aria-label": word("panel"),
        title: word("panel"),
        "aria-pressed": String(seat.panel && !seat.thread),
        onclick: togglePanel,
      },
      icon("panel"),
    ),
  );
}

export function badge(place) {
  return make("span", { class: `badge phase-${place.phase}` }, place.phase_text);
}

function togglePanel() {
  seat.panel = seat.thread ? true : !seat.panel;
  seat.thread = null;
  redraw();
  if (seat.panel && slim.matches) byAt("close side")?.focus();
}

// What a place is told about itself stays in sight.
function pinnedLine(messages) {
  const pinned = messages.findLast((each) => each.pinned);
  if (!pinned) return null;
  return button(
    { class: "pinned-line", at: "pinned", onclick: () => goTo(pinned.place, pinned.key) },
    icon("pin"),
    spoken(`${word("pinned")}: `),
    make("span", {}, withSigns(pinned.text)),
  );
}

function quiet(place) {
  return make("p", { class: "nothing" }, placeIcon(place), word("quiet_here"));
}

// Pairs of a root and its replies; a reply whose root is gone stands by itself.
function entries(messages) {
  const keys = new Set(messages.map((each) => each.key));
  const roots = messages.filter((each) => !keys.has(each.thread));
  return roots.map((root) => ({
    message: root,
    replies: messages.filter((each) => each.thread === root.key),
  }));
}

function list(scope, pairs) {
  const known = pairs.some(({ message }) => message.key === seat.current[scope]);
  const current = known ? seat.current[scope] : pairs.at(-1)?.message.key;
  const items = [];
  let before = null;
  for (const { message, replies } of pairs) {
    const isNewDay = scope === "column" && (!before || dayNumber(before.at) !== dayNumber(message.at));
    if (isNewDay) items.push(divider("day", dayName(message.at), message));
    const isNew = scope === "column" && isFirstNew(message, before);
    if (isNew) items.push(divider("fresh", word("new"), message));
    const isGrouped = !isNewDay && !isNew && goesOn(before, message);
    items.push(shown(message, { scope, replies, isGrouped, isCurrent: message.key === current }));
    before = message;
  }
  return make("ol", { class: "messages", onkeydown: walk }, ...items);
}

function divider(kind, text, message) {
  return make("li", { class: kind, at: `${kind} ${message.key}` }, make("span", {}, text));
}

function isFirstNew(message, before) {
  const isNew = (each) => each.at > seat.newSince;
  return seat.newSince && isNew(message) && !message.mine && before && !isNew(before);
}

function goesOn(before, message) {
  return (
    before &&
    !message.by_us &&
    !message.pinned &&
    before.author === message.author &&
    new Date(message.at) - new Date(before.at) < TOGETHER_MS
  );
}

// Up and down go from message to message.
function walk(event) {
  if (event.target.nodeName === "TEXTAREA") return;
  const items = [...event.currentTarget.querySelectorAll(".message")];
  const at = items.findIndex((each) => each.contains(event.target));
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[Math.min(Math.max(to, 0), items.length - 1)]?.focus();
}

export function thread() {
  const messages = seat.state.messages.filter((each) => each.place === seat.place);
  const root = messages.find((each) => each.key === seat.thread);
  const replies = messages.filter((each) => each.thread === root.key);
  const [first, ...rest] = [root, ...replies].map((message) => ({ message, replies: [] }));
  const name = `write ${seat.me} ${root.key}`;
  const label = word("reply");
  const items = list("thread", [first, ...rest]);
  if (replies.length)
    items.insertBefore(make("li", { class: "day", at: "replies" }, make("span", {}, plural("replies", replies.length))), items.children[1]);
  return [
    make(
      "div",
      { class: "side-head" },
      make("h2", {}, word("thread"), make("small", {}, placeTitle(here()))),
      button({ class: "quiet", at: "close side", "aria-label": word("close"), title: word("close"), onclick: closeThread }, icon("close")),
    ),
    make("div", { class: "scroll", id: "thread", at: `scroll ${root.key}`, tabindex: "-1" }, items),
    root.private ? null : composer("thread", name, label, label, { thread: root.key }),
  ];
}

// Large at first; small when there is something to read already.
function weekCard(messages) {
  const size = messages.every((each) => each.pinned) ? "" : " small-week";
  return make(
    "section",
    { class: seat.playing ? "week playing" : `week${size}`, at: "week", "aria-label": word("week_title") },
    make("span", { class: "avatar avatar-ours big" }, face()),
    make("h3", {}, word("week_title")),
    make("p", {}, word("week_text")),
    button(
      { class: "main large", at: "week play", "aria-disabled": String(seat.playing), onclick: playWeek },
      icon(seat.playing ? "waiting" : "play"),
      word(seat.playing ? "week_playing" : "week_play"),
    ),
    seat.playing ? make("p", { class: "running" }, make("span", { class: "progress" }), make("time", {}, longMoment(seat.state.now))) : orType(),
  );
}

function orType() {
  const [first] = seat.state.commands;
  return first
    ? make("p", { class: "or" }, word("or_type"), button({ class: "sample", at: "week sample", onclick: () => startTyping(first.typed) }, first.typed, " …"))
    : null;
}

function startTyping(typed) {
  const field = byAt(`write ${seat.me} ${seat.place}`);
  field.value = `${typed} `;
  field.focus();
  field.dispatchEvent(new Event("input"));
}

async function playWeek() {
  if (seat.playing) return;
  seat.playing = true;
  redraw();
  const { error } = await post("/sandbox/week", {});
  seat.playing = false;
  seat.trouble.column = error || "";
  await look();
  redraw();
  if (!error) toast(word("week_done"));
  if (document.activeElement === document.body) byAt(`write ${seat.me} ${seat.place}`)?.focus();
}

function isNearEnd(element) {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
}

function noticeEnd(event) {
  if (seat.newer && isNearEnd(event.currentTarget)) {
    seat.newer = false;
    redraw();
  }
}

function toEnd() {
  const element = document.getElementById("messages");
  element.scrollTop = element.scrollHeight;
  byAt(`write ${seat.me} ${seat.place}`)?.focus();
}

let lastView = "";
let lastThread = "";
let lastMessage = "";

// Runs the drawing, and has each list stand where its reader expects it afterwards.
export function keepingPlace(drawing) {
  const before = document.getElementById("messages");
  const wasNearEnd = !before || isNearEnd(before);
  const thread = document.getElementById("thread");
  const wasThreadNearEnd = !thread || isNearEnd(thread);
  drawing();
  const element = document.getElementById("messages");
  const newest = seat.state.messages.findLast((each) => each.place === seat.place);
  const view = `${seat.me} ${seat.place}`;
  if (view !== lastView) {
    element.scrollTop = element.scrollHeight;
    element.querySelector(".fresh")?.scrollIntoView({ block: "center" });
  } else if (newest?.key !== lastMessage) {
    if (wasNearEnd || newest?.mine) element.scrollTop = element.scrollHeight;
    else if (newest) seat.newer = true;
    document.getElementById("newer").hidden = !seat.newer;
  }
  lastView = view;
  lastMessage = newest?.key;
  const side = document.getElementById("thread");
  if (side && (seat.thread !== lastThread || wasThreadNearEnd)) side.scrollTop = side.scrollHeight;
  lastThread = seat.thread;
}
