// The funnel as a picture, and as a table for who listens to it.

import { make } from "./dom.js";
import { plural, word } from "./words.js";

const WIDTH = 340;
const STEP = 52; // from one bar to the next
const BAR = 30;
const MIDDLE = 178;
const WIDEST = 128;
const LEAST = 3; // so that nothing is still something to see

export function funnel(steps) {
  const widths = widthsOf(steps);
  const height = STEP * steps.length - (STEP - BAR);
  return [
    make("p", { class: "hint" }, word("funnel_how")),
    make(
      "svg",
      { class: "funnel", viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true" },
      ...steps.slice(1).map((_, index) => flow(index, widths)),
      ...steps.flatMap((each, index) => bar(each, index, widths[index])),
    ),
    table(steps),
  ];
}

// Before anything happened the picture shows what it will be about.
function widthsOf(steps) {
  const most = Math.max(...steps.map((each) => each.n));
  const share = (each, index) => (most ? each.n / most : 1 - index / steps.length);
  return steps.map((each, index) => Math.max(LEAST, share(each, index) * WIDEST));
}

function flow(index, widths) {
  const [from, to] = [widths[index] / 2, widths[index + 1] / 2];
  const [top, bottom] = [index * STEP + BAR, (index + 1) * STEP];
  const points = [[MIDDLE - from, top], [MIDDLE + from, top], [MIDDLE + to, bottom], [MIDDLE - to, bottom]];
  return make("polygon", { class: "flow", points: points.map((each) => each.join(",")).join(" ") });
}

function bar(step, index, width) {
  const top = index * STEP;
  const line = top + BAR / 2;
  return [
    make("rect", { class: step.n ? `bar bar-${index}` : "bar none", x: MIDDLE - width / 2, y: top, width, height: BAR, rx: Math.min(5, width / 2) }),
    make("text", { class: "label", x: 0, y: line + 5 }, step.label),
    make("text", { class: "n", x: WIDTH, y: line - 1, "text-anchor": "end" }, String(step.n)),
    make("text", { class: "people", x: WIDTH, y: line + 13, "text-anchor": "end" }, peopleOf(step)),
  ];
}

function peopleOf(step) {
  return typeof step.people === "number" ? plural("people_n", step.people) : ""; // not of people, or of too few
}

function table(steps) {
  const cell = (tag, text, scope = null) => make(tag, { scope }, String(text));
  const rows = make(
    "table",
    {},
    make("caption", {}, word("funnel_how")),
    make("thead", {}, make("tr", {}, ...["step", "number", "people"].map((key) => cell("th", word(key), "col")))),
    make("tbody", {}, ...steps.map((each) =>
      make("tr", {}, cell("th", each.label, "row"), cell("td", each.n), cell("td", each.people ?? "–")))),
  );
  return make("div", { class: "spoken" }, rows);
}
