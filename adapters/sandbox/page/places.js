// Who one is, and where one can go.

import { badge, placeIcon } from "./chat.js";
import { button, focusAt, make, spoken } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { avatar } from "./message.js";
import { goToPlace, isDirect, me, phone, placeName, redraw, seat, sitDownAs, unread } from "./seat.js";
import { look } from "./server.js";
import { hush } from "./toast.js";
import { hour, languageName, plural, word } from "./words.js";

export function nav() {
  const [direct, others] = [seat.state.places.filter(isDirect), seat.state.places.filter((each) => !isDirect(each))];
  return [
    switcher(),
    make("div", { class: "place-lists" },
      make("h2", {}, word("channels")),
      make("ul", {}, ...others.map(entry)),
      make("h2", {}, word("direct")),
      make("ul", {}, ...direct.map(entry))),
  ];
}

function switcher() {
  const person = me();
  return button(
    { class: "me", at: "me", id: "me", "aria-haspopup": "menu", "aria-label": word("you_are", { name: person.name }), onclick: choosePerson },
    avatar(person.key, person.name),
    make("span", { class: "me-words" },
      named(person),
      make("small", {}, lives(person))),
    icon("open"),
  );
}

function named(person) {
  return make("strong", {}, person.name, person.admin ? make("span", { class: "tag" }, word("admin")) : null);
}

// On a phone, where the places are out of sight.
export function smallSwitcher() {
  const person = me();
  return button(
    { class: "me-small", at: "me small", "aria-haspopup": "menu", "aria-label": word("you_are", { name: person.name }), onclick: choosePerson },
    avatar(person.key, person.name),
  );
}

function lives(person) {
  return `${hour(seat.state.now, person.zone)} · ${city(person.zone)} · ${languageName(person.language)}`;
}

export function city(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

function choosePerson(event) {
  const items = seat.state.people.map((person) => ({
    label: named(person),
    hint: lives(person),
    face: avatar(person.key, person.name),
    checked: person.key === seat.me,
    act: () => be(person.key),
  }));
  openMenu(event.currentTarget, word("you_are", { name: me().name }), items);
}

async function be(person) {
  hush();
  sitDownAs(person);
  await look();
}

function entry(place) {
  const count = place.key === seat.place ? 0 : unread(place.key);
  const classes = ["place", place.phase === "off" && !isDirect(place) ? "is-off" : "", count ? "has-unread" : ""];
  return make(
    "li",
    {},
    button(
      { class: classes.filter(Boolean).join(" "), at: `place ${place.key}`, "aria-current": place.key === seat.place ? "true" : null, onclick: () => go(place) },
      placeIcon(place),
      make("span", { class: "place-name" }, placeName(place)),
      place.visibility === "private" ? spoken(` (${word("private_place")})`) : null,
      isDirect(place) ? null : badge(place),
      count ? make("span", { class: "count" }, make("span", { "aria-hidden": "true" }, String(count)), spoken(plural("unread", count))) : null,
    ),
  );
}

function go(place) {
  goToPlace(place.key);
  redraw();
  focusAt(phone.matches ? "open places" : `write ${seat.me} ${place.key}`);
}
