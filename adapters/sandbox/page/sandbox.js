// The page: draws what was seen last, again and again.

import { closeThread } from "./acts.js";
import { column, keepingPlace, thread } from "./chat.js";
import { clockBar } from "./clock.js";
import { button, focusAt, make, morph, spoken } from "./dom.js";
import { face, icon } from "./icons.js";
import { nav, smallSwitcher } from "./places.js";
import { panel } from "./panel.js";
import { here, markSeen, phone, placeTitle, redraw, seat, seenUntil, slim, unread } from "./seat.js";
import { listen, look } from "./server.js";
import { announce } from "./toast.js";
import { plural, word } from "./words.js";

const page = document.getElementById("page");
const MOST_SPOKEN = 3; // of a flood of news the last ones are told, and how many there were

seat.draw = () => {
  settle();
  keepingPlace(() => {
    const at = document.activeElement?.dataset.at;
    morph(page, whole());
    if (!at || document.activeElement !== document.body) return;
    focusAt(at);
    if (document.activeElement === document.body) document.getElementById("messages").focus();
  });
  tellNews();
  markSeen(seat.place);
  document.documentElement.lang = seat.state.language;
  document.title = title();
};

let lastSeat = "";

// Where one was may be gone, and where one comes to something may be new.
function settle() {
  if (!here()) seat.place = seat.state.places[0].key;
  if (!seat.state.messages.some((each) => each.key === seat.thread && each.place === seat.place)) seat.thread = null;
  const now = `${seat.me} ${seat.place}`;
  if (now === lastSeat) return;
  lastSeat = now;
  seat.newSince = seenUntil(seat.place);
  seat.newer = false;
}

function whole() {
  const isSideOpen = seat.thread || seat.panel;
  const isCovered = (phone.matches && seat.drawer) || (slim.matches && isSideOpen);
  return [
    isCovered ? null : make("a", { class: "skip", href: "#write", onclick: skip }, word("skip")),
    make("header", { class: "top" }, opener(), brand(), clockBar(), smallSwitcher()),
    make("nav", { class: seat.drawer ? "places open" : "places", "aria-label": word("places"), onkeydown: (event) => event.key === "Escape" && closeDrawer() }, ...nav()),
    make("main", {}, make("div", { class: "column", inert: isCovered }, ...column())),
    isSideOpen
      ? make("aside", { class: seat.thread ? "side is-thread" : "side", "aria-label": word(seat.thread ? "thread" : "panel"), onkeydown: sideKeys }, ...(seat.thread ? thread() : panel()))
      : null,
    isCovered ? make("div", { class: "scrim", onclick: uncover }) : null,
  ].filter(Boolean);
}

function brand() {
  return make("h1", {}, make("span", { class: "avatar avatar-ours" }, face()), "Whoknows");
}

function opener() {
  const count = seat.state.places.reduce((sum, each) => sum + (each.key === seat.place ? 0 : unread(each.key)), 0);
  return button(
    { class: "quiet opener", at: "open places", "aria-label": word("places"), "aria-expanded": String(seat.drawer), onclick: toggleDrawer },
    icon("places"),
    count ? make("span", { class: "dot" }, spoken(plural("unread", count))) : null,
  );
}

function toggleDrawer() {
  seat.drawer = !seat.drawer;
  if (seat.drawer) {
    seat.thread = null;
    seat.panel = false;
  }
  redraw();
  focusAt(seat.drawer ? "me" : "open places");
}

function closeDrawer() {
  if (!seat.drawer) return;
  seat.drawer = false;
  redraw();
  focusAt("open places");
}

function uncover() {
  if (seat.drawer) closeDrawer();
  else if (seat.thread) closeThread();
  else closePanel();
}

function closePanel() {
  seat.panel = false;
  redraw();
  focusAt("panel");
}

function sideKeys(event) {
  if (event.key !== "Escape") return;
  if (seat.thread) closeThread();
  else if (slim.matches) closePanel();
}

function skip(event) {
  event.preventDefault();
  focusAt(`write ${seat.me} ${seat.place}`);
}

function title() {
  const count = seat.state.places.reduce((sum, each) => sum + unread(each.key), 0);
  return `${count ? `(${count}) ` : ""}${placeTitle(here())} · Whoknows`;
}

let told = null;

// Who cannot see the page hears what is new in it; not what was there when somebody sat down.
function tellNews() {
  const now = { me: seat.me, keys: new Set(seat.state.messages.map((each) => each.key)) };
  const fresh = seat.state.messages.filter((each) => !told?.keys.has(each.key) && !each.mine);
  if (told?.me === now.me && fresh.length) announce(lines(fresh));
  told = now;
}

function lines(fresh) {
  const places = new Map(seat.state.places.map((each) => [each.key, each]));
  const last = fresh.slice(-MOST_SPOKEN).map((each) => `${placeTitle(places.get(each.place))}, ${each.name}: ${each.text}`);
  return fresh.length > MOST_SPOKEN ? [plural("unread", fresh.length), ...last] : last;
}

// A page that becomes narrow shows the chat first.
slim.addEventListener("change", () => {
  seat.panel = !slim.matches;
  redraw();
});
phone.addEventListener("change", redraw);

listen();
look();
