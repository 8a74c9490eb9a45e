// Where somebody writes: into a place, into a thread, or over an own message.

import { act } from "./acts.js";
import { button, focusAt, make } from "./dom.js";
import { icon } from "./icons.js";
import { redraw, seat } from "./seat.js";
import { word } from "./words.js";

// "name" is unique for what is written and for whom, so that each keeps its own half-written text.
export function composer(scope, name, label, placeholder, fields) {
  const list = `commands-${scope}`;
  return make(
    "form",
    { class: "composer", id: scope === "column" ? "write" : null, at: `form ${name}`, onsubmit: (event) => submit(event, scope, name, fields) },
    make("ul", {
      id: list, class: "commands", role: "listbox", tabindex: "0", "aria-label": word("commands"),
      "data-own": true, hidden: true, onmousedown: (event) => event.preventDefault(), // the words keep the focus
    }),
    make(
      "div",
      { class: "box" },
      make("textarea", {
        at: name, rows: 1, placeholder, "aria-label": label,
        "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list,
        oninput: (event) => written(event.target, name),
        onkeydown: keys,
        onblur: (event) => closeList(event.target),
      }, seat.drafts.get(name) || ""),
      make("div", { class: "box-foot" },
        button({ class: "quiet", "aria-label": word("commands"), title: word("commands"), onclick: startCommand }, icon("slash")),
        make("span", { class: "keys" }, word("keys")),
        make("button", { class: "main send", "aria-label": word("send"), title: word("send") }, icon("send"))),
    ),
    make("p", { class: "trouble", role: "alert" }, seat.trouble[scope]),
  );
}

// Sends once: what was written comes back only where it was refused.
async function submit(event, scope, name, fields) {
  event.preventDefault();
  const field = event.currentTarget.querySelector("textarea");
  const text = field.value;
  const isCommand = text.trimStart().startsWith("/");
  write(field, name, "");
  const { error } = await act({ do: isCommand ? "command" : "say", ...fields, text });
  if (error) write(field, name, text + field.value);
  seat.trouble[scope] = error || "";
  redraw();
}

function write(field, name, text) {
  field.value = text;
  written(field, name);
}

function written(field, name) {
  seat.drafts.set(name, field.value);
  offer(field);
}

function keys(event) {
  const field = event.target;
  if (event.isComposing || chooses(event, field)) return;
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  field.form.requestSubmit();
}

function startCommand(event) {
  const field = event.currentTarget.form.querySelector("textarea");
  if (!field.value) field.value = "/";
  field.focus();
  field.dispatchEvent(new Event("input"));
}

// The commands that what is written can still become; none when it is one already.
function offer(field) {
  const typed = field.value;
  const found = typed.startsWith("/") ? seat.state.commands.filter((each) => each.typed.startsWith(typed)) : [];
  const isDone = found.length === 1 && found[0].typed === typed;
  const list = listOf(field);
  list.replaceChildren(...(isDone ? [] : found).map((each, index) => option(field, each, index)));
  list.hidden = !list.children.length;
  select(field, list.hidden ? -1 : 0);
}

function closeList(field) {
  const list = listOf(field);
  if (!list) return; // the field is on its way out
  list.hidden = true;
  select(field, -1);
}

function option(field, command, index) {
  return make(
    "li",
    {
      id: `${listOf(field).id}-${index}`, role: "option",
      onclick: () => take(field, command.typed),
    },
    make("code", {}, command.typed), make("span", {}, command.hint),
  );
}

function take(field, typed) {
  field.value = `${typed} `;
  field.focus();
  field.dispatchEvent(new Event("input"));
}

function select(field, index) {
  const options = [...listOf(field).children];
  options.forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
  options[index]?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", options[index]?.id || "");
}

// Whether the key was for the list of commands.
function chooses(event, field) {
  const list = listOf(field);
  const options = [...list.children];
  const at = options.findIndex((each) => each.ariaSelected === "true");
  if (list.hidden) return false;
  const typed = options[at]?.querySelector("code").textContent;
  switch (event.key) {
    case "ArrowDown":
      select(field, (at + 1) % options.length);
      break;
    case "ArrowUp":
      select(field, (at + options.length - 1) % options.length);
      break;
    case "Escape":
      closeList(field);
      break;
    case "Enter":
      if (event.shiftKey || typed === field.value) return false;
      take(field, typed);
      break;
    case "Tab":
      if (event.shiftKey) return false;
      take(field, typed);
      break;
    default:
      return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

const listOf = (field) => field.form?.querySelector(".commands");

// An own message, to be written anew.
export function editor(scope, message) {
  const name = `edit ${scope} ${message.key}`;
  return make(
    "form",
    { class: "editor", at: `form ${name}`, onsubmit: (event) => save(event, scope, message) },
    make("textarea", { at: name, rows: 2, "aria-label": word("edit"), onkeydown: (event) => editorKeys(event, scope, message) }, message.text),
    make("div", { class: "row" },
      make("button", { class: "main small" }, word("save")),
      button({ class: "plain small", onclick: () => stopEditing(scope, message) }, word("cancel"))),
  );
}

export function startEditing(scope, message) {
  seat.editing = `${scope} ${message.key}`;
  redraw();
  focusAt(`edit ${scope} ${message.key}`);
}

function stopEditing(scope, message) {
  seat.editing = null;
  redraw();
  focusAt(`${scope} ${message.key} more`);
}

async function save(event, scope, message) {
  event.preventDefault();
  const text = event.currentTarget.querySelector("textarea").value;
  const { error } = await act({ do: "edit", message: message.key, place: message.place, text });
  seat.trouble[scope] = error || "";
  if (error) redraw();
  else stopEditing(scope, message);
}

function editorKeys(event, scope, message) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    stopEditing(scope, message);
  }
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}
