// Makes elements of text nodes alone, and brings them onto the page without disturbing anybody:
// what is there already stays, with its focus, its scrolling and what is half written in it.

const DRAWN = "http://www.w3.org/2000/svg";
const SHAPES = new Set(["svg", "path", "circle", "rect", "polygon", "g", "text"]);
const HANDLERS = ["onclick", "onsubmit", "oninput", "onkeydown", "onblur", "onscroll"];

// "at" names an element across redraws; functions become handlers, everything else attributes.
export function make(tag, properties = {}, ...children) {
  const element = SHAPES.has(tag)
    ? document.createElementNS(DRAWN, tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element[name] = heedless(value);
    else if (name === "at") element.dataset.at = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((each) => each !== null && each !== undefined));
  return element;
}

// What a handler returns is nobody's: an event's property takes false for "do nothing of your own".
function heedless(handler) {
  return (event) => {
    handler(event);
  };
}

export function button(properties, ...children) {
  return make("button", { type: "button", ...properties }, ...children);
}

// Only for ears.
export function spoken(...text) {
  return make("span", { class: "spoken" }, ...text);
}

export function byAt(at) {
  return [...document.querySelectorAll("[data-at]")].find((each) => each.dataset.at === at);
}

export function focusAt(at) {
  byAt(at)?.focus();
}

const keyOf = (node) => node.dataset?.at || node.id || "";

function alike(old, fresh) {
  return old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);
}

// Makes the children of an element be like the fresh ones.
export function morph(parent, fresh) {
  const wanted = new Set(fresh.map(keyOf).filter(Boolean));
  const known = new Map();
  for (const old of [...parent.childNodes]) {
    const key = keyOf(old);
    if (key && !wanted.has(key)) old.remove(); // first, so that what stays need not be moved
    else if (key) known.set(key, old);
  }
  let here = parent.firstChild;
  for (const each of fresh) {
    const found = keyOf(each) ? known.get(keyOf(each)) : here;
    if (!found || !alike(found, each)) {
      parent.insertBefore(each, here);
      continue;
    }
    if (found === here) here = here.nextSibling;
    else parent.insertBefore(found, here);
    update(found, each);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function update(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if ("own" in old.dataset) return; // belongs to the code that filled it
  const leave = old.nodeName === "DETAILS" ? "open" : ""; // belongs to whoever opened it
  for (const { name, value } of fresh.attributes)
    if (name !== leave && old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of HANDLERS) if (old[name] !== fresh[name]) old[name] = fresh[name];
  if (old.nodeName === "TEXTAREA") return; // belongs to whoever writes in it
  for (const { name } of [...old.attributes])
    if (name !== leave && !fresh.hasAttribute(name)) old.removeAttribute(name);
  morph(old, [...fresh.childNodes]);
}
