// The one floating menu: people to be, signs to react with, things to do with a message.

import { button, make } from "./dom.js";
import { withSigns } from "./icons.js";

const EDGE = 8;

let wasOpen = false; // when the pointer went down: a press that closes the menu does not open it again
let owner = null;
let whenClosed = () => {};

const menu = make("div", { class: "menu", role: "menu", popover: "auto" });
menu.addEventListener("keydown", move);
menu.addEventListener("toggle", (event) => {
  if (event.newState === "closed") whenClosed();
});
document.addEventListener("pointerdown", () => (wasOpen = menu.matches(":popover-open")), true);
document.addEventListener("keydown", () => (wasOpen = false), true);
document.body.append(menu);

// Items are {label, hint, face, checked, grave, act}; "row" lays them side by side.
export function openMenu(anchor, label, items, { row = false, closed = () => {} } = {}) {
  if (anchor === owner && wasOpen) return;
  owner = anchor;
  menu.className = row ? "menu menu-row" : "menu";
  menu.setAttribute("aria-label", label);
  menu.replaceChildren(...items.map(entry));
  menu.showPopover();
  whenClosed = closed;
  place(anchor.getBoundingClientRect());
  (menu.querySelector('[aria-checked="true"]') || menu.firstElementChild)?.focus();
}

function entry({ label, hint, face, checked, grave, plain, act }) {
  const choose = () => {
    menu.hidePopover(); // first: the focus goes back, and what opens next can return to it
    owner = null;
    act();
  };
  return button(
    {
      class: grave ? "entry grave" : "entry",
      role: checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": checked === undefined ? null : String(checked),
      "aria-label": plain ?? null,
      title: plain ?? null,
      tabindex: "-1",
      onclick: choose,
    },
    face,
    make("span", { class: "entry-words" }, plain ? withSigns(label) : label, hint ? make("small", {}, hint) : null),
  );
}

function place(anchor) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = anchor.bottom + 4;
  const fits = below + height <= innerHeight - EDGE;
  const isRight = anchor.left > innerWidth / 2;
  const left = Math.min(isRight ? anchor.right - width : anchor.left, innerWidth - width - EDGE);
  menu.style.left = `${Math.max(EDGE, left)}px`;
  menu.style.top = `${Math.max(EDGE, fits ? below : anchor.top - height - 4)}px`;
}

function move(event) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: -1,
  }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}
