// Says something in passing: for everybody at the lower edge, or for ears alone.

import { make } from "./dom.js";

const SHOWN_MS = 6_000;
const shown = make("div", { class: "toast", role: "status" });
const heard = make("div", { class: "spoken", role: "log", "aria-live": "polite" });
let timer = 0;

export function toast(text) {
  clearTimeout(timer);
  shown.replaceChildren(make("p", {}, text));
  timer = setTimeout(() => shown.replaceChildren(), SHOWN_MS);
}

// What was said to one is not for another who sits down.
export function hush() {
  shown.replaceChildren();
}

export function announce(lines) {
  heard.replaceChildren(...lines.map((line) => make("p", {}, line)));
}

document.body.append(shown, heard);
