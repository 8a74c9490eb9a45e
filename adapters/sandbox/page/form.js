// A form of the product, as a dialog that keeps the keyboard until it is sent or closed.

import { button, make } from "./dom.js";
import { icon } from "./icons.js";
import { word } from "./words.js";

const FEW = 4; // that many choices are shown side by side; more go into a list

const dialog = make("dialog", { class: "form", "aria-labelledby": "form-title" });
dialog.addEventListener("keydown", stayInside);
dialog.addEventListener("close", () => {
  // What opened it may be gone with what was done.
  const { activeElement } = document;
  if (activeElement === document.body || dialog.contains(activeElement))
    document.querySelector("#write textarea")?.focus();
});
document.body.append(dialog);

// "send" takes the values and returns {error} or {form}, the next one.
export function openForm(form, send) {
  const trouble = make("p", { class: "trouble", role: "alert" });
  const fields = form.inputs.map(field);
  const element = make(
    "form",
    { novalidate: true },
    make(
      "header",
      {},
      make("h2", { id: "form-title" }, form.title),
      button(
        { class: "quiet", "aria-label": word("close"), onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    form.text ? make("p", { class: "form-text" }, form.text) : null,
    ...fields.map((each) => each.element),
    trouble,
    make(
      "footer",
      {},
      button({ class: "plain", onclick: () => dialog.close() }, word("cancel")),
      make("button", { class: form.grave ? "main grave" : "main" }, form.submit),
    ),
  );
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.textContent = missing(fields);
    if (trouble.textContent || element.ariaBusy === "true") return;
    element.ariaBusy = "true";
    const { error } = await send(Object.fromEntries(fields.map((each) => [each.name, each.read()])));
    element.ariaBusy = "false";
    if (error) trouble.textContent = error;
    else if (element.isConnected) dialog.close(); // else the next form stands here already
  });
  dialog.replaceChildren(element);
  if (!dialog.open) dialog.showModal();
  (element.querySelector("input, textarea, select") || element.querySelector(".main")).focus();
}

function missing(fields) {
  let first = null;
  for (const each of fields) {
    const lacks = each.required && !each.read().trim();
    each.mark(lacks);
    if (lacks) first ??= each;
  }
  first?.control.focus();
  return first ? word("fill_in", { name: first.label }) : "";
}

function field(input) {
  const isFew = input.choices.length <= FEW && (input.required || input.choices.length > 1); // one alone could not be taken back
  const made = input.kind === "choice" && isFew ? radios(input) : control(input);
  return { name: input.name, label: input.label, required: input.required, ...made };
}

const hintId = (input) => `form-hint-${input.name}`;

function control(input) {
  const id = `form-${input.name}`;
  const attributes = {
    id,
    "aria-required": String(Boolean(input.required)),
    "aria-describedby": input.hint ? hintId(input) : null,
    maxlength: input.longest || null,
  };
  const element = writable(input, attributes);
  return {
    control: element,
    read: () => element.value,
    mark: (wrong) => element.setAttribute("aria-invalid", String(wrong)),
    element: make("div", { class: "field" }, make("label", { for: id }, ...labelled(input)), element, hint(input)),
  };
}

function writable(input, attributes) {
  if (input.kind === "line") return make("input", { ...attributes, type: "text", value: input.value || "" });
  if (input.kind === "text") return make("textarea", { ...attributes, rows: 4 }, input.value || "");
  const none = make("option", { value: "" }, word("choose"));
  const select = make("select", { ...attributes, maxlength: null }, none, ...input.choices.map(([value, label]) =>
    make("option", { value, selected: value === input.value }, label)));
  return select;
}

function radios(input) {
  const choices = input.choices.map(([value, label]) =>
    make("label", { class: "choice" },
      make("input", { type: "radio", name: `form-${input.name}`, value, checked: value === input.value }),
      make("span", {}, label)));
  const element = make(
    "fieldset",
    { class: "field", role: "radiogroup", "aria-required": String(Boolean(input.required)), "aria-describedby": input.hint ? hintId(input) : null },
    make("legend", {}, ...labelled(input)),
    make("div", { class: "choices" }, ...choices),
    hint(input),
  );
  return {
    element,
    control: choices[0].firstElementChild,
    read: () => element.querySelector(":checked")?.value || "",
    mark: (wrong) => element.setAttribute("aria-invalid", String(wrong)),
  };
}

function labelled(input) {
  return [input.label, input.required ? make("span", { class: "required" }, ` ${word("required")}`) : null].filter(Boolean);
}

function hint(input) {
  return input.hint ? make("p", { class: "hint", id: hintId(input) }, input.hint) : null;
}

// The browser lets the keyboard out to its own buttons; from the last control to the first is kinder.
function stayInside(event) {
  if (event.key !== "Tab") return;
  const stops = [...dialog.querySelectorAll("button, input, textarea, select")].filter(
    (each) => each.type !== "radio" || each.checked || !dialog.querySelector(`input[name="${each.name}"]:checked`),
  );
  const last = event.shiftKey ? stops[0] : stops.at(-1);
  const sameGroup = last.type === "radio" && last.name === document.activeElement.name;
  if (document.activeElement !== last && !sameGroup) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
